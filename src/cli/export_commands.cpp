// destinations, echo, send, exports: what goes out.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "cli/actor.hpp"
#include "cli/export_waiting.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "exporter/destinations.hpp"
#include "exporter/export_request.hpp"
#include "exporter/verification.hpp"
#include "server/destination_json.hpp"
#include "server/export_views.hpp"
#include "server/json_array.hpp"
#include "server/json_views.hpp"
#include "server/site.hpp"

namespace kinote::cli {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorKind;

database::Destination destination_of(const DestinationsOptions& options) {
    database::Destination destination;
    destination.name = options.name;
    destination.ae_title = options.ae_title;
    destination.host = options.host;
    destination.port = options.port;
    destination.calling_ae_title = options.calling_ae_title;
    destination.key_images_only = options.key_images_only;
    destination.is_archive = options.archive;
    destination.returning_ae_titles = fmt::format("{}", fmt::join(options.returning_ae_titles, "\\"));
    destination.wants_commitment = options.storage_commitment || options.archive;
    destination.wants_rejections = options.rejection_notes;
    destination.wants_availability = options.availability_notifications;
    destination.associations = options.associations;
    destination.retry = options.retry;
    destination.retry_interval_ms = options.retry_interval_seconds * 1'000;
    destination.most_attempts = options.most_attempts;
    destination.allowed_hours = options.allowed_hours;
    return destination;
}

void print_destinations(const std::vector<database::Destination>& destinations) {
    std::vector<std::vector<std::string>> rows;
    rows.reserve(destinations.size());
    for (const database::Destination& one : destinations) {
        rows.push_back({one.name, one.ae_title, fmt::format("{}:{}", one.host, one.port),
                        one.is_archive        ? "archive"
                        : one.key_images_only ? "key images"
                                              : "study",
                        one.wants_commitment ? "yes" : "no", one.wants_rejections ? "yes" : "no",
                        one.wants_availability ? "yes" : "no", one.allowed_hours.empty() ? "all" : one.allowed_hours,
                        std::string{to_string(one.source)}});
    }
    print_table({"name", "AE title", "address", "sends", "commitment", "rejections", "availability", "hours", "set by"},
                rows);
}

void print_removal(const DestinationsOptions& options, const exporter::Removal& removal) {
    if (options.json) return print_json(server::to_json(removal));
    std::string words;
    for (const auto& [kind, number] : removal.jobs) words += fmt::format(", {} jobs {}", number, kind);
    fmt::print("{} {}: {} withdrawals{} {}\n", options.name, options.is_dry_run ? "would be removed" : "is removed",
               removal.withdrawals, words, options.is_dry_run ? "would be given up" : "were given up");
}

json::array ledger_of(database::Connection& connection, const json::value& shown) {
    constexpr std::int64_t page_size = 1'000;
    const std::string study{shown.at("study_instance_uid").as_string()};
    json::array ledger;
    std::string destination;
    std::string object;
    for (;;) {
        const auto page = database::list_deliveries(connection, study, destination, object, page_size);
        for (const database::DeliveryRow& row : page) {
            if (row.destination_name == shown.at("destination").as_string()) ledger.push_back(server::to_json(row));
        }
        if (page.empty()) return ledger;
        destination = page.back().destination_name;
        object = page.back().sop_instance_uid;
    }
}

std::optional<database::ExportScope> scope_of(const SendOptions& options) {
    if (options.scope.empty()) return std::nullopt;
    return options.scope == "study" ? database::ExportScope::study : database::ExportScope::key_images;
}

}  // namespace

int run(const DestinationsOptions& options) {
    using Action = DestinationsOptions::Action;
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    const base::SystemClock clock;
    exporter::Destinations destinations{*site.database, clock};
    if (options.action == Action::set) destinations.set(destination_of(options), user_of_command());
    if (options.action == Action::remove) {
        exporter::RemovalOrder order;
        order.name = options.name;
        order.is_dry_run = options.is_dry_run;
        print_removal(options, destinations.remove(order, user_of_command()));
        return done;
    }
    const database::PooledConnection connection = site.database->connection();
    const std::vector<database::Destination> listed = database::list_destinations(*connection);
    if (options.json) {
        print_json(server::array_of(listed));
    } else {
        print_destinations(listed);
    }
    return done;
}

int run(const EchoOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    std::optional<database::Destination> destination;
    {
        const database::PooledConnection connection = site.database->connection();
        destination = database::find_destination(*connection, options.destination);
    }
    if (!destination || destination->is_retired) {
        throw Error{ErrorKind::not_found, fmt::format("there is no destination {}", options.destination)};
    }
    const auto took = exporter::verify(*destination, site.settings.dimse.ae_title, {});
    if (options.json) {
        print_json(json::object{{"answers", true}, {"milliseconds", took.count()}});
    } else {
        fmt::print("{} answers in {} ms\n", destination->name, took.count());
    }
    return done;
}

int run(const SendOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    std::vector<exporter::ExportOrder> orders;
    orders.reserve(options.studies.size());
    for (const std::string& study : options.studies) {
        orders.push_back({options.destination, study, scope_of(options), options.is_again});
    }
    return open_exports(site, orders, options.wait_seconds, options.json);
}

int run(const ExportsOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    const database::PooledConnection connection = site.database->connection();
    if (options.action == ExportsOptions::Action::list) {
        const json::value listed = server::exports_to_json(*connection, options.study, INT64_MAX, options.limit);
        if (options.json) {
            print_json(listed);
        } else {
            print_exports(listed.at("exports").as_array());
        }
        return done;
    }
    json::value shown = server::export_to_json(*connection, options.id);
    json::array ledger = ledger_of(*connection, shown);
    if (options.json) {
        shown.as_object()["ledger"] = std::move(ledger);
        print_json(shown);
        return done;
    }
    print_exports({shown});
    print_remarks({shown});
    std::vector<std::vector<std::string>> rows;
    for (const json::value& one : ledger) {
        rows.push_back({text_of(one.at("sop_instance_uid")), text_of(one.at("state")), text_of(one.at("status")),
                        text_of(one.at("sent_at")), text_of(one.at("comment"))});
    }
    print_table({"object", "state", "status", "sent", "comment"}, rows);
    return done;
}

}  // namespace kinote::cli
