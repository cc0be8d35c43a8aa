#pragma once
// What the staging rules ask of a study, read from its rows.

#include "autopilot/staging_rules.hpp"
#include "database/cached_study_table.hpp"

namespace kinote::autopilot {

[[nodiscard]] StudyFacts facts_of(database::Connection& connection, const database::CachedStudy& study);

/// What the rules say of a study.
struct RuleJudgement {
    std::optional<database::AutopilotRule> chosen;  ///< the first that applies
    std::vector<Verdict> verdicts;                  ///< of each rule over its source
};
[[nodiscard]] RuleJudgement judge(const std::vector<database::AutopilotRule>& rules, StagingAction action,
                                  const StudyFacts& facts, Pressure pressure, std::int64_t now_ms);

/// Why no rule applies, in words.
[[nodiscard]] std::string reason_of(const RuleJudgement& judgement);
/// The pressure from which on a rule applies to it, where nothing but that is not met.
[[nodiscard]] std::optional<Pressure> awaited_pressure(const RuleJudgement& judgement);
/// When to look again: as soon as time may change the judgement, and `look_again_ms` from now where nobody knows.
[[nodiscard]] std::int64_t next_look(const RuleJudgement& judgement, std::int64_t now_ms, std::int64_t look_again_ms);

}  // namespace kinote::autopilot
