#pragma once
// By which rules of the site a study is archived or freed, and what of a rule is not met. Pure: looks at nothing.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "autopilot/thresholds.hpp"
#include "database/autopilot_rule_table.hpp"

namespace kinote::autopilot {

enum class StagingAction { archive, free };

enum class StudyStatus { receiving, complete, verified };
[[nodiscard]] std::string_view to_string(StudyStatus status);

/// What rules ask of a study.
struct StudyFacts {
    std::string source;
    std::int64_t created_ms = 0;   ///< first known here
    std::int64_t arrived_ms = 0;   ///< its last new object
    std::int64_t modified_ms = 0;  ///< that, or a note of it made or edited
    std::optional<std::int64_t> verified_ms;
    bool is_exported = false;  ///< something of it went to a destination that is no archive
};

/// Receiving: an object came within 15 minutes; complete: quiet since; verified: somebody has said so since its last
/// object came.
[[nodiscard]] StudyStatus status_of(const StudyFacts& facts, std::int64_t now_ms);

struct Verdict {
    std::string rule;  ///< its name
    bool applies = false;
    std::string reason;                 ///< what is not met, in words
    std::optional<Pressure> waits_for;  ///< that is its threshold alone
    std::int64_t again_ms = 0;          ///< when a condition of time will be met; 0: nobody knows
};

/// Of a delete rule all conditions must be met. Of an archive rule either status or hours since created, where it has
/// both. The condition of status is void once the study has not been modified for 7 days.
[[nodiscard]] Verdict verdict_of(const database::AutopilotRule& rule, const StudyFacts& facts, Pressure pressure,
                                 std::int64_t now_ms);

/// Those that rule over a source: the ones that name it, else those for all others. Where the site has no delete rule
/// at all, one stands for every source: what is complete and archived goes from amber on.
[[nodiscard]] std::vector<database::AutopilotRule> rules_for(const std::vector<database::AutopilotRule>& rules,
                                                             StagingAction action, std::string_view source);
/// Whether any rule of that action may act at this pressure.
[[nodiscard]] bool is_any_in_force(const std::vector<database::AutopilotRule>& rules, StagingAction action,
                                   Pressure pressure);

/// @throws Error invalid, naming the field and what it may be.
void check_rule(const database::AutopilotRule& rule);

/// The name of the rule that stands where the site has no delete rule.
inline constexpr std::string_view default_rule = "(default)";

}  // namespace kinote::autopilot
