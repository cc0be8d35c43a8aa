#pragma once
// The table `account`: who may come in, and as what.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct AccountRow {
    std::int64_t id = 0;
    std::string name;
    std::string display_name;
    std::string role;  ///< reader, author, operator, administrator
    bool is_disabled = false;
    std::int64_t created_ms = 0;
    std::int64_t password_set_ms = 0;
    std::optional<std::int64_t> signed_in_ms;
    std::int64_t locked_until_ms = 0;  ///< 0: it is not; a time that may have passed
    std::string password_hash;
};

/// @param added  its id, signed_in_ms and locked_until_ms are not looked at. @return false where the name is taken.
bool add_account(Transaction& transaction, const AccountRow& added);
[[nodiscard]] std::optional<AccountRow> find_account(Connection& connection, std::string_view name);
/// The same, held until the transaction ends.
[[nodiscard]] std::optional<AccountRow> hold_account(Transaction& transaction, std::string_view name);
/// A page in the order of the names. @param after  the last name of the page before.
[[nodiscard]] std::vector<AccountRow> list_accounts(Connection& connection, std::string_view after, std::int64_t limit);
/// Administrators that are not disabled, held until the transaction ends.
[[nodiscard]] std::vector<std::int64_t> hold_administrators(Transaction& transaction);

void set_account_role(Transaction& transaction, std::int64_t account, std::string_view role);
void set_account_display_name(Transaction& transaction, std::int64_t account, std::string_view display_name);
void set_account_disabled(Transaction& transaction, std::int64_t account, bool is_disabled);
void set_account_password(Transaction& transaction, std::int64_t account, std::string_view hash, std::int64_t now_ms);
void record_sign_in(Transaction& transaction, std::int64_t account, std::int64_t now_ms);
/// With its sessions and tokens.
void remove_account(Transaction& transaction, std::int64_t account);

}  // namespace kinote::database
