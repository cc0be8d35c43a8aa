#include "database/job_state.hpp"

#include <fmt/format.h>

#include <vector>

#include "base/error.hpp"

namespace kinote::database {
namespace {

constexpr std::string_view from_word = "from:";
constexpr std::string_view to_word = "to:";

JobEvent job_event_from(std::string_view word) {
    const auto* const found = std::ranges::find(job_events, word);
    if (found != job_events.end()) return static_cast<JobEvent>(found - job_events.begin());
    throw base::Error{base::ErrorKind::internal, fmt::format("'{}' is no event of a job", word)};
}

// One state as an equation: so the engines find the partial index of a single state.
std::string states_before(JobEvent event) {
    std::vector<std::string> states;
    for (const JobTransition& row : job_transitions) {
        if (row.event == event && row.from) states.push_back(fmt::format("'{}'", to_string(*row.from)));
    }
    if (states.size() == 1) return fmt::format("= {}", states.front());
    return fmt::format("IN ({})", fmt::join(states, ", "));
}

}  // namespace

JobState job_state_from(std::string_view word) {
    const auto* const found = std::ranges::find(job_states, word);
    if (found != job_states.end()) return static_cast<JobState>(found - job_states.begin());
    throw base::Error{base::ErrorKind::invalid,
                      fmt::format("'{}' is no state of a job: {} are", word, fmt::join(job_states, ", "))};
}

std::optional<std::string> job_state_word(std::string_view word) {
    if (word.starts_with(from_word)) return states_before(job_event_from(word.substr(from_word.size())));
    if (word.starts_with(to_word)) {
        return fmt::format("'{}'", to_string(state_after(job_event_from(word.substr(to_word.size())))));
    }
    return std::nullopt;
}

}  // namespace kinote::database
