#include "autopilot/staging_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/error.hpp"

namespace kinote::autopilot {
namespace {

using base::Error;
using base::ErrorKind;
using database::AutopilotRule;

constexpr std::int64_t minutes_as_ms = 60'000;
constexpr std::int64_t hours_as_ms = 60 * minutes_as_ms;
constexpr std::int64_t receiving_ms = 15 * minutes_as_ms;
constexpr std::int64_t void_status_ms = std::int64_t{7} * 24 * hours_as_ms;
constexpr std::int64_t most_hours = 876'000;

constexpr std::string_view archive_action = "archive";
constexpr std::string_view delete_action = "delete";

std::string_view action_text(StagingAction action) {
    return action == StagingAction::archive ? archive_action : delete_action;
}

Pressure threshold_of(const AutopilotRule& rule) {
    if (rule.threshold == "red") return Pressure::red;
    return rule.threshold == "amber" ? Pressure::amber : Pressure::green;
}

AutopilotRule make_default_rule() {
    AutopilotRule rule;
    rule.name = default_rule;
    rule.action = delete_action;
    rule.threshold = "amber";
    rule.study_status = "complete";
    rule.exported = "any";
    return rule;
}

std::vector<AutopilotRule> of_action(const std::vector<AutopilotRule>& rules, StagingAction action) {
    std::vector<AutopilotRule> found;
    std::ranges::copy_if(rules, std::back_inserter(found),
                         [action](const AutopilotRule& rule) { return rule.action == action_text(action); });
    if (found.empty() && action == StagingAction::free) found.push_back(make_default_rule());
    return found;
}

// A condition of a rule.
struct Condition {
    bool is_met = true;
    std::string reason;
    std::int64_t again_ms = 0;
};

Condition status_condition(const AutopilotRule& rule, const StudyFacts& facts, std::int64_t now_ms) {
    if (rule.study_status == "any" || now_ms - facts.modified_ms >= void_status_ms) return {};
    const StudyStatus wanted = rule.study_status == "verified" ? StudyStatus::verified : StudyStatus::complete;
    const StudyStatus status = status_of(facts, now_ms);
    if (status >= wanted) return {};
    const std::int64_t void_at = facts.modified_ms + void_status_ms;
    const std::int64_t quiet_at = facts.arrived_ms + receiving_ms;
    return {false, fmt::format("it is {}, not {}", to_string(status), rule.study_status),
            wanted == StudyStatus::complete ? std::min(quiet_at, void_at) : void_at};
}

Condition age_condition(const char* what, std::int64_t hours, const StudyFacts& facts, std::int64_t now_ms) {
    const std::int64_t due_ms = facts.created_ms + hours * hours_as_ms;
    if (now_ms >= due_ms) return {};
    return {false, fmt::format("it came {} h ago, {} is {} h", (now_ms - facts.created_ms) / hours_as_ms, what, hours),
            due_ms};
}

// Either is enough for archiving, where the rule has both.
Condition staging_condition(const AutopilotRule& rule, const StudyFacts& facts, std::int64_t now_ms) {
    Condition status = status_condition(rule, facts, now_ms);
    if (rule.hours_since_created == 0) return status;
    Condition age = age_condition("hours since created", rule.hours_since_created, facts, now_ms);
    if (rule.action == archive_action && rule.study_status != "any") {
        if (status.is_met || age.is_met) return {};
        return {false, fmt::format("{}; {}", status.reason, age.reason), std::min(status.again_ms, age.again_ms)};
    }
    return status.is_met ? age : status;
}

void demand_one_of(const char* field, const std::string& value, std::span<const std::string_view> words) {
    if (std::ranges::find(words, value) != words.end()) return;
    std::string known;
    for (const std::string_view word : words) known += fmt::format("{}{}", known.empty() ? "" : ", ", word);
    throw Error{ErrorKind::invalid, fmt::format("{}: '{}' is none of {}", field, value, known)};
}

void demand_hours(const char* field, std::int64_t hours) {
    if (hours >= 0 && hours <= most_hours) return;
    throw Error{ErrorKind::invalid, fmt::format("{} must be from 0 to {}", field, most_hours)};
}

bool is_rule_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

}  // namespace

std::string_view to_string(StudyStatus status) {
    switch (status) {
        case StudyStatus::receiving: return "receiving";
        case StudyStatus::complete: return "complete";
        case StudyStatus::verified: break;
    }
    return "verified";
}

StudyStatus status_of(const StudyFacts& facts, std::int64_t now_ms) {
    if (facts.verified_ms && *facts.verified_ms >= facts.arrived_ms) return StudyStatus::verified;
    return now_ms - facts.arrived_ms < receiving_ms ? StudyStatus::receiving : StudyStatus::complete;
}

Verdict verdict_of(const AutopilotRule& rule, const StudyFacts& facts, Pressure pressure, std::int64_t now_ms) {
    Verdict verdict;
    verdict.rule = rule.name;
    const Condition staging = staging_condition(rule, facts, now_ms);
    const Condition age = age_condition("its minimum age", rule.minimum_age_hours, facts, now_ms);
    if (!age.is_met || !staging.is_met) {
        verdict.reason = age.is_met ? staging.reason : age.reason;
        verdict.again_ms = std::max(age.again_ms, staging.again_ms);
    } else if (rule.exported != "any" && (rule.exported == "yes") != facts.is_exported) {
        verdict.reason = facts.is_exported ? "it has been exported" : "it has not been exported";
    } else if (pressure < threshold_of(rule)) {
        verdict.reason = fmt::format("the cache is {}, the rule acts from {} on", to_string(pressure), rule.threshold);
        verdict.waits_for = threshold_of(rule);
    } else {
        verdict.applies = true;
    }
    return verdict;
}

std::vector<AutopilotRule> rules_for(const std::vector<AutopilotRule>& rules, StagingAction action,
                                     std::string_view source) {
    const std::vector<AutopilotRule> all = of_action(rules, action);
    std::vector<AutopilotRule> found;
    for (const std::string_view wanted : {source, std::string_view{"*"}}) {
        std::ranges::copy_if(all, std::back_inserter(found),
                             [wanted](const AutopilotRule& rule) { return rule.source == wanted; });
        if (!found.empty()) break;
    }
    return found;
}

bool is_any_in_force(const std::vector<AutopilotRule>& rules, StagingAction action, Pressure pressure) {
    return std::ranges::any_of(of_action(rules, action),
                               [pressure](const AutopilotRule& rule) { return pressure >= threshold_of(rule); });
}

void check_rule(const AutopilotRule& rule) {
    constexpr std::array<std::string_view, 2> actions{archive_action, delete_action};
    constexpr std::array<std::string_view, 3> thresholds{"none", "amber", "red"};
    constexpr std::array<std::string_view, 3> statuses{"any", "complete", "verified"};
    constexpr std::array<std::string_view, 3> exported{"any", "yes", "no"};
    if (!is_rule_name(rule.name)) {
        throw Error{ErrorKind::invalid, "a rule's name has up to 64 letters, digits, - and _"};
    }
    if (rule.source.empty()) throw Error{ErrorKind::invalid, "source: name an AE title, import, adoption, or *"};
    demand_one_of("action", rule.action, actions);
    demand_one_of("threshold", rule.threshold, thresholds);
    demand_one_of("study_status", rule.study_status, statuses);
    demand_one_of("exported", rule.exported, exported);
    demand_hours("hours_since_created", rule.hours_since_created);
    demand_hours("minimum_age_hours", rule.minimum_age_hours);
    const bool is_archive_rule = rule.action == archive_action;
    if (is_archive_rule && rule.archive.empty()) throw Error{ErrorKind::invalid, "archive: an archive rule names one"};
    if (!is_archive_rule && !rule.archive.empty()) {
        throw Error{ErrorKind::invalid, "archive: only an archive rule names one"};
    }
    if (is_archive_rule && rule.without_archive) {
        throw Error{ErrorKind::invalid, "without_archive is for delete rules"};
    }
}

}  // namespace kinote::autopilot
