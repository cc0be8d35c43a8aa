#pragma once
// Jobs as people look at them: by queue, kind, subject, study, state, cause and day.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// A job as people look at it. Times are UTC milliseconds.
struct JobRow {
    std::int64_t id = 0;
    std::string queue;
    std::string kind;
    std::string subject;
    std::string study_instance_uid;
    std::string state;
    std::int64_t priority = 0;
    std::int64_t attempts = 0;
    std::int64_t run_after_ms = 0;
    std::int64_t created_ms = 0;
    std::optional<std::int64_t> started_ms;
    std::optional<std::int64_t> ended_ms;
    std::optional<std::string> error_kind;
    std::optional<std::string> error;
};

/// What to list. Empty means any; texts may hold * and ?.
struct JobFilter {
    std::string queue;
    std::string state;
    std::string kind;
    std::string subject;
    std::string study_instance_uid;
    std::string cause;                   ///< of its exception that is not closed
    std::int64_t since_ms = 0;           ///< made at that time or later
    std::int64_t until_ms = INT64_MAX;   ///< made before it
    std::int64_t before_id = INT64_MAX;  ///< newest first, for pages
    bool is_of_live = false;             ///< where no state is named: no ended ones, however many there are
    std::int64_t limit = 100;
};

/// The newest first. The work grows with the jobs that have not ended and with what is shown, not with the history:
/// where days are named, with what was made in those days, and where a subject that more than a thousand ended jobs
/// begin with, or that begins with a wildcard, with what was made since what is shown.
/// @throws Error invalid for a state that there is not.
[[nodiscard]] std::vector<JobRow> list_jobs(Connection& connection, const JobFilter& filter);
[[nodiscard]] std::optional<JobRow> find_job(Connection& connection, std::int64_t id);

}  // namespace kinote::database
