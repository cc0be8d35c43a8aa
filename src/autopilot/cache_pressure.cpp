#include "autopilot/cache_pressure.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>

#include "autopilot/freeing_round.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/rest.hpp"
#include "database/autopilot_decision_table.hpp"
#include "database/whole_commit.hpp"

namespace kinote::autopilot {
namespace {

using database::CachedPart;
using database::CachedStudy;
using database::Transaction;

const database::Actor autopilot_actor{"kinote", "autopilot"};

constexpr std::int64_t released_at_once = 500;
constexpr std::int64_t forgotten_at_once = 500;
constexpr int most_forgetting_pages = 20;

}  // namespace

std::string reason_of(const image_cache::FreeingResult& result) {
    if (!result.jobs.empty()) {
        const database::JobAboutStudy& job = result.jobs.front();
        return fmt::format("{} {} about it: job {} {} is {}", result.jobs.size(),
                           result.jobs.size() == 1 ? "job is" : "jobs are", job.id, job.kind, job.state);
    }
    const database::UnarchivedObject& object = result.unarchived.front();
    return fmt::format(
        "{}{} of its objects are not archived; {}: {}",
        result.unarchived.size() == static_cast<std::size_t>(image_cache::FreeingResult::most_named) ? "at least " : "",
        result.unarchived.size(), object.sop_instance_uid, object.reason);
}

CachePressure::Round CachePressure::begin_round() const {
    Round round;
    round.thresholds = thresholds_at(settings_.thresholds, clock_.now_ms());
    round.key_share_percent = settings_.key_share_percent;
    round.measure = meter_.measure();
    const database::PooledConnection connection = database_.connection();
    round.rule_revision = database::read_rule_revision(*connection);
    round.rules = database::list_autopilot_rules(*connection);
    return round;
}

std::string CachePressure::run(const std::string& /*cursor*/, const std::stop_token& stop) const {
    meter_.count(stop);
    forget_decisions(stop);
    Round round = begin_round();
    look_through(round, stop);
    while (round.is_outdated && !stop.stop_requested()) {
        round = begin_round();
        look_through(round, stop);
    }
    if (round.looked_at > 0) {
        base::log::info("the cache is looked through for what may go", {{"pressure", to_string(round.pressure())},
                                                                        {"looked_at", round.looked_at},
                                                                        {"studies", round.studies},
                                                                        {"objects", round.objects},
                                                                        {"bytes", round.bytes}});
    }
    const bool is_through = round.looked_at < settings_.most_studies_of_a_run && !stop.stop_requested();
    if (is_through && round.pressure() == Pressure::red) {
        throw base::Error{base::ErrorKind::unavailable,
                          "the cache is red, and nothing more of it may be freed: kinote autopilot explain STUDY says "
                          "what holds a study; give the cache more space, or archive what is not archived"};
    }
    return {};
}

void CachePressure::look_through(Round& round, const std::stop_token& stop) const {
    release_kept(round, stop);
    for (const CachedPart part : {CachedPart::plain, CachedPart::key_groups}) {
        walk(
            part, round, stop,
            [this](database::Connection& connection, CachedPart of, const database::AccessPosition& after) {
                return database::find_studies_to_free(connection, of, after, settings_.page);
            },
            [&](const CachedStudy& study) {
                consider(study, part, round, stop);
                if (round.unwritten() >= settings_.kept_of_a_transaction) write_kept(round, stop);
                return true;
            });
        write_kept(round, stop);
    }
}

void CachePressure::consider(const CachedStudy& study, CachedPart part, Round& round,
                             const std::stop_token& stop) const {
    const std::int64_t now_ms = clock_.now_ms();
    RuleJudgement judgement;
    {
        const database::PooledConnection connection = database_.connection();
        judgement = judge(round.rules, StagingAction::free, facts_of(*connection, study), round.pressure(), now_ms);
        if (judgement.chosen) {
            round.is_outdated = database::read_rule_revision(*connection) != round.rule_revision;
        }
    }
    if (round.is_outdated) return;
    if (!judgement.chosen) {
        if (const auto awaited = awaited_pressure(judgement)) {
            round.awaiting[*awaited].push_back(study.study);
        } else {
            round.kept.push_back(
                {study, "", reason_of(judgement), next_look(judgement, now_ms, settings_.look_again_ms)});
        }
        return;
    }
    const Outcome outcome = free(study, part, *judgement.chosen, round, stop);
    const std::int64_t counted[] = {study.study};
    meter_.count_studies(counted);
    round.add(outcome.objects, outcome.bytes, part);
    if (!outcome.kept_because.empty()) {
        round.kept.push_back({study, judgement.chosen->name, outcome.kept_because, now_ms + settings_.look_again_ms});
    }
}

CachePressure::Outcome CachePressure::free(const CachedStudy& study, CachedPart part,
                                           const database::AutopilotRule& rule, const Round& round,
                                           const std::stop_token& stop) const {
    Outcome outcome;
    std::optional<std::int64_t> row;
    image_cache::FreeingScope scope;
    scope.keeps_key_groups = part == CachedPart::plain;
    scope.needs_archive = !rule.without_archive;
    scope.most_objects = settings_.objects_of_a_transaction;
    const std::string reason =
        part == CachedPart::plain
            ? fmt::format("least recently accessed, {}", rule.without_archive ? "without an archive" : "archived")
            : fmt::format("key groups take {} % of the cache or more", settings_.key_share_percent);
    const auto record = [&](Transaction& transaction, const image_cache::FreeingResult& freed) {
        if (row) {
            database::extend_autopilot_decision(transaction, *row, freed.objects, freed.bytes, clock_.now_ms());
            return;
        }
        row = database::add_autopilot_decision(
            transaction,
            {study.study_instance_uid, "freed", rule.name, std::string{to_string(round.pressure())}, reason,
             freed.objects, freed.bytes},
            clock_.now_ms());
    };
    try {
        for (bool has_more = true; has_more && !stop.stop_requested();) {
            const image_cache::FreeingResult freed =
                freeing_.free(study.study_instance_uid, autopilot_actor, scope, record);
            if (freed.is_refused()) {
                outcome.kept_because = reason_of(freed);
                break;
            }
            outcome.objects += freed.objects;
            outcome.bytes += freed.bytes;
            has_more = freed.has_more;
        }
    } catch (const base::Error& error) {
        outcome.kept_because = error.what();
        base::log::warn("a study could not be freed from the cache",
                        {{"study", study.study_instance_uid}, {"error", error.what()}});
    }
    return outcome;
}

// What other rules than those in force have kept is not written: whoever sets a rule has all studies looked at again
// behind it, and would not see it. Then rests twice as long as that took: SQLite has one who writes at a time, and
// nobody waits for Autopilot.
void CachePressure::write_kept(Round& round, const std::stop_token& stop) const {
    if (round.unwritten() == 0) return;
    const auto began = std::chrono::steady_clock::now();
    const std::string pressure{to_string(round.pressure())};
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        round.is_outdated = !database::hold_rule_revision(transaction, round.rule_revision);
        if (round.is_outdated) return;
        for (const Kept& one : round.kept) {
            database::keep_cached_study(transaction, one.study, one.look_ms);
            database::set_standing_decision(
                transaction,
                {one.study.study_instance_uid, "kept", one.rule, pressure, one.reason, 0, one.study.file_bytes},
                clock_.now_ms());
        }
        for (const auto& [awaited, studies] : round.awaiting) {
            database::keep_cached_studies(transaction, studies, look_from(awaited));
            database::end_standing_decisions(transaction, studies, "kept");  // nothing else keeps them any more
        }
    });
    round.kept.clear();
    round.awaiting.clear();
    base::rest(stop, 2 * (std::chrono::steady_clock::now() - began));
}

void CachePressure::release_kept(const Round& round, const std::stop_token& stop) const {
    const std::int64_t from_ms = look_from(round.pressure());
    for (std::int64_t released = released_at_once; released == released_at_once && !stop.stop_requested();) {
        database::commit_as_a_whole(database_, [&](Transaction& transaction) {
            released = database::release_kept_studies(transaction, from_ms, clock_.now_ms(), released_at_once);
        });
    }
}

void CachePressure::forget_decisions(const std::stop_token& stop) const {
    const std::int64_t before_ms = clock_.now_ms() - settings_.keep_decisions_ms;
    std::int64_t forgotten = forgotten_at_once;
    for (int page = 0; page < most_forgetting_pages && forgotten == forgotten_at_once && !stop.stop_requested();
         ++page) {
        database::commit_as_a_whole(database_, [&](Transaction& transaction) {
            forgotten = database::forget_autopilot_decisions(transaction, before_ms, forgotten_at_once);
        });
    }
}

}  // namespace kinote::autopilot
