#pragma once
// The table `autopilot_rule`: by which rules of the site studies are archived and freed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct AutopilotRule {
    std::string name;
    std::string source = "*";  ///< an AE title, or a door; "*": those that no other rule of this action names
    std::string action;        ///< archive, delete
    std::string threshold;     ///< none, amber, red
    std::string study_status;  ///< any, complete, verified
    std::string exported;      ///< any, yes, no
    std::int64_t hours_since_created = 0;
    std::int64_t minimum_age_hours = 0;
    std::string archive;           ///< of an archive rule: the destination's name
    bool without_archive = false;  ///< of a delete rule: what no archive has goes, too
    std::string set_by;
};

/// By name.
[[nodiscard]] std::vector<AutopilotRule> list_autopilot_rules(Connection& connection);
/// Which revision of the rules is in force. Who reads the rules behind it has that one, or a later one.
[[nodiscard]] std::int64_t read_rule_revision(Connection& connection);
/// Whether that one is still in force. Until the transaction ends no rule is set or removed.
[[nodiscard]] bool hold_rule_revision(Transaction& transaction, std::int64_t revision);
/// It makes a new revision of the rules, as removing does.
void set_autopilot_rule(Transaction& transaction, const AutopilotRule& rule, std::int64_t now_ms);
/// False where there is none.
[[nodiscard]] bool remove_autopilot_rule(Transaction& transaction, std::string_view name);

}  // namespace kinote::database
