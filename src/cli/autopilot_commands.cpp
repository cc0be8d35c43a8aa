// autopilot: how full the cache is, what goes, and why a study stays or went.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "autopilot/autopilot_actions.hpp"
#include "base/error.hpp"
#include "cli/actor.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "jobs/wake_up.hpp"
#include "server/autopilot_views.hpp"
#include "server/site.hpp"
#include "task_scheduler/task_actions.hpp"

namespace kinote::cli {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorKind;

std::string shown(const json::value& value) {
    if (value.is_null()) return "-";
    if (value.is_string()) return std::string{value.as_string()};
    if (value.is_double()) return fmt::format("{}", value.as_double());  // JSON would have an exponent
    return json::serialize(value);
}

image_cache::ImageCache cache_of(const server::Site& site) {
    if (site.settings.data.empty()) {
        throw Error{ErrorKind::invalid, "name the data folder with --data DIR, or KINOTE_DATA"};
    }
    return {site.settings.image_cache, *site.database};
}

void print_values(const json::object& object, const std::string& before, std::vector<std::vector<std::string>>& rows) {
    for (const auto& [key, value] : object) {
        const std::string name = before + std::string{key};
        if (value.is_object()) {
            print_values(value.as_object(), name + " ", rows);
        } else {
            rows.push_back({name, shown(value)});
        }
    }
}

int status(const AutopilotOptions& options, const server::Site& site) {
    const image_cache::ImageCache cache = cache_of(site);
    const autopilot::CacheMeter meter{site.settings.autopilot, *site.database, cache, site.clock};
    const json::value told = server::autopilot_to_json(site.settings.autopilot, meter.measure(), site.clock.now_ms());
    if (options.json) {
        print_json(told);
        return done;
    }
    std::vector<std::vector<std::string>> rows;
    print_values(told.as_object(), "", rows);
    print_table({"what", "value"}, rows);
    return done;
}

void print_texts(const char* heading, const json::array& texts) {
    if (texts.empty()) return;
    fmt::print("{}\n", heading);
    for (const json::value& text : texts) fmt::print("  {}\n", printable(shown(text)));
}

int explain(const AutopilotOptions& options, const server::Site& site) {
    const image_cache::ImageCache cache = cache_of(site);
    const json::value told =
        server::to_json(autopilot::explain(site.settings.autopilot, *site.database, cache, site.clock, options.study));
    if (options.json) {
        print_json(told);
        return done;
    }
    if (told.at("cached").is_object()) {
        std::vector<std::vector<std::string>> rows;
        print_values(told.at("cached").as_object(), "", rows);
        print_table({"study", options.study}, rows);
    } else {
        fmt::print("nothing of {} is here\n", printable(options.study));
    }
    print_texts("still here because", told.at("why_here").as_array());
    print_texts("gone", told.at("why_gone").as_array());
    return done;
}

void print_preview(const json::value& told) {
    std::vector<std::vector<std::string>> rows;
    for (const json::value& one : told.at("freeing").as_array()) {
        rows.push_back({shown(one.at("study_instance_uid")), shown(one.at("last_access_at")),
                        one.at("goes").as_bool() ? "goes" : "stays", shown(one.at("objects")), shown(one.at("bytes")),
                        shown(one.at("rule")), shown(one.at("reason"))});
    }
    print_table({"to free", "last access", "", "objects", "bytes", "rule", "reason"}, rows);
    rows.clear();
    for (const json::value& one : told.at("archiving").as_array()) {
        rows.push_back({shown(one.at("study_instance_uid")), shown(one.at("outcome")), shown(one.at("archive")),
                        shown(one.at("rule")), shown(one.at("reason"))});
    }
    fmt::print("\n");
    print_table({"to archive", "", "archive", "rule", "reason"}, rows);
}

int run_once(const AutopilotOptions& options, const server::Site& site) {
    json::value told = server::preview_to_json({}, {});
    if (options.is_dry_run) {
        const image_cache::ImageCache cache = cache_of(site);
        jobs::WakeUp wake_up;
        jobs::JobQueue queue{site.clock, wake_up};
        const autopilot::AutopilotSettings& settings = site.settings.autopilot;
        told = server::preview_to_json(
            autopilot::CachePressure{settings, *site.database, cache, site.clock}.preview(options.limit),
            autopilot::ArchiveCandidates{settings, *site.database, cache, queue, site.clock}.preview(options.limit));
    } else {
        for (const char* task : {"cache_pressure", "archive_candidates"}) {
            task_scheduler::run_now(*site.database, site.clock, task, user_of_command());
        }
    }
    if (options.json) {
        print_json(told);
    } else if (options.is_dry_run) {
        print_preview(told);
    }
    return done;
}

int list_rules(const AutopilotOptions& options, const server::Site& site) {
    const database::PooledConnection connection = site.database->connection();
    const auto rules = database::list_autopilot_rules(*connection);
    if (options.json) {
        print_json(server::rules_to_json(rules));
        return done;
    }
    std::vector<std::vector<std::string>> rows;
    rows.reserve(rules.size());
    for (const database::AutopilotRule& rule : rules) {
        rows.push_back({rule.name, rule.action, rule.source, rule.threshold, rule.study_status, rule.exported,
                        std::to_string(rule.hours_since_created), std::to_string(rule.minimum_age_hours),
                        rule.without_archive ? "none" : rule.archive, rule.set_by});
    }
    print_table({"rule", "action", "source", "from", "status", "exported", "hours", "minimum age", "archive", "set by"},
                rows);
    return done;
}

void set_rule(const AutopilotOptions& options, const server::Site& site) {
    database::AutopilotRule rule = options.rule;
    if (rule.threshold.empty()) rule.threshold = rule.action == "delete" ? "amber" : "none";
    if (rule.study_status.empty()) rule.study_status = "any";
    if (rule.exported.empty()) rule.exported = "any";
    autopilot::set_rule(*site.database, site.clock, rule, user_of_command());
}

}  // namespace

int run(const AutopilotOptions& options) {
    using Action = AutopilotOptions::Action;
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    switch (options.action) {
        case Action::status: return status(options, site);
        case Action::explain: return explain(options, site);
        case Action::run: return run_once(options, site);
        case Action::list_rules: return list_rules(options, site);
        case Action::set_rule: set_rule(options, site); return options.json ? list_rules(options, site) : done;
        case Action::remove_rule:
            autopilot::remove_rule(*site.database, site.clock, options.rule.name, user_of_command());
            return options.json ? list_rules(options, site) : done;
        case Action::verify:
            autopilot::set_verified(*site.database, site.clock, options.study, !options.is_undone, user_of_command());
            return options.json ? explain(options, site) : done;
    }
    return done;
}

}  // namespace kinote::cli
