#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <memory>
#include <string>
#include <utility>

#include "authoring/rejection_decisions.hpp"
#include "base/error.hpp"
#include "server/api.hpp"
#include "server/rejection_json.hpp"
#include "server/request_parameters.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using authoring::RejectionDecisions;
using authoring::RejectionVerb;
using base::Error;
using base::ErrorKind;
using http::Request;
using http::Response;

Response get_rejections(database::Database& database, const Request& request) {
    constexpr std::array<std::string_view, 5> states{"", "waiting", "in_force", "refused", "undone"};
    const std::string_view state = request.query.find("state").value_or("");
    if (std::ranges::find(states, state) == states.end()) {
        throw Error{ErrorKind::invalid, "state must be waiting, in_force, refused or undone"};
    }
    const Page page = page_of(request);
    const database::PooledConnection connection = database.connection();
    return http::json_response(json::object{
        {"rejections", to_json(database::list_rejection_notes(*connection, state, page.limit, page.offset))}});
}

Response get_withdrawals(database::Database& database, const Request& request) {
    const Page page = page_of(request);
    const database::PooledConnection connection = database.connection();
    return http::json_response(
        json::object{{"withdrawals", to_json(database::list_withdrawals(*connection, page.limit, page.offset))}});
}

Response get_rejection(database::Database& database, const Request& request) {
    const database::PooledConnection connection = database.connection();
    const auto note = database::find_rejection_note(*connection, captured_uid(request, "note"));
    if (!note) throw Error{ErrorKind::not_found, "no such rejection note is known here"};
    return http::json_response(rejection_note_in_full(*connection, *note));
}

}  // namespace

void add_rejection_routes(http::Router& router, const ApiRooms& rooms) {
    database::Database& database = rooms.database;
    const auto decisions = std::make_shared<RejectionDecisions>(database, rooms.quality_rejection, rooms.clock);
    router.add({http::Method::get,
                "/api/rejections",
                [&database](const Request& request) { return get_rejections(database, request); },
                "read",
                {"state", "limit", "offset"}});
    router.add({http::Method::get, "/api/rejections/{note}",
                [&database](const Request& request) { return get_rejection(database, request); }, "read"});
    router.add({http::Method::get,
                "/api/withdrawals",
                [&database](const Request& request) { return get_withdrawals(database, request); },
                "read",
                {"limit", "offset"}});
    constexpr std::array<std::pair<std::string_view, RejectionVerb>, 3> verbs{
        {{"accept", RejectionVerb::accept}, {"refuse", RejectionVerb::refuse}, {"undo", RejectionVerb::undo}}};
    for (const auto& [word, verb] : verbs) {
        router.add({http::Method::post, "/api/rejections/{note}/" + std::string{word},
                    [decisions, chosen = verb](const Request& request) {
                        return http::json_response(to_json(decisions->decide(
                            chosen, captured_uid(request, "note"), reason_in_body(request), actor_of(request))));
                    },
                    "purge"});
    }
}

}  // namespace kinote::server
