#include "object_creator/registration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/random.hpp"
#include "database/awaited_object_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/kosd_table.hpp"
#include "database/note_bulk_table.hpp"
#include "database/note_joining.hpp"
#include "database/repair_table.hpp"
#include "database/study_change_table.hpp"
#include "database/study_table.hpp"
#include "database/withdrawal_table.hpp"
#include "jobs/withdrawals.hpp"
#include "note/same_selection.hpp"
#include "note/selection_digest.hpp"
#include "object_creator/identical_documents.hpp"
#include "object_creator/register_kosd.hpp"
#include "object_creator/rejection_writing.hpp"

namespace kinote::object_creator {
namespace {

using base::Error;
using base::ErrorKind;
using database::KosdSituation;
using database::NoteSource;
using database::RegistrationState;
using database::Transaction;
using note::Finding;
using note::NoteRole;
using note::RuleId;
using note::Severity;
using note::Verdict;

// Received notes are known by their KOSD's SOP Instance UID, whoever sent it.
constexpr std::string_view received_system = "KOSD";

bool breaks(const note::KosReading& reading, RuleId rule) {
    return std::ranges::any_of(reading.findings, [rule](const Finding& finding) {
        return finding.rule == rule && finding.severity == Severity::error;
    });
}

}  // namespace

Registration::Registration(Transaction& transaction, const database::ObjectInPlace& kosd,
                           const note::KosReading& reading, ChosenRepair chosen, std::int64_t now_ms)
    : transaction_{transaction},
      kosd_{kosd},
      object_{kosd.object},
      reading_{reading},
      chosen_{std::move(chosen)},
      findings_{reading.findings},
      now_ms_{now_ms} {}

const note::KosReading& Registration::shown() const {
    return chosen_.repair != nullptr ? chosen_.repair->reading : reading_;
}

void Registration::check_unchanged(const KosdSituation& situation) const {
    if (situation.patient != kosd_.patient) {
        throw Error{ErrorKind::unavailable, "the patient of the study changed while its KOSD was judged"};
    }
    if (situation.has_repair_in_force == chosen_.is_in_force) return;
    if (chosen_.person) throw Error{ErrorKind::refused, "the KOSD has been repaired already"};
    throw Error{ErrorKind::unavailable, "the KOSD was repaired, or that was taken back, while it was judged"};
}

void Registration::write(database::QualityRejection quality) {
    hold_studies_of(transaction_, shown());
    const KosdSituation situation = database::find_situation(
        transaction_, object_.sop_instance_uid, note::selection_digest(reading_.note), object_.study_instance_uid);
    check_unchanged(situation);
    const bool is_usable = shown().verdict() != Verdict::non_compliant;
    std::optional<std::int64_t> note_version;
    if (is_usable && reading_.role == NoteRole::note) {
        note_version = write_note(situation);
    } else if (situation.present && situation.present->source == NoteSource::received) {
        leave_note(*situation.present);
    }
    write_verdict(is_usable, note_version);
    join_documents(situation);
    if (is_usable) tell_patient(situation);
    if (note_version && situation.are_places_awaited) tell_places(shown().note.references);
    judge_patient();
    if (note_version && chosen_.repair != nullptr) repair_note(situation);
    if (note_version) database::judge_note_of_version(transaction_, *note_version, object_.sop_instance_uid);
    if (reading_.role == NoteRole::rejection) {
        write_rejection(transaction_, {kosd_, reading_, situation.study, is_usable}, quality, now_ms_);
    }
}

void Registration::join_documents(const KosdSituation& situation) {
    if (!joined_) return;
    database::add_document(transaction_, *joined_, {object_.instance, situation.study});
    for (const database::NoteOfDocument& doubled : doubled_) {
        database::merge_notes(transaction_, doubled, *joined_);
    }
}

// A note that is its own, and as it came: what else it is stays without a repair, or with the one that it has.
void Registration::repair_note(const KosdSituation& situation) {
    if (chosen_.is_in_force) return;
    const auto& present = situation.present;
    const bool is_of_its_own = !present || present->source == NoteSource::received;
    const auto kosd = database::find_repairable_kosd(transaction_.connection(), object_.sop_instance_uid);
    const bool is_visible = kosd && kosd->is_visible;  // what was rejected stays so
    if (is_visible && is_of_its_own && !joined_ && (!present || present->is_current)) {
        add_repaired_version(present ? present->note : situation.next_note, present ? present->versions + 1 : 2);
    } else if (chosen_.person) {
        throw Error{ErrorKind::refused, "the KOSD is not alone a note's that is as it came: edit the note instead"};
    }
}

void Registration::add_repaired_version(std::int64_t note, std::int64_t version) {
    const note::Repair& repair = *chosen_.repair;
    const database::Actor actor = chosen_.person.value_or(database::Actor{"kinote", "standing rule"});
    database::NewVersion repaired;
    repaired.is_taken_over = false;
    repaired.findings = boost::json::serialize(note::to_json(repair.reading.findings));
    const std::string rules = boost::json::serialize(boost::json::value_from(note::words_of(repair.rules())));
    const std::string& study = object_.study_instance_uid;
    database::NewRepair row;
    row.kosd = object_.sop_instance_uid;
    row.study_instance_uid = study;
    row.note_version = database::add_note_version(transaction_, note, repair.reading.note, repaired, now_ms_);
    row.was_quarantined = reading_.verdict() == Verdict::non_compliant;
    row.rules = rules;
    row.changes = boost::json::serialize(note::to_json(repair.repaired));
    row.repaired_by = actor.name;
    row.is_by_rule = !chosen_.person;
    database::add_repair(transaction_, row, now_ms_);
    (void)database::give_up_creations(transaction_, note, version, "superseded", now_ms_);
    jobs::enqueue_withdrawals(transaction_, database::withdraw_replaced(transaction_, note, now_ms_), now_ms_);
    // What the standing rule does belongs to the arrival, which has said so itself where rules are to look at it.
    if (chosen_.person) database::add_study_change(transaction_, study, now_ms_);
    database::add_audit_event(
        transaction_,
        {actor, "kosd_repaired", object_.sop_instance_uid, study, fmt::format(R"({{"rules":{}}})", rules)}, now_ms_);
}

std::int64_t Registration::write_note(const KosdSituation& situation) {
    const auto& present = situation.present;
    const bool is_of_its_own = !present || present->source == NoteSource::received;
    // What cannot be used as it came says nothing of which other documents are the same.
    const bool is_joinable = is_of_its_own && reading_.verdict() != Verdict::non_compliant;
    if (is_joinable && joins_note_of_identical(situation)) return joined_->note_version;
    database::NewVersion version;
    version.kosd_sop_instance_uid = object_.sop_instance_uid;
    version.findings = boost::json::serialize(note::to_json(findings_));
    if (!present) return add_note(situation, version);
    if (!is_of_its_own) {
        // The note that this KOSD was made from, unless that is hidden from everybody or selects other images.
        if (present->is_reserved) return present->note_version;
        if (!present->is_withheld && selects_the_same(present->note_version)) return present->note_version;
        version.kosd_sop_instance_uid.reset();
        const std::int64_t added = add_note(situation, version);
        database::hand_over_kosd(transaction_, present->note_version, added, object_.sop_instance_uid);
        return added;
    }
    if (present->is_current) {
        database::renew_received_note(transaction_, situation, reading_.note, version, now_ms_);
    } else if (present->is_withheld) {  // edited or repaired since: that stays
        database::withhold_note(transaction_, present->note, std::nullopt);
    }
    return present->note_version;
}

// One more document of a note that is here. A note of its own, from before they were told, goes for that, unless a
// person has decided of it; and so does each further note that it is a document of.
bool Registration::joins_note_of_identical(const KosdSituation& situation) {
    const auto& present = situation.present;
    IdenticalDocuments found =
        find_identical_documents(transaction_, reading_, situation.patient, present ? present->note : 0);
    findings_ = with_different_documents(reading_.findings, found);
    if (!found.same || (present && (present->versions > 1 || present->is_decided))) return false;
    if (found.own) {
        database::merge_notes(transaction_, *found.own, *found.same);
    } else if (present && !database::hand_on_note(transaction_, present->note_version, object_.instance)) {
        database::remove_note(transaction_, present->note);
    }
    joined_ = std::move(found.same);
    doubled_ = std::move(found.doubled);
    return true;
}

bool Registration::selects_the_same(std::int64_t note_version) {
    const auto selections = database::read_selections(transaction_.connection(), {&note_version, 1});
    const auto selection = selections.find(note_version);
    return selection != selections.end() && note::select_the_same(selection->second, reading_.note.references);
}

std::int64_t Registration::add_note(const KosdSituation& situation, const database::NewVersion& version) {
    database::add_received_note(
        transaction_, situation,
        {base::random_uuid(), NoteSource::received, std::string{received_system}, object_.sop_instance_uid, ""},
        reading_.note, version, now_ms_);
    return situation.next_note_version;
}

// What a person decided of the note outlives a verdict that may change again.
void Registration::leave_note(const database::NoteOfKosd& present) {
    if (database::hand_on_note(transaction_, present.note_version, object_.instance)) return;
    const std::int64_t note = present.note;
    if (reading_.role != NoteRole::note) {
        database::remove_note(transaction_, note);
    } else {
        database::withhold_note(transaction_, note, breaks(reading_, RuleId::K33) ? "other_patient" : "quarantined");
    }
}

// Where only notes know of the study, and none has said whose it is, this one does.
void Registration::tell_patient(const KosdSituation& situation) {
    const note::NotePatient& patient = reading_.note.patient;
    if (!situation.is_study_of_notes || !kosd_.patient_id.empty() || patient.id.empty()) return;
    database::name_patient_of_study(transaction_, situation.study,
                                    {patient.id, patient.issuer_of_id, patient.name, patient.birth_date, patient.sex});
}

// What its evidence places, no CREATE_KOSD need wait for any longer.
void Registration::tell_places(const std::vector<note::NoteReference>& references) {
    std::vector<std::string_view> placed;
    for (const note::NoteReference& reference : references) {
        if (!reference.study_instance_uid.empty()) placed.emplace_back(reference.sop_instance_uid);
        if (!reference.presentation_state_study_instance_uid.empty()) {
            placed.emplace_back(reference.presentation_state_uid);
        }
    }
    (void)database::retry_creations(transaction_, placed, now_ms_);
}

void Registration::write_verdict(bool is_usable, const std::optional<std::int64_t>& note_version) {
    database::KosdVerdict verdict;
    verdict.instance = object_.instance;
    verdict.state = is_usable ? RegistrationState::registered : RegistrationState::quarantined;
    verdict.role = reading_.role;
    verdict.reader_version = reader_version;
    verdict.title = reading_.note.title;
    verdict.reference_count = static_cast<std::int64_t>(reading_.note.references.size());
    verdict.findings = boost::json::serialize(note::to_json(findings_));
    verdict.note_version = note_version;
    database::set_verdict(transaction_, verdict, now_ms_);
    if (note_version) {
        database::add_identical_documents(transaction_, object_.instance, named_documents(reading_));
    }
}

void Registration::judge_patient() {
    const bool is_other_patient = breaks(reading_, RuleId::K33);
    if (is_other_patient || kosd_.is_withheld) {
        database::withhold_instance(transaction_, object_.instance,
                                    is_other_patient ? std::optional<std::string>{"other_patient"} : std::nullopt);
    }
    if (!is_other_patient) return;
    database::raise_exception(transaction_,
                              {std::nullopt, "other_patient",
                               "a KOSD names another patient than its study is known under; it is quarantined "
                               "and not shown",
                               "compare the patients on the page Quarantine, then delete it or its study",
                               object_.study_instance_uid, object_.sop_instance_uid},
                              now_ms_);
}

}  // namespace kinote::object_creator
