#include "legacy_migration/note_writing.hpp"

#include <algorithm>
#include <utility>

#include "base/random.hpp"
#include "database/job_exception_table.hpp"
#include "database/note_joining.hpp"
#include "database/note_table.hpp"
#include "note/same_selection.hpp"
#include "note/selection_digest.hpp"

namespace kinote::legacy_migration {
namespace {

constexpr std::string_view other_patient = "other_patient";

bool is_written(const JudgedNote& judged) {
    return judged.action == NoteAction::add || judged.action == NoteAction::renew;
}

}  // namespace

std::unordered_map<std::size_t, std::int64_t> NoteWriting::write() {
    collect_studies();
    collect_versions();
    find_joins();
    const std::vector<std::int64_t> former = database::studies_of_notes(transaction_.connection(), present_notes_);
    studies_to_recount_.insert(former.begin(), former.end());
    const std::vector<database::AddedVersion> added = database::add_versions(transaction_, versions_, batch_.now_ms);
    write_joins(added);
    withdraw();
    raise_exceptions();
    recount();
    std::unordered_map<std::size_t, std::int64_t> version_of_note;
    for (std::size_t i = 0; i < added.size(); ++i) version_of_note.emplace(places_[i], added[i].note_version);
    return version_of_note;
}

void NoteWriting::collect_studies() {
    MissingStudies missing;
    for (std::size_t i = 0; i < batch_.notes.size(); ++i) {
        if (!is_written(batch_.judged[i])) continue;
        for (const std::string& uid : batch_.judged[i].studies) {
            const auto known = batch_.index.studies.find(uid);
            if (known != batch_.index.studies.end()) {
                take_known_study(i, uid, known->second);
            } else {
                take_missing_study(i, uid, missing);
            }
        }
    }
    const std::vector<std::int64_t> ids = database::add_studies_of_notes(transaction_, missing.studies, batch_.now_ms);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        studies_.emplace(missing.studies[i].study.study_instance_uid, ids[i]);
    }
    replace_studies();
}

// A study that is here without a Patient ID gets the patient whom the first note that gives one names.
void NoteWriting::take_known_study(std::size_t place, const std::string& uid, const database::StudyRow& study) {
    studies_.emplace(uid, study.id);
    studies_to_recount_.insert(study.id);
    if (study.established_by == database::EstablishedBy::note) judged_by_notes_.insert(study.id);
    const database::PatientAttributes patient = patient_of(batch_.notes[place]);
    if (!batch_.judged[place].is_other_patient && is_completed_by(study, patient) &&
        named_studies_.insert(uid).second) {
        database::name_patient_of_study(transaction_, study.id, patient);
    }
}

// A study that nothing has told of yet is what the first of its notes says; its patient is whom the first that gives a
// Patient ID names.
void NoteWriting::take_missing_study(std::size_t place, const std::string& uid, MissingStudies& missing) const {
    const BuiltNote& note = batch_.notes[place];
    const database::PatientAttributes patient = patient_of(note);
    const auto [index, is_new] = missing.places.emplace(uid, missing.studies.size());
    if (is_new) {
        const bool is_own = uid == note.content.study_instance_uid;
        missing.studies.push_back({patient, is_own ? note.study : database::StudyAttributes{}, 0});
        missing.studies.back().study.study_instance_uid = uid;
    }
    if (batch_.judged[place].is_other_patient) return;
    database::StudyOfNotes& study = missing.studies[index->second];
    ++study.note_count;
    if (study.patient.patient_id.empty()) study.patient = patient;
}

// A note that changed may say otherwise of the study that only notes know of.
void NoteWriting::replace_studies() {
    for (std::size_t i = 0; i < batch_.notes.size(); ++i) {
        const JudgedNote& judged = batch_.judged[i];
        if (judged.action != NoteAction::renew || judged.is_other_patient) continue;
        const auto known = batch_.index.studies.find(batch_.notes[i].content.study_instance_uid);
        if (known == batch_.index.studies.end() || known->second.established_by != database::EstablishedBy::note) {
            continue;
        }
        const database::PatientAttributes patient = patient_of(batch_.notes[i]);
        if (patient.patient_id.empty()) continue;
        database::replace_study_of_notes(transaction_, known->second.id, {patient, batch_.notes[i].study, 0});
    }
}

void NoteWriting::collect_versions() {
    for (std::size_t i = 0; i < batch_.notes.size(); ++i) {
        const JudgedNote& judged = batch_.judged[i];
        if (judged.action == NoteAction::withdraw) present_notes_.push_back(judged.present->note);
        if (!is_written(judged)) continue;
        const BuiltNote& note = batch_.notes[i];
        database::BulkVersion version;
        if (judged.action == NoteAction::renew) {
            version.note = judged.present->note;
            version.version = judged.present->version + 1;
            present_notes_.push_back(version.note);
        } else {
            version.new_note.uuid = base::random_uuid();
        }
        version.new_note.source = database::NoteSource::legacy;
        version.new_note.source_system = batch_.source_system;
        version.new_note.source_key = note.source_note_id;
        version.new_note.source_digest = note.source_digest;
        version.content = &note.content;
        version.selection_digest = note::selection_digest(note.content);
        if (judged.is_other_patient) version.withheld = std::string{other_patient};
        for (const std::string& uid : judged.studies) version.studies.push_back(studies_.at(uid));
        versions_.push_back(std::move(version));
        places_.push_back(i);
    }
}

// A legacy note and the KOSD made from it are one note, which is shown as the legacy one.
void NoteWriting::find_joins() {
    std::vector<std::string_view> kosds;
    std::vector<std::string_view> digests;
    for (std::size_t i = 0; i < versions_.size(); ++i) {
        if (note_of(i).kosd_sop_instance_uid) kosds.emplace_back(*note_of(i).kosd_sop_instance_uid);
        digests.emplace_back(versions_[i].selection_digest);
    }
    const auto owners = database::find_notes_of_kosds(transaction_.connection(), kosds);
    const auto alike = database::find_probably_same_notes(transaction_.connection(), digests);
    std::vector<std::int64_t> owning_versions;
    owning_versions.reserve(owners.size());
    for (const auto& [uid, owner] : owners) owning_versions.push_back(owner.note_version);
    const auto selections = database::read_selections(transaction_.connection(), owning_versions);

    for (std::size_t i = 0; i < versions_.size(); ++i) {
        const auto& kosd = note_of(i).kosd_sop_instance_uid;
        const auto owner = kosd ? owners.find(*kosd) : owners.end();
        if (owner != owners.end()) {
            join_by_kosd(i, owner->second, selections);
            continue;
        }
        if (kosd && kosds_taken_.insert(*kosd).second) versions_[i].kosd_sop_instance_uid = kosd;
        const auto same = alike.find(versions_[i].selection_digest);
        const bool is_joined =
            same != alike.end() && !versions_[i].withheld && joined_notes_.insert(same->second.note).second;
        if (is_joined) joins_.push_back({same->second, i, false, ""});
    }
}

void NoteWriting::join_by_kosd(std::size_t place, const database::JoinableNote& owner,
                               const std::unordered_map<std::int64_t, std::vector<note::NoteReference>>& selections) {
    if (owner.note == versions_[place].note) return;  // the version before was made as it
    const auto selection = selections.find(owner.note_version);
    const bool is_same =
        selection != selections.end() && note::select_the_same(selection->second, note_of(place).content.references);
    if (is_same && owner.is_joinable && !versions_[place].withheld && joined_notes_.insert(owner.note).second) {
        joins_.push_back({owner, place, true, *note_of(place).kosd_sop_instance_uid});
        return;
    }
    add_remark(batch_.judged[places_[place]].reason, is_same ? "its KOSD is another note's: both are shown"
                                                             : "its KOSD selects other images: both are shown");
}

void NoteWriting::write_joins(const std::vector<database::AddedVersion>& added) {
    for (const Join& join : joins_) {
        const database::AddedVersion& shown = added[join.place];
        if (join.is_by_kosd) {
            database::hand_over_kosd(transaction_, join.note.note_version, shown.note_version,
                                     join.kosd_sop_instance_uid);
        }
        database::join_notes(transaction_, join.note.note, shown.note, join.is_by_kosd ? "kosd" : "probable");
    }
}

void NoteWriting::withdraw() {
    std::vector<std::int64_t> withdrawn;
    for (std::size_t i = 0; i < batch_.notes.size(); ++i) {
        if (batch_.judged[i].action != NoteAction::withdraw) continue;
        withdrawn.push_back(batch_.judged[i].present->note);
        database::set_source_digest(transaction_, withdrawn.back(), batch_.notes[i].source_digest);
    }
    if (withdrawn.empty()) return;
    database::withdraw_notes(transaction_, withdrawn);
    database::part_what_is_shown_as(transaction_, withdrawn);
}

void NoteWriting::raise_exceptions() {
    std::set<std::string> told;
    for (std::size_t i = 0; i < batch_.notes.size(); ++i) {
        if (!is_written(batch_.judged[i]) || !batch_.judged[i].is_other_patient) continue;
        const std::string& study = batch_.notes[i].content.study_instance_uid;
        if (!told.insert(study).second) continue;
        database::raise_exception(
            transaction_,
            {std::nullopt, other_patient,
             "a note of the legacy system names another patient than its study is known under; it "
             "is kept and not shown",
             "compare the patients, then show the note or delete it", study, ""},
            batch_.now_ms);
    }
}

void NoteWriting::recount() {
    const std::vector<std::int64_t> studies{studies_to_recount_.begin(), studies_to_recount_.end()};
    database::recount_studies(transaction_, studies);
    // An object that came meanwhile has not seen the notes of this batch, and could not withhold them.
    const std::vector<std::int64_t> of_notes{judged_by_notes_.begin(), judged_by_notes_.end()};
    database::refuse_studies_of_objects(transaction_, of_notes);
}

}  // namespace kinote::legacy_migration
