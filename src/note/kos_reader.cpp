#include "note/kos_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "dicom/date_time.hpp"
#include "note/content_item.hpp"
#include "note/content_tree.hpp"
#include "note/document_rules.hpp"
#include "note/evidence.hpp"
#include "note/finding_list.hpp"
#include "note/reference_rules.hpp"

namespace kinote::note {
namespace {

namespace tag = dicom::tag;

NotePatient read_patient(const dicom::Item& kos) {
    return {kos.text(tag::PatientID), kos.text(tag::IssuerOfPatientID), kos.text(tag::PatientName),
            kos.text(tag::PatientBirthDate), kos.text(tag::PatientSex)};
}

/// A date and a time as DT, with the offset that governs both (PS3.3 C.12.1.1.8).
std::string joined(const std::string& date, const std::string& time, const std::string& offset) {
    return date.empty() ? std::string{} : date + time + offset;
}

NoteTimes read_times(const dicom::Item& kos) {
    NoteTimes times;
    times.content_date = kos.text(tag::ContentDate);
    times.content_time = kos.text(tag::ContentTime);
    times.observation_date_time = kos.text(tag::ObservationDateTime);
    times.timezone_offset = kos.text(tag::TimezoneOffsetFromUTC);
    const std::string& offset = times.timezone_offset;
    const bool has_own_offset = times.observation_date_time.find_first_of("+-") != std::string::npos;
    const std::array candidates{
        joined(times.observation_date_time, "", has_own_offset ? "" : offset),
        joined(times.content_date, times.content_time, offset),
        joined(kos.text(tag::InstanceCreationDate), kos.text(tag::InstanceCreationTime), offset),
        joined(kos.text(tag::SeriesDate), kos.text(tag::SeriesTime), offset),
    };
    const auto is_date_time = [](const std::string& text) { return dicom::parse_date_time(text).has_value(); };
    const auto made = std::ranges::find_if(candidates, is_date_time);
    if (made == candidates.end()) return times;
    times.made_at = *made;
    times.made_at_ms = dicom::parse_date_time(*made)->utc_ms();
    return times;
}

/// The first person who observed, else whom the header names.
std::string author_of(const dicom::Item& kos, const std::vector<Observer>& observers) {
    const auto is_named_person = [](const Observer& observer) {
        return observer.type == ObserverType::person && !observer.name.empty();
    };
    const auto observer = std::ranges::find_if(observers, is_named_person);
    if (observer != observers.end()) return observer->name;
    for (const dicom::Tag named : {tag::OperatorsName, tag::NameOfPhysiciansReadingStudy, tag::VerifyingObserverName}) {
        if (std::string name = kos.text(named); !name.empty()) return name;
    }
    const auto verifier = kos.items(tag::VerifyingObserverSequence).first();
    return verifier ? verifier->text(tag::VerifyingObserverName) : std::string{};
}

void judge_modifiers(const KeyImageNote& note, FindingList& findings) {
    if (required_modifiers(note.title).empty() || !note.modifiers.empty()) return;
    findings.warning(RuleId::K16, Place{}.in(tag::ContentSequence),
                     fmt::format("the title \"{}\" needs a Document Title Modifier", note.title.meaning));
}

}  // namespace

KosReading read_kos(const dicom::Dataset& kos, const ReadingOptions& options) {
    FindingList findings;
    KosReading reading;
    KeyImageNote& note = reading.note;
    note.title = code_in(kos, tag::ConceptNameCodeSequence);
    reading.role = role_of(note.title, options.site_titles);
    judge_document(kos, findings);
    judge_title(note.title, options, findings);
    judge_values(kos, findings);

    ContentTree tree = read_content_tree(kos, note.title, findings);
    const Evidence evidence = read_evidence(kos, findings);
    note.references = join_references(std::move(tree.references), {kos, evidence, reading.role, options}, findings);
    note.modifiers = std::move(tree.modifiers);
    note.description = std::move(tree.description);
    note.language = std::move(tree.language);
    note.observers = std::move(tree.observers);
    judge_modifiers(note, findings);

    note.author = author_of(kos, note.observers);
    note.times = read_times(kos);
    note.study_instance_uid = kos.text(tag::StudyInstanceUID);
    note.series_instance_uid = kos.text(tag::SeriesInstanceUID);
    note.sop_instance_uid = kos.text(tag::SOPInstanceUID);
    note.series_number = kos.integer(tag::SeriesNumber).value_or(0);
    note.instance_number = kos.integer(tag::InstanceNumber).value_or(0);
    note.patient = read_patient(kos);
    reading.identical_documents = read_identical_documents(kos);
    reading.findings = findings.take();
    return reading;
}

}  // namespace kinote::note
