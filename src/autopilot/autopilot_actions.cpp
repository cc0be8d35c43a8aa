#include "autopilot/autopilot_actions.hpp"

#include <fmt/format.h>

#include "autopilot/staging_rules.hpp"
#include "base/error.hpp"
#include "database/cached_study_table.hpp"
#include "database/destination_table.hpp"
#include "database/whole_commit.hpp"

namespace kinote::autopilot {
namespace {

using base::Error;
using base::ErrorKind;
using database::Transaction;

constexpr std::int64_t studies_looked_at_again = 500;

void demand_archive(database::Database& database, const std::string& name) {
    const database::PooledConnection connection = database.connection();
    const auto destination = database::find_destination(*connection, name);
    if (destination && destination->is_archive && !destination->is_retired) return;
    throw Error{ErrorKind::not_found, fmt::format("there is no archive {}: see kinote destinations list", name)};
}

// What a rule left alone, another may want. In pages, behind the change.
void look_at_all_again(database::Database& database, std::int64_t now_ms) {
    std::int64_t last = 0;
    do {
        database::commit_as_a_whole(database, [&](Transaction& transaction) {
            last = database::look_for_archiving_again(transaction, last, now_ms, studies_looked_at_again);
        });
    } while (last != 0);
    std::int64_t released = 0;
    do {
        database::commit_as_a_whole(database, [&](Transaction& transaction) {
            released = database::release_kept_studies(transaction, INT64_MIN, INT64_MAX, studies_looked_at_again);
        });
    } while (released == studies_looked_at_again);
}

}  // namespace

void set_rule(database::Database& database, const base::Clock& clock, const database::AutopilotRule& rule,
              const database::Actor& actor) {
    check_rule(rule);
    if (rule.action == "archive") demand_archive(database, rule.archive);
    database::AutopilotRule kept = rule;
    kept.set_by = actor.name;
    database::commit_as_a_whole(database, [&](Transaction& transaction) {
        database::set_autopilot_rule(transaction, kept, clock.now_ms());
        database::add_audit_event(transaction,
                                  {actor, "autopilot_rule_set", rule.name, "",
                                   fmt::format(R"({{"action":"{}","threshold":"{}","without_archive":{}}})",
                                               rule.action, rule.threshold, rule.without_archive)},
                                  clock.now_ms());
    });
    look_at_all_again(database, clock.now_ms());
}

void remove_rule(database::Database& database, const base::Clock& clock, std::string_view name,
                 const database::Actor& actor) {
    database::commit_as_a_whole(database, [&](Transaction& transaction) {
        if (!database::remove_autopilot_rule(transaction, name)) {
            throw Error{ErrorKind::not_found, fmt::format("there is no rule {}: see kinote autopilot rules", name)};
        }
        database::add_audit_event(transaction, {actor, "autopilot_rule_removed", name, ""}, clock.now_ms());
    });
    look_at_all_again(database, clock.now_ms());
}

void set_verified(database::Database& database, const base::Clock& clock, std::string_view study_instance_uid,
                  bool is_verified, const database::Actor& actor) {
    database::commit_as_a_whole(database, [&](Transaction& transaction) {
        if (!database::set_verified(transaction, study_instance_uid, is_verified ? actor.name : std::string{},
                                    clock.now_ms())) {
            throw Error{ErrorKind::not_found, "no such study is known here"};
        }
        database::add_audit_event(
            transaction,
            {actor, is_verified ? "study_verified" : "study_unverified", study_instance_uid, study_instance_uid},
            clock.now_ms());
    });
}

}  // namespace kinote::autopilot
