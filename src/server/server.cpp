#include "server/server.hpp"

#include <fmt/format.h>
#include <sys/file.h>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/job_table.hpp"
#include "database/kosd_table.hpp"
#include "dicomweb/rooms.hpp"
#include "exporter/recall.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/retry_rules.hpp"
#include "server/destination_settings.hpp"
#include "server/dimse_services.hpp"
#include "server/identity.hpp"
#include "server/migration_service.hpp"
#include "server/tasks.hpp"
#include "server/web_assets.hpp"
#include "server/web_store.hpp"

namespace kinote::server {
namespace {

using base::Error;
using base::ErrorKind;

// One server per data folder: its leases and staged files are told apart by it.
base::File lock_data_folder(const std::filesystem::path& data) {
    const std::filesystem::path path = data / "serve.lock";
    base::File file = base::File::open_or_create(path);
    if (::flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0) {
        throw Error{ErrorKind::refused,
                    fmt::format("another kinote serve uses the data folder {}: stop it first", data.string())};
    }
    return file;
}

access::ApiToken token_of(const Settings& settings) {
    if (settings.api_token) return access::ApiToken{*settings.api_token};
    return access::ApiToken::read_or_create(settings.data / "api-token");
}

void prepare_database(const Site& site, const std::string& node) {
    declare_queues(site);
    apply_destinations(*site.database, site.clock, site.settings.destinations);
    jobs::apply_retry_rules(*site.database, site.clock, site.settings.retry_rules);
    const database::PooledConnection connection = site.database->connection();
    {
        database::Transaction transaction{*connection};
        database::set_dependency_rules(transaction, site.settings.after_failed);
        (void)database::reopen_quarantined(transaction, object_creator::reader_version);
        transaction.commit();
    }
    const std::int64_t left = database::end_leases(*connection, node);
    if (left > 0) base::log::info("the server before died with jobs in progress", {{"jobs", left}});
}

// The series of what is made here belongs to this installation.
dimse::ServerSettings dimse_settings(const Settings& settings, const image_cache::ImageCache& image_cache) {
    dimse::ServerSettings dimse = settings.dimse;
    dimse.staging_folder = image_cache.staging().path();
    return dimse;
}

std::string shown_host(const std::string& address, std::uint16_t port) {
    return address.find(':') == std::string::npos ? fmt::format("{}:{}", address, port)
                                                  : fmt::format("[{}]:{}", address, port);
}

}  // namespace

Server::Server(Site& site)
    : site_{site},
      lock_{lock_data_folder(site.settings.data)},
      node_{node_name(site.settings.data)},
      token_{token_of(site.settings)},
      sign_in_{site.settings.sign_in, *site.database, site.clock},
      queue_{site.clock, wake_up_},
      image_cache_{site.settings.image_cache, *site.database},
      intake_{site.settings.intake, *site.database, image_cache_, queue_, site.clock},
      register_kosd_{site.settings.register_kosd, *site.database, image_cache_, site.clock},
      create_kosd_{create_settings(site), *site.database, image_cache_, intake_, site.clock},
      associations_{site.settings.dimse.ae_title, {}},
      preparation_{*site.database,
                   queue_,
                   site.clock,
                   {std::chrono::milliseconds{site.settings.kosd_wait_ms},
                    std::chrono::milliseconds{site.settings.retrieve_wait_ms}}},
      transmit_{site.settings.transmit, *site.database, image_cache_, associations_, queue_, site.clock},
      evaluate_rules_{site.settings.routes, *site.database, queue_, site.clock},
      export_study_{*site.database, queue_, site.clock},
      cd_export_{site.settings.media, *site.database, image_cache_, queue_, site.clock},
      commitment_reports_{*site.database, site.clock},
      request_commitment_{site.settings.request_commitment, *site.database, commitment_reports_, site.clock},
      retrieve_{site.settings.dimse.ae_title, *site.database, associations_},
      notify_availability_{site.settings.dimse.ae_title, *site.database, site.clock},
      peer_commitments_{site.settings.peer_commitments, *site.database, image_cache_, queue_, site.clock},
      reconciliations_{site.settings.reconcile, *site.database, queue_, site.clock},
      sweep_{site.settings.sweep, *site.database, queue_},
      cross_origin_{site_.settings.dicomweb_origins},
      assets_{web_assets(), {"api", "dicom-web"}} {
    prepare_database(site_, node_);
    add_routes();
    object_creator_pool_.emplace(
        pool_settings(jobs::queue::mvf_object_creator, site_.settings.workers, site_.settings.object_creator_retry),
        *site_.database, site_.clock, wake_up_,
        std::map<std::string, jobs::Handler, std::less<>>{{std::string{jobs::RegisterKosd::kind}, register_kosd_},
                                                          {std::string{jobs::CreateKosd::kind}, create_kosd_}});
    migration_pool_.emplace(pool_settings(jobs::queue::legacy_migration, 1, site_.settings.migration_retry),
                            *site_.database, site_.clock, wake_up_,
                            std::map<std::string, jobs::Handler, std::less<>>{
                                {std::string{jobs::MigrateLegacyNotes::kind}, make_migration_handler(site_)}});
    commitment_pool_.emplace(peer_pool_settings(jobs::queue::storage_commitment, site_.settings.commitment_retry),
                             *site_.database, site_.clock, wake_up_,
                             std::map<std::string, jobs::Handler, std::less<>>{
                                 {std::string{jobs::CommitForPeer::kind},
                                  [this](const database::ClaimedJob& job, const std::stop_token& stop) {
                                      return peer_commitments_.report(job, stop);
                                  }}});
    rules_pool_.emplace(
        pool_settings(jobs::queue::rules, 1, site_.settings.rules_retry), *site_.database, site_.clock, wake_up_,
        std::map<std::string, jobs::Handler, std::less<>>{{std::string{jobs::EvaluateRules::kind}, evaluate_rules_},
                                                          {std::string{jobs::ExportStudy::kind}, export_study_}});
    add_media_pool();
    destination_pools_.emplace(
        [this](const std::string& queue, unsigned threads, const jobs::RetryPolicy& retry) {
            return pool_settings(queue, threads, retry);
        },
        *site_.database, site_.clock, wake_up_,
        DestinationPools::Handlers{{std::string{jobs::Send::kind}, transmit_},
                                   {std::string{jobs::RequestCommitment::kind},
                                    [this](const database::ClaimedJob& job, const std::stop_token& stop) {
                                        return request_commitment_(job, associations_, stop);
                                    }},
                                   {std::string{jobs::Retrieve::kind}, retrieve_},
                                   {std::string{jobs::Reconcile::kind},
                                    [this](const database::ClaimedJob& job, const std::stop_token& stop) {
                                        return reconciliations_.compare_page(job, associations_, stop);
                                    }},
                                   {std::string{jobs::Replace::kind}, exporter::ReplaceHandler{withdraw_rooms()}},
                                   {std::string{jobs::Withdraw::kind},
                                    exporter::WithdrawHandler{withdraw_rooms(), rejection_note_identity(site_)}},
                                   {std::string{jobs::NotifyAvailability::kind}, notify_availability_}});
    scheduler_.emplace(task_scheduler::TaskSchedulerSettings{node_, site_.settings.task_lease_ms}, *site_.database,
                       site_.clock, make_tasks(site_, image_cache_, queue_, sweep_));
    dimse_.emplace(dimse_settings(site_.settings, image_cache_), services());
    serve_http();
}

// One disc after the other: each reads and writes as fast as the disks can.
void Server::add_media_pool() {
    jobs::WorkerPoolSettings settings = pool_settings(jobs::queue::cd_export, 1, site_.settings.media_retry);
    settings.jobs_at_once = 1;
    media_pool_.emplace(
        std::move(settings), *site_.database, site_.clock, wake_up_,
        std::map<std::string, jobs::Handler, std::less<>>{{std::string{jobs::CdExport::kind}, cd_export_}});
}

void Server::serve_http() {
    http_.emplace(
        site_.settings.http,
        [this](http::Request& request) {
            return cross_origin_.answer(request, [this](http::Request& asked) { return router_.answer(asked); });
        },
        [this](http::Request& request) {
            auto answer = cross_origin_.preflight(request);
            return answer ? std::move(answer) : router_.refuse(request);
        });
}

void Server::add_routes() {
    add_api_routes(router_,
                   ApiRooms{*site_.database, image_cache_, queue_, site_.clock, site_.settings.dimse.ae_title,
                            site_.settings.register_kosd.quality, site_.settings.purge, site_.settings.register_kosd,
                            site_.settings.autopilot, site_.settings.notifications, site_.settings.sign_in,
                            &site_.settings.shown, site_.settings.media.folder, sheet_identity(site_), &intake_});
    add_dicomweb_routes();
    router_.set_guard(make_access_guard(token_, sign_in_));
    router_.set_fallback([this](const http::Request& request) { return assets_.answer(request); });
}

void Server::add_dicomweb_routes() {
    const exporter::Recall recall{*site_.database, queue_, site_.clock};
    dicomweb::add_dicomweb_routes(router_, {*site_.database,
                                            image_cache_,
                                            site_.clock,
                                            std::string{site_.settings.dimse.ae_title.text()},
                                            [&database = *site_.database, recall](std::string_view study_instance_uid) {
                                                exporter::refuse_nearline(database, recall, study_instance_uid);
                                            },
                                            make_web_store(intake_, *site_.database, site_.clock),
                                            {image_cache_.staging().path(), site_.settings.dimse.memory_limit,
                                             site_.settings.dimse.maximum_object_size},
                                            site_.settings.dicomweb_url});
}

Server::~Server() {
    base::log::info("stopping: running work ends first");
    dimse_->stop();
    http_->stop();
}

jobs::WorkerPoolSettings Server::pool_settings(std::string_view queue, unsigned threads,
                                               const jobs::RetryPolicy& retry) const {
    jobs::WorkerPoolSettings pool;
    pool.queue = queue;
    pool.worker_prefix = node_;
    pool.threads = threads;
    pool.lease_ms = site_.settings.lease_ms;
    pool.retry = retry;
    pool.remedy = [](std::int64_t job) {
        return fmt::format("mend the cause, then: kinote jobs retry {0}; or give it up: kinote jobs abandon {0}", job);
    };
    return pool;
}

jobs::WorkerPoolSettings Server::peer_pool_settings(std::string_view queue, const jobs::RetryPolicy& retry) const {
    constexpr unsigned threads = 2;
    jobs::WorkerPoolSettings pool = pool_settings(queue, threads, retry);
    pool.jobs_at_once = 1;
    return pool;
}

exporter::WithdrawRooms Server::withdraw_rooms() {
    return {*site_.database, image_cache_, associations_, intake_, queue_, site_.clock};
}

dimse::Services Server::services() {
    dimse::Services services;
    services.store = make_store_handler(intake_, *site_.database, site_.clock);
    FindRooms find_rooms{*site_.database, image_cache_, site_.settings.dimse.ae_title, site_.clock, std::nullopt};
    if (site_.settings.recalls_on_query) find_rooms.recall.emplace(*site_.database, queue_, site_.clock);
    services.find = make_find_handler(find_rooms);
    services.query_options = query_options();
    const exporter::RetrieveRooms retrieve_rooms{*site_.database, image_cache_, associations_, preparation_,
                                                 site_.clock};
    services.move = exporter::make_move_handler(retrieve_rooms);
    services.get = exporter::make_get_handler(retrieve_rooms);
    services.action = [this](const dimse::NormalizedRequest& request) { return peer_commitments_.answer(request); };
    services.event = [this](const dimse::NormalizedRequest& request) { return commitment_reports_.take(request); };
    return services;
}

std::string Server::ready_line() const {
    return fmt::format("ready dicom={} http={}", shown_host(site_.settings.dimse.listen_address, dimse_->port()),
                       shown_host(site_.settings.http.address, http_->port()));
}

void add_api_routes(http::Router& router, const ApiRooms& rooms) {
    add_study_routes(router, rooms);
    add_quarantine_routes(router, rooms);
    add_authoring_routes(router, rooms);
    add_export_routes(router, rooms);
    add_media_routes(router, rooms);
    add_sheet_routes(router, rooms);
    add_reconcile_routes(router, rooms);
    add_archive_routes(router, rooms);
    add_autopilot_routes(router, rooms);
    add_rejection_routes(router, rooms);
    add_repair_routes(router, rooms);
    add_rendered_routes(router, rooms);
    add_status_routes(router, rooms);
    add_steering_routes(router, rooms);
    add_task_routes(router, rooms);
    add_notification_routes(router, rooms);
    add_metrics_route(router, rooms);
    add_retry_routes(router, rooms);
    add_audit_routes(router, rooms);
    add_migration_routes(router, rooms);
    add_configuration_routes(router, rooms);
    add_session_routes(router, rooms);
    add_account_routes(router, rooms);
    add_health_route(router);
    add_description_route(router);
}

}  // namespace kinote::server
