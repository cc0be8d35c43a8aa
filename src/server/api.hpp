#pragma once
// The routes of the API, and who may take them.

#include <filesystem>
#include <memory>

#include "access/sign_in.hpp"
#include "autopilot/autopilot_settings.hpp"
#include "autopilot/purge.hpp"
#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/rejection_table.hpp"
#include "dicom/ae_title.hpp"
#include "exporter/note_sheet.hpp"
#include "http/router.hpp"
#include "image_cache/image_cache.hpp"
#include "ingest/intake.hpp"
#include "jobs/job_queue.hpp"
#include "notification/settings.hpp"
#include "object_creator/kosd_judging.hpp"
#include "server/access_guard.hpp"
#include "server/configuration_view.hpp"
#include "server/summary.hpp"

namespace kinote::server {

/// What the routes stand on; outlives the router.
struct ApiRooms {
    database::Database& database;
    const image_cache::ImageCache& image_cache;
    jobs::JobQueue& queue;
    const base::Clock& clock;
    dicom::AeTitle ae_title;  ///< ours
    database::QualityRejection quality_rejection = database::QualityRejection::hide;
    autopilot::PurgeSettings purge{};
    object_creator::RegisterKosdSettings register_kosd{};  ///< how KOSDs are read
    autopilot::AutopilotSettings autopilot{};
    notification::NotificationSettings notifications{};
    access::SignInSettings sign_in{};
    const ShownConfiguration* configuration = nullptr;  ///< null: nothing is told of it
    std::filesystem::path media_folder{};               ///< where discs lie
    exporter::SheetIdentity sheets{};
    ingest::Intake* intake = nullptr;  ///< null: nothing is stored
};

/// Studies, notes, selections.
void add_study_routes(http::Router& router, const ApiRooms& rooms);
/// KOSDs that could not be registered.
void add_quarantine_routes(http::Router& router, const ApiRooms& rooms);
/// Notes made, edited, deleted and taken back.
void add_authoring_routes(http::Router& router, const ApiRooms& rooms);
/// Destinations, exports and their ledger.
void add_export_routes(http::Router& router, const ApiRooms& rooms);
/// Exports to media, and their discs.
void add_media_routes(http::Router& router, const ApiRooms& rooms);
/// Key image sheets of notes.
void add_sheet_routes(http::Router& router, const ApiRooms& rooms);
/// Comparisons with destinations, and what they found.
void add_reconcile_routes(http::Router& router, const ApiRooms& rooms);
/// What leaves the cache, as an archive has it, and comes back.
void add_archive_routes(http::Router& router, const ApiRooms& rooms);
/// How full the cache is, the staging rules, why a study stays or went, and what a person says of it.
void add_autopilot_routes(http::Router& router, const ApiRooms& rooms);
/// Rejection notes, and what a person decides of them.
void add_rejection_routes(http::Router& router, const ApiRooms& rooms);
/// Repairs of received KOSDs: previews, what is in force, and what a person decides of them.
void add_repair_routes(http::Router& router, const ApiRooms& rooms);
/// Frames as pictures.
void add_rendered_routes(http::Router& router, const ApiRooms& rooms);
/// Queues, jobs, exceptions, and the summary of all.
void add_status_routes(http::Router& router, const ApiRooms& rooms);
/// What has changed, told to pages that listen.
void add_event_route(http::Router& router, const ApiRooms& rooms, const std::shared_ptr<Summary>& summary);
/// What a person does with queues, jobs and exceptions.
void add_steering_routes(http::Router& router, const ApiRooms& rooms);
/// The Task Scheduler's tasks, and what a person does with them.
void add_task_routes(http::Router& router, const ApiRooms& rooms);
/// Who is told of exceptions, and how it goes.
void add_notification_routes(http::Router& router, const ApiRooms& rooms);
/// Figures for Prometheus.
void add_metrics_route(http::Router& router, const ApiRooms& rooms);
/// How queues try again, as a person sets it.
void add_retry_routes(http::Router& router, const ApiRooms& rooms);
/// Who changed what.
void add_audit_routes(http::Router& router, const ApiRooms& rooms);
/// Signing in and out, who has, and changing one's own password.
void add_session_routes(http::Router& router, const ApiRooms& rooms);
/// Migration runs, and what became of each row of the legacy source.
void add_migration_routes(http::Router& router, const ApiRooms& rooms);
/// The keys of the configuration with their values.
void add_configuration_routes(http::Router& router, const ApiRooms& rooms);
/// Accounts and their tokens, as administrators keep them.
void add_account_routes(http::Router& router, const ApiRooms& rooms);
/// Whether the program answers: for whoever watches over it.
void add_health_route(http::Router& router);
/// The description of the API itself, OpenAPI 3: docs/openapi.json, inside the program.
[[nodiscard]] std::string_view api_description();
void add_description_route(http::Router& router);

}  // namespace kinote::server
