#include "access/accounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>

#include "access/password.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "base/utf8.hpp"
#include "database/sign_in_failure_table.hpp"

namespace kinote::access {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorKind;
using database::AccountRow;
using database::Actor;
using database::Transaction;

constexpr std::size_t most_tokens = 100;  // of an account

bool is_name_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '_';
}

Error no_such_account(std::string_view name) {
    return Error{ErrorKind::not_found, fmt::format("there is no account {}", name)};
}

AccountRow held(Transaction& transaction, std::string_view name) {
    auto account = database::hold_account(transaction, account_name_from(name));
    if (!account) throw no_such_account(name);
    return *std::move(account);
}

// Held until the end, so that two cannot take each other's away at once.
void keep_an_administrator(Transaction& transaction, const AccountRow& leaving) {
    const auto administrators = database::hold_administrators(transaction);
    if (std::ranges::any_of(administrators, [&](std::int64_t one) { return one != leaving.id; })) return;
    if (std::ranges::find(administrators, leaving.id) == administrators.end()) return;
    throw Error{
        ErrorKind::refused,
        fmt::format("{} is the last account that may administer: make another administrator first", leaving.name)};
}

void check_display_name(std::string_view text) {
    const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
    const auto characters =
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    if (text.empty() || static_cast<std::size_t>(characters) > longest_display_name ||
        std::ranges::any_of(text, is_control) || text.find_first_of("\\=") != std::string_view::npos) {
        throw Error{ErrorKind::invalid,
                    fmt::format("display_name must be a person's name as DICOM writes it, as Lindner^Petra, of up to "
                                "{} characters",
                                longest_display_name)};
    }
}

void tell(Transaction& transaction, const Actor& actor, std::string_view action, std::string_view account,
          const json::object& details, std::int64_t now_ms) {
    database::add_audit_event(transaction, {actor, action, account, "", json::serialize(details)}, now_ms);
}

// Whoever knew the old one, or sits where the account was left signed in, is out.
void replace_password(Transaction& transaction, const AccountRow& account, std::string_view hash, std::int64_t now_ms) {
    database::set_account_password(transaction, account.id, hash, now_ms);
    database::remove_sessions_of(transaction, account.id);
    database::forget_sign_in_failures(transaction, database::FailureKind::account, account.name);
}

void set_disabled(Transaction& transaction, const Actor& actor, const AccountRow& account, bool is_disabled,
                  std::int64_t now_ms) {
    database::set_account_disabled(transaction, account.id, is_disabled);
    if (is_disabled) {
        database::remove_sessions_of(transaction, account.id);
    } else {
        database::forget_sign_in_failures(transaction, database::FailureKind::account, account.name);
    }
    tell(transaction, actor, is_disabled ? "account_disabled" : "account_enabled", account.name, {}, now_ms);
}

template <typename Work>
void in_transaction(database::Database& database, const Work& work) {
    const database::PooledConnection connection = database.connection();
    Transaction transaction{*connection};
    work(transaction);
    transaction.commit();
}

}  // namespace

std::string account_name_from(std::string_view text) {
    if (text.empty() || text.size() > longest_account_name || !std::ranges::all_of(text, is_name_character)) {
        throw Error{
            ErrorKind::invalid,
            fmt::format("account must be a name of up to {} letters, digits, '.', '-' and '_'", longest_account_name)};
    }
    std::string name{text};
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return name;
}

void Accounts::create(const NewAccount& account, const Actor& actor) const {
    const std::string name = account_name_from(account.name);
    check_display_name(account.display_name);
    check_new_password(account.password, name);
    const std::int64_t now_ms = clock_.now_ms();
    AccountRow row;
    row.name = name;
    row.display_name = account.display_name;
    row.role = to_string(account.role);
    row.password_hash = hash_password(account.password);
    row.created_ms = row.password_set_ms = now_ms;
    in_transaction(database_, [&](Transaction& transaction) {
        if (!database::add_account(transaction, row)) {
            throw Error{ErrorKind::refused, fmt::format("account: {} is there already", name)};
        }
        tell(transaction, actor, "account_created", name, {{"role", row.role}}, now_ms);
    });
}

AccountRow Accounts::find(std::string_view name) const {
    const database::PooledConnection connection = database_.connection();
    auto account = database::find_account(*connection, account_name_from(name));
    if (!account) throw no_such_account(name);
    return *std::move(account);
}

void Accounts::change(std::string_view name, const AccountChange& change, const Actor& actor) const {
    if (change.display_name) check_display_name(*change.display_name);
    in_transaction(database_, [&](Transaction& transaction) {
        const AccountRow account = held(transaction, name);
        const std::int64_t now_ms = clock_.now_ms();
        const bool leaves =
            change.is_disabled.value_or(false) || change.role.value_or(Role::administrator) != Role::administrator;
        if (leaves) keep_an_administrator(transaction, account);
        if (change.display_name) {
            database::set_account_display_name(transaction, account.id, *change.display_name);
            tell(transaction, actor, "account_renamed", account.name,
                 {{"display_name", *change.display_name}, {"before", account.display_name}}, now_ms);
        }
        if (change.role) {
            database::set_account_role(transaction, account.id, to_string(*change.role));
            tell(transaction, actor, "account_role_set", account.name,
                 {{"role", to_string(*change.role)}, {"before", account.role}}, now_ms);
        }
        if (change.is_disabled) set_disabled(transaction, actor, account, *change.is_disabled, now_ms);
    });
}

void Accounts::reset_password(std::string_view name, std::string_view password, const Actor& actor) const {
    const AccountRow known = find(name);
    check_new_password(password, known.name);
    const std::string hash = hash_password(password);
    in_transaction(database_, [&](Transaction& transaction) {
        const AccountRow account = held(transaction, name);
        const std::int64_t now_ms = clock_.now_ms();
        replace_password(transaction, account, hash, now_ms);
        tell(transaction, actor, "account_password_reset", account.name, {}, now_ms);
    });
}

void Accounts::remove(std::string_view name, const Actor& actor) const {
    in_transaction(database_, [&](Transaction& transaction) {
        const AccountRow account = held(transaction, name);
        keep_an_administrator(transaction, account);
        database::forget_sign_in_failures(transaction, database::FailureKind::account, account.name);
        database::remove_account(transaction, account.id);
        tell(transaction, actor, "account_deleted", account.name,
             {{"role", account.role}, {"display_name", account.display_name}}, clock_.now_ms());
    });
}

NewToken Accounts::create_token(std::string_view name, const std::string& purpose, const Actor& actor) const {
    if (purpose.empty() || purpose.size() > longest_purpose) {
        throw Error{ErrorKind::invalid,
                    fmt::format("purpose must say in up to {} bytes what the token is for", longest_purpose)};
    }
    NewToken token;
    constexpr std::size_t bytes = 32;
    token.text = base::random_hex(bytes);
    in_transaction(database_, [&](Transaction& transaction) {
        const AccountRow account = held(transaction, name);
        if (database::list_account_tokens(transaction.connection(), account.id).size() >= most_tokens) {
            throw Error{ErrorKind::refused, fmt::format("{} has {} tokens already: revoke those that are not used",
                                                        account.name, most_tokens)};
        }
        token.id = database::add_account_token(transaction, base::sha256_hex(std::string_view{token.text}), account.id,
                                               purpose, clock_.now_ms());
        tell(transaction, actor, "account_token_created", account.name, {{"token", token.id}, {"purpose", purpose}},
             clock_.now_ms());
    });
    return token;
}

std::vector<database::TokenRow> Accounts::tokens_of(std::string_view name) const {
    const AccountRow account = find(name);
    const database::PooledConnection connection = database_.connection();
    return database::list_account_tokens(*connection, account.id);
}

void Accounts::revoke_token(std::string_view name, std::int64_t token, const Actor& actor) const {
    in_transaction(database_, [&](Transaction& transaction) {
        const AccountRow account = held(transaction, name);
        if (!database::remove_account_token(transaction, account.id, token)) {
            throw Error{ErrorKind::not_found, fmt::format("{} has no token {}", account.name, token)};
        }
        tell(transaction, actor, "account_token_revoked", account.name, {{"token", token}}, clock_.now_ms());
    });
}

}  // namespace kinote::access
