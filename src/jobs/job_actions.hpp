#pragma once
// What a person does with jobs and queues. Each change and its audit event commit together.

#include <cstdint>
#include <string_view>

#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/job_listing.hpp"

namespace kinote::jobs {

/// The job runs again at once, with all its attempts before it; its exception is closed.
/// @throws Error not_found where no job bears the id, refused where it is in a state that cannot be retried.
void retry(database::Database& database, const base::Clock& clock, std::int64_t job, const database::Actor& actor);
/// The job is given up; its exception is closed, and a KOSD that it was to register counts as given up.
/// @throws as retry.
void abandon(database::Database& database, const base::Clock& clock, std::int64_t job, const database::Actor& actor);

/// The job is kept back: it is claimed no more until it is resumed, lives, and hinders no other of its queue.
/// @throws as retry.
void suspend(database::Database& database, const base::Clock& clock, std::int64_t job, const database::Actor& actor);
/// A suspended job goes on as it was. @throws as retry.
void resume(database::Database& database, const base::Clock& clock, std::int64_t job, const database::Actor& actor);

/// The same in the caller's transaction, of a job as it was read in it. @throws Error refused, and the transaction goes
/// on: nothing of it was done.
void retry_row(database::Transaction& transaction, const database::JobRow& job, const database::Actor& actor,
               std::int64_t now_ms);
void abandon_row(database::Transaction& transaction, const database::JobRow& job, const database::Actor& actor,
                 std::int64_t now_ms);
void suspend_row(database::Transaction& transaction, const database::JobRow& job, const database::Actor& actor,
                 std::int64_t now_ms);
void resume_row(database::Transaction& transaction, const database::JobRow& job, const database::Actor& actor,
                std::int64_t now_ms);

/// No further job of the queue is taken; those in progress end. @throws Error not_found.
void halt(database::Database& database, const base::Clock& clock, std::string_view queue, const database::Actor& actor);
/// @throws Error not_found.
void start(database::Database& database, const base::Clock& clock, std::string_view queue,
           const database::Actor& actor);
/// The exception is known to a person, and stays open. @throws Error not_found where no open one bears the id.
void acknowledge(database::Database& database, const base::Clock& clock, std::int64_t exception,
                 const database::Actor& actor);

}  // namespace kinote::jobs
