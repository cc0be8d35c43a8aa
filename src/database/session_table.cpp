#include "database/session_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement add_session_sql{R"(
    INSERT INTO session (token_sha256, account, came_from, created_ms, seen_ms) VALUES ($1, $2, $3, $4, $4))"};
constexpr Statement find_session_sql{R"(
    SELECT s.id, s.account, a.name, a.display_name, a.role, a.is_disabled, s.created_ms, s.seen_ms
      FROM session s JOIN account a ON a.id = s.account
     WHERE s.token_sha256 = $1)"};
constexpr Statement touch_session_sql{"UPDATE session SET seen_ms = $2 WHERE id = $1"};
constexpr Statement remove_session_sql{"DELETE FROM session WHERE id = $1"};
constexpr Statement remove_sessions_of_sql{"DELETE FROM session WHERE account = $1"};
constexpr Statement remove_old_sessions_sql{"DELETE FROM session WHERE created_ms < $1"};
constexpr Statement remove_idle_sessions_sql{"DELETE FROM session WHERE seen_ms < $1"};

constexpr Statement add_token_sql{R"(
    INSERT INTO account_token (token_sha256, account, purpose, created_ms) VALUES ($1, $2, $3, $4) RETURNING id)"};
constexpr Statement find_token_sql{R"(
    SELECT t.id, t.account, a.name, a.display_name, a.role, a.is_disabled, t.created_ms, coalesce(t.used_ms, 0)
      FROM account_token t JOIN account a ON a.id = t.account
     WHERE t.token_sha256 = $1)"};
constexpr Statement touch_token_sql{"UPDATE account_token SET used_ms = $2 WHERE id = $1"};
constexpr Statement list_tokens_sql{
    "SELECT id, purpose, created_ms, used_ms FROM account_token WHERE account = $1 ORDER BY id"};
constexpr Statement remove_token_sql{"DELETE FROM account_token WHERE id = $2 AND account = $1"};

std::optional<Credential> credential_from(Rows rows) {
    if (!rows.next()) return std::nullopt;
    Credential found;
    found.id = rows.integer(0);
    found.account = rows.integer(1);
    found.account_name = rows.string(2);
    found.display_name = rows.string(3);
    found.role = rows.string(4);
    found.is_disabled = rows.integer(5) != 0;
    found.created_ms = rows.integer(6);
    found.seen_ms = rows.integer(7);
    return found;
}

}  // namespace

void add_session(Transaction& transaction, std::string_view token_sha256, std::int64_t account,
                 std::string_view came_from, std::int64_t now_ms) {
    transaction.execute(add_session_sql, {token_sha256, account, came_from, now_ms});
}

std::optional<Credential> find_session(Connection& connection, std::string_view token_sha256) {
    return credential_from(connection.query(find_session_sql, {token_sha256}));
}

void touch_session(Transaction& transaction, std::int64_t session, std::int64_t now_ms) {
    transaction.execute(touch_session_sql, {session, now_ms});
}

void remove_session(Transaction& transaction, std::int64_t session) {
    transaction.execute(remove_session_sql, {session});
}

void remove_sessions_of(Transaction& transaction, std::int64_t account) {
    transaction.execute(remove_sessions_of_sql, {account});
}

void remove_ended_sessions(Transaction& transaction, std::int64_t begun_before_ms, std::int64_t seen_before_ms) {
    transaction.execute(remove_old_sessions_sql, {begun_before_ms});
    transaction.execute(remove_idle_sessions_sql, {seen_before_ms});
}

std::int64_t add_account_token(Transaction& transaction, std::string_view token_sha256, std::int64_t account,
                               std::string_view purpose, std::int64_t now_ms) {
    Rows rows = transaction.query(add_token_sql, {token_sha256, account, purpose, now_ms});
    rows.next();
    return rows.integer(0);
}

std::optional<Credential> find_account_token(Connection& connection, std::string_view token_sha256) {
    return credential_from(connection.query(find_token_sql, {token_sha256}));
}

void touch_account_token(Transaction& transaction, std::int64_t token, std::int64_t now_ms) {
    transaction.execute(touch_token_sql, {token, now_ms});
}

std::vector<TokenRow> list_account_tokens(Connection& connection, std::int64_t account) {
    std::vector<TokenRow> tokens;
    Rows rows = connection.query(list_tokens_sql, {account});
    while (rows.next()) tokens.push_back({rows.integer(0), rows.string(1), rows.integer(2), rows.optional_integer(3)});
    return tokens;
}

bool remove_account_token(Transaction& transaction, std::int64_t account, std::int64_t token) {
    return transaction.change(remove_token_sql, {account, token}) == 1;
}

}  // namespace kinote::database
