#include "jobs/retry_rules.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/queue_table.hpp"
#include "database/whole_commit.hpp"

namespace kinote::jobs {
namespace {

using base::Error;
using base::ErrorKind;
using database::RetryRule;
using database::Transaction;

constexpr std::array rule_causes{any_cause, cause_unavailable, cause_worker_died};
constexpr std::array<std::string_view, 3> rule_modes{"none", "manual", "automatic"};

RetryMode mode_of(std::string_view word) {
    if (word == "none") return RetryMode::none;
    return word == "manual" ? RetryMode::manual : RetryMode::automatic;
}

void check_word(std::string_view field, std::string_view word, std::span<const std::string_view> words) {
    if (std::ranges::find(words, word) != words.end()) return;
    throw Error{ErrorKind::invalid, fmt::format("{}: '{}' is none of {}", field, word, fmt::join(words, ", "))};
}

void check_number(std::string_view field, std::int64_t number, std::int64_t least, std::int64_t most) {
    if (number >= least && number <= most) return;
    throw Error{ErrorKind::invalid, fmt::format("{}: {} is not from {} to {}", field, number, least, most)};
}

bool has_queue(database::Connection& connection, std::string_view queue) {
    return database::count_outstanding(connection, queue).has_value();
}

void refuse_if_of_file(database::Connection& connection, std::string_view queue, std::string_view cause) {
    const auto known = database::find_retry_rule(connection, queue, cause);
    if (!known || !known->is_of_file) return;
    throw Error{ErrorKind::refused,
                fmt::format("the configuration file says how {} tries again: change it there", queue)};
}

void add_rule_event(Transaction& transaction, const RetryRule& rule, const database::Actor& actor,
                    std::string_view action, std::int64_t now_ms) {
    database::add_audit_event(
        transaction,
        {actor, action, rule.queue, "",
         fmt::format(R"({{"cause":"{}","retry":"{}","interval_ms":{},"longest_interval_ms":{},"most_attempts":{}}})",
                     rule.cause, rule.retry, rule.interval_ms, rule.longest_interval_ms, rule.most_attempts)},
        now_ms);
}

}  // namespace

void check_retry_rule(const RetryRule& rule) {
    constexpr std::int64_t longest_ms = std::int64_t{86'400} * 1'000;
    constexpr std::int64_t most_tries = 1'000;
    check_word("cause", rule.cause, rule_causes);
    check_word("retry", rule.retry, rule_modes);
    check_number("interval", rule.interval_ms, 0, longest_ms);
    if (rule.retry == "automatic" && rule.interval_ms < shortest_automatic_ms) {
        throw Error{ErrorKind::invalid,
                    "interval: between automatic attempts lies a second at least, as what failed would be tried again "
                    "at once; set --retry none where it is not to be tried again"};
    }
    check_number("longest interval", rule.longest_interval_ms, rule.interval_ms, longest_ms);
    check_number("most attempts", rule.most_attempts, 1, most_tries);
}

RetryPolicy retry_policy_for(database::Connection& connection, std::string_view queue, std::string_view cause,
                             const RetryPolicy& otherwise) {
    auto rule = database::find_retry_rule(connection, queue, cause);
    if (!rule) rule = database::find_retry_rule(connection, queue, any_cause);
    if (!rule) return otherwise;
    return {mode_of(rule->retry), rule->interval_ms, rule->longest_interval_ms, rule->most_attempts};
}

void set_retry_rule(database::Database& database, const base::Clock& clock, const RetryRule& rule,
                    const database::Actor& actor) {
    check_retry_rule(rule);
    database::commit_as_a_whole(database, [&](Transaction& transaction) {
        if (!has_queue(transaction.connection(), rule.queue)) {
            throw Error{ErrorKind::not_found, fmt::format("there is no queue {}", rule.queue)};
        }
        refuse_if_of_file(transaction.connection(), rule.queue, rule.cause);
        database::set_retry_rule(transaction, rule, clock.now_ms());
        add_rule_event(transaction, rule, actor, "retry_rule_set", clock.now_ms());
    });
}

void remove_retry_rule(database::Database& database, const base::Clock& clock, std::string_view queue,
                       std::string_view cause, const database::Actor& actor) {
    database::commit_as_a_whole(database, [&](Transaction& transaction) {
        refuse_if_of_file(transaction.connection(), queue, cause);
        const auto rule = database::find_retry_rule(transaction.connection(), queue, cause);
        if (!rule) {
            throw Error{ErrorKind::not_found,
                        fmt::format("nothing is set for the queue {} and the cause {}", queue, cause)};
        }
        database::remove_retry_rule(transaction, queue, cause);
        add_rule_event(transaction, *rule, actor, "retry_rule_removed", clock.now_ms());
    });
}

void apply_retry_rules(database::Database& database, const base::Clock& clock, const std::vector<RetryRule>& rules) {
    const database::PooledConnection connection = database.connection();
    Transaction transaction{*connection};
    for (const RetryRule& before : database::list_retry_rules(*connection)) {
        if (before.is_of_file) database::remove_retry_rule(transaction, before.queue, before.cause);
    }
    for (const RetryRule& rule : rules) {
        if (has_queue(*connection, rule.queue)) {
            database::set_retry_rule(transaction, rule, clock.now_ms());
        } else {
            base::log::warn("the configuration says how a queue tries again that there is not",
                            {{"queue", rule.queue}});
        }
    }
    transaction.commit();
}

}  // namespace kinote::jobs
