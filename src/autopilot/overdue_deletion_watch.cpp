#include "autopilot/overdue_deletion_watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "autopilot/purge_hindrance.hpp"
#include "database/job_exception_table.hpp"
#include "database/purge_table.hpp"
#include "database/whole_commit.hpp"

namespace kinote::autopilot {
namespace {

constexpr std::int64_t most_overdue_looked_at = 1'000;
constexpr std::int64_t patience_with_work_ms = 3'600'000;

// The earliest of what a person is to be told of.
std::optional<std::int64_t> first_overdue(database::Connection& connection, const PurgeHindrance& hindrance,
                                          std::int64_t marked_ms) {
    const std::int64_t patience_ms = hindrance.is_at_work ? patience_with_work_ms : 0;
    const auto overdue = database::list_overdue(connection, marked_ms - patience_ms, most_overdue_looked_at);
    const auto first = std::ranges::find_if(
        overdue, [&hindrance](const database::OverdueDeletion& one) { return one.objects > 0 || hindrance.is_known; });
    return first == overdue.end() ? std::nullopt : std::optional{first->marked_ms};
}

}  // namespace

std::int64_t overdue_when_marked_ms(const PurgeSettings& settings, std::int64_t now_ms) {
    return now_ms - settings.grace_ms - 2 * settings.interval_ms;
}

std::string OverdueDeletionWatch::run(const std::string& /*cursor*/, const std::stop_token& /*stop*/) const {
    const std::int64_t now_ms = clock_.now_ms();
    database::commit_as_a_whole(database_, [&](database::Transaction& transaction) {
        database::Connection& connection = transaction.connection();
        const PurgeHindrance hindrance = find_purge_hindrance(connection);
        const auto first_ms = first_overdue(connection, hindrance, overdue_when_marked_ms(settings_, now_ms));
        const auto standing = database::list_exceptions(connection, INT64_MAX, 1, deletions_overdue);
        if (!first_ms) {
            if (standing.empty()) return;
            database::close_exceptions_of_study(transaction, deletions_overdue, "", "done", now_ms);
            return;
        }
        const std::string message =
            fmt::format("what is marked for deletion should have been purged from {} on, and is still here: {}",
                        base::iso_8601(*first_ms + settings_.grace_ms), hindrance.reason);
        if (!standing.empty() && standing.front().message == message) return;  // also where a person acknowledged it
        database::raise_exception(
            transaction,
            {std::nullopt, deletions_overdue, message,
             fmt::format("{}; kinote deletions overdue says what it is; this closes by itself", hindrance.remedy), "",
             ""},
            now_ms);
    });
    return {};
}

}  // namespace kinote::autopilot
