#pragma once
// The keys of the configuration, and the settings of the rooms that are made of them.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/sign_in.hpp"
#include "autopilot/autopilot_settings.hpp"
#include "autopilot/checksum_patrol.hpp"
#include "autopilot/lost_file_sweep.hpp"
#include "autopilot/purge.hpp"
#include "base/configuration.hpp"
#include "base/log.hpp"
#include "database/destination_table.hpp"
#include "database/job_dependency_table.hpp"
#include "database/retry_rule_table.hpp"
#include "dimse/server_settings.hpp"
#include "exporter/cd_export.hpp"
#include "exporter/peer_commitments.hpp"
#include "exporter/reconcile.hpp"
#include "exporter/request_commitment.hpp"
#include "exporter/route.hpp"
#include "exporter/transmit.hpp"
#include "http/server.hpp"
#include "image_cache/image_cache.hpp"
#include "ingest/intake.hpp"
#include "jobs/retry_policy.hpp"
#include "legacy_migration/migration_settings.hpp"
#include "note/document_title.hpp"
#include "notification/settings.hpp"
#include "object_creator/create_kosd.hpp"
#include "object_creator/register_kosd.hpp"
#include "server/configuration_view.hpp"
#include "task_scheduler/ended_commitment_sweep.hpp"
#include "task_scheduler/old_history.hpp"
#include "task_scheduler/study_change_sweep.hpp"
#include "task_scheduler/unregistered_kosd_sweep.hpp"

namespace kinote::server {

[[nodiscard]] std::span<const base::ConfigurationKey> configuration_keys();

/// What a command was told beside the keys.
struct GivenOptions {
    std::filesystem::path data;  ///< empty: none was named
    std::optional<std::filesystem::path> configuration_file;
    std::map<std::string, std::string> command_line;  ///< by key
};

/// Parsed and checked once, then handed to the rooms.
struct Settings {
    std::filesystem::path data;
    std::string database_url;  ///< empty: the SQLite file of the data folder
    std::optional<std::string> api_token;
    access::SignInSettings sign_in;
    base::log::Level log_level = base::log::Level::info;

    image_cache::ImageCacheSettings image_cache;
    ingest::IntakeSettings intake;
    object_creator::RegisterKosdSettings register_kosd;
    object_creator::CreateKosdSettings create_kosd;  ///< but for the installation, which the database knows
    bool creates_in_background = false;
    std::int64_t kosd_wait_ms = 10'000;      ///< of a C-MOVE or C-GET for KOSDs that are made for it
    std::int64_t retrieve_wait_ms = 20'000;  ///< the same for what an archive sends back
    bool recalls_on_query = true;            ///< a C-FIND that names a study which an archive alone has brings it back
    task_scheduler::UnregisteredKosdSweepSettings sweep;
    jobs::RetryPolicy object_creator_retry;  ///< of MVF_OBJECT_CREATOR
    jobs::RetryPolicy migration_retry;       ///< of LEGACY_MIGRATION
    jobs::RetryPolicy commitment_retry;      ///< of STORAGE_COMMITMENT
    jobs::RetryPolicy rules_retry;           ///< of RULES
    jobs::RetryPolicy media_retry;           ///< of CD_EXPORT
    exporter::MediaSettings media;
    exporter::TransmitSettings transmit;
    exporter::ReconcileSettings reconcile;
    exporter::RequestCommitmentSettings request_commitment;
    exporter::PeerCommitmentSettings peer_commitments;
    unsigned workers = 2;
    std::int64_t lease_ms = 60'000;
    std::int64_t stalled_ms = 900'000;                   ///< after which a queue counts as stalled in which none moves
    std::vector<database::DependencyRule> after_failed;  ///< what waits, where one that it waits for fails
    std::vector<database::RetryRule> retry_rules;        ///< of the configuration files
    std::int64_t task_lease_ms = 30'000;                 ///< after which another node runs the tasks
    std::int64_t stray_age_seconds = 3'600;
    std::vector<database::Destination> destinations;  ///< of the configuration files
    std::vector<exporter::Route> routes;              ///< the same
    task_scheduler::StudyChangeSweepSettings study_changes;
    task_scheduler::EndedCommitmentSweepSettings ended_commitments;
    autopilot::PurgeSettings purge;
    autopilot::AutopilotSettings autopilot;
    notification::NotificationSettings notifications;
    autopilot::PatrolSettings patrol;  ///< no bytes a second: it does not patrol
    autopilot::LostFileSettings lost_files;
    task_scheduler::OldHistorySettings old_history;
    dimse::ServerSettings dimse;
    http::ServerOptions http;
    std::vector<std::string> dicomweb_origins;  ///< of pages of other servers that may read DICOMweb; "*": any
    std::string dicomweb_url;  ///< as clients see it, without a slash behind; empty: by the Host header
    legacy_migration::MigrationSettings migration;  ///< names no source where the site has none
    ShownConfiguration shown;                       ///< all of it as people may see it
};

/// The key that names the data folder: for the environment and a --config file, none for the folder's own file.
inline constexpr std::string_view data_key = "data";

/// The tables of a configuration file that are read by themselves: titles, destinations, routes.
[[nodiscard]] std::vector<std::string> foreign_tables();

/// The data folder as the command line, the environment or the --config file names it, absolute; empty where none does.
/// A relative one of a file is meant from the file's folder. @throws as read_settings.
[[nodiscard]] std::filesystem::path named_data_folder(const GivenOptions& given);

/// What `kinote config check` looks at beyond read_settings: the mapping and the folder of the legacy source, the
/// token.
/// @throws Error invalid or not_found, in words.
void check_settings(const Settings& settings);

/// The keys with their values, before the rooms' settings are made of them. @throws as read_settings.
[[nodiscard]] base::Configuration read_configuration(const GivenOptions& given);

/// @throws Error invalid, in words that name the key and where it stands.
[[nodiscard]] Settings read_settings(const GivenOptions& given);

}  // namespace kinote::server
