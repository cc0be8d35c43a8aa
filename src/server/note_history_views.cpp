#include "server/note_history_views.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <span>
#include <string_view>

#include "base/clock.hpp"
#include "server/json_values.hpp"
#include "server/json_views.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using database::NoteDelivery;

bool is_there(const NoteDelivery& delivery) { return delivery.state == "delivered" || delivery.state == "committed"; }

std::string_view state_of(const NoteDelivery& latest, const NoteDelivery* there, std::int64_t current) {
    if (there != nullptr) return there->version == current ? "current" : "stale";
    if (latest.state == "begun") return "being_sent";
    return latest.state == "refused" ? "refused" : "withdrawn";
}

// @param deliveries  of one destination, the latest version first.
json::value destination_to_json(std::span<const NoteDelivery> deliveries, std::int64_t current) {
    const auto found = std::ranges::find_if(deliveries, is_there);
    const NoteDelivery& latest = deliveries.front();
    const NoteDelivery* there = found == deliveries.end() ? nullptr : &*found;
    const NoteDelivery& told = there == nullptr ? latest : *there;
    // Whoever waits for the current version is told why it is not there.
    const bool is_refused = latest.state == "refused" && &latest != there;
    return json::object{
        {"destination", told.destination_name},
        {"in_use", !told.is_retired},
        {"state", state_of(latest, there, current)},
        {"version", there == nullptr ? json::value(nullptr) : json::value(there->version)},
        {"sent_at", base::iso_8601(told.sent_ms)},
        {"committed_at", time_or_null(told.committed_ms)},
        {"refused_version", is_refused ? json::value(latest.version) : json::value(nullptr)},
        {"status", latest.status ? json::value(fmt::format("{:04X}", *latest.status)) : json::value()},
        {"comment", latest.comment},
    };
}

json::array destinations_to_json(const std::vector<NoteDelivery>& deliveries, std::int64_t current) {
    json::array destinations;
    auto first = deliveries.begin();
    while (first != deliveries.end()) {
        const auto end = std::find_if(first, deliveries.end(), [&](const NoteDelivery& delivery) {
            return delivery.destination_name != first->destination_name;
        });
        destinations.push_back(destination_to_json({first, end}, current));
        first = end;
    }
    return destinations;
}

}  // namespace

json::value versions_to_json(const std::vector<database::ListedNote>& versions,
                             const std::map<std::int64_t, database::VersionOrigin>& origins) {
    json::array rows;
    for (const database::ListedNote& version : versions) {
        const auto found = origins.find(version.version);
        const database::VersionOrigin origin = found == origins.end() ? database::VersionOrigin{} : found->second;
        json::value row = to_json(version);
        row.as_object()["stored_at"] = base::iso_8601(origin.stored_ms);
        row.as_object()["stored_by"] = text_or_null(origin.stored_by);
        row.as_object()["came_from"] = text_or_null(origin.came_from);
        rows.push_back(std::move(row));
    }
    return json::object{{"versions", std::move(rows)}};
}

json::value outside_to_json(const database::ListedNote& note, const std::vector<NoteDelivery>& deliveries) {
    return json::object{{"version", note.version}, {"destinations", destinations_to_json(deliveries, note.version)}};
}

json::value outside_to_json(const std::vector<database::NoteOutside>& notes) {
    json::array rows;
    for (const database::NoteOutside& note : notes) {
        rows.push_back(json::object{{"note", note.uuid},
                                    {"version", note.version},
                                    {"destinations", destinations_to_json(note.deliveries, note.version)}});
    }
    return json::object{{"notes", std::move(rows)}};
}

}  // namespace kinote::server
