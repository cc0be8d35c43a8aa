#include "server/deletion_json.hpp"

#include <fmt/format.h>

#include "autopilot/overdue_deletion_watch.hpp"
#include "autopilot/purge_hindrance.hpp"
#include "base/clock.hpp"
#include "database/file_removal_table.hpp"
#include "database/purge_table.hpp"

namespace kinote::server {
namespace {

constexpr std::int64_t most_overdue = 1'000;

std::string reason_of(const database::OverdueDeletion& one, const autopilot::PurgeHindrance& hindrance) {
    if (one.objects > 0 || hindrance.is_known) return fmt::format("{}: {}", hindrance.reason, hindrance.remedy);
    return "a document of the note is still here: one that is rejected, or was marked later";
}

}  // namespace

boost::json::object overdue_to_json(database::Connection& connection, const autopilot::PurgeSettings& settings,
                                    std::int64_t now_ms) {
    const std::int64_t marked_ms = autopilot::overdue_when_marked_ms(settings, now_ms);
    const autopilot::PurgeHindrance hindrance = autopilot::find_purge_hindrance(connection);
    boost::json::array deletions;
    for (const database::OverdueDeletion& one : database::list_overdue(connection, marked_ms, most_overdue)) {
        deletions.push_back(boost::json::object{{"study_instance_uid", one.study_instance_uid},
                                                {"mark", one.mark_cause},
                                                {"objects", one.objects},
                                                {"notes", one.notes},
                                                {"marked_at", base::iso_8601(one.marked_ms)},
                                                {"due_at", base::iso_8601(one.marked_ms + settings.grace_ms)},
                                                {"why", reason_of(one, hindrance)}});
    }
    boost::json::array files;
    for (const database::FailedRemoval& one : database::list_failed_removals(connection, most_overdue)) {
        files.push_back(
            boost::json::object{{"path", one.path}, {"listed_at", base::iso_8601(one.listed_ms)}, {"why", one.error}});
    }
    return {{"deletions", std::move(deletions)}, {"files", std::move(files)}};
}

boost::json::array to_json(const std::vector<database::MarkedDeletion>& deletions,
                           const autopilot::PurgeSettings& settings) {
    boost::json::array list;
    for (const database::MarkedDeletion& one : deletions) {
        list.push_back(boost::json::object{{"id", one.id},
                                           {"level", one.level},
                                           {"subject", one.subject},
                                           {"study_instance_uid", one.study_instance_uid},
                                           {"marked_by", one.marked_by},
                                           {"marked_at", base::iso_8601(one.marked_ms)},
                                           {"due_at", base::iso_8601(one.marked_ms + settings.grace_ms)},
                                           {"objects", one.objects},
                                           {"purged", one.purged}});
    }
    return list;
}

}  // namespace kinote::server
