#pragma once
// The states of a job and every change from one to another: the one table that the statements read. docs/job-states.md
// shows it.

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kinote::database {

enum class JobState : std::uint8_t { fresh, waiting, in_progress, retry, suspended, error, done, abandoned };

/// Every state as the database has it, in the order of the enumerators; a fresh job is "new".
inline constexpr std::array<std::string_view, 8> job_states{"new",       "waiting", "in_progress", "retry",
                                                            "suspended", "error",   "done",        "abandoned"};
/// Of a job that lives: those that have not ended.
inline constexpr std::array<std::string_view, 6> live_job_states{"new",   "waiting",   "in_progress",
                                                                 "retry", "suspended", "error"};
constexpr std::string_view to_string(JobState state) { return job_states[static_cast<std::size_t>(state)]; }

/// What changes a state. The word is what stands in a statement.
enum class JobEvent : std::uint8_t {
    enqueue,
    wait,
    go_on,
    follow,
    claim,
    finish,
    try_again,
    fail,
    give_back,
    give_back_again,
    take_over,
    take_over_for_good,
    retry,
    retry_behind,
    renew,
    renew_behind,
    suspend,
    resume,
    resume_behind,
    resume_retry,
    abandon,
    abandon_at_work,
};
inline constexpr std::array<std::string_view, 22> job_events{
    "enqueue",       "wait",         "go_on",     "follow",          "claim",     "finish",
    "try_again",     "fail",         "give_back", "give_back_again", "take_over", "take_over_for_good",
    "retry",         "retry_behind", "renew",     "renew_behind",    "suspend",   "resume",
    "resume_behind", "resume_retry", "abandon",   "abandon_at_work"};
constexpr std::string_view to_string(JobEvent event) { return job_events[static_cast<std::size_t>(event)]; }

/// Who may bring an event about.
enum class JobActor : std::uint8_t {
    reason,  ///< the transaction of whoever wants the job, or has ended what it waits for
    worker,  ///< the one that holds its lease
    tender,  ///< any process that tends the queue
    person,
    mark,  ///< a mark for deletion, or the removal of a destination
};
inline constexpr std::array<std::string_view, 5> job_actors{"reason", "worker", "tender", "person", "mark"};
constexpr std::string_view to_string(JobActor actor) { return job_actors[static_cast<std::size_t>(actor)]; }

struct JobTransition {
    std::optional<JobState> from;  ///< absent: there was no job
    JobEvent event;
    JobState to;
    JobActor by;
};

/// All there are. The states from which an event leads stand in the order of the partial indexes of the table `job`, by
/// which the engines find them.
inline constexpr std::array job_transitions = [] {
    using enum JobState;
    using Event = JobEvent;
    using By = JobActor;
    return std::array{
        JobTransition{std::nullopt, Event::enqueue, fresh, By::reason},
        JobTransition{fresh, Event::wait, waiting, By::reason},
        JobTransition{waiting, Event::go_on, fresh, By::reason},
        JobTransition{waiting, Event::follow, error, By::reason},
        JobTransition{suspended, Event::follow, error, By::reason},
        JobTransition{fresh, Event::claim, in_progress, By::worker},
        JobTransition{retry, Event::claim, in_progress, By::worker},
        JobTransition{in_progress, Event::finish, done, By::worker},
        JobTransition{in_progress, Event::try_again, retry, By::worker},
        JobTransition{in_progress, Event::fail, error, By::worker},
        JobTransition{in_progress, Event::give_back, fresh, By::worker},
        JobTransition{in_progress, Event::give_back_again, retry, By::worker},
        JobTransition{in_progress, Event::take_over, retry, By::tender},
        JobTransition{in_progress, Event::take_over_for_good, error, By::tender},
        JobTransition{retry, Event::retry, fresh, By::person},
        JobTransition{error, Event::retry, fresh, By::person},
        JobTransition{abandoned, Event::retry, fresh, By::person},
        JobTransition{retry, Event::retry_behind, waiting, By::person},
        JobTransition{error, Event::retry_behind, waiting, By::person},
        JobTransition{abandoned, Event::retry_behind, waiting, By::person},
        JobTransition{error, Event::renew, fresh, By::reason},
        JobTransition{error, Event::renew_behind, waiting, By::reason},
        JobTransition{fresh, Event::suspend, suspended, By::person},
        JobTransition{waiting, Event::suspend, suspended, By::person},
        JobTransition{retry, Event::suspend, suspended, By::person},
        JobTransition{suspended, Event::resume, fresh, By::person},
        JobTransition{suspended, Event::resume_behind, waiting, By::person},
        JobTransition{suspended, Event::resume_retry, retry, By::person},
        JobTransition{fresh, Event::abandon, abandoned, By::person},
        JobTransition{waiting, Event::abandon, abandoned, By::person},
        JobTransition{retry, Event::abandon, abandoned, By::person},
        JobTransition{suspended, Event::abandon, abandoned, By::person},
        JobTransition{error, Event::abandon, abandoned, By::person},
        JobTransition{fresh, Event::abandon_at_work, abandoned, By::mark},
        JobTransition{waiting, Event::abandon_at_work, abandoned, By::mark},
        JobTransition{in_progress, Event::abandon_at_work, abandoned, By::mark},
        JobTransition{retry, Event::abandon_at_work, abandoned, By::mark},
        JobTransition{suspended, Event::abandon_at_work, abandoned, By::mark},
        JobTransition{error, Event::abandon_at_work, abandoned, By::mark},
    };
}();

/// Whether there is such a change.
constexpr bool is_job_transition(JobState from, JobEvent event) {
    return std::ranges::any_of(job_transitions,
                               [&](const JobTransition& row) { return row.from == from && row.event == event; });
}
/// Where an event leads, from whatever state.
constexpr JobState state_after(JobEvent event) {
    return std::ranges::find(job_transitions, event, &JobTransition::event)->to;
}
/// Whether a job in that state is done with: nothing of it is outstanding, and another of its kind and subject may
/// come.
constexpr bool has_ended(JobState state) { return state == JobState::done || state == JobState::abandoned; }

static_assert(std::ranges::all_of(job_transitions,
                                  [](const JobTransition& row) { return row.to == state_after(row.event); }),
              "an event leads into one state");

/// The state of that word. @throws Error invalid, which names those that there are.
[[nodiscard]] JobState job_state_from(std::string_view word);

/// What a word of a statement stands for, without its braces: "from:abandon" for IN ('new', ...), "to:abandon" for
/// 'abandoned'. Absent where it is no such word. @throws Error internal where there is no such event.
[[nodiscard]] std::optional<std::string> job_state_word(std::string_view word);

}  // namespace kinote::database
