#include "database/job_listing.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

#include "database/job_state.hpp"
#include "database/lists.hpp"
#include "database/statement_text.hpp"

namespace kinote::database {
namespace {

template <Literal... rest>
constexpr std::string_view select_jobs = joined<R"(
    SELECT id, queue, kind, subject, study_instance_uid, state, priority, attempts, run_after_ms, created_ms,
           started_ms, ended_ms, error_kind, error
      FROM job)",
                                                rest...>;

template <Literal rest>
constexpr std::string_view filtered_jobs = select_jobs<Literal{R"(
     WHERE id < $1 AND queue LIKE $2 ESCAPE '!' AND kind LIKE $3 ESCAPE '!' AND subject LIKE $4 ESCAPE '!'
       AND created_ms >= $5 AND created_ms < $6
       AND ($7 = '' OR EXISTS (SELECT 1 FROM job_exception e
                                WHERE e.job = job.id AND e.state <> 'closed' AND e.cause LIKE $7 ESCAPE '!')))"},
                                                       rest>;

// Without days: SQLite, which has no statistics of times, would take their index and sort the whole history.
constexpr Statement list_job_sql{select_jobs<R"(
     WHERE id < $1 AND subject LIKE $2 ESCAPE '!'
     ORDER BY id DESC LIMIT $3)">};

// Those whose exceptions stand open are few.
constexpr Statement list_of_cause_job_sql{select_jobs<R"(
     WHERE id < $1 AND queue LIKE $2 ESCAPE '!' AND kind LIKE $3 ESCAPE '!' AND subject LIKE $4 ESCAPE '!'
       AND id IN (SELECT e.job FROM job_exception e WHERE e.state <> 'closed' AND e.cause LIKE $5 ESCAPE '!')
     ORDER BY id DESC LIMIT $6)">};

// Step by step over the pairs of queue and kind, a few, that ended jobs of a state have. By both at once SQLite would
// walk over all jobs of the pair before.
constexpr Statement next_kind_of_ended_sql{R"(
    SELECT queue, kind, CASE WHEN queue LIKE $3 ESCAPE '!' AND kind LIKE $4 ESCAPE '!' THEN 1 ELSE 0 END FROM job
     WHERE state = $5 AND state IN ('done', 'abandoned') AND queue = $1 AND kind > $2
     ORDER BY queue, kind LIMIT 1)"};
constexpr Statement next_queue_of_ended_sql{R"(
    SELECT queue, kind, CASE WHEN queue LIKE $2 ESCAPE '!' AND kind LIKE $3 ESCAPE '!' THEN 1 ELSE 0 END FROM job
     WHERE state = $4 AND state IN ('done', 'abandoned') AND queue > $1
     ORDER BY queue, kind LIMIT 1)"};
constexpr Statement list_of_ended_pair_sql{select_jobs<R"(
     WHERE queue = $1 AND kind = $2 AND id < $3 AND subject LIKE $4 ESCAPE '!'
       AND state = $5 AND state IN ('done', 'abandoned')
     ORDER BY id DESC LIMIT $6)">};

constexpr Statement list_of_state_job_sql{filtered_jobs<R"(
       AND state = $9
     ORDER BY id DESC LIMIT $8)">};

constexpr Statement list_of_study_job_sql{filtered_jobs<R"(
       AND study_instance_uid = $9 AND study_instance_uid <> '' AND ($10 = '' OR state = $10)
     ORDER BY id DESC LIMIT $8)">};

// By the day on which they were made. PostgreSQL chooses between the newest and those of the days by itself; SQLite,
// which has no statistics of times, is led along the index of the days.
constexpr Statement list_of_days_sqlite_job_sql{select_jobs<R"(
     WHERE (created_ms, id) < (coalesce((SELECT b.created_ms FROM job b WHERE b.id = $1), 9223372036854775807), $1)
       AND queue LIKE $2 ESCAPE '!' AND kind LIKE $3 ESCAPE '!' AND subject LIKE $4 ESCAPE '!'
       AND created_ms >= $5 AND created_ms < $6
       AND ($7 = '' OR EXISTS (SELECT 1 FROM job_exception e
                                WHERE e.job = job.id AND e.state <> 'closed' AND e.cause LIKE $7 ESCAPE '!'))
       AND ($9 = '' OR state = $9)
     ORDER BY created_ms DESC, id DESC LIMIT $8)">};
constexpr Statement list_of_days_postgresql_job_sql{filtered_jobs<R"(
       AND ($9 = '' OR state = $9)
     ORDER BY id DESC LIMIT $8)">};

// Of the studies whose UIDs begin so, and match.
constexpr Statement list_of_studies_job_sql{filtered_jobs<R"(
       AND study_instance_uid >= $10 AND study_instance_uid < $11 AND study_instance_uid <> ''
       AND study_instance_uid LIKE $9 ESCAPE '!' AND ($12 = '' OR state = $12)
     ORDER BY +id DESC LIMIT $8)">};

// Of what has ended, about subjects that begin so, and match.
constexpr Statement list_of_subjects_sql{filtered_jobs<R"(
       AND subject >= $9 AND subject < $10 AND ended_ms IS NOT NULL AND ($11 = '' OR state = $11)
     ORDER BY +id DESC LIMIT $8)">};
constexpr Statement has_many_of_subjects_sql{R"(
    SELECT 1 FROM job WHERE subject >= $1 AND subject < $2 AND ended_ms IS NOT NULL LIMIT 1 OFFSET $3)"};

constexpr Statement find_job_sql{select_jobs<" WHERE id = $1">};

JobRow job_from(const Rows& row) {
    JobRow job;
    job.id = row.integer(0);
    job.queue = row.string(1);
    job.kind = row.string(2);
    job.subject = row.string(3);
    job.study_instance_uid = row.string(4);
    job.state = row.string(5);
    job.priority = row.integer(6);
    job.attempts = row.integer(7);
    job.run_after_ms = row.integer(8);
    job.created_ms = row.integer(9);
    job.started_ms = row.optional_integer(10);
    job.ended_ms = row.optional_integer(11);
    job.error_kind = row.optional_string(12);
    job.error = row.optional_string(13);
    return job;
}

std::string pattern_or_any(std::string_view text) { return text.empty() ? "%" : like_pattern(text); }

// What a filter says, as the statements take it.
struct Patterns {
    explicit Patterns(const JobFilter& filter)
        : queue{pattern_or_any(filter.queue)},
          kind{pattern_or_any(filter.kind)},
          subject{pattern_or_any(filter.subject)},
          cause{filter.cause.empty() ? std::string{} : like_pattern(filter.cause)} {}
    std::string queue;
    std::string kind;
    std::string subject;
    std::string cause;
};

void append_jobs(std::vector<JobRow>& jobs, Rows rows) {
    while (rows.next()) jobs.push_back(job_from(rows));
}

// Of several lists, each with the newest first.
std::vector<JobRow> newest_of(std::vector<JobRow> jobs, std::int64_t limit) {
    std::ranges::sort(jobs, std::greater{}, &JobRow::id);
    const auto repeated = std::ranges::unique(jobs, {}, &JobRow::id);  // one that went from state to state meanwhile
    jobs.erase(repeated.begin(), repeated.end());
    if (std::ssize(jobs) > limit) jobs.resize(static_cast<std::size_t>(limit));
    return jobs;
}

Rows query_of_state(Connection& connection, const JobFilter& filter, const Patterns& patterns, std::string_view state) {
    return connection.query(list_of_state_job_sql,
                            {filter.before_id, patterns.queue, patterns.kind, patterns.subject, filter.since_ms,
                             filter.until_ms, patterns.cause, filter.limit, state});
}

void append_live(std::vector<JobRow>& jobs, Connection& connection, const JobFilter& filter, const Patterns& patterns) {
    for (const std::string_view state : live_job_states) {
        append_jobs(jobs, query_of_state(connection, filter, patterns, state));
    }
}

struct EndedPair {
    std::string queue;
    std::string kind;
    bool matches = false;
};

// @param before  of which both are empty at first. @return absent where it was the last.
std::optional<EndedPair> next_ended_pair(Connection& connection, const EndedPair& before, const Patterns& patterns,
                                         std::string_view state) {
    {
        Rows row =
            connection.query(next_kind_of_ended_sql, {before.queue, before.kind, patterns.queue, patterns.kind, state});
        if (row.next()) return EndedPair{row.string(0), row.string(1), row.integer(2) != 0};
    }
    Rows row = connection.query(next_queue_of_ended_sql, {before.queue, patterns.queue, patterns.kind, state});
    if (!row.next()) return std::nullopt;
    return EndedPair{row.string(0), row.string(1), row.integer(2) != 0};
}

// By the queues and kinds that match: however many ended jobs there are of others, they are not looked at.
void append_ended(std::vector<JobRow>& jobs, Connection& connection, const JobFilter& filter, const Patterns& patterns,
                  std::string_view state) {
    auto pair = next_ended_pair(connection, {}, patterns, state);
    for (; pair; pair = next_ended_pair(connection, *pair, patterns, state)) {
        if (!pair->matches) continue;
        append_jobs(jobs, connection.query(list_of_ended_pair_sql, {pair->queue, pair->kind, filter.before_id,
                                                                    patterns.subject, state, filter.limit}));
    }
}

// What a search text begins with, as a range of an index.
struct Beginning {
    explicit Beginning(std::string_view searched)
        : first{searched.substr(0, searched.find_first_of("*?"))}, end{end_of_beginning(first)} {}
    std::string first;
    std::string end;
};

Rows query_of_studies(Connection& connection, const JobFilter& filter, const Patterns& patterns) {
    if (filter.study_instance_uid.find_first_of("*?") == std::string::npos) {
        return connection.query(
            list_of_study_job_sql,
            {filter.before_id, patterns.queue, patterns.kind, patterns.subject, filter.since_ms, filter.until_ms,
             patterns.cause, filter.limit, filter.study_instance_uid, filter.state});
    }
    const Beginning study{filter.study_instance_uid};
    return connection.query(
        list_of_studies_job_sql,
        {filter.before_id, patterns.queue, patterns.kind, patterns.subject, filter.since_ms, filter.until_ms,
         patterns.cause, filter.limit, like_pattern(filter.study_instance_uid), study.first, study.end, filter.state});
}

// Whether the subject alone leads to so few ended jobs that they may be sorted. Else many match, or it begins with a
// wildcard, and the newest of them are found by walking back.
bool is_of_few_subjects(Connection& connection, const JobFilter& filter) {
    constexpr std::int64_t few = 1'000;
    if (filter.subject.empty()) return false;
    const Beginning subject{filter.subject};
    if (subject.first.empty()) return false;
    Rows more = connection.query(has_many_of_subjects_sql, {subject.first, subject.end, few});
    return !more.next();
}

Rows query_of_subjects(Connection& connection, const JobFilter& filter, const Patterns& patterns) {
    const Beginning subject{filter.subject};
    return connection.query(list_of_subjects_sql,
                            {filter.before_id, patterns.queue, patterns.kind, patterns.subject, filter.since_ms,
                             filter.until_ms, patterns.cause, filter.limit, subject.first, subject.end, filter.state});
}

void append_of_subjects(std::vector<JobRow>& jobs, Connection& connection, const JobFilter& filter,
                        const Patterns& patterns) {
    if (filter.state.empty()) append_live(jobs, connection, filter, patterns);
    append_jobs(jobs, query_of_subjects(connection, filter, patterns));
}

void append_of_kinds(std::vector<JobRow>& jobs, Connection& connection, const JobFilter& filter,
                     const Patterns& patterns) {
    if (filter.state.empty()) append_live(jobs, connection, filter, patterns);
    for (const JobState state : {JobState::done, JobState::abandoned}) {
        if (!filter.state.empty() && filter.state != to_string(state)) continue;
        append_ended(jobs, connection, filter, patterns, to_string(state));
    }
}

Rows query_of_days(Connection& connection, const JobFilter& filter, const Patterns& patterns) {
    const bool is_sqlite = connection.engine() == Engine::sqlite;
    return connection.query(is_sqlite ? list_of_days_sqlite_job_sql : list_of_days_postgresql_job_sql,
                            {filter.before_id, patterns.queue, patterns.kind, patterns.subject, filter.since_ms,
                             filter.until_ms, patterns.cause, filter.limit, filter.state});
}

bool names_days(const JobFilter& filter) { return filter.since_ms > 0 || filter.until_ms < INT64_MAX; }

}  // namespace

std::vector<JobRow> list_jobs(Connection& connection, const JobFilter& filter) {
    const bool names_state = !filter.state.empty();
    const bool is_of_ended = names_state && has_ended(job_state_from(filter.state));
    const bool names_queue_or_kind = !filter.queue.empty() || !filter.kind.empty();
    const Patterns patterns{filter};
    std::vector<JobRow> jobs;
    if (!filter.study_instance_uid.empty()) {
        append_jobs(jobs, query_of_studies(connection, filter, patterns));
    } else if (filter.is_of_live && !names_state) {
        append_live(jobs, connection, filter, patterns);
    } else if ((!names_state || is_of_ended) && is_of_few_subjects(connection, filter)) {
        append_of_subjects(jobs, connection, filter, patterns);
    } else if (names_days(filter) && (!names_state || is_of_ended)) {
        append_jobs(jobs, query_of_days(connection, filter, patterns));
    } else if (names_state && !(is_of_ended && names_queue_or_kind && filter.cause.empty())) {
        append_jobs(jobs, query_of_state(connection, filter, patterns, filter.state));
    } else if (!filter.cause.empty()) {
        append_jobs(jobs, connection.query(list_of_cause_job_sql, {filter.before_id, patterns.queue, patterns.kind,
                                                                   patterns.subject, patterns.cause, filter.limit}));
    } else if (names_queue_or_kind) {
        append_of_kinds(jobs, connection, filter, patterns);
    } else {
        append_jobs(jobs, connection.query(list_job_sql, {filter.before_id, patterns.subject, filter.limit}));
    }
    return newest_of(std::move(jobs), filter.limit);
}

std::optional<JobRow> find_job(Connection& connection, std::int64_t id) {
    Rows rows = connection.query(find_job_sql, {id});
    return rows.next() ? std::optional{job_from(rows)} : std::nullopt;
}

}  // namespace kinote::database
