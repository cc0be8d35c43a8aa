#include "database/retry_rule_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement list_retry_rules_sql{R"(
    SELECT queue, cause, retry, interval_ms, longest_interval_ms, most_attempts, source FROM retry_rule
     ORDER BY queue, cause)"};
constexpr Statement find_retry_rule_sql{R"(
    SELECT queue, cause, retry, interval_ms, longest_interval_ms, most_attempts, source FROM retry_rule
     WHERE queue = $1 AND cause = $2)"};
constexpr Statement set_retry_rule_sql{R"(
    INSERT INTO retry_rule (queue, cause, retry, interval_ms, longest_interval_ms, most_attempts, source, changed_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (queue, cause) DO UPDATE
       SET retry = excluded.retry, interval_ms = excluded.interval_ms,
           longest_interval_ms = excluded.longest_interval_ms, most_attempts = excluded.most_attempts,
           source = excluded.source, changed_ms = excluded.changed_ms)"};
constexpr Statement remove_retry_rule_sql{"DELETE FROM retry_rule WHERE queue = $1 AND cause = $2"};

RetryRule retry_rule_from(const Rows& row) {
    return {row.string(0),  row.string(1),  row.string(2),        row.integer(3),
            row.integer(4), row.integer(5), row.text(6) == "file"};
}

}  // namespace

std::vector<RetryRule> list_retry_rules(Connection& connection) {
    std::vector<RetryRule> rules;
    Rows rows = connection.query(list_retry_rules_sql);
    while (rows.next()) rules.push_back(retry_rule_from(rows));
    return rules;
}

std::optional<RetryRule> find_retry_rule(Connection& connection, std::string_view queue, std::string_view cause) {
    Rows rows = connection.query(find_retry_rule_sql, {queue, cause});
    return rows.next() ? std::optional{retry_rule_from(rows)} : std::nullopt;
}

void set_retry_rule(Transaction& transaction, const RetryRule& rule, std::int64_t now_ms) {
    transaction.execute(set_retry_rule_sql,
                        {rule.queue, rule.cause, rule.retry, rule.interval_ms, rule.longest_interval_ms,
                         rule.most_attempts, rule.is_of_file ? "file" : "person", now_ms});
}

bool remove_retry_rule(Transaction& transaction, std::string_view queue, std::string_view cause) {
    return transaction.change(remove_retry_rule_sql, {queue, cause}) == 1;
}

}  // namespace kinote::database
