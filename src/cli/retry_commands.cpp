// retries: how queues try again, as a person sets it.
#include <boost/json.hpp>

#include "cli/actor.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "jobs/retry_rules.hpp"
#include "server/json_array.hpp"
#include "server/json_views.hpp"
#include "server/site.hpp"

namespace kinote::cli {
namespace {

int list_retry_rules(const RetriesOptions& options, const server::Site& site) {
    const database::PooledConnection connection = site.database->connection();
    const std::vector<database::RetryRule> rules = database::list_retry_rules(*connection);
    if (options.json) {
        print_json(server::array_of(rules));
        return done;
    }
    std::vector<std::vector<std::string>> rows;
    rows.reserve(rules.size());
    for (const database::RetryRule& rule : rules) {
        rows.push_back({rule.queue, rule.cause, rule.retry, std::to_string(rule.interval_ms / 1'000),
                        std::to_string(rule.longest_interval_ms / 1'000), std::to_string(rule.most_attempts),
                        rule.is_of_file ? "file" : "person"});
    }
    print_table({"queue", "cause", "retry", "interval s", "longest s", "attempts", "source"}, rows);
    return done;
}

}  // namespace

int run(const RetriesOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    if (options.action == RetriesOptions::Action::list) return list_retry_rules(options, site);
    if (options.action == RetriesOptions::Action::remove) {
        jobs::remove_retry_rule(*site.database, site.clock, options.rule.queue, options.rule.cause, user_of_command());
        return options.json ? list_retry_rules(options, site) : done;
    }
    database::RetryRule rule = options.rule;
    rule.interval_ms = options.interval_seconds * 1'000;
    rule.longest_interval_ms = options.longest_interval_seconds * 1'000;
    jobs::set_retry_rule(*site.database, site.clock, rule, user_of_command());
    if (options.json) print_json(server::to_json(rule));
    return done;
}

}  // namespace kinote::cli
