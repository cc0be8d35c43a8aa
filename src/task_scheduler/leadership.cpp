#include "task_scheduler/leadership.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/task_lease_table.hpp"

namespace kinote::task_scheduler {

Leadership::~Leadership() {
    if (!term_) return;
    try {
        const database::PooledConnection connection = database_.connection();
        database::Transaction transaction{*connection};
        database::release_task_lease(transaction, node_, *term_);
        transaction.commit();
    } catch (...) {
        base::log::warn("the lease of the tasks was not given back: it runs out by itself",
                        {{"error", base::current_error().what()}});
    }
}

std::optional<std::int64_t> Leadership::keep() {
    const std::int64_t now_ms = clock_.now_ms();
    try {
        if (term_) {
            prolong(now_ms);
        } else {
            take(now_ms);
        }
    } catch (...) {
        if (term_ && now_ms >= renewed_ms_ + lease_ms_) term_.reset();
        base::log::warn("the lease of the tasks could not be looked at",
                        {{"node", node_}, {"error", base::current_error().what()}});
    }
    return term_;
}

void Leadership::prolong(std::int64_t now_ms) {
    const bool is_time = now_ms >= renewed_ms_ + lease_ms_ / 3 || now_ms < renewed_ms_;
    if (!is_time) return;
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    const bool is_ours = database::renew_task_lease(transaction, node_, *term_, now_ms + lease_ms_);
    transaction.commit();
    if (is_ours) {
        renewed_ms_ = now_ms;
        return;
    }
    base::log::warn("another node runs the tasks from now on", {{"node", node_}, {"term", *term_}});
    term_.reset();
}

void Leadership::take(std::int64_t now_ms) {
    const database::PooledConnection connection = database_.connection();
    const database::TaskLease lease = database::find_task_lease(*connection);
    if (lease.node != node_ && lease.lease_until_ms > now_ms) return;
    database::Transaction transaction{*connection};
    const auto term = database::take_task_lease(transaction, node_, now_ms, now_ms + lease_ms_);
    transaction.commit();
    if (!term) return;
    term_ = term;
    renewed_ms_ = now_ms;
    base::log::info("this node runs the tasks", {{"node", node_}, {"term", *term}, {"before", lease.node}});
}

}  // namespace kinote::task_scheduler
