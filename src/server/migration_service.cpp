#include "server/migration_service.hpp"

#include <fmt/format.h>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "database/job_listing.hpp"
#include "database/job_table.hpp"
#include "jobs/job_actions.hpp"
#include "jobs/job_kinds.hpp"
#include "legacy_migration/migration_run.hpp"

namespace kinote::server {
namespace {

using legacy_migration::MigrationSettings;

constexpr std::int64_t never_again_ms = 100LL * 365 * 24 * 60 * 60 * 1'000;
constexpr std::size_t digest_letters = 12;

// Another source, or the same read otherwise, is another task: it is due at once.
std::string task_name(const MigrationSettings& settings) {
    std::string said = fmt::format("{}\n{}\n{}\n{}\n{}", settings.mapping, settings.odbc, settings.csv.string(),
                                   settings.time_zone, settings.source_system);
    for (const auto& [name, value] : settings.parameters) said += fmt::format("\n{}={}", name, value);
    return fmt::format("migrate_legacy_notes.{}", base::sha256_hex(said).substr(0, digest_letters));
}

// A run that failed for good is tried again when its time has come: what was wrong may be mended by then.
void retry_failed(Site& site, const std::string& mapping) {
    database::JobFilter filter;
    filter.kind = jobs::MigrateLegacyNotes::kind;
    filter.state = "error";
    std::vector<database::JobRow> failed;
    {
        const database::PooledConnection connection = site.database->connection();
        failed = database::list_jobs(*connection, filter);
    }
    for (const database::JobRow& job : failed) {
        if (job.subject == mapping) jobs::retry(*site.database, site.clock, job.id, {"configuration", "file"});
    }
}

void enqueue(Site& site, jobs::JobQueue& queue) {
    const std::string& mapping = site.settings.migration.mapping;
    bool is_new = false;
    {
        const database::PooledConnection connection = site.database->connection();
        database::Transaction transaction{*connection};
        is_new = queue.enqueue(transaction, jobs::new_job(jobs::MigrateLegacyNotes{mapping}));
        transaction.commit();
    }
    if (!is_new) retry_failed(site, mapping);
}

void migrate(Site& site, const database::ClaimedJob& job, const std::stop_token& stop) {
    const MigrationSettings& settings = site.settings.migration;
    if (!settings.names_source()) {
        throw base::Error{base::ErrorKind::invalid,
                          "the configuration names no legacy source any more: name it under [migration], or abandon "
                          "the job"};
    }
    legacy_migration::MigrationWatch watch;
    watch.actor = {"configuration", "file"};
    watch.stop = stop;
    const legacy_migration::MigrationResult result =
        legacy_migration::run_migration(*site.database, settings, site.clock, watch);
    if (result.end == legacy_migration::MigrationEnd::stopped) {
        throw base::Error{base::ErrorKind::unavailable, "the server stops; the migration goes on when it runs again"};
    }
    base::log::info("legacy notes brought over", {{"job", job.id},
                                                  {"run", result.run},
                                                  {"state", to_string(result.end)},
                                                  {"notes", result.counts.notes_read},
                                                  {"to_look_at", result.rows_to_look_at}});
}

}  // namespace

jobs::Handler make_migration_handler(Site& site) {
    return [&site](const database::ClaimedJob& job, const std::stop_token& stop) -> jobs::Ending {
        migrate(site, job, stop);
        return [](database::Transaction&) {};  // the run has written all of its own
    };
}

std::optional<task_scheduler::Task> make_migration_task(Site& site, jobs::JobQueue& queue) {
    const MigrationSettings& settings = site.settings.migration;
    if (!settings.names_source()) return std::nullopt;
    task_scheduler::Task task;
    task.name = task_name(settings);
    task.interval_ms = settings.interval_ms > 0 ? settings.interval_ms : never_again_ms;
    task.run = [&site, &queue](const std::string&, const std::stop_token&) {
        enqueue(site, queue);
        return std::string{};
    };
    return task;
}

}  // namespace kinote::server
