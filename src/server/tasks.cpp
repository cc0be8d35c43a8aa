#include "server/tasks.hpp"

#include <string>
#include <utility>

#include "autopilot/archive_candidates.hpp"
#include "autopilot/cache_pressure.hpp"
#include "autopilot/checksum_patrol.hpp"
#include "autopilot/lost_file_sweep.hpp"
#include "autopilot/overdue_deletion_watch.hpp"
#include "autopilot/purge.hpp"
#include "base/log.hpp"
#include "exporter/media_expiry.hpp"
#include "exporter/retrieval_gaps.hpp"
#include "jobs/queue_watch.hpp"
#include "notification/notifications.hpp"
#include "server/migration_service.hpp"
#include "server/queue_listing.hpp"
#include "task_scheduler/commitment_sweep.hpp"
#include "task_scheduler/creation_sweep.hpp"
#include "task_scheduler/ended_commitment_sweep.hpp"
#include "task_scheduler/old_history.hpp"
#include "task_scheduler/study_change_sweep.hpp"
#include "task_scheduler/waiting_creation_sweep.hpp"
#include "task_scheduler/waiting_reference_sweep.hpp"

namespace kinote::server {
namespace {

using task_scheduler::Task;

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1'000;
constexpr std::int64_t between_settlements_ms = 5'000;
constexpr std::int64_t between_patrols_ms = 10'000;

template <typename Sweep>
Task sweep_task(std::string name, std::int64_t interval_ms, Sweep sweep) {
    return {std::move(name), interval_ms,
            [sweep = std::move(sweep)](const std::string& cursor, const std::stop_token& stop) {
                return sweep.run(cursor, stop);
            }};
}

Task stray_file_task(const Site& site, image_cache::ImageCache& image_cache) {
    return {"stray_file_sweep", day_ms, [&site, &image_cache](const std::string&, const std::stop_token& stop) {
                const auto swept = image_cache.sweep_strays(site.settings.stray_age_seconds,
                                                            [&stop] { return stop.stop_requested(); });
                base::log::info("stray files swept", {{"looked_at", swept.looked_at}, {"removed", swept.removed}});
                return std::string{};
            }};
}

Task retrieval_gap_task(const Site& site) {
    return {"retrieval_gap_sweep", between_settlements_ms,
            [gaps = exporter::RetrievalGaps{*site.database, site.clock}](const std::string& cursor,
                                                                         const std::stop_token& stop) {
                gaps.settle(stop);
                return cursor;
            }};
}

Task queue_watch_task(const Site& site) {
    jobs::QueueWatchSettings settings;
    settings.stalled_ms = site.settings.stalled_ms;
    settings.closed_queues = closed_queues;
    return sweep_task("queue_watch", settings.interval_ms(), jobs::QueueWatch{settings, *site.database, site.clock});
}

// What looks after what is stored, and forgets what is over.
void add_upkeep_tasks(std::vector<Task>& tasks, Site& site, image_cache::ImageCache& image_cache,
                      jobs::JobQueue& queue) {
    const Settings& settings = site.settings;
    database::Database& database = *site.database;
    if (settings.patrol.bytes_per_second > 0) {
        const autopilot::ChecksumPatrol patrol{settings.patrol, database, image_cache, queue, site.clock};
        Task task = sweep_task("checksum_patrol", between_patrols_ms, patrol);
        task.run_when_asked = [patrol](const std::string& cursor, const std::stop_token& stop) {
            return patrol.run_when_asked(cursor, stop);
        };
        tasks.push_back(std::move(task));
    }
    tasks.push_back(
        sweep_task("lost_file_sweep", settings.lost_files.interval_ms,
                   autopilot::LostFileSweep{settings.lost_files, database, image_cache, queue, site.clock}));
    const exporter::MediaExpirySettings expiry;
    tasks.push_back(
        sweep_task("media_expiry", expiry.interval_ms,
                   exporter::MediaExpiry{expiry, exporter::MediaFolder{settings.media.folder}, database, site.clock}));
    tasks.push_back(sweep_task("old_history", settings.old_history.interval_ms,
                               task_scheduler::OldHistory{settings.old_history, database, site.clock}));
}

// Versions that were committed behind one with a higher number are found by the second of the two.
void add_creation_tasks(std::vector<Task>& tasks, const Site& site, jobs::JobQueue& queue) {
    const task_scheduler::CreationSweepSettings settings;
    const task_scheduler::CreationSweep sweep{settings, *site.database, queue};
    tasks.push_back(sweep_task("creation_sweep", settings.interval_ms, sweep));
    tasks.push_back({"whole_creation_sweep", day_ms, [sweep](const std::string&, const std::stop_token& stop) {
                         (void)sweep.run({}, stop);
                         return std::string{};
                     }});
}

}  // namespace

std::vector<Task> make_tasks(Site& site, image_cache::ImageCache& image_cache, jobs::JobQueue& queue,
                             task_scheduler::UnregisteredKosdSweep& unregistered) {
    database::Database& database = *site.database;
    std::vector<Task> tasks;
    tasks.push_back({"unregistered_kosd_sweep", site.settings.sweep.interval_ms,
                     [&unregistered](const std::string& cursor, const std::stop_token& stop) {
                         return unregistered.run(cursor, stop);
                     }});
    tasks.push_back(stray_file_task(site, image_cache));
    const task_scheduler::PagedSweepSettings waiting;
    tasks.push_back(sweep_task("waiting_reference_sweep", waiting.interval_ms,
                               task_scheduler::WaitingReferenceSweep{waiting, database}));
    tasks.push_back(sweep_task("waiting_creation_sweep", waiting.interval_ms,
                               task_scheduler::WaitingCreationSweep{waiting, database, site.clock}));
    const task_scheduler::CommitmentSweepSettings commitments;
    tasks.push_back(sweep_task("commitment_sweep", commitments.interval_ms,
                               task_scheduler::CommitmentSweep{commitments, database, queue, site.clock}));
    const task_scheduler::EndedCommitmentSweepSettings& ended = site.settings.ended_commitments;
    tasks.push_back(sweep_task("ended_commitment_sweep", ended.interval_ms,
                               task_scheduler::EndedCommitmentSweep{ended, database, site.clock}));
    const task_scheduler::StudyChangeSweepSettings& changes = site.settings.study_changes;
    tasks.push_back(sweep_task("study_change_sweep", changes.interval_ms,
                               task_scheduler::StudyChangeSweep{changes, database, queue, site.clock}));
    tasks.push_back(sweep_task("purge", site.settings.purge.interval_ms,
                               autopilot::Purge{site.settings.purge, database, image_cache, site.clock}));
    tasks.push_back(sweep_task("overdue_deletion_watch", site.settings.purge.interval_ms,
                               autopilot::OverdueDeletionWatch{site.settings.purge, database, site.clock}));
    const autopilot::AutopilotSettings& staging = site.settings.autopilot;
    tasks.push_back(sweep_task("cache_pressure", staging.pressure_interval_ms,
                               autopilot::CachePressure{staging, database, image_cache, site.clock}));
    tasks.push_back(sweep_task("archive_candidates", staging.archive_interval_ms,
                               autopilot::ArchiveCandidates{staging, database, image_cache, queue, site.clock}));
    tasks.push_back(retrieval_gap_task(site));
    const notification::NotificationSettings& notifications = site.settings.notifications;
    if (!notifications.channels().empty()) {
        tasks.push_back(sweep_task("notifications", notifications.look_ms,
                                   notification::Notifications{notifications, database, site.clock}));
    }
    tasks.push_back(queue_watch_task(site));
    add_upkeep_tasks(tasks, site, image_cache, queue);
    if (site.settings.creates_in_background) add_creation_tasks(tasks, site, queue);
    if (auto migration = make_migration_task(site, queue)) tasks.push_back(std::move(*migration));
    return tasks;
}

}  // namespace kinote::server
