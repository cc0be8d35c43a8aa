#include "object_creator/register_kosd.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "database/awaited_object_table.hpp"
#include "database/instance_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/kosd_table.hpp"
#include "database/note_bulk_table.hpp"
#include "database/note_joining.hpp"
#include "database/note_table.hpp"
#include "database/study_table.hpp"
#include "dicom/dataset.hpp"
#include "dicom/tag.hpp"
#include "note/finding.hpp"
#include "note/same_selection.hpp"
#include "note/selection_digest.hpp"
#include "object_creator/identical_documents.hpp"
#include "object_creator/index_lookup.hpp"
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

// The UIDs that the document names anywhere as referenced: what the reader will ask the index for.
void collect_references(const dicom::Item& item, std::vector<std::string>& uids, unsigned depth) {
    constexpr unsigned deepest = 16;
    for (const dicom::Element& element : item.elements()) {
        if (element.tag() == dicom::tag::ReferencedSOPInstanceUID) uids.push_back(element.text());
        if (!element.is_sequence() || depth == deepest) continue;
        for (const dicom::Item& nested : element.items()) collect_references(nested, uids, depth + 1);
    }
}

// A document that cannot even be parsed breaks K01 as a whole.
note::KosReading unreadable(const database::StoredObject& object, const Error& error) {
    note::KosReading reading;
    reading.note.sop_instance_uid = object.sop_instance_uid;
    reading.note.study_instance_uid = object.study_instance_uid;
    reading.findings.push_back({RuleId::K01, Severity::error, "", error.what()});
    return reading;
}

bool breaks(const note::KosReading& reading, RuleId rule) {
    return std::ranges::any_of(reading.findings, [rule](const Finding& finding) {
        return finding.rule == rule && finding.severity == Severity::error;
    });
}

// The writing half of the job, in the transaction that ends it.
class Registration {
public:
    Registration(Transaction& transaction, const database::ObjectInPlace& kosd, const note::KosReading& reading,
                 database::QualityRejection quality, std::int64_t now_ms)
        : transaction_{transaction},
          kosd_{kosd},
          object_{kosd.object},
          reading_{reading},
          findings_{reading.findings},
          quality_{quality},
          now_ms_{now_ms} {}

    /// @throws Error unavailable where the study has become another patient's since the KOSD was judged.
    void write() {
        hold_studies_of(transaction_, reading_);
        const KosdSituation situation = database::find_situation(
            transaction_, object_.sop_instance_uid, note::selection_digest(reading_.note), object_.study_instance_uid);
        if (situation.patient != kosd_.patient) {
            throw Error{ErrorKind::unavailable, "the patient of the study changed while its KOSD was judged"};
        }
        const bool is_usable = reading_.verdict() != Verdict::non_compliant;
        std::optional<std::int64_t> note_version;
        if (is_usable && reading_.role == NoteRole::note) {
            note_version = write_note(situation);
        } else if (situation.present && situation.present->source == NoteSource::received) {
            leave_note(*situation.present);
        }
        write_verdict(is_usable, note_version);
        if (joined_) database::add_document(transaction_, *joined_, {object_.instance, situation.study});
        for (const database::NoteOfDocument& doubled : doubled_) {
            database::merge_notes(transaction_, doubled, *joined_);
        }
        if (is_usable) tell_patient(situation);
        if (note_version && situation.are_places_awaited) tell_places();
        judge_patient();
        if (note_version) database::judge_note_of_version(transaction_, *note_version, object_.sop_instance_uid);
        if (reading_.role == NoteRole::rejection) {
            write_rejection(transaction_, {kosd_, reading_, situation.study, is_usable}, quality_, now_ms_);
        }
    }

private:
    std::int64_t write_note(const KosdSituation& situation) {
        const auto& present = situation.present;
        const bool is_of_its_own = !present || present->source == NoteSource::received;
        if (is_of_its_own && joins_note_of_identical(situation)) return joined_->note_version;
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
        if (present->versions == 1) {
            database::renew_received_note(transaction_, situation, reading_.note, version, now_ms_);
        } else if (present->is_withheld) {  // edited since: the work of a person stays
            database::withhold_note(transaction_, present->note, std::nullopt);
        }
        return present->note_version;
    }

    // One more document of a note that is here. A note of its own, from before they were told, goes for that, unless a
    // person has decided of it; and so does each further note that it is a document of.
    bool joins_note_of_identical(const KosdSituation& situation) {
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

    bool selects_the_same(std::int64_t note_version) {
        const auto selections = database::read_selections(transaction_.connection(), {&note_version, 1});
        const auto selection = selections.find(note_version);
        return selection != selections.end() && note::select_the_same(selection->second, reading_.note.references);
    }

    std::int64_t add_note(const KosdSituation& situation, const database::NewVersion& version) {
        database::add_received_note(
            transaction_, situation,
            {base::random_uuid(), NoteSource::received, std::string{received_system}, object_.sop_instance_uid, ""},
            reading_.note, version, now_ms_);
        return situation.next_note_version;
    }

    // What a person decided of the note outlives a verdict that may change again.
    void leave_note(const database::NoteOfKosd& present) {
        if (database::hand_on_note(transaction_, present.note_version, object_.instance)) return;
        const std::int64_t note = present.note;
        if (reading_.role != NoteRole::note) {
            database::remove_note(transaction_, note);
        } else {
            database::withhold_note(transaction_, note,
                                    breaks(reading_, RuleId::K33) ? "other_patient" : "quarantined");
        }
    }

    // Where only notes know of the study, and none has said whose it is, this one does.
    void tell_patient(const KosdSituation& situation) {
        const note::NotePatient& patient = reading_.note.patient;
        if (!situation.is_study_of_notes || !kosd_.patient_id.empty() || patient.id.empty()) return;
        database::name_patient_of_study(
            transaction_, situation.study,
            {patient.id, patient.issuer_of_id, patient.name, patient.birth_date, patient.sex});
    }

    // What its evidence places, no CREATE_KOSD need wait for any longer.
    void tell_places() {
        std::vector<std::string_view> placed;
        for (const note::NoteReference& reference : reading_.note.references) {
            if (!reference.study_instance_uid.empty()) placed.emplace_back(reference.sop_instance_uid);
            if (!reference.presentation_state_study_instance_uid.empty()) {
                placed.emplace_back(reference.presentation_state_uid);
            }
        }
        (void)database::retry_creations(transaction_, placed, now_ms_);
    }

    void write_verdict(bool is_usable, const std::optional<std::int64_t>& note_version) {
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

    void judge_patient() {
        const bool is_other_patient = breaks(reading_, RuleId::K33);
        if (is_other_patient || kosd_.is_withheld) {
            database::withhold_instance(transaction_, object_.instance,
                                        is_other_patient ? std::optional<std::string>{"other_patient"} : std::nullopt);
        }
        if (!is_other_patient) return;
        database::raise_exception(
            transaction_,
            {std::nullopt, "other_patient",
             "a KOSD names another patient than its study is known under; it is quarantined "
             "and not shown",
             "compare the patients, then register or delete it", object_.study_instance_uid, object_.sop_instance_uid},
            now_ms_);
    }

    Transaction& transaction_;
    const database::ObjectInPlace& kosd_;
    const database::StoredObject& object_;
    const note::KosReading& reading_;
    std::vector<Finding> findings_;
    database::QualityRejection quality_;
    std::int64_t now_ms_;
    std::optional<database::NoteOfDocument> joined_;  // the note that the KOSD is one more document of
    std::vector<database::NoteOfDocument> doubled_;   // notes that go for it
};

}  // namespace

jobs::Ending RegisterKosdHandler::operator()(const database::ClaimedJob& job, const std::stop_token&) const {
    std::optional<database::ObjectInPlace> kosd;
    {
        const database::PooledConnection connection = database_.connection();
        kosd = database::find_object_in_place(*connection, job.subject);
    }
    if (!kosd) {
        throw Error{ErrorKind::not_found, fmt::format("the KOSD {} is no longer here", job.subject)};
    }
    if (kosd->is_marked) {
        throw Error{ErrorKind::refused,
                    fmt::format("the KOSD {} is marked for deletion: take that back first", job.subject)};
    }
    note::KosReading reading = read(*kosd);
    kosd->object.bytes.reset();
    if (reading.verdict() == Verdict::non_compliant) {
        base::log::warn("KOSD quarantined", {{"job", job.id},
                                             {"sop_instance_uid", kosd->object.sop_instance_uid},
                                             {"findings", reading.findings.size()}});
    }
    return [this, kosd = std::move(*kosd), reading = std::move(reading)](Transaction& transaction) {
        Registration{transaction, kosd, reading, settings_.quality, clock_.now_ms()}.write();
    };
}

note::KosReading RegisterKosdHandler::read(const database::ObjectInPlace& object) const {
    const std::unique_ptr<dicom::ByteSource> source = image_cache_.open(object.object);
    dicom::DatasetOptions parsing;
    parsing.fallback_character_set = settings_.fallback_character_set;
    try {
        const dicom::Dataset kos = dicom::Dataset::read(*source, parsing);
        std::vector<std::string> referenced;
        collect_references(kos, referenced, 0);
        std::ranges::sort(referenced);
        const auto repeated = std::ranges::unique(referenced);
        referenced.erase(repeated.begin(), repeated.end());
        const std::vector<std::string_view> uids{referenced.begin(), referenced.end()};
        const database::PooledConnection connection = database_.connection();
        const IndexLookup index{*connection, object, uids};
        note::ReadingOptions options;
        options.is_strict = settings_.is_strict;
        options.site_titles = settings_.site_titles;
        options.known_objects = &index;
        note::KosReading reading = note::read_kos(kos, options);
        // Each reference says for itself whether its object is here: that changes, and what is kept here would not.
        std::erase_if(reading.findings, [](const Finding& finding) { return finding.rule == RuleId::K34; });
        return reading;
    } catch (const Error& error) {
        // What the bytes are to blame for is a finding; what the disk or the database is to blame for is not.
        if (error.kind() != ErrorKind::corrupt && error.kind() != ErrorKind::invalid) throw;
        return unreadable(object.object, error);
    }
}

}  // namespace kinote::object_creator
