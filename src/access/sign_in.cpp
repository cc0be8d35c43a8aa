#include "access/sign_in.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "access/accounts.hpp"
#include "access/password.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "database/account_table.hpp"
#include "database/session_table.hpp"
#include "database/sign_in_failure_table.hpp"

namespace kinote::access {
namespace {

using base::Error;
using base::ErrorKind;
using database::AccountRow;
using database::FailureKind;
using database::Transaction;
using Outcome = SignInResult::Outcome;

constexpr std::int64_t session_noted_ms = 60'000;
constexpr std::int64_t token_noted_ms = 3'600'000;

// A name of another form is nobody's, and is not kept.
std::optional<std::string> possible_name(std::string_view text) {
    try {
        return account_name_from(text);
    } catch (const Error&) {
        return std::nullopt;
    }
}

Identity identity_from(const database::Credential& found) {
    Identity identity;
    identity.account = found.account;
    identity.name = found.account_name;
    identity.display_name = found.display_name;
    identity.role = role_from(found.role).value_or(Role::reader);
    return identity;
}

std::int64_t delay_after(std::int64_t failures) {
    std::int64_t delay_ms = 1'000;
    for (std::int64_t more = free_failures_of_address; more < failures && delay_ms < longest_delay_ms; ++more) {
        delay_ms *= 2;
    }
    return std::min(delay_ms, longest_delay_ms);
}

void tell_of_sign_in(Transaction& transaction, std::string_view name, std::string_view address, std::string_view action,
                     std::int64_t now_ms, const boost::json::object& details = {}) {
    const database::Actor actor{std::string{name}, fmt::format("API {}", address)};
    database::add_audit_event(transaction, {actor, action, name, "", boost::json::serialize(details)}, now_ms);
}

}  // namespace

SignInResult SignIn::sign_in(std::string_view typed, std::string_view password, std::string_view address) const {
    const auto name = possible_name(typed);
    std::optional<AccountRow> account;
    {
        const database::PooledConnection connection = database_.connection();
        const std::int64_t now_ms = clock_.now_ms();
        const auto of_address = database::find_sign_in_failures(*connection, FailureKind::address, address);
        if (of_address.closed_until_ms > now_ms) return {Outcome::slowed, {}, {}, of_address.closed_until_ms};
        if (name) {
            const auto of_name = database::find_sign_in_failures(*connection, FailureKind::account, *name);
            if (of_name.closed_until_ms > now_ms) return {Outcome::locked, {}, {}, of_name.closed_until_ms};
            account = database::find_account(*connection, *name);
        }
    }
    const bool is_right = password_matches(account ? account->password_hash : "", password);
    if (!is_right || !account || account->is_disabled) return fail(name.value_or(""), address, account.has_value());

    const database::PooledConnection connection = database_.connection();
    Transaction transaction{*connection};
    const auto now = database::hold_account(transaction, *name);  // as it is now: the password took its time
    if (!now || now->is_disabled || now->password_hash != account->password_hash) return {};
    SignInResult result;
    result.outcome = Outcome::signed_in;
    result.token = begin_session(transaction, now->id, address);
    database::record_sign_in(transaction, now->id, clock_.now_ms());
    database::forget_sign_in_failures(transaction, FailureKind::account, *name);
    tell_of_sign_in(transaction, *name, address, "signed_in", clock_.now_ms());
    transaction.commit();
    result.identity.account = now->id;
    result.identity.name = now->name;
    result.identity.display_name = now->display_name;
    result.identity.role = role_from(now->role).value_or(Role::reader);
    return result;
}

SignInResult SignIn::fail(std::string_view name, std::string_view address, bool is_known) const {
    // What nobody is called may be a password in the wrong place: it stays out of the audit.
    const std::string_view told = is_known ? name : "no account of this name";
    SignInResult result;
    const database::PooledConnection connection = database_.connection();
    Transaction transaction{*connection};
    const std::int64_t now_ms = clock_.now_ms();
    const std::int64_t forgotten_ms = now_ms - failures_forgotten_ms;
    database::forget_old_sign_in_failures(transaction, forgotten_ms - lock_ms);
    const std::int64_t of_address =
        database::add_sign_in_failure(transaction, FailureKind::address, address, forgotten_ms, now_ms);
    if (of_address >= free_failures_of_address) {
        database::close_sign_in(transaction, FailureKind::address, address, now_ms + delay_after(of_address));
    }
    if (!name.empty()) {
        const std::int64_t of_name =
            database::add_sign_in_failure(transaction, FailureKind::account, name, forgotten_ms, now_ms);
        tell_of_sign_in(transaction, told, address, "sign_in_failed", now_ms);
        if (of_name >= most_failures) {
            result = {Outcome::locked, {}, {}, now_ms + lock_ms};
            database::close_sign_in(transaction, FailureKind::account, name, result.until_ms);
            tell_of_sign_in(transaction, told, address, "account_locked", now_ms,
                            {{"until", base::iso_8601(result.until_ms)}});
        }
    }
    transaction.commit();
    return result;
}

std::string SignIn::begin_session(Transaction& transaction, std::int64_t account, std::string_view address) const {
    constexpr std::size_t bytes = 32;
    std::string token = base::random_hex(bytes);
    const std::int64_t now_ms = clock_.now_ms();
    database::remove_ended_sessions(transaction, now_ms - settings_.session_most_ms,
                                    now_ms - settings_.session_idle_ms);
    database::add_session(transaction, base::sha256_hex(std::string_view{token}), account, address, now_ms);
    return token;
}

std::optional<Identity> SignIn::by_session(std::string_view token, bool is_background) const {
    const database::PooledConnection connection = database_.connection();
    const auto found = database::find_session(*connection, base::sha256_hex(token));
    const std::int64_t now_ms = clock_.now_ms();
    if (!found || found->is_disabled || now_ms - found->created_ms >= settings_.session_most_ms ||
        now_ms - found->seen_ms >= settings_.session_idle_ms) {
        return std::nullopt;
    }
    if (!is_background && now_ms - found->seen_ms >= session_noted_ms) {
        Transaction transaction{*connection};
        database::touch_session(transaction, found->id, now_ms);
        transaction.commit();
    }
    Identity identity = identity_from(*found);
    identity.session = found->id;
    return identity;
}

std::optional<Identity> SignIn::by_token(std::string_view token) const {
    const database::PooledConnection connection = database_.connection();
    const auto found = database::find_account_token(*connection, base::sha256_hex(token));
    if (!found || found->is_disabled) return std::nullopt;
    const std::int64_t now_ms = clock_.now_ms();
    if (now_ms - found->seen_ms >= token_noted_ms) {
        Transaction transaction{*connection};
        database::touch_account_token(transaction, found->id, now_ms);
        transaction.commit();
    }
    return identity_from(*found);
}

void SignIn::sign_out(const Identity& identity) const {
    if (identity.session == 0) return;
    const database::PooledConnection connection = database_.connection();
    Transaction transaction{*connection};
    database::remove_session(transaction, identity.session);
    tell_of_sign_in(transaction, identity.name, identity.address, "signed_out", clock_.now_ms());
    transaction.commit();
}

std::string SignIn::change_password(const Identity& identity, std::string_view old_password,
                                    std::string_view new_password) const {
    if (identity.session == 0) {
        throw Error{ErrorKind::refused, "a password is changed by who has signed in with it, not by a token"};
    }
    std::optional<AccountRow> account;
    {
        const database::PooledConnection connection = database_.connection();
        account = database::find_account(*connection, identity.name);
    }
    if (!account) throw Error{ErrorKind::not_found, "the account is gone"};
    if (account->locked_until_ms > clock_.now_ms()) {
        throw Error{ErrorKind::refused, fmt::format("the account is locked until {} after failed attempts",
                                                    base::iso_8601(account->locked_until_ms))};
    }
    check_new_password(new_password, account->name);
    if (!password_matches(account->password_hash, old_password)) {
        (void)fail(account->name, identity.address, true);
        throw Error{ErrorKind::refused, "the present password is wrong"};
    }
    const std::string hash = hash_password(new_password);
    const database::PooledConnection connection = database_.connection();
    Transaction transaction{*connection};
    const auto now = database::hold_account(transaction, account->name);
    if (!now || now->password_hash != account->password_hash) {
        throw Error{ErrorKind::refused, "the password was changed meanwhile: sign in anew"};
    }
    database::set_account_password(transaction, now->id, hash, clock_.now_ms());
    database::remove_sessions_of(transaction, now->id);
    database::forget_sign_in_failures(transaction, FailureKind::account, now->name);
    std::string token = begin_session(transaction, now->id, identity.address);
    tell_of_sign_in(transaction, now->name, identity.address, "password_changed", clock_.now_ms());
    transaction.commit();
    return token;
}

}  // namespace kinote::access
