#pragma once
// The table `job_exception`: what a person must look at, with its cause and what to do.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct NewException {
    std::optional<std::int64_t> job;
    std::string_view cause;  ///< a short word that groups: an error kind, other_content, other_patient
    std::string message;
    std::string remedy;
    std::string study_instance_uid;
    std::string sop_instance_uid;
};

struct ExceptionRow {
    std::int64_t id = 0;
    std::optional<std::int64_t> job;
    std::string cause;
    std::string message;
    std::string remedy;
    std::string study_instance_uid;
    std::string sop_instance_uid;
    std::string state;  ///< open, acknowledged, closed
    std::int64_t raised_ms = 0;
};

/// Raises an exception; one that is open for the same job, or without a job for the same cause and object, is brought
/// up to date instead.
void raise_exception(Transaction& transaction, const NewException& exception, std::int64_t now_ms);
/// The same for an object that was refused or is damaged, which anybody may cause. Beyond the limit of a cause one
/// exception, without an object, stands for all that follow, and counts them.
void raise_refusal(Transaction& transaction, const NewException& exception, std::int64_t now_ms);
inline constexpr std::int64_t most_refusals_of_a_cause = 1'000;
/// Closes the exceptions of a job. @param as  why: done, retried, abandoned.
void close_exceptions_of_job(Transaction& transaction, std::int64_t job, std::string_view as, std::int64_t now_ms);
/// Closes those without a job of a cause and a study.
void close_exceptions_of_study(Transaction& transaction, std::string_view cause, std::string_view study_instance_uid,
                               std::string_view as, std::int64_t now_ms);
/// Closes those without a job of a cause and an object.
void close_exceptions_of_object(Transaction& transaction, std::string_view cause, std::string_view sop_instance_uid,
                                std::string_view as, std::int64_t now_ms);
bool acknowledge_exception(Transaction& transaction, std::int64_t id);
/// Those not closed, newest first. @param before_id  for pages. @param cause  empty: any.
[[nodiscard]] std::vector<ExceptionRow> list_exceptions(Connection& connection, std::int64_t before_id,
                                                        std::int64_t limit, std::string_view cause = {});

/// The exceptions of one cause that are not closed.
struct ExceptionGroup {
    std::string cause;
    std::int64_t count = 0;
    std::int64_t open = 0;  ///< not acknowledged either
    std::int64_t latest_ms = 0;
    std::string message;  ///< of the latest
    std::string remedy;   ///< of the latest
};
/// The largest first.
[[nodiscard]] std::vector<ExceptionGroup> group_exceptions(Connection& connection);
[[nodiscard]] std::int64_t count_open_exceptions(Connection& connection);

/// Whether one of the cause is not closed.
[[nodiscard]] bool has_exceptions(Connection& connection, std::string_view cause);

struct ExceptionCount {
    std::string cause;
    std::string state;  ///< open, acknowledged
    std::int64_t count = 0;
};
/// Those that are not closed.
[[nodiscard]] std::vector<ExceptionCount> count_exceptions_by_cause(Connection& connection);

}  // namespace kinote::database
