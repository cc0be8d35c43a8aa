#include "jobs/job_actions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "database/destination_table.hpp"
#include "database/job_dependency_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/job_listing.hpp"
#include "database/job_table.hpp"
#include "database/kosd_table.hpp"
#include "database/queue_table.hpp"
#include "database/whole_commit.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::jobs {
namespace {

using base::Error;
using base::ErrorKind;
using database::RegistrationState;

database::JobRow job_or_throw(database::Connection& connection, std::int64_t id) {
    std::optional<database::JobRow> job = database::find_job(connection, id);
    if (!job) throw Error{ErrorKind::not_found, fmt::format("there is no job {}", id)};
    return std::move(*job);
}

void set_kosd_state(database::Transaction& transaction, const database::JobRow& job, RegistrationState state) {
    if (job.kind == RegisterKosd::kind) database::set_registration_state(transaction, job.subject, state);
}

// Nobody works on the queue of a destination that is no longer in use.
void refuse_without_destination(database::Connection& connection, const database::JobRow& job) {
    constexpr std::array kinds{Send::kind,    RequestCommitment::kind, Retrieve::kind,
                               Replace::kind, Withdraw::kind,          NotifyAvailability::kind};
    if (std::ranges::find(kinds, job.kind) == kinds.end()) return;
    const std::string name = destination_of_queue(job.queue);
    const auto destination = database::find_destination(connection, name);
    if (destination && !destination->is_retired) return;
    throw Error{ErrorKind::refused,
                fmt::format("job {} cannot be retried: its destination {} is no longer in use", job.id, name)};
}

void add_audit_event(database::Transaction& transaction, const database::Actor& actor, std::string_view action,
                     const database::JobRow& job, std::int64_t now_ms) {
    database::add_audit_event(transaction,
                              {actor, action, job.subject, job.study_instance_uid,
                               fmt::format(R"({{"job":{},"kind":"{}","state":"{}"}})", job.id, job.kind, job.state)},
                              now_ms);
}

using RowAction = void (*)(database::Transaction&, const database::JobRow&, const database::Actor&, std::int64_t);

void act_on_one(database::Database& database, const base::Clock& clock, std::int64_t job, const database::Actor& actor,
                RowAction action) {
    database::commit_as_a_whole(database, [&](database::Transaction& transaction) {
        action(transaction, job_or_throw(transaction.connection(), job), actor, clock.now_ms());
    });
}

void set_state(database::Database& database, const base::Clock& clock, std::string_view queue, std::string_view state,
               const database::Actor& actor) {
    database::commit_as_a_whole(database, [&](database::Transaction& transaction) {
        if (!database::set_queue_state(transaction, queue, state, clock.now_ms())) {
            throw Error{ErrorKind::not_found, fmt::format("there is no queue {}", queue)};
        }
        database::add_audit_event(
            transaction, {actor, state == database::queue_state::halted ? "queue_halted" : "queue_started", queue, ""},
            clock.now_ms());
    });
}

}  // namespace

void retry_row(database::Transaction& transaction, const database::JobRow& job, const database::Actor& actor,
               std::int64_t now_ms) {
    refuse_without_destination(transaction.connection(), job);
    if (!database::retry_job(transaction, job.id)) {
        throw Error{ErrorKind::refused,
                    fmt::format("job {} is {} and cannot be retried: only jobs in Error or Retry, and abandoned ones "
                                "without a living successor, can",
                                job.id, job.state)};
    }
    if (job.state == "abandoned") set_kosd_state(transaction, job, RegistrationState::unregistered);
    database::close_exceptions_of_job(transaction, job.id, "retried", now_ms);
    add_audit_event(transaction, actor, "job_retried", job, now_ms);
}

void abandon_row(database::Transaction& transaction, const database::JobRow& job, const database::Actor& actor,
                 std::int64_t now_ms) {
    if (!database::abandon_job(transaction, job.id, now_ms)) {
        throw Error{
            ErrorKind::refused,
            fmt::format("job {} is {} and cannot be abandoned: it has ended or is in progress", job.id, job.state)};
    }
    set_kosd_state(transaction, job, RegistrationState::given_up);
    (void)database::release_waiting_jobs(transaction, {&job.id, 1}, now_ms);
    database::close_exceptions_of_job(transaction, job.id, "abandoned", now_ms);
    add_audit_event(transaction, actor, "job_abandoned", job, now_ms);
}

void suspend_row(database::Transaction& transaction, const database::JobRow& job, const database::Actor& actor,
                 std::int64_t now_ms) {
    if (!database::suspend_job(transaction, job.id)) {
        throw Error{ErrorKind::refused, fmt::format("job {} is {} and cannot be suspended: only jobs that are New, "
                                                    "Waiting or in Retry can",
                                                    job.id, job.state)};
    }
    add_audit_event(transaction, actor, "job_suspended", job, now_ms);
}

void resume_row(database::Transaction& transaction, const database::JobRow& job, const database::Actor& actor,
                std::int64_t now_ms) {
    if (!database::resume_job(transaction, job.id)) {
        throw Error{ErrorKind::refused,
                    fmt::format("job {} is {} and cannot be resumed: only suspended ones can", job.id, job.state)};
    }
    add_audit_event(transaction, actor, "job_resumed", job, now_ms);
}

void retry(database::Database& database, const base::Clock& clock, std::int64_t job, const database::Actor& actor) {
    act_on_one(database, clock, job, actor, retry_row);
}

void abandon(database::Database& database, const base::Clock& clock, std::int64_t job, const database::Actor& actor) {
    act_on_one(database, clock, job, actor, abandon_row);
}

void suspend(database::Database& database, const base::Clock& clock, std::int64_t job, const database::Actor& actor) {
    act_on_one(database, clock, job, actor, suspend_row);
}

void resume(database::Database& database, const base::Clock& clock, std::int64_t job, const database::Actor& actor) {
    act_on_one(database, clock, job, actor, resume_row);
}

void halt(database::Database& database, const base::Clock& clock, std::string_view queue,
          const database::Actor& actor) {
    set_state(database, clock, queue, database::queue_state::halted, actor);
}

void start(database::Database& database, const base::Clock& clock, std::string_view queue,
           const database::Actor& actor) {
    set_state(database, clock, queue, database::queue_state::running, actor);
}

void acknowledge(database::Database& database, const base::Clock& clock, std::int64_t exception,
                 const database::Actor& actor) {
    database::commit_as_a_whole(database, [&](database::Transaction& transaction) {
        if (!database::acknowledge_exception(transaction, exception)) {
            throw Error{ErrorKind::not_found, fmt::format("there is no open exception {}", exception)};
        }
        database::add_audit_event(transaction, {actor, "exception_acknowledged", std::to_string(exception), ""},
                                  clock.now_ms());
    });
}

}  // namespace kinote::jobs
