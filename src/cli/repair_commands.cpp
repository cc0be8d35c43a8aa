// repairs: what was repaired, and what a person takes back.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>
#include <string_view>

#include "base/error.hpp"
#include "cli/actor.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "database/repair_table.hpp"
#include "image_cache/image_cache.hpp"
#include "object_creator/repair_kosd.hpp"
#include "server/repair_json.hpp"
#include "server/site.hpp"

namespace kinote::cli {
namespace {

using database::RepairRow;

void print_repair_row(const RepairRow& repair) {
    fmt::print("{}  {}\n  note {}, version {}, study {}\n  repaired by {}: {}{}\n", repair.kosd, repair.state,
               repair.note, repair.version, repair.study_instance_uid, printable(repair.repaired_by), repair.rules,
               repair.was_quarantined ? ", it was quarantined" : "");
    if (repair.taken_back_by) {
        fmt::print("  taken back by {}: {}\n", printable(*repair.taken_back_by), printable(repair.reason.value_or("")));
    }
}

void print_repair_changes(const boost::json::value& repair) {
    for (const boost::json::value& change : repair.at("changes").as_array()) {
        const auto word = [&change](std::string_view name) {
            const boost::json::value& value = change.at(name);
            return value.is_null() ? std::string{} : printable(std::string_view{value.as_string()});
        };
        fmt::print("  {} {}: {} -> {}\n", word("rule"), word("place"), word("before"), word("after"));
    }
}

int list_repairs(const server::Site& site, const RepairsOptions& options) {
    const database::PooledConnection connection = site.database->connection();
    boost::json::array told;
    for (const RepairRow& repair : database::list_repairs(*connection, options.state, options.limit, options.offset)) {
        if (!options.json) print_repair_row(repair);
        told.push_back(server::to_json(repair));
    }
    if (options.json) print_json(told);
    return done;
}

int tell_of_repair(const RepairRow& repair, bool in_json) {
    const boost::json::value told = server::to_json(repair);
    if (in_json) {
        print_json(told);
        return done;
    }
    print_repair_row(repair);
    print_repair_changes(told);
    return done;
}

}  // namespace

int run(const RepairsOptions& options) {
    using Action = RepairsOptions::Action;
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    if (options.action == Action::list) return list_repairs(site, options);
    if (options.action == Action::undo) {
        const image_cache::ImageCache cache{site.settings.image_cache, *site.database};
        const object_creator::KosdRepairs repairs{site.settings.register_kosd, *site.database, cache, site.clock};
        return tell_of_repair(repairs.take_back(options.kosd, options.reason, user_of_command()), options.json);
    }
    const database::PooledConnection connection = site.database->connection();
    const auto repair = database::find_shown_repair(*connection, options.kosd);
    if (!repair) {
        throw base::Error{base::ErrorKind::not_found, fmt::format("{} has not been repaired", options.kosd)};
    }
    return tell_of_repair(*repair, options.json);
}

}  // namespace kinote::cli
