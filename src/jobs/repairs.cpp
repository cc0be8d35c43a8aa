#include "jobs/repairs.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "database/awaited_object_table.hpp"
#include "database/held_note.hpp"
#include "database/kosd_source_table.hpp"
#include "database/rejection_table.hpp"
#include "database/study_change_table.hpp"
#include "database/withdrawal_table.hpp"
#include "jobs/availability_notices.hpp"
#include "jobs/withdrawals.hpp"

namespace kinote::jobs {
namespace {

using base::Error;
using base::ErrorKind;
using database::RepairRow;
using database::Transaction;

database::HeldNote hold_repaired(Transaction& transaction, const RepairRow& repair) {
    const auto held = database::hold_note(transaction, repair.note);
    if (!held || held->is_purged || repair.state != "in_force") {
        throw Error{ErrorKind::refused, "there is no repair of that KOSD in force"};
    }
    if (held->version != repair.version) {
        throw Error{ErrorKind::refused,
                    fmt::format("the note has been edited since: edit it again (kinote notes edit {0}), or delete it "
                                "(kinote notes delete {0})",
                                repair.note)};
    }
    const auto kosd = database::find_repairable_kosd(transaction.connection(), repair.kosd);
    if (!kosd || kosd->is_marked || held->is_marked) {
        throw Error{ErrorKind::refused,
                    "the KOSD that came, or its note, is deleted or marked for deletion: take the mark back first"};
    }
    return *held;
}

std::vector<std::string> studies_of(Transaction& transaction, const RepairRow& repair) {
    std::set<std::string> studies{repair.study_instance_uid};
    for (const auto& frozen : database::find_kosd_sources(transaction.connection(), repair.note_version)) {
        studies.insert(frozen.study_instance_uid);
    }
    return {studies.begin(), studies.end()};
}

struct TakenBack {
    const RepairRow& repair;
    const database::Actor& actor;
    std::string_view reason;
    bool is_seen_again;  // the KOSD that came takes the place of those that were made
};

void take_back(Transaction& transaction, const TakenBack& one, std::int64_t now_ms) {
    const RepairRow& repair = one.repair;
    const database::HeldNote held = hold_repaired(transaction, repair);
    database::take_back_repair(transaction, repair, one.actor.name, one.reason, now_ms);
    (void)database::give_up_creations(transaction, held.note, held.version + 1, "superseded", now_ms);
    enqueue_withdrawals(transaction,
                        one.is_seen_again ? database::withdraw_replaced(transaction, held.note, now_ms)
                                          : database::withdraw_version(transaction, repair.note_version, now_ms),
                        now_ms);
    database::add_study_change(transaction, repair.study_instance_uid, now_ms);
    enqueue_availability_notices(transaction, studies_of(transaction, repair), now_ms);
    database::add_audit_event(
        transaction,
        {one.actor, "repair_taken_back", repair.kosd, repair.study_instance_uid,
         boost::json::serialize(boost::json::object{{"note", repair.note}, {"quarantined", repair.was_quarantined}})},
        now_ms);
}

}  // namespace

void take_back_repair(Transaction& transaction, const RepairRow& repair, const database::Actor& actor,
                      std::string_view reason, std::int64_t now_ms) {
    take_back(transaction, {repair, actor, reason, !repair.was_quarantined}, now_ms);
}

void take_back_rejected_repairs(Transaction& transaction, std::string_view rejection_note, std::int64_t now_ms) {
    const database::Actor actor{"kinote", "rejection note"};
    for (const RepairRow& repair : database::find_rejected_repairs(transaction.connection(), rejection_note)) {
        const auto kosd = database::find_repairable_kosd(transaction.connection(), repair.kosd);
        if (!kosd || kosd->is_marked) continue;  // it is out of sight as it is
        take_back(transaction, {repair, actor, "the KOSD was rejected", false}, now_ms);
        database::judge_notes(transaction, {database::hold_note(transaction, repair.note)->note});
    }
}

}  // namespace kinote::jobs
