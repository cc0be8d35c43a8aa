#include "object_creator/repair_kosd.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "database/whole_commit.hpp"
#include "jobs/repairs.hpp"
#include "object_creator/registration.hpp"

namespace kinote::object_creator {
namespace {

using base::Error;
using base::ErrorKind;
using database::RepairableKosd;
using database::Transaction;

constexpr std::size_t longest_reason = 1'000;

// Why the note of a KOSD is not to be written anew, whatever its findings; empty where it may be.
std::string standing_obstacle(const RepairableKosd& kosd, const std::optional<database::RepairRow>& latest,
                              std::string_view uid) {
    if (latest && latest->state == "in_force") return "it has been repaired already: take that back first";
    if (kosd.is_ours) return "it was made here: edit its note";
    if (kosd.registration_state != "registered" && kosd.registration_state != "quarantined") {
        return fmt::format("it is {}: wait until it has been read, or retry its job", kosd.registration_state);
    }
    if (!kosd.is_visible) return "it is hidden: it was rejected, or is another patient's, until a person decides";
    if (kosd.note.empty()) return {};
    if (kosd.note_source != "received") {
        return fmt::format("it carries a note of another source, which says what is right: edit note {}", kosd.note);
    }
    if (kosd.lead && *kosd.lead != uid) {
        return fmt::format("it is a further document of note {}: repair its first one, {}", kosd.note, *kosd.lead);
    }
    if (kosd.is_joined) return "its note is shown as another one: edit that, or part them first";
    if (!kosd.is_current) return fmt::format("its note has been edited since, and is written anew: note {}", kosd.note);
    return {};
}

}  // namespace

KosdRepairs::Judged KosdRepairs::judge(std::string_view kosd, const note::RuleSet& chosen) const {
    std::optional<database::ObjectInPlace> object;
    std::optional<RepairableKosd> row;
    std::optional<database::RepairRow> latest;
    {
        const database::PooledConnection connection = database_.connection();
        row = database::find_repairable_kosd(*connection, kosd);
        if (row) object = database::find_object_in_place(*connection, kosd);
        if (row) latest = database::find_repair(*connection, kosd);
    }
    if (!object || row->is_marked) {
        throw Error{ErrorKind::not_found, fmt::format("no Key Object Selection Document {} is here", kosd)};
    }
    Judged judged{*std::move(object), {}};
    judged.judged = judge_kosd(judged.kosd, chosen, settings_, database_, image_cache_);
    judged.kosd.object.bytes.reset();
    if (!judged.judged.repair) {
        const auto& findings = judged.judged.reading.findings;
        throw Error{ErrorKind::invalid, findings.empty() ? "no rule was chosen whose findings are to be repaired"
                                                         : findings.front().message};
    }
    std::string obstacle = standing_obstacle(*row, latest, kosd);
    if (!obstacle.empty()) judged.judged.repair->obstacle = std::move(obstacle);
    return judged;
}

note::Repair KosdRepairs::preview(std::string_view kosd, const note::RuleSet& chosen) const {
    return *std::move(judge(kosd, chosen).judged.repair);
}

database::RepairRow KosdRepairs::repair(std::string_view kosd, const note::RuleSet& chosen,
                                        const database::Actor& actor) const {
    const Judged judged = judge(kosd, chosen);
    const note::Repair& repair = *judged.judged.repair;
    if (!repair.obstacle.empty()) {
        throw Error{ErrorKind::refused, fmt::format("the KOSD is not repaired: {}", repair.obstacle)};
    }
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        const ChosenRepair asked{&repair, false, actor};
        Registration{transaction, judged.kosd, judged.judged.reading, asked, clock_.now_ms()}.write(settings_.quality);
    });
    return latest(kosd);
}

database::RepairRow KosdRepairs::take_back(std::string_view kosd, std::string_view reason,
                                           const database::Actor& actor) const {
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        const auto repair = database::find_repair(transaction.connection(), kosd);
        if (!repair) throw Error{ErrorKind::not_found, fmt::format("no repair of {} is known", kosd)};
        if (reason.empty() || reason.size() > longest_reason) {
            throw Error{ErrorKind::invalid, "reason: say why the repair is taken back, in at most 1,000 bytes"};
        }
        jobs::take_back_repair(transaction, *repair, actor, reason, clock_.now_ms());
    });
    return latest(kosd);
}

database::RepairRow KosdRepairs::latest(std::string_view kosd) const {
    const database::PooledConnection connection = database_.connection();
    auto repair = database::find_repair(*connection, kosd);
    if (!repair) throw Error{ErrorKind::not_found, fmt::format("the repair of {} is no longer known", kosd)};
    return *std::move(repair);
}

}  // namespace kinote::object_creator
