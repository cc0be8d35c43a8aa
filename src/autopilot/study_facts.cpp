#include "autopilot/study_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kinote::autopilot {

StudyFacts facts_of(database::Connection& connection, const database::CachedStudy& study) {
    StudyFacts facts;
    facts.source = study.source;
    facts.created_ms = study.created_ms;
    facts.arrived_ms = study.arrived_ms;
    facts.modified_ms = std::max(study.arrived_ms, database::last_note_change(connection, study.study));
    facts.verified_ms = study.verified_ms;
    facts.is_exported = database::is_exported(connection, study.study_instance_uid);
    return facts;
}

RuleJudgement judge(const std::vector<database::AutopilotRule>& rules, StagingAction action, const StudyFacts& facts,
                    Pressure pressure, std::int64_t now_ms) {
    RuleJudgement judgement;
    const auto over_source = rules_for(rules, action, facts.source);
    judgement.verdicts.reserve(over_source.size());
    for (const database::AutopilotRule& rule : over_source) {
        judgement.verdicts.push_back(verdict_of(rule, facts, pressure, now_ms));
        if (judgement.verdicts.back().applies && !judgement.chosen) judgement.chosen = rule;
    }
    return judgement;
}

std::string reason_of(const RuleJudgement& judgement) {
    if (judgement.verdicts.empty()) return "no rule is for its source";
    std::string reason;
    for (const Verdict& verdict : judgement.verdicts) {
        if (verdict.applies) continue;
        reason += fmt::format("{}rule {}: {}", reason.empty() ? "" : "; ", verdict.rule, verdict.reason);
    }
    return reason;
}

std::optional<Pressure> awaited_pressure(const RuleJudgement& judgement) {
    std::optional<Pressure> awaited;
    for (const Verdict& verdict : judgement.verdicts) {
        if (!verdict.waits_for) return std::nullopt;
        awaited = std::min(*verdict.waits_for, awaited.value_or(Pressure::red));
    }
    return awaited;
}

std::int64_t next_look(const RuleJudgement& judgement, std::int64_t now_ms, std::int64_t look_again_ms) {
    bool is_known = !judgement.verdicts.empty();
    std::int64_t first = INT64_MAX;
    for (const Verdict& verdict : judgement.verdicts) {
        is_known = is_known && verdict.again_ms > now_ms;
        if (verdict.again_ms > now_ms) first = std::min(first, verdict.again_ms);
    }
    return is_known ? first : std::min(now_ms + look_again_ms, first);
}

}  // namespace kinote::autopilot
