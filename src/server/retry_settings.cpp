#include "server/retry_settings.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <array>
#include <map>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/retry_rules.hpp"
#include "server/setting_values.hpp"

namespace kinote::server {
namespace {

using base::Error;
using base::ErrorKind;
using database::RetryRule;

constexpr std::array<std::pair<std::string_view, jobs::RetryMode>, 3> mode_words{
    {{"none", jobs::RetryMode::none}, {"manual", jobs::RetryMode::manual}, {"automatic", jobs::RetryMode::automatic}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> after_failed_words{
    {{"go_on", "go_on"}, {"fail", "fail"}, {"wait", "wait"}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> waiting_kinds{
    {{"jobs.after_failed_send", jobs::Send::kind},
     {"jobs.after_failed_create_kosd", jobs::CreateKosd::kind},
     {"jobs.after_failed_withdraw", jobs::Withdraw::kind}}};

std::int64_t whole_number(const toml::node& value, const std::string& place) {
    const auto* number = value.as_integer();
    if (number == nullptr) throw Error{ErrorKind::invalid, fmt::format("{} must be a whole number", place)};
    return number->get();
}

RetryRule rule_from(std::string_view queue, std::string_view cause, const toml::node& node, const std::string& place) {
    const toml::table* fields = node.as_table();
    if (fields == nullptr) throw Error{ErrorKind::invalid, fmt::format("{} must be a table", place)};
    RetryRule rule;
    rule.queue = queue;
    rule.cause = cause;
    rule.is_of_file = true;
    for (const auto& [field, value] : *fields) {
        const std::string field_place = fmt::format("{}.{}", place, field.str());
        if (field.str() == "retry" && value.is_string()) {
            rule.retry = value.as_string()->get();
        } else if (field.str() == "interval_seconds") {
            rule.interval_ms = whole_number(value, field_place) * 1'000;
        } else if (field.str() == "longest_interval_seconds") {
            rule.longest_interval_ms = whole_number(value, field_place) * 1'000;
        } else if (field.str() == "most_attempts") {
            rule.most_attempts = whole_number(value, field_place);
        } else {
            throw Error{ErrorKind::invalid, fmt::format("{}: there are retry (a text), interval_seconds, "
                                                        "longest_interval_seconds and most_attempts",
                                                        field_place)};
        }
    }
    try {
        jobs::check_retry_rule(rule);
    } catch (const Error& error) {
        throw Error{error.kind(), fmt::format("{}: {}", place, error.what())};
    }
    return rule;
}

using RulesByPlace = std::map<std::pair<std::string, std::string>, RetryRule>;

void read_rules_of(const std::filesystem::path& file, RulesByPlace& rules) {
    const toml::table content = toml::parse_file(file.string());  // its syntax was checked with the other keys
    const toml::table* queues = content[retry_table].as_table();
    if (queues == nullptr) return;
    for (const auto& [queue, causes] : *queues) {
        const std::string place =
            fmt::format("{}:{}: {}.{}", file.string(), causes.source().begin.line, retry_table, queue.str());
        const toml::table* entries = causes.as_table();
        if (entries == nullptr) throw Error{ErrorKind::invalid, fmt::format("{} must be a table", place)};
        for (const auto& [cause, node] : *entries) {
            RetryRule rule = rule_from(queue.str(), cause.str(), node, fmt::format("{}.{}", place, cause.str()));
            rules.insert_or_assign({rule.queue, rule.cause}, std::move(rule));
        }
    }
}

}  // namespace

std::vector<database::DependencyRule> dependency_rules_of(const base::Configuration& configuration) {
    std::vector<database::DependencyRule> rules;
    rules.reserve(waiting_kinds.size());
    for (const auto& [key, kind] : waiting_kinds) {
        rules.push_back(
            {std::string{kind}, std::string{choice_of(configuration, std::string{key}, after_failed_words)}});
    }
    return rules;
}

std::vector<RetryRule> read_retry_rules(std::span<const std::filesystem::path> files) {
    RulesByPlace by_place;
    for (const std::filesystem::path& file : files) read_rules_of(file, by_place);
    std::vector<RetryRule> rules;
    rules.reserve(by_place.size());
    for (auto& [place, rule] : by_place) rules.push_back(std::move(rule));
    return rules;
}

jobs::RetryPolicy retry_policy_of(const base::Configuration& configuration, std::string_view queue) {
    jobs::RetryPolicy policy;
    policy.mode = choice_of(configuration, fmt::format("queues.{}.retry", queue), mode_words);
    const std::string interval_key = fmt::format("queues.{}.retry_interval_seconds", queue);
    policy.interval_ms = configuration.integer(interval_key) * 1'000;
    if (policy.mode == jobs::RetryMode::automatic && policy.interval_ms < jobs::shortest_automatic_ms) {
        throw Error{
            ErrorKind::invalid,
            fmt::format("{}: must be 1 at least where retry is automatic: what failed would be tried again at once",
                        interval_key)};
    }
    policy.most_attempts = configuration.integer(fmt::format("queues.{}.most_attempts", queue));
    return policy;
}

}  // namespace kinote::server
