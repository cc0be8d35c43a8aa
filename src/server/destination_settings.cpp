#include "server/destination_settings.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "base/error.hpp"
#include "exporter/called_destination.hpp"
#include "exporter/destinations.hpp"
#include "server/destination_json.hpp"

namespace kinote::server {
namespace {

using base::Error;
using base::ErrorKind;
using database::Destination;

boost::json::value value_of(const toml::node& node, const std::string& place) {
    if (const auto* text = node.as_string()) return boost::json::value(text->get());
    if (const auto* number = node.as_integer()) return boost::json::value(number->get());
    if (const auto* flag = node.as_boolean()) return boost::json::value(flag->get());
    if (const auto* list = node.as_array()) {
        boost::json::array values;
        for (const auto& value : *list) values.push_back(value_of(value, place));
        return values;
    }
    throw Error{ErrorKind::invalid, fmt::format("{} must be a text, a number, a list, true or false", place)};
}

void read_file(const std::filesystem::path& file, std::map<std::string, Destination>& destinations) {
    const toml::table content = toml::parse_file(file.string());  // its syntax was checked with the other keys
    const toml::table* entries = content[destination_table].as_table();
    if (entries == nullptr) return;
    for (const auto& [key, node] : *entries) {
        const std::string name{key.str()};
        const std::string place =
            fmt::format("{}:{}: {}.{}", file.string(), node.source().begin.line, destination_table, name);
        const toml::table* fields = node.as_table();
        if (fields == nullptr) throw Error{ErrorKind::invalid, fmt::format("{} must be a table", place)};
        boost::json::object object;
        for (const auto& [field, value] : *fields) {
            object[std::string_view{field.str()}] = value_of(value, fmt::format("{}.{}", place, field.str()));
        }
        Destination destination = destination_from_json(name, object, place);
        destination.source = database::DestinationSource::file;
        destinations.insert_or_assign(name, std::move(destination));
    }
}

bool is_same(const Destination& left, const Destination& right) {
    return left.source == right.source && to_json(left) == to_json(right);
}

void refuse_shared_ae_titles(const std::vector<Destination>& destinations) {
    for (auto one = destinations.begin(); one != destinations.end(); ++one) {
        for (auto other = destinations.begin(); other != one; ++other) {
            if (one->ae_title != other->ae_title || exporter::are_same_system(*one, *other)) continue;
            throw Error{ErrorKind::invalid,
                        fmt::format("{}.{}", destination_table, exporter::shared_ae_title(*one, *other))};
        }
    }
}

}  // namespace

std::vector<Destination> read_destinations(std::span<const std::filesystem::path> files) {
    std::map<std::string, Destination> by_name;
    for (const std::filesystem::path& file : files) read_file(file, by_name);
    std::vector<Destination> destinations;
    destinations.reserve(by_name.size());
    for (auto& [name, destination] : by_name) destinations.push_back(std::move(destination));
    refuse_shared_ae_titles(destinations);
    return destinations;
}

void apply_destinations(database::Database& database, const base::Clock& clock,
                        const std::vector<Destination>& destinations) {
    const database::Actor actor{"configuration", "file"};
    exporter::Destinations rules{database, clock};
    std::vector<Destination> known;
    {
        const database::PooledConnection connection = database.connection();
        known = database::list_destinations(*connection);
    }
    for (const Destination& before : known) {
        const bool is_named = std::ranges::find(destinations, before.name, &Destination::name) != destinations.end();
        if (before.source == database::DestinationSource::file && !is_named) {
            (void)rules.remove({before.name, database::DestinationSource::file}, actor);
        }
    }
    for (const Destination& destination : destinations) {
        const auto before = std::ranges::find(known, destination.name, &Destination::name);
        if (before == known.end() || !is_same(*before, destination)) rules.set(destination, actor);
    }
}

}  // namespace kinote::server
