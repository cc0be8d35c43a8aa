#include "database/autopilot_rule_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement list_rules_sql{R"(
    SELECT name, source, action, threshold, study_status, exported, hours_since_created, minimum_age_hours, archive,
           without_archive, set_by
      FROM autopilot_rule ORDER BY name)"};
constexpr Statement set_rule_sql{R"(
    INSERT INTO autopilot_rule (name, source, action, threshold, study_status, exported, hours_since_created,
                                minimum_age_hours, archive, without_archive, set_by, changed_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (name) DO UPDATE
       SET source = excluded.source, action = excluded.action, threshold = excluded.threshold,
           study_status = excluded.study_status, exported = excluded.exported,
           hours_since_created = excluded.hours_since_created, minimum_age_hours = excluded.minimum_age_hours,
           archive = excluded.archive, without_archive = excluded.without_archive, set_by = excluded.set_by,
           changed_ms = excluded.changed_ms)"};
constexpr Statement remove_rule_sql{"DELETE FROM autopilot_rule WHERE name = $1"};
constexpr Statement move_revision_sql{"UPDATE autopilot_revision SET revision = revision + 1 WHERE id = 1"};
constexpr Statement read_revision_sql{"SELECT revision FROM autopilot_revision WHERE id = 1"};
constexpr Statement hold_revision_sql{"SELECT revision FROM autopilot_revision WHERE id = 1 {for_update}"};

}  // namespace

std::vector<AutopilotRule> list_autopilot_rules(Connection& connection) {
    std::vector<AutopilotRule> rules;
    Rows rows = connection.query(list_rules_sql);
    while (rows.next()) {
        AutopilotRule& rule = rules.emplace_back();
        rule.name = rows.string(0);
        rule.source = rows.string(1);
        rule.action = rows.string(2);
        rule.threshold = rows.string(3);
        rule.study_status = rows.string(4);
        rule.exported = rows.string(5);
        rule.hours_since_created = rows.integer(6);
        rule.minimum_age_hours = rows.integer(7);
        rule.archive = rows.string(8);
        rule.without_archive = rows.integer(9) != 0;
        rule.set_by = rows.string(10);
    }
    return rules;
}

std::int64_t read_rule_revision(Connection& connection) {
    Rows row = connection.query(read_revision_sql);
    row.next();
    return row.integer(0);
}

bool hold_rule_revision(Transaction& transaction, std::int64_t revision) {
    Rows row = transaction.query(hold_revision_sql);
    row.next();
    return row.integer(0) == revision;
}

void set_autopilot_rule(Transaction& transaction, const AutopilotRule& rule, std::int64_t now_ms) {
    transaction.execute(move_revision_sql);
    transaction.execute(set_rule_sql, {rule.name, rule.source, rule.action, rule.threshold, rule.study_status,
                                       rule.exported, rule.hours_since_created, rule.minimum_age_hours, rule.archive,
                                       std::int64_t{rule.without_archive ? 1 : 0}, rule.set_by, now_ms});
}

bool remove_autopilot_rule(Transaction& transaction, std::string_view name) {
    transaction.execute(move_revision_sql);
    return transaction.change(remove_rule_sql, {name}) == 1;
}

}  // namespace kinote::database
