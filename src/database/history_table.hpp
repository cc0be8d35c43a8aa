#pragma once
// What is over and old, and may be forgotten: ended jobs, closed exceptions, delivered messages, comparisons, audit
// events. Ledgers, tombstones, notes and their versions, and migrations are none of it.

#include <cstdint>
#include <string_view>

#include "database/connection.hpp"

namespace kinote::database {

/// How far a page went.
struct ForgottenPage {
    std::int64_t looked_at = 0;  ///< 0: there is nothing left that is so old
    std::int64_t removed = 0;
    std::int64_t last = 0;  ///< the row that was looked at last; the next page begins behind it
};

/// Of the jobs that are in that state, done or abandoned, and were made before that time: those that have ended before
/// it. What undoing a mark would ask for again stays. Exceptions of theirs no longer name a job.
[[nodiscard]] ForgottenPage forget_jobs(Transaction& transaction, std::string_view state, std::int64_t after,
                                        std::int64_t before_ms, std::int64_t limit);
/// Of the exceptions those that were closed before that time. What undoing a mark would open again stays.
[[nodiscard]] ForgottenPage forget_exceptions(Transaction& transaction, std::int64_t after, std::int64_t before_ms,
                                              std::int64_t limit);
/// Messages about exceptions that have arrived before that time.
[[nodiscard]] std::int64_t forget_notifications(Transaction& transaction, std::int64_t before_ms, std::int64_t limit);
/// Comparisons with destinations that have ended before that time, but for the last of each destination and those whose
/// findings stand still.
[[nodiscard]] ForgottenPage forget_reconciliations(Transaction& transaction, std::int64_t after, std::int64_t before_ms,
                                                   std::int64_t limit);
/// The oldest audit events, where they are older than that time.
[[nodiscard]] ForgottenPage forget_audit_events(Transaction& transaction, std::int64_t before_ms, std::int64_t limit);

}  // namespace kinote::database
