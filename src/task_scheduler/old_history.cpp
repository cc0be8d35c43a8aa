#include "task_scheduler/old_history.hpp"

#include <fmt/format.h>

#include "base/log.hpp"
#include "database/audit_table.hpp"

namespace kinote::task_scheduler {

using database::ForgottenPage;
using database::Transaction;

// Each page in a transaction of its own. @param forget  (transaction, after): a page behind that row.
template <typename Forget>
std::int64_t OldHistory::in_pages(const std::stop_token& stop, Forget forget) const {
    const database::PooledConnection connection = database_.connection();
    std::int64_t after = 0;
    std::int64_t removed = 0;
    while (!stop.stop_requested()) {
        Transaction transaction{*connection};
        const ForgottenPage page = forget(transaction, after);
        transaction.commit();
        removed += page.removed;
        after = page.last;
        if (page.looked_at < settings_.page) break;
    }
    return removed;
}

std::string OldHistory::run(const std::string& cursor, const std::stop_token& stop) const {
    const std::int64_t audit_events = settings_.keep_audit_ms == 0 ? 0 : forget_audit(stop);
    if (settings_.keep_ms == 0) return cursor;
    const std::int64_t before_ms = clock_.now_ms() - settings_.keep_ms;
    const std::int64_t page = settings_.page;
    std::int64_t jobs = 0;
    for (const char* state : {"done", "abandoned"}) {
        jobs += in_pages(stop, [&](Transaction& transaction, std::int64_t after) {
            return database::forget_jobs(transaction, state, after, before_ms, page);
        });
    }
    const std::int64_t exceptions = in_pages(stop, [&](Transaction& transaction, std::int64_t after) {
        return database::forget_exceptions(transaction, after, before_ms, page);
    });
    const std::int64_t notifications = in_pages(stop, [&](Transaction& transaction, std::int64_t) {
        const std::int64_t removed = database::forget_notifications(transaction, before_ms, page);
        return ForgottenPage{removed, removed, 0};
    });
    const std::int64_t comparisons = in_pages(stop, [&](Transaction& transaction, std::int64_t after) {
        return database::forget_reconciliations(transaction, after, before_ms, page);
    });
    if (jobs + exceptions + notifications + comparisons + audit_events > 0) {
        base::log::info("old history is forgotten", {{"jobs", jobs},
                                                     {"exceptions", exceptions},
                                                     {"notifications", notifications},
                                                     {"reconciliations", comparisons},
                                                     {"audit_events", audit_events}});
    }
    return cursor;
}

// The events of the run itself are younger, and stay.
std::int64_t OldHistory::forget_audit(const std::stop_token& stop) const {
    static const database::Actor history_actor{"kinote", "task"};
    const std::int64_t before_ms = clock_.now_ms() - settings_.keep_audit_ms;
    return in_pages(stop, [&](Transaction& transaction, std::int64_t) {
        const ForgottenPage page = database::forget_audit_events(transaction, before_ms, settings_.page);
        if (page.removed > 0) {
            database::add_audit_event(
                transaction,
                {history_actor, "audit_forgotten", "", "",
                 fmt::format(R"({{"events":{},"before":"{}"}})", page.removed, base::iso_8601(before_ms))},
                clock_.now_ms());
        }
        return page;
    });
}

}  // namespace kinote::task_scheduler
