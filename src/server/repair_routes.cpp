#include <fmt/format.h>

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "authoring/json_fields.hpp"
#include "base/error.hpp"
#include "database/repair_table.hpp"
#include "object_creator/repair_kosd.hpp"
#include "server/api.hpp"
#include "server/json_views.hpp"
#include "server/repair_json.hpp"
#include "server/request_parameters.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorKind;
using http::Request;
using http::Response;
using object_creator::KosdRepairs;

constexpr std::size_t most_rules = 40;

Response get_repairs(database::Database& database, const Request& request) {
    const std::string_view state = request.query.find("state").value_or("");
    if (!state.empty() && state != "in_force" && state != "taken_back") {
        throw Error{ErrorKind::invalid, "state must be in_force or taken_back"};
    }
    const Page page = page_of(request);
    const database::PooledConnection connection = database.connection();
    json::array repairs;
    for (const auto& row : database::list_repairs(*connection, state, page.limit, page.offset)) {
        repairs.push_back(to_json(row));
    }
    return http::json_response(json::object{{"repairs", std::move(repairs)}});
}

Response get_repair(database::Database& database, const Request& request) {
    const database::PooledConnection connection = database.connection();
    const auto repair = database::find_shown_repair(*connection, captured_uid(request, "kosd"));
    if (!repair) throw Error{ErrorKind::not_found, "that KOSD has not been repaired"};
    return http::json_response(to_json(*repair));
}

note::RuleSet chosen_rules(const std::vector<std::string>& words) {
    try {
        return note::repairable_rules(words);
    } catch (const Error& error) {
        throw Error{error.kind(), fmt::format("rules: {}", error.what())};
    }
}

// "K10,K29"
note::RuleSet rules_parameter(const Request& request) {
    std::string_view words = request.query.find("rules").value_or("all");
    std::vector<std::string> rules;
    while (!words.empty() && rules.size() <= most_rules) {
        const std::size_t comma = words.find(',');
        rules.emplace_back(words.substr(0, comma));
        words = comma == std::string_view::npos ? std::string_view{} : words.substr(comma + 1);
    }
    return chosen_rules(rules);
}

note::RuleSet rules_of(const Request& request) {
    const json::value body = http::json_body(request);
    const authoring::JsonFields fields{body, ""};
    fields.allow_only({"rules"});
    if (fields.find("rules") == nullptr) return note::repairable_rules();
    std::vector<std::string> rules;
    rules.reserve(most_rules);
    for (const json::value& rule : fields.array("rules", most_rules)) {
        if (!rule.is_string()) throw Error{ErrorKind::invalid, "rules: must be texts, as K10"};
        rules.emplace_back(rule.get_string());
    }
    return chosen_rules(rules);
}

}  // namespace

void add_repair_routes(http::Router& router, const ApiRooms& rooms) {
    database::Database& database = rooms.database;
    const auto repairs = std::make_shared<KosdRepairs>(rooms.register_kosd, database, rooms.image_cache, rooms.clock);
    router.add({http::Method::get,
                "/api/repairs",
                [&database](const Request& request) { return get_repairs(database, request); },
                "read",
                {"state", "limit", "offset"}});
    router.add({http::Method::get, "/api/repairs/{kosd}",
                [&database](const Request& request) { return get_repair(database, request); }, "read"});
    router.add({http::Method::get,
                "/api/repairs/{kosd}/preview",
                [repairs](const Request& request) {
                    return http::json_response(
                        note::to_json(repairs->preview(captured_uid(request, "kosd"), rules_parameter(request))));
                },
                "read",
                {"rules"}});
    router.add({http::Method::post, "/api/repairs/{kosd}",
                [repairs](const Request& request) {
                    return http::json_response(
                        to_json(repairs->repair(captured_uid(request, "kosd"), rules_of(request), actor_of(request))));
                },
                "author"});
    router.add({http::Method::post, "/api/repairs/{kosd}/undo",
                [repairs](const Request& request) {
                    return http::json_response(to_json(
                        repairs->take_back(captured_uid(request, "kosd"), reason_in_body(request), actor_of(request))));
                },
                "author"});
}

}  // namespace kinote::server
