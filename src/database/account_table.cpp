#include "database/account_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement add_account_sql{R"(
    INSERT INTO account (name, display_name, role, password_hash, is_disabled, created_ms, password_set_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (name) DO NOTHING)"};
constexpr Statement find_account_sql{R"(
    SELECT a.id, a.name, a.display_name, a.role, a.is_disabled, a.created_ms, a.password_set_ms, a.signed_in_ms,
           coalesce(f.closed_until_ms, 0), a.password_hash
      FROM account a LEFT JOIN sign_in_failure f ON f.kind = 'account' AND f.subject = a.name
     WHERE a.name = $1)"};
constexpr Statement hold_account_sql{"SELECT id FROM account WHERE name = $1 {for_update}"};
constexpr Statement list_accounts_sql{R"(
    SELECT a.id, a.name, a.display_name, a.role, a.is_disabled, a.created_ms, a.password_set_ms, a.signed_in_ms,
           coalesce(f.closed_until_ms, 0), a.password_hash
      FROM account a LEFT JOIN sign_in_failure f ON f.kind = 'account' AND f.subject = a.name
     WHERE a.name > $1 ORDER BY a.name LIMIT $2)"};
constexpr Statement hold_administrators_sql{R"(
    SELECT id FROM account WHERE role = 'administrator' AND is_disabled = 0 ORDER BY id {for_update})"};
constexpr Statement set_account_role_sql{"UPDATE account SET role = $2 WHERE id = $1"};
constexpr Statement set_account_display_name_sql{"UPDATE account SET display_name = $2 WHERE id = $1"};
constexpr Statement set_account_disabled_sql{"UPDATE account SET is_disabled = $2 WHERE id = $1"};
constexpr Statement set_account_password_sql{
    "UPDATE account SET password_hash = $2, password_set_ms = $3 WHERE id = $1"};
constexpr Statement record_sign_in_sql{"UPDATE account SET signed_in_ms = $2 WHERE id = $1"};
constexpr Statement remove_account_sql{"DELETE FROM account WHERE id = $1"};
constexpr Statement remove_sessions_of_removed_sql{"DELETE FROM session WHERE account = $1"};
constexpr Statement remove_tokens_of_removed_sql{"DELETE FROM account_token WHERE account = $1"};

AccountRow account_from(const Rows& rows) {
    AccountRow account;
    account.id = rows.integer(0);
    account.name = rows.string(1);
    account.display_name = rows.string(2);
    account.role = rows.string(3);
    account.is_disabled = rows.integer(4) != 0;
    account.created_ms = rows.integer(5);
    account.password_set_ms = rows.integer(6);
    account.signed_in_ms = rows.optional_integer(7);
    account.locked_until_ms = rows.integer(8);
    account.password_hash = rows.string(9);
    return account;
}

}  // namespace

bool add_account(Transaction& transaction, const AccountRow& added) {
    return transaction.change(add_account_sql, {added.name, added.display_name, added.role, added.password_hash,
                                                added.is_disabled ? 1 : 0, added.created_ms, added.password_set_ms}) ==
           1;
}

std::optional<AccountRow> find_account(Connection& connection, std::string_view name) {
    Rows rows = connection.query(find_account_sql, {name});
    return rows.next() ? std::optional{account_from(rows)} : std::nullopt;
}

std::optional<AccountRow> hold_account(Transaction& transaction, std::string_view name) {
    {
        Rows rows = transaction.query(hold_account_sql, {name});
        if (!rows.next()) return std::nullopt;
    }
    return find_account(transaction.connection(), name);
}

std::vector<AccountRow> list_accounts(Connection& connection, std::string_view after, std::int64_t limit) {
    std::vector<AccountRow> accounts;
    Rows rows = connection.query(list_accounts_sql, {after, limit});
    while (rows.next()) accounts.push_back(account_from(rows));
    return accounts;
}

std::vector<std::int64_t> hold_administrators(Transaction& transaction) {
    std::vector<std::int64_t> administrators;
    Rows rows = transaction.query(hold_administrators_sql);
    while (rows.next()) administrators.push_back(rows.integer(0));
    return administrators;
}

void set_account_role(Transaction& transaction, std::int64_t account, std::string_view role) {
    transaction.execute(set_account_role_sql, {account, role});
}

void set_account_display_name(Transaction& transaction, std::int64_t account, std::string_view display_name) {
    transaction.execute(set_account_display_name_sql, {account, display_name});
}

void set_account_disabled(Transaction& transaction, std::int64_t account, bool is_disabled) {
    transaction.execute(set_account_disabled_sql, {account, is_disabled ? 1 : 0});
}

void set_account_password(Transaction& transaction, std::int64_t account, std::string_view hash, std::int64_t now_ms) {
    transaction.execute(set_account_password_sql, {account, hash, now_ms});
}

void record_sign_in(Transaction& transaction, std::int64_t account, std::int64_t now_ms) {
    transaction.execute(record_sign_in_sql, {account, now_ms});
}

void remove_account(Transaction& transaction, std::int64_t account) {
    transaction.execute(remove_sessions_of_removed_sql, {account});
    transaction.execute(remove_tokens_of_removed_sql, {account});
    transaction.execute(remove_account_sql, {account});
}

}  // namespace kinote::database
