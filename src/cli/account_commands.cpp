// account: who may sign in, and as what.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "access/accounts.hpp"
#include "access/password.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "cli/actor.hpp"
#include "cli/options.hpp"
#include "cli/password_input.hpp"
#include "cli/printing.hpp"
#include "server/account_json.hpp"
#include "server/site.hpp"

namespace kinote::cli {
namespace {

namespace json = boost::json;
using access::Accounts;

access::Role chosen_role(const std::string& word) {
    if (const auto role = access::role_from(word)) return *role;
    throw base::Error{base::ErrorKind::invalid,
                      fmt::format("role must be reader, author, operator or administrator, not {}", word)};
}

std::string time_if_any(const std::optional<std::int64_t>& utc_ms) { return utc_ms ? base::iso_8601(*utc_ms) : ""; }

std::string state_of(const database::AccountRow& account, std::int64_t now_ms) {
    if (account.is_disabled) return "disabled";
    if (account.locked_until_ms > now_ms) return "locked until " + base::iso_8601(account.locked_until_ms);
    return "open";
}

int list_all(const AccountOptions& options, const server::Site& site) {
    constexpr std::int64_t page = 500;
    const database::PooledConnection connection = site.database->connection();
    const std::int64_t now_ms = site.clock.now_ms();
    json::array shown;
    std::vector<std::vector<std::string>> rows;
    for (std::string after;;) {
        const auto accounts = database::list_accounts(*connection, after, page);
        for (const database::AccountRow& one : accounts) {
            shown.push_back(server::to_json(one, now_ms));
            rows.push_back(
                {one.name, one.display_name, one.role, state_of(one, now_ms), time_if_any(one.signed_in_ms)});
        }
        if (std::ssize(accounts) < page) break;
        after = accounts.back().name;
    }
    if (options.json) {
        print_json(json::object{{"accounts", std::move(shown)}});
    } else {
        print_table({"account", "person", "role", "state", "last sign-in"}, rows);
    }
    return done;
}

// The account as it is now, and the password where one was made.
int show(const AccountOptions& options, const server::Site& site, const std::string& made_password = {}) {
    const database::AccountRow account = Accounts{*site.database, site.clock}.find(options.name);
    if (options.json) {
        json::value shown = server::to_json(account, site.clock.now_ms());
        if (!made_password.empty()) shown.as_object()["password"] = made_password;
        print_json(shown);
        return done;
    }
    fmt::print("{}: {}, {}\n", account.name, account.role, state_of(account, site.clock.now_ms()));
    if (!made_password.empty()) fmt::print("password: {}\n", made_password);
    return done;
}

int create(const AccountOptions& options, const server::Site& site) {
    access::NewAccount account{options.name,
                               options.display_name.empty() ? options.name : options.display_name,
                               chosen_role(options.role),
                               {}};
    account.password = options.is_generated ? access::random_password() : read_new_password();
    Accounts{*site.database, site.clock}.create(account, user_of_command());
    return show(options, site, options.is_generated ? account.password : "");
}

int set_password(const AccountOptions& options, const server::Site& site) {
    const Accounts accounts{*site.database, site.clock};
    (void)accounts.find(options.name);
    const std::string password = options.is_generated ? access::random_password() : read_new_password();
    accounts.reset_password(options.name, password, user_of_command());
    return show(options, site, options.is_generated ? password : "");
}

int remove(const AccountOptions& options, const server::Site& site) {
    Accounts{*site.database, site.clock}.remove(options.name, user_of_command());
    if (options.json) {
        print_json(json::object{{"deleted", options.name}});
    } else {
        fmt::print("{} is deleted\n", printable(options.name));
    }
    return done;
}

int create_token(const AccountOptions& options, const server::Site& site) {
    const access::NewToken token =
        Accounts{*site.database, site.clock}.create_token(options.name, options.purpose, user_of_command());
    if (options.json) {
        print_json(json::object{{"id", token.id}, {"token", token.text}});
    } else {
        fmt::print("token {}: {}\nIt is shown this once.\n", token.id, token.text);
    }
    return done;
}

int list_tokens(const AccountOptions& options, const server::Site& site) {
    json::array shown;
    std::vector<std::vector<std::string>> rows;
    for (const database::TokenRow& one : Accounts{*site.database, site.clock}.tokens_of(options.name)) {
        shown.push_back(server::to_json(one));
        rows.push_back({std::to_string(one.id), one.purpose, base::iso_8601(one.created_ms), time_if_any(one.used_ms)});
    }
    if (options.json) {
        print_json(json::object{{"tokens", std::move(shown)}});
    } else {
        print_table({"token", "purpose", "created", "last used"}, rows);
    }
    return done;
}

}  // namespace

int run(const AccountOptions& options) {
    using Action = AccountOptions::Action;
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    const Accounts accounts{*site.database, site.clock};
    switch (options.action) {
        case Action::list: return list_all(options, site);
        case Action::create: return create(options, site);
        case Action::set_password: return set_password(options, site);
        case Action::remove: return remove(options, site);
        case Action::create_token: return create_token(options, site);
        case Action::list_tokens: return list_tokens(options, site);
        case Action::set_role:
            accounts.change(options.name, {.role = chosen_role(options.role)}, user_of_command());
            break;
        case Action::disable: accounts.change(options.name, {.is_disabled = true}, user_of_command()); break;
        case Action::enable: accounts.change(options.name, {.is_disabled = false}, user_of_command()); break;
        case Action::revoke_token:
            accounts.revoke_token(options.name, options.token, user_of_command());
            return list_tokens(options, site);
    }
    return show(options, site);
}

}  // namespace kinote::cli
