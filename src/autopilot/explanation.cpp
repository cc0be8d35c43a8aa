#include "autopilot/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "autopilot/freeing_round.hpp"
#include "autopilot/purge_hindrance.hpp"
#include "base/error.hpp"
#include "database/deletion_table.hpp"
#include "database/nearline_table.hpp"
#include "database/study_listing.hpp"

namespace kinote::autopilot {
namespace {

constexpr std::int64_t most_unarchived_shown = 10;
constexpr std::int64_t most_decisions_shown = 100;

std::string shown_decision(const database::AutopilotDecision& decision) {
    const std::string objects = fmt::format("{} objects, {} bytes {} at {}", decision.objects, decision.bytes,
                                            decision.action, base::iso_8601(decision.at_ms));
    if (decision.rule.empty()) return fmt::format("{}: {}", objects, decision.reason);
    return fmt::format("{} by rule {}, the cache was {}: {}", objects, decision.rule, decision.pressure,
                       decision.reason);
}

// The first thing to know of a study: whatever else holds it, that goes.
void tell_marks(Explanation& told, database::Connection& connection, const AutopilotSettings& settings,
                std::int64_t now_ms) {
    const auto marks = database::list_marks_of_study(connection, told.study_instance_uid);
    for (const database::MarkOnStudy& mark : marks) {
        const std::int64_t due_ms = mark.last_marked_ms + settings.purge_grace_ms;
        std::string text =
            fmt::format("{} {} of it {} marked for deletion by {} at {} ({}), and {} from {} on", mark.objects,
                        mark.objects == 1 ? "object" : "objects", mark.objects == 1 ? "is" : "are", mark.marked_by,
                        base::iso_8601(mark.first_marked_ms), mark.mark_cause,
                        mark.objects == 1 ? "is purged" : "are purged", base::iso_8601(due_ms));
        const PurgeHindrance hindrance = find_purge_hindrance(connection);
        if (hindrance.is_known || due_ms < now_ms) text += fmt::format("; {}: {}", hindrance.reason, hindrance.remedy);
        told.why_here.push_back(std::move(text));
    }
}

std::string shown_look(std::int64_t look_ms, Pressure pressure, std::int64_t now_ms) {
    if (look_ms > now_ms) {
        return fmt::format("it was kept, and is not looked at again before {}", base::iso_8601(look_ms));
    }
    const Pressure awaited = look_ms == look_from(Pressure::red) ? Pressure::red : Pressure::amber;
    if (look_ms >= 0 || awaited <= pressure) return {};  // the next run looks at it
    return fmt::format("it was kept, and is not looked at again before the cache is {}", to_string(awaited));
}

void judge_now(Explanation& told, database::Connection& connection, const AutopilotSettings& settings,
               const CacheMeasure& measure, std::int64_t now_ms) {
    const auto rules = database::list_autopilot_rules(connection);
    const StudyFacts facts = facts_of(connection, *told.study);
    const Pressure pressure = pressure_of(measure, thresholds_at(settings.thresholds, now_ms));
    told.status = status_of(facts, now_ms);
    const RuleJudgement freeing = judge(rules, StagingAction::free, facts, pressure, now_ms);
    told.freeing_rules = freeing.verdicts;
    told.archiving_rules = judge(rules, StagingAction::archive, facts, pressure, now_ms).verdicts;
    told.jobs = database::find_jobs_about_study(connection, told.study_instance_uid);
    const bool needs_archive = !freeing.chosen || !freeing.chosen->without_archive;
    told.unarchived = database::find_unarchived_objects(connection, told.study_instance_uid, most_unarchived_shown);
    if (told.study->file_bytes == 0) return;
    told.why_here.reserve(told.why_here.size() + told.jobs.size() + told.unarchived.size());
    for (const database::JobAboutStudy& job : told.jobs) {
        told.why_here.push_back(fmt::format("job {} {} is {}", job.id, job.kind, job.state));
    }
    if (needs_archive) {
        for (const database::UnarchivedObject& object : told.unarchived) {
            told.why_here.push_back(fmt::format("{} is not archived: {}", object.sop_instance_uid, object.reason));
        }
    }
    if (!freeing.chosen) told.why_here.push_back(reason_of(freeing));
    const bool are_key_groups_kept = !is_key_share_reached(measure, settings.key_share_percent);
    if (told.study->key_bytes > 0 && are_key_groups_kept) {
        told.why_here.push_back(
            fmt::format("{} bytes are key groups, which stay while they are below {} % of the cache",
                        told.study->key_bytes, settings.key_share_percent));
    }
    if (told.study->plain_bytes == 0 && told.study->key_bytes == 0) {
        told.why_here.emplace_back(
            "nothing of it may be freed: KOSDs stay, and so does what is hidden until it is purged");
    }
    if (told.study->look_ms) {
        if (auto text = shown_look(*told.study->look_ms, pressure, now_ms); !text.empty()) {
            told.why_here.push_back(std::move(text));
        }
    }
    if (told.why_here.empty()) {
        told.why_here.emplace_back("nothing keeps it: it goes when its turn comes, the least recently accessed first");
    }
}

}  // namespace

Explanation explain(const AutopilotSettings& settings, database::Database& database,
                    const image_cache::ImageCache& image_cache, const base::Clock& clock,
                    std::string_view study_instance_uid) {
    const std::int64_t now_ms = clock.now_ms();
    Explanation told;
    told.study_instance_uid = study_instance_uid;
    const CacheMeasure measure = CacheMeter{settings, database, image_cache, clock}.measure();
    const database::PooledConnection connection = database.connection();
    told.decisions = database::list_autopilot_decisions(*connection, study_instance_uid, most_decisions_shown);
    told.study = database::find_cached_study(*connection, study_instance_uid);
    tell_marks(told, *connection, settings, now_ms);
    if (!told.study && database::find_listed_study(*connection, study_instance_uid)) {
        told.why_here.emplace_back("it has just come, and is counted within a minute");
    } else if (!told.study && told.decisions.empty() && told.why_here.empty()) {
        throw base::Error{base::ErrorKind::not_found, "no such study is known here, and nothing was decided of it"};
    }
    if (told.study) judge_now(told, *connection, settings, measure, now_ms);
    for (const database::AutopilotDecision& decision : told.decisions) {
        if (decision.action == "freed" || decision.action == "purged") {
            told.why_gone.push_back(shown_decision(decision));
        }
    }
    return told;
}

}  // namespace kinote::autopilot
