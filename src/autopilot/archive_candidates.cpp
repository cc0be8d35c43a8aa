#include "autopilot/archive_candidates.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.hpp"
#include "database/autopilot_decision_table.hpp"
#include "database/creatable_note.hpp"
#include "database/destination_table.hpp"
#include "database/export_table.hpp"
#include "database/nearline_table.hpp"
#include "database/whole_commit.hpp"
#include "jobs/allowed_hours.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::autopilot {
namespace {

using database::CachedStudy;
using database::Transaction;
using Kind = ArchivingChoice::Kind;

constexpr std::int64_t an_hour_ms = 3'600'000;
constexpr std::int64_t a_day_ms = 24 * an_hour_ms;

}  // namespace

std::vector<database::AutopilotRule> ArchiveCandidates::rules() const {
    std::vector<database::AutopilotRule> rules;
    {
        const database::PooledConnection connection = database_.connection();
        rules = database::list_autopilot_rules(*connection);
    }
    std::erase_if(rules, [](const database::AutopilotRule& rule) { return rule.action != "archive"; });
    for (database::AutopilotRule& rule : rules) {
        rule.minimum_age_hours = std::max(rule.minimum_age_hours, settings_.archive_minimum_age_hours);
    }
    return rules;
}

std::string ArchiveCandidates::run(const std::string& /*cursor*/, const std::stop_token& stop) const {
    const auto site_rules = rules();
    if (site_rules.empty()) return {};
    meter_.count(stop);
    if (!jobs::is_allowed_hour(settings_.archive_hours, jobs::minute_of_day(clock_.now_ms()))) return {};
    const Pressure pressure = pressure_of(meter_.measure(), thresholds_at(settings_.thresholds, clock_.now_ms()));
    std::int64_t asked = 0;
    const std::int64_t begun_ms = clock_.now_ms();
    for (std::int64_t looked_at = 0; looked_at < settings_.most_studies_of_a_run && !stop.stop_requested();) {
        const database::PooledConnection connection = database_.connection();
        const auto page = database::find_studies_to_archive(*connection, begun_ms, settings_.page);
        if (page.empty()) break;
        for (const CachedStudy& study : page) {
            if (stop.stop_requested()) break;
            const ArchivingChoice choice = choose(*connection, site_rules, pressure, study);
            carry_out(choice);
            ++looked_at;
            if (choice.kind == Kind::asked) ++asked;
        }
    }
    if (asked > 0) base::log::info("studies are to be archived", {{"studies", asked}});
    return {};
}

ArchivingChoice ArchiveCandidates::choose(database::Connection& connection,
                                          const std::vector<database::AutopilotRule>& rules, Pressure pressure,
                                          const CachedStudy& study) const {
    const std::int64_t now_ms = clock_.now_ms();
    ArchivingChoice choice{study, Kind::left, "", "", "", now_ms + settings_.look_again_ms};
    const std::string& uid = study.study_instance_uid;
    const auto unarchived = database::find_unarchived_objects(connection, uid, 1);
    if (unarchived.empty() && database::find_notes_awaiting_kosd(connection, uid).empty()) {
        choice.kind = Kind::archived;
        return choice;
    }
    const RuleJudgement judgement = judge(rules, StagingAction::archive, facts_of(connection, study), pressure, now_ms);
    if (!judgement.chosen) {
        choice.reason = reason_of(judgement);
        choice.again_ms = next_look(judgement, now_ms, judgement.verdicts.empty() ? a_day_ms : an_hour_ms);
        return choice;
    }
    choice.rule = judgement.chosen->name;
    choice.archive = judgement.chosen->archive;
    const auto jobs = database::find_jobs_about_study(connection, uid);
    const auto archive = database::find_destination(connection, choice.archive);
    if (!archive || !archive->is_archive || archive->is_retired) {
        choice.reason = fmt::format("{} is no archive: see kinote destinations list", choice.archive);
    } else if (!jobs.empty()) {
        choice.reason =
            fmt::format("a job works on it: {} {} is {}", jobs.front().id, jobs.front().kind, jobs.front().state);
    } else if (!database::has_something_to_send(connection, archive->id, uid)) {
        choice.reason = unarchived.empty()
                            ? "nothing of it can be sent"
                            : fmt::format("{}: {}", unarchived.front().sop_instance_uid, unarchived.front().reason);
        choice.again_ms = now_ms + an_hour_ms;
    } else {
        choice.kind = Kind::asked;
    }
    return choice;
}

void ArchiveCandidates::carry_out(const ArchivingChoice& choice) const {
    const std::string& uid = choice.study.study_instance_uid;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        const std::int64_t now_ms = clock_.now_ms();
        if (choice.kind == Kind::archived) {
            database::set_archive_look(transaction, choice.study.study, std::nullopt);
            database::end_standing_decision(transaction, uid, "unarchived");
            return;
        }
        database::set_archive_look(transaction, choice.study.study, choice.again_ms);
        std::string reason = choice.reason;
        if (choice.kind == Kind::asked) {
            if (queue_.enqueue(transaction, jobs::new_job(jobs::ExportStudy{choice.archive, uid}))) {
                database::add_autopilot_decision(
                    transaction,
                    {uid, "archive", choice.rule, "", fmt::format("to {}", choice.archive), 0, choice.study.file_bytes},
                    now_ms);
                return;
            }
            reason = "its EXPORT_STUDY has failed: see kinote exceptions list";
        }
        database::set_standing_decision(
            transaction, {uid, "unarchived", choice.rule, "", reason, 0, choice.study.file_bytes}, now_ms);
    });
}

std::vector<ArchivingChoice> ArchiveCandidates::preview(std::int64_t limit) const {
    const auto site_rules = rules();
    std::vector<ArchivingChoice> choices;
    if (site_rules.empty()) return choices;
    const Pressure pressure = pressure_of(meter_.measure(), thresholds_at(settings_.thresholds, clock_.now_ms()));
    const database::PooledConnection connection = database_.connection();
    const auto due = database::find_studies_to_archive(*connection, clock_.now_ms(), limit);
    choices.reserve(due.size());
    for (const CachedStudy& study : due) {
        choices.push_back(choose(*connection, site_rules, pressure, study));
    }
    return choices;
}

}  // namespace kinote::autopilot
