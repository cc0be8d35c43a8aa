#include <boost/json.hpp>
#include <memory>
#include <string>

#include "access/accounts.hpp"
#include "access/password.hpp"
#include "authoring/json_fields.hpp"
#include "base/error.hpp"
#include "server/account_json.hpp"
#include "server/api.hpp"
#include "server/json_array.hpp"
#include "server/request_parameters.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using access::Accounts;
using authoring::JsonFields;
using http::Method;
using http::Request;
using http::Response;
using http::Status;

std::string_view captured_account(const Request& request) { return request.captures.find("account").value_or(""); }

access::Role role_field(const JsonFields& fields) {
    constexpr std::size_t longest = 16;
    if (const auto role = access::role_from(fields.text("role", longest))) return *role;
    throw base::Error{base::ErrorKind::invalid, "role must be reader, author, operator or administrator"};
}

Response no_content() {
    Response response;
    response.status = Status::no_content;
    return response;
}

Response account_response(const ApiRooms& rooms, const Accounts& accounts, std::string_view name,
                          Status status = Status::ok) {
    return http::json_response(to_json(accounts.find(name), rooms.clock.now_ms()), status);
}

Response get_accounts(const ApiRooms& rooms, const Request& request) {
    const std::string_view after = request.query.find("after").value_or("");
    const database::PooledConnection connection = rooms.database.connection();
    json::array shown;
    for (const database::AccountRow& one : database::list_accounts(*connection, after, page_limit(request))) {
        shown.push_back(to_json(one, rooms.clock.now_ms()));
    }
    return http::json_response(json::object{{"accounts", std::move(shown)}});
}

Response post_account(const ApiRooms& rooms, const Accounts& accounts, const Request& request) {
    const json::value body = http::json_body(request);
    const JsonFields fields{body, ""};
    fields.allow_only({"account", "display_name", "role", "password"});
    fields.demand({"account", "display_name", "role", "password"});
    access::NewAccount account;
    account.name = fields.text("account", access::longest_account_name);
    account.display_name = fields.value("display_name", access::longest_display_name);
    account.password = fields.text("password", access::longest_password);
    account.role = role_field(fields);
    accounts.create(account, actor_of(request));
    Response response = account_response(rooms, accounts, account.name, Status::created);
    response.headers.add("Location", "/api/accounts/" + access::account_name_from(account.name));
    return response;
}

// What is left out stays.
Response put_account(const ApiRooms& rooms, const Accounts& accounts, const Request& request) {
    const json::value body = http::json_body(request);
    const JsonFields fields{body, ""};
    fields.allow_only({"display_name", "role", "disabled"});
    access::AccountChange change;
    const std::string display_name = fields.value("display_name", access::longest_display_name);
    if (!display_name.empty()) change.display_name = display_name;
    if (fields.find("disabled") != nullptr) change.is_disabled = fields.flag("disabled", false);
    if (fields.find("role") != nullptr) change.role = role_field(fields);
    const std::string_view name = captured_account(request);
    accounts.change(name, change, actor_of(request));
    return account_response(rooms, accounts, name);
}

Response put_account_password(const Accounts& accounts, const Request& request) {
    const json::value body = http::json_body(request);
    const JsonFields fields{body, ""};
    fields.allow_only({"password"});
    fields.demand({"password"});
    accounts.reset_password(captured_account(request), fields.text("password", access::longest_password),
                            actor_of(request));
    return no_content();
}

Response post_token(const Accounts& accounts, const Request& request) {
    const json::value body = http::json_body(request);
    const JsonFields fields{body, ""};
    fields.allow_only({"purpose"});
    fields.demand({"purpose"});
    const access::NewToken token = accounts.create_token(
        captured_account(request), fields.text("purpose", access::longest_purpose), actor_of(request));
    Response response = http::json_response(json::object{{"id", token.id}, {"token", token.text}}, Status::created);
    response.headers.add("Cache-Control", "no-store");
    return response;
}

Response get_tokens(const Accounts& accounts, const Request& request) {
    json::array shown;
    for (const database::TokenRow& one : accounts.tokens_of(captured_account(request))) shown.push_back(to_json(one));
    return http::json_response(json::object{{"tokens", std::move(shown)}});
}

Response delete_token(const Accounts& accounts, const Request& request) {
    accounts.revoke_token(captured_account(request), captured_number(request, "token", "a token"), actor_of(request));
    return no_content();
}

}  // namespace

void add_account_routes(http::Router& router, const ApiRooms& rooms) {
    const auto shared = std::make_shared<ApiRooms>(rooms);
    const auto accounts = std::make_shared<Accounts>(rooms.database, rooms.clock);
    const std::string administers = "administer";
    router.add({Method::get,
                "/api/accounts",
                [shared](const Request& request) { return get_accounts(*shared, request); },
                administers,
                {"after", "limit"}});
    router.add({Method::post, "/api/accounts",
                [shared, accounts](const Request& request) { return post_account(*shared, *accounts, request); },
                administers});
    router.add({Method::put, "/api/accounts/{account}",
                [shared, accounts](const Request& request) { return put_account(*shared, *accounts, request); },
                administers});
    router.add({Method::delete_resource, "/api/accounts/{account}",
                [accounts](const Request& request) {
                    accounts->remove(captured_account(request), actor_of(request));
                    return no_content();
                },
                administers});
    router.add({Method::put, "/api/accounts/{account}/password",
                [accounts](const Request& request) { return put_account_password(*accounts, request); }, administers});
    router.add({Method::get, "/api/accounts/{account}/tokens",
                [accounts](const Request& request) { return get_tokens(*accounts, request); }, administers});
    router.add({Method::post, "/api/accounts/{account}/tokens",
                [accounts](const Request& request) { return post_token(*accounts, request); }, administers});
    router.add({Method::delete_resource, "/api/accounts/{account}/tokens/{token}",
                [accounts](const Request& request) { return delete_token(*accounts, request); }, administers});
}

}  // namespace kinote::server
