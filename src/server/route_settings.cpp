#include "server/route_settings.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/error.hpp"
#include "server/retry_settings.hpp"

namespace kinote::server {
namespace {

using base::ConfigurationKey;
using base::Error;
using base::ErrorKind;
using base::ValueType;
using exporter::Route;

constexpr std::array rule_own_keys{
    ConfigurationKey{"rules.quiet_seconds", ValueType::integer, "60",
                     "since the last change of a study, before routes are asked about it", 1, 86'400},
};

Route route_from(const std::string& name, const toml::node& node, const std::string& place) {
    const toml::table* fields = node.as_table();
    if (fields == nullptr) throw Error{ErrorKind::invalid, fmt::format("{} must be a table", place)};
    Route route;
    route.name = name;
    for (const auto& [field, value] : *fields) {
        const auto* text = value.as_string();
        if (text == nullptr) throw Error{ErrorKind::invalid, fmt::format("{}.{} must be a text", place, field.str())};
        if (field.str() == "destination") {
            route.destination = text->get();
        } else if (field.str() == "send") {
            try {
                route.scope = exporter::route_scope_from(text->get());
            } catch (const Error& error) {
                throw Error{error.kind(), fmt::format("{}.send: {}", place, error.what())};
            }
        } else {
            throw Error{ErrorKind::invalid,
                        fmt::format("{}.{}: a route has the fields destination and send", place, field.str())};
        }
    }
    if (route.destination.empty()) {
        throw Error{ErrorKind::invalid, fmt::format("{} must name a destination", place)};
    }
    return route;
}

std::vector<Route> read_routes(std::span<const std::filesystem::path> files) {
    std::map<std::string, Route> by_name;
    for (const std::filesystem::path& file : files) {
        const toml::table content = toml::parse_file(file.string());  // its syntax was checked with the other keys
        const toml::table* entries = content[route_table].as_table();
        if (entries == nullptr) continue;
        for (const auto& [key, node] : *entries) {
            const std::string name{key.str()};
            const std::string place =
                fmt::format("{}:{}: {}.{}", file.string(), node.source().begin.line, route_table, name);
            by_name.insert_or_assign(name, route_from(name, node, place));
        }
    }
    std::vector<Route> routes;
    routes.reserve(by_name.size());
    for (auto& [name, route] : by_name) routes.push_back(std::move(route));
    return routes;
}

}  // namespace

std::span<const ConfigurationKey> rule_keys() { return rule_own_keys; }

void read_rules(const base::Configuration& configuration, std::span<const std::filesystem::path> files,
                Settings& settings) {
    settings.routes = read_routes(files);
    settings.rules_retry = retry_policy_of(configuration, "rules");
    settings.study_changes.quiet_ms = configuration.integer("rules.quiet_seconds") * 1'000;
    settings.study_changes.interval_ms = std::min<std::int64_t>(settings.study_changes.quiet_ms, 5'000);
    settings.study_changes.has_rules = !settings.routes.empty();
    settings.intake.records_changes = !settings.routes.empty();
}

}  // namespace kinote::server
