#include "authoring/note_authoring.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "database/awaited_object_table.hpp"
#include "database/creatable_note.hpp"
#include "database/deletion_table.hpp"
#include "database/held_note.hpp"
#include "database/instance_table.hpp"
#include "database/note_table.hpp"
#include "database/study_change_table.hpp"
#include "database/study_listing.hpp"
#include "database/study_table.hpp"
#include "database/whole_commit.hpp"
#include "dicom/sop_class.hpp"
#include "jobs/availability_notices.hpp"
#include "jobs/creations.hpp"
#include "jobs/withdrawals.hpp"

namespace kinote::authoring {
namespace {

using base::Error;
using base::ErrorKind;
using database::InstanceSummary;
using database::Transaction;
using note::KeyImageNote;
using note::NoteReference;

using Index = std::map<std::string, InstanceSummary, std::less<>>;  // by SOP Instance UID

Index look_up(database::Connection& connection, const KeyImageNote& draft) {
    std::vector<std::string_view> uids;
    for (const NoteReference& reference : draft.references) {
        uids.emplace_back(reference.sop_instance_uid);
        if (!reference.presentation_state_uid.empty()) uids.emplace_back(reference.presentation_state_uid);
    }
    Index index;
    for (InstanceSummary& instance : database::find_visible_instances(connection, uids)) {
        std::string uid = instance.sop_instance_uid;
        index.emplace(std::move(uid), std::move(instance));
    }
    return index;
}

// What the index says is taken; what the draft says besides must agree.
void take(std::string& field, const std::string& here, std::string_view name, const std::string& object) {
    if (!field.empty() && field != here) {
        throw Error{ErrorKind::invalid,
                    fmt::format("references: the {} of {} is {}, not {}", name, object, here, field)};
    }
    field = here;
}

void place_reference(const Index& index, NoteReference& reference) {
    const std::string& uid = reference.sop_instance_uid;
    if (const auto found = index.find(uid); found != index.end()) {
        const InstanceSummary& here = found->second;
        take(reference.study_instance_uid, here.study_instance_uid, "study_instance_uid", uid);
        take(reference.series_instance_uid, here.series_instance_uid, "series_instance_uid", uid);
        take(reference.sop_class_uid, here.sop_class_uid, "sop_class_uid", uid);
        if (!reference.frames.empty() && reference.frames.back() > std::max<std::int64_t>(here.number_of_frames, 1)) {
            throw Error{ErrorKind::invalid, fmt::format("references: {} has {} frames, not {}", uid,
                                                        here.number_of_frames, reference.frames.back())};
        }
    }
    const auto state = index.find(reference.presentation_state_uid);
    if (state == index.end()) return;
    if (!dicom::is_presentation_state(state->second.sop_class_uid)) {
        throw Error{ErrorKind::invalid,
                    fmt::format("references: {} is no presentation state", reference.presentation_state_uid)};
    }
    reference.presentation_state_class_uid = state->second.sop_class_uid;
    reference.presentation_state_study_instance_uid = state->second.study_instance_uid;
    reference.presentation_state_series_instance_uid = state->second.series_instance_uid;
}

database::StudyRow known_study(database::Connection& connection, const std::string& study_instance_uid) {
    const bool is_visible = database::find_listed_study(connection, study_instance_uid).has_value();
    auto study = is_visible ? database::find_study(connection, study_instance_uid) : std::nullopt;
    if (study) return *std::move(study);
    throw Error{ErrorKind::not_found,
                fmt::format("no study {} is known here: import it, or one of its objects, first", study_instance_uid)};
}

void check_patients(database::Connection& connection, const KeyImageNote& draft, const database::StudyRow& own) {
    std::set<std::string> others;
    for (const NoteReference& reference : draft.references) {
        const std::string& study = reference.study_instance_uid;
        if (!study.empty() && study != draft.study_instance_uid) others.insert(study);
    }
    for (const std::string& other : others) {
        const auto study = database::find_study(connection, other);
        if (!study || database::can_be_same_patient(study->patient_attributes, own.patient_attributes)) continue;
        throw Error{ErrorKind::invalid, fmt::format("references: study {} is another patient's than study {}", other,
                                                    draft.study_instance_uid)};
    }
}

// Study, patient and objects as they are known here.
void place(database::Connection& connection, KeyImageNote& draft) {
    const database::StudyRow study = known_study(connection, draft.study_instance_uid);
    const database::PatientAttributes& patient = study.patient_attributes;
    draft.patient = {patient.patient_id, patient.issuer_of_patient_id, patient.patient_name, patient.birth_date,
                     patient.sex};
    const Index index = look_up(connection, draft);
    for (NoteReference& reference : draft.references) place_reference(index, reference);
    check_patients(connection, draft, study);
}

database::NewVersion by_a_person() {
    database::NewVersion version;
    version.is_taken_over = false;
    return version;
}

database::HeldNote hold_visible(Transaction& transaction, std::string_view note,
                                const std::vector<std::string_view>& studies = {}) {
    const auto held = database::hold_note(transaction, note, studies);
    if (held && !held->is_marked && !held->is_withheld && !held->is_joined) return *held;
    throw Error{ErrorKind::not_found, "no such note is here"};
}

// Those that the draft touches, once it is placed.
std::vector<std::string_view> studies_of(const KeyImageNote& draft) {
    std::vector<std::string_view> studies{draft.study_instance_uid};
    for (const NoteReference& reference : draft.references) {
        if (!reference.study_instance_uid.empty()) studies.emplace_back(reference.study_instance_uid);
    }
    return studies;
}

database::DeletionTarget target_of(std::string_view note, const database::HeldNote& held) {
    return {database::DeletionLevel::note, note, held.study_instance_uid};
}

// The content of a version, as a draft of the next one.
KeyImageNote draft_of(const database::CreatableNote& current) {
    KeyImageNote draft;
    draft.title = current.title;
    draft.modifiers = current.modifiers;
    draft.description = current.description;
    draft.language = current.language;
    draft.author = current.author;
    draft.observers = current.observers;
    for (const database::CreatableReference& reference : current.references) {
        const note::PlacedObject& place = reference.object.place;
        NoteReference kept;
        kept.study_instance_uid = place.study_instance_uid;
        kept.series_instance_uid = place.series_instance_uid;
        kept.sop_class_uid = place.sop_class_uid;
        kept.sop_instance_uid = place.sop_instance_uid;
        kept.frames = reference.frames;
        if (reference.presentation_state) {
            const note::PlacedObject& state = reference.presentation_state->place;
            kept.presentation_state_uid = state.sop_instance_uid;
            kept.presentation_state_class_uid = state.sop_class_uid;
            kept.presentation_state_study_instance_uid = state.study_instance_uid;
            kept.presentation_state_series_instance_uid = state.series_instance_uid;
        }
        draft.references.push_back(std::move(kept));
    }
    return draft;
}

void drop(KeyImageNote& draft, std::string_view sop_instance_uid) {
    std::size_t dropped = std::erase_if(draft.references, [sop_instance_uid](const NoteReference& reference) {
        return reference.sop_instance_uid == sop_instance_uid;
    });
    for (NoteReference& reference : draft.references) {
        if (reference.presentation_state_uid != sop_instance_uid) continue;
        reference.presentation_state_uid.clear();
        reference.presentation_state_class_uid.clear();
        reference.presentation_state_study_instance_uid.clear();
        reference.presentation_state_series_instance_uid.clear();
        ++dropped;
    }
    if (dropped == 0) {
        throw Error{ErrorKind::not_found, fmt::format("the note does not refer to {}", sop_instance_uid)};
    }
    if (draft.references.empty()) {
        throw Error{ErrorKind::refused, "a note needs a reference: mark it for deletion instead"};
    }
}

void add_changes(Transaction& transaction, const KeyImageNote& draft, std::int64_t now_ms) {
    const std::vector<std::string_view> studies = studies_of(draft);
    for (const std::string_view study : std::set<std::string_view>{studies.begin(), studies.end()}) {
        database::add_study_change(transaction, study, now_ms);
    }
}

std::string version_details(std::int64_t version, std::string_view reason = {}) {
    boost::json::object details{{"version", version}};
    if (!reason.empty()) details["reason"] = reason;
    return boost::json::serialize(details);
}

}  // namespace

// "2026-11-27T11:06:57.123Z" as DT: "20261127110657.123+0000".
void NoteAuthoring::stamp(KeyImageNote& draft) const {
    const std::int64_t now_ms = clock_.now_ms();
    std::string made = base::iso_8601(now_ms);
    std::erase_if(made, [](char character) { return character != '.' && (character < '0' || character > '9'); });
    draft.times.made_at = made + "+0000";
    draft.times.made_at_ms = now_ms;
}

std::string NoteAuthoring::create(KeyImageNote draft, const database::Actor& actor) {
    stamp(draft);
    database::NewNote note;
    note.uuid = base::random_uuid();
    note.source = database::NoteSource::local;
    note.source_system = "kinote";
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        place(transaction.connection(), draft);
        const std::int64_t row = database::add_note(transaction, note, clock_.now_ms());
        database::add_note_version(transaction, row, draft, by_a_person(), clock_.now_ms());
        add_changes(transaction, draft, clock_.now_ms());
        database::add_audit_event(transaction,
                                  {actor, "note_created", note.uuid, draft.study_instance_uid, version_details(1)},
                                  clock_.now_ms());
    });
    return note.uuid;
}

std::int64_t NoteAuthoring::add_version(Transaction& transaction, std::string_view note, const database::HeldNote& held,
                                        KeyImageNote draft, const database::Actor& actor) const {
    stamp(draft);
    place(transaction.connection(), draft);
    database::add_note_version(transaction, held.note, draft, by_a_person(), clock_.now_ms());
    add_changes(transaction, draft, clock_.now_ms());
    const std::int64_t made = held.version + 1;
    (void)database::give_up_creations(transaction, held.note, made, "superseded", clock_.now_ms());
    jobs::enqueue_withdrawals(transaction, database::withdraw_replaced(transaction, held.note, clock_.now_ms()),
                              clock_.now_ms());
    database::add_audit_event(transaction, {actor, "note_edited", note, held.study_instance_uid, version_details(made)},
                              clock_.now_ms());
    return made;
}

std::optional<std::int64_t> NoteAuthoring::edit(std::string_view note, std::int64_t expected_version,
                                                KeyImageNote draft, const database::Actor& actor) {
    std::optional<std::int64_t> made;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        place(transaction.connection(), draft);
        const database::HeldNote held = hold_visible(transaction, note, studies_of(draft));
        if (held.version != expected_version) return;
        if (held.study_instance_uid != draft.study_instance_uid) {
            throw Error{ErrorKind::invalid, fmt::format("study_instance_uid: the note is filed in study {}; make a new "
                                                        "note for another study",
                                                        held.study_instance_uid)};
        }
        made = add_version(transaction, note, held, draft, actor);
    });
    return made;
}

std::optional<std::int64_t> NoteAuthoring::drop_reference(std::string_view note, std::int64_t expected_version,
                                                          std::string_view sop_instance_uid,
                                                          const database::Actor& actor) {
    std::optional<std::int64_t> made;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        const database::HeldNote held = hold_visible(transaction, note);
        if (held.version != expected_version) return;
        const auto current = database::find_creatable_note(transaction.connection(), note, expected_version);
        if (!current) throw Error{ErrorKind::not_found, "the note has been withdrawn"};
        KeyImageNote draft = draft_of(*current);
        draft.study_instance_uid = held.study_instance_uid;
        drop(draft, sop_instance_uid);
        made = add_version(transaction, note, held, std::move(draft), actor);
    });
    return made;
}

bool NoteAuthoring::mark_for_deletion(std::string_view note, std::int64_t expected_version,
                                      const database::Actor& actor, std::string_view reason) {
    bool is_done = false;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        const database::HeldNote held = hold_visible(transaction, note);
        is_done = held.version == expected_version;
        if (!is_done) return;
        const auto reach = database::mark_for_deletion(transaction, target_of(note, held), actor.name, clock_.now_ms());
        is_done = reach.has_value();
        if (!is_done) return;
        jobs::enqueue_withdrawals(
            transaction, database::withdraw_marked(transaction, reach->mark_cause, clock_.now_ms()), clock_.now_ms());
        jobs::enqueue_availability_notices(transaction, reach->studies, clock_.now_ms());
        database::add_audit_event(
            transaction, {actor, "note_marked", note, held.study_instance_uid, version_details(held.version, reason)},
            clock_.now_ms());
    });
    return is_done;
}

void NoteAuthoring::undo_deletion(std::string_view note, const database::Actor& actor) {
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        const auto held = database::hold_note(transaction, note);
        if (!held || !held->is_marked) {
            throw Error{ErrorKind::not_found, "no such note is marked for deletion, or it has been purged"};
        }
        if (held->is_purged) {
            throw Error{ErrorKind::refused,
                        "the note has been purged: nothing of it is left that could be shown again. Its source still "
                        "has it, or its KOSDs where they were sent"};
        }
        const auto reach = database::undo_deletion(transaction, target_of(note, *held), clock_.now_ms());
        if (!reach) {
            throw Error{ErrorKind::not_found, "the note was marked with its study or its KOSD: take that mark back"};
        }
        jobs::enqueue_taken_back(transaction, reach->creations, clock_.now_ms());
        jobs::enqueue_availability_notices(transaction, reach->studies, clock_.now_ms());
        database::add_study_change(transaction, held->study_instance_uid, clock_.now_ms());
        database::add_audit_event(
            transaction, {actor, "note_unmarked", note, held->study_instance_uid, version_details(held->version)},
            clock_.now_ms());
    });
}

}  // namespace kinote::authoring
