#include "database/sign_in_failure_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement find_failures_sql{
    "SELECT failures, last_ms, closed_until_ms FROM sign_in_failure WHERE kind = $1 AND subject = $2"};
constexpr Statement add_failure_sql{R"(
    INSERT INTO sign_in_failure (kind, subject, failures, last_ms, closed_until_ms) VALUES ($1, $2, 1, $4, 0)
    ON CONFLICT (kind, subject) DO UPDATE
       SET failures = CASE WHEN sign_in_failure.last_ms < $3 THEN 1 ELSE sign_in_failure.failures + 1 END,
           last_ms = excluded.last_ms
    RETURNING failures)"};
constexpr Statement close_sign_in_sql{
    "UPDATE sign_in_failure SET closed_until_ms = $3, failures = 0 WHERE kind = $1 AND subject = $2"};
constexpr Statement delay_sign_in_sql{
    "UPDATE sign_in_failure SET closed_until_ms = $3 WHERE kind = $1 AND subject = $2"};
constexpr Statement forget_failures_sql{"DELETE FROM sign_in_failure WHERE kind = $1 AND subject = $2"};
constexpr Statement forget_old_failures_sql{"DELETE FROM sign_in_failure WHERE last_ms < $1"};

std::string_view word_of(FailureKind kind) { return kind == FailureKind::account ? "account" : "address"; }

}  // namespace

SignInFailures find_sign_in_failures(Connection& connection, FailureKind kind, std::string_view subject) {
    Rows rows = connection.query(find_failures_sql, {word_of(kind), subject});
    if (!rows.next()) return {};
    return {rows.integer(0), rows.integer(1), rows.integer(2)};
}

std::int64_t add_sign_in_failure(Transaction& transaction, FailureKind kind, std::string_view subject,
                                 std::int64_t forgotten_before_ms, std::int64_t now_ms) {
    Rows rows = transaction.query(add_failure_sql, {word_of(kind), subject, forgotten_before_ms, now_ms});
    rows.next();
    return rows.integer(0);
}

void close_sign_in(Transaction& transaction, FailureKind kind, std::string_view subject, std::int64_t until_ms) {
    // An account begins anew behind its lock; an address is slowed further by each failure.
    transaction.execute(kind == FailureKind::account ? close_sign_in_sql : delay_sign_in_sql,
                        {word_of(kind), subject, until_ms});
}

void forget_sign_in_failures(Transaction& transaction, FailureKind kind, std::string_view subject) {
    transaction.execute(forget_failures_sql, {word_of(kind), subject});
}

void forget_old_sign_in_failures(Transaction& transaction, std::int64_t before_ms) {
    transaction.execute(forget_old_failures_sql, {before_ms});
}

}  // namespace kinote::database
