#include "exporter/evaluate_rules.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/creatable_note.hpp"
#include "database/destination_table.hpp"
#include "database/export_table.hpp"
#include "query/studies.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using database::ExportScope;

// What of the study the route wants to be there; absent: nothing.
std::optional<ExportScope> scope_of(const Route& route, bool has_key_images) {
    switch (route.scope) {
        case RouteScope::study: return ExportScope::study;
        case RouteScope::study_if_key_images: return has_key_images ? std::optional{ExportScope::study} : std::nullopt;
        case RouteScope::key_images: return has_key_images ? std::optional{ExportScope::key_images} : std::nullopt;
        case RouteScope::key_images_if_any: break;
    }
    return has_key_images ? ExportScope::key_images : ExportScope::study;
}

bool has_something_for(database::Connection& connection, const database::Destination& destination,
                       const std::string& study_instance_uid, ExportScope scope) {
    database::ExportRow wanted;
    wanted.destination = destination.id;
    wanted.study_instance_uid = study_instance_uid;
    wanted.scope = scope;
    wanted.leaves_refused = true;
    return !database::find_objects_to_send(connection, wanted, 0, 1).empty() ||
           !database::find_notes_without_kosd_of_study(connection, study_instance_uid).empty();
}

}  // namespace

jobs::Ending EvaluateRulesHandler::operator()(const database::ClaimedJob& job, const std::stop_token& /*stop*/) const {
    const std::string& study_instance_uid = job.study_instance_uid;
    const auto study = query::find_study(database_, study_instance_uid);
    if (!study) return [](database::Transaction&) {};
    std::optional<Error> failure;
    for (const Route& route : routes_) {
        try {
            follow(route, study_instance_uid, study->notes > 0);
        } catch (const Error& error) {
            if (!failure) failure.emplace(error.kind(), fmt::format("routes.{}: {}", route.name, error.what()));
        }
    }
    if (failure) throw Error{*failure};
    return [](database::Transaction&) {};
}

void EvaluateRulesHandler::follow(const Route& route, const std::string& study_instance_uid,
                                  bool has_key_images) const {
    const std::optional<ExportScope> scope = scope_of(route, has_key_images);
    if (!scope) return;
    {
        const database::PooledConnection connection = database_.connection();
        const auto destination = database::find_destination(*connection, route.destination);
        const bool is_in_use = destination && !destination->is_retired;
        if (is_in_use && !has_something_for(*connection, *destination, study_instance_uid, *scope)) return;
    }
    const OpenedExport opened = ExportRequests{database_, queue_, clock_}.open(
        {route.destination, study_instance_uid, scope, false, true}, {fmt::format("route {}", route.name), "rules"});
    base::log::info("a route sends a study",
                    {{"route", route.name}, {"study", study_instance_uid}, {"export", opened.id}});
}

}  // namespace kinote::exporter
