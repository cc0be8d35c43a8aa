#pragma once
// Accounts as administrators keep them. Each change stands in the audit, in the transaction that makes it.

#include <optional>
#include <string>
#include <string_view>

#include "access/permission.hpp"
#include "base/clock.hpp"
#include "database/account_table.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/session_table.hpp"

namespace kinote::access {

inline constexpr std::size_t longest_account_name = 64;
inline constexpr std::size_t longest_display_name = 64;  ///< characters, as of a person's name in DICOM
inline constexpr std::size_t longest_purpose = 64;

struct NewAccount {
    std::string name;  ///< letters, digits, '.', '-', '_'; kept in lower case
    std::string display_name;
    Role role = Role::reader;
    std::string password;
};

/// What is absent stays.
struct AccountChange {
    std::optional<Role> role = {};
    std::optional<std::string> display_name = {};
    /// true ends its sessions, and its tokens open nothing while it lasts; false lifts a lock as well.
    std::optional<bool> is_disabled = {};
};

struct NewToken {
    std::int64_t id = 0;
    std::string text;  ///< to be shown once; only its SHA-256 is kept
};

/// As it is kept: in lower case. @throws Error invalid, naming `account`, for another form.
[[nodiscard]] std::string account_name_from(std::string_view text);

/// Any thread; holds no state. Functions that name an account throw Error not_found where there is none, and refused
/// where nobody would be left who may administer.
class Accounts {
public:
    Accounts(database::Database& database, const base::Clock& clock) : database_{database}, clock_{clock} {}

    /// @throws Error invalid for a name, display name or password that cannot be; refused where the name is taken.
    void create(const NewAccount& account, const database::Actor& actor) const;
    [[nodiscard]] database::AccountRow find(std::string_view name) const;
    /// All of it or nothing. @throws Error invalid for a display name that cannot be.
    void change(std::string_view name, const AccountChange& change, const database::Actor& actor) const;
    /// Another's password: ends its sessions and lifts a lock. @throws Error invalid as create.
    void reset_password(std::string_view name, std::string_view password, const database::Actor& actor) const;
    void remove(std::string_view name, const database::Actor& actor) const;

    /// @throws Error invalid for a purpose that is empty or too long; refused where the account has many tokens.
    [[nodiscard]] NewToken create_token(std::string_view name, const std::string& purpose,
                                        const database::Actor& actor) const;
    [[nodiscard]] std::vector<database::TokenRow> tokens_of(std::string_view name) const;
    /// @throws Error not_found where the account has no such token.
    void revoke_token(std::string_view name, std::int64_t token, const database::Actor& actor) const;

private:
    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::access
