#pragma once
// Coming in: by name and password, and then by what the sign-in gave, or by a token.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "access/permission.hpp"
#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"

namespace kinote::access {

struct SignInSettings {
    std::int64_t session_idle_ms = 1'800'000;   ///< a session ends when it is not used for so long
    std::int64_t session_most_ms = 43'200'000;  ///< and so long after it began in any case
    bool is_behind_tls = false;                 ///< a proxy before us speaks TLS: cookies are for TLS alone
};

/// Failures of one name, one after the other, until it is locked.
inline constexpr std::int64_t most_failures = 5;
inline constexpr std::int64_t lock_ms = 900'000;
/// Failures from one address after which each further one must wait: twice as long each time, up to a minute.
inline constexpr std::int64_t free_failures_of_address = 20;
inline constexpr std::int64_t longest_delay_ms = 60'000;
inline constexpr std::int64_t failures_forgotten_ms = 900'000;

/// Who asks.
struct Identity {
    std::int64_t account = 0;  ///< 0: the built-in operator behind DIR/api-token
    std::string name;
    std::string display_name;
    std::optional<Role> role;  ///< absent: the built-in operator, who may everything
    std::int64_t session = 0;  ///< 0: it came by a token
    std::string address;

    [[nodiscard]] bool is_built_in() const { return account == 0; }
    [[nodiscard]] bool may(Permission permission) const { return !role || access::may(*role, permission); }
};

/// What trying to sign in has come to.
struct SignInResult {
    enum class Outcome { signed_in, wrong, locked, slowed };
    Outcome outcome = Outcome::wrong;
    std::string token;          ///< signed_in: for the cookie
    Identity identity;          ///< signed_in
    std::int64_t until_ms = 0;  ///< locked, slowed
};

/// Any thread; holds no state: it all stands in the database.
class SignIn {
public:
    SignIn(SignInSettings settings, database::Database& database, const base::Clock& clock)
        : settings_{settings}, database_{database}, clock_{clock} {}

    /// Takes as long for a name that no account has. @param typed  the name. @param address  the peer's.
    /// @throws Error unavailable where many sign in at once.
    [[nodiscard]] SignInResult sign_in(std::string_view typed, std::string_view password,
                                       std::string_view address) const;
    /// Nothing where the session has ended, or its account is disabled. Notes that it was used, once a minute, unless
    /// `is_background`: what a page asks by itself keeps no session alive.
    [[nodiscard]] std::optional<Identity> by_session(std::string_view token, bool is_background) const;
    [[nodiscard]] std::optional<Identity> by_token(std::string_view token) const;
    void sign_out(const Identity& identity) const;
    /// Ends all sessions of the account. @return the token of a new one, for who changed it.
    /// @throws Error invalid where the new one cannot be; refused where the old one is wrong, which counts as a failed
    ///         sign-in, or the account is locked.
    [[nodiscard]] std::string change_password(const Identity& identity, std::string_view old_password,
                                              std::string_view new_password) const;

    [[nodiscard]] const SignInSettings& settings() const { return settings_; }

private:
    [[nodiscard]] SignInResult fail(std::string_view name, std::string_view address, bool is_known) const;
    [[nodiscard]] std::string begin_session(database::Transaction& transaction, std::int64_t account,
                                            std::string_view address) const;

    SignInSettings settings_;
    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::access
