#include "server/json_views.hpp"

#include "server/json_array.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "dicom/sop_class.hpp"
#include "server/json_values.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;

json::value code_to_json(const note::Code& code) {
    return json::object{{"value", text_or_null(code.value)},
                        {"scheme", text_or_null(code.scheme)},
                        {"meaning", text_or_null(code.meaning)}};
}

json::value code_or_null(const note::Code& code) {
    return code.is_empty() && code.meaning.empty() ? json::value(nullptr) : code_to_json(code);
}

// Instance Availability (0008,0056), PS3.3 C.4.23.1.1.
std::string_view availability_of(bool is_nearline) { return is_nearline ? "NEARLINE" : "ONLINE"; }

json::value reference_to_json(const database::ListedReference& reference) {
    json::array frames;
    for (const std::int32_t frame : reference.frames) frames.emplace_back(frame);
    const bool is_renderable =
        reference.is_present && reference.has_frames && dicom::is_image_storage(reference.sop_class_uid);
    return json::object{
        {"study_instance_uid", text_or_null(reference.study_instance_uid)},
        {"series_instance_uid", text_or_null(reference.series_instance_uid)},
        {"sop_instance_uid", reference.sop_instance_uid},
        {"sop_class_uid", text_or_null(reference.sop_class_uid)},
        {"frames", std::move(frames)},
        {"presentation_state_uid", text_or_null(reference.presentation_state_uid)},
        {"present", reference.is_present},
        {"other_patient", reference.is_of_other_patient},
        {"renderable", is_renderable},
        {"availability",
         reference.is_present ? json::value(availability_of(reference.is_nearline)) : json::value(nullptr)},
    };
}

json::value findings_to_json(const std::string& column) {
    boost::system::error_code failure;
    json::value findings = json::parse(column, failure);
    return failure ? json::value(json::array{}) : std::move(findings);
}

// "20240301123456.5" as "2024-03-01T12:34:56": as far as it goes, without its fraction and offset.
std::string local_time(std::string_view date_time) {
    const std::size_t digits = std::min(date_time.find_first_not_of("0123456789"), date_time.size());
    constexpr std::array<std::string_view, 6> before{"", "-", "-", "T", ":", ":"};
    constexpr std::array<std::size_t, 6> length{4, 2, 2, 2, 2, 2};
    std::string text;
    std::size_t position = 0;
    for (std::size_t part = 0; part < before.size() && position + length[part] <= digits; ++part) {
        text.append(before[part]).append(date_time.substr(position, length[part]));
        position += length[part];
    }
    return text;
}

}  // namespace

json::value time_to_json(const std::optional<std::int64_t>& utc_ms, const std::optional<std::string>& dicom_date_time) {
    if (utc_ms) return json::value(base::iso_8601(*utc_ms));
    if (dicom_date_time && !dicom_date_time->empty()) return json::value(local_time(*dicom_date_time));
    return nullptr;
}

json::value to_json(const database::ListedStudy& study) {
    json::array modalities;
    for (const std::string& modality : study.modalities) modalities.emplace_back(modality);
    return json::object{
        {"study_instance_uid", study.study_instance_uid},
        {"patient_id", study.patient_id},
        {"patient_name", study.patient_name},
        {"patient_birth_date", study.patient_birth_date},
        {"patient_sex", study.patient_sex},
        {"study_date", study.study_date},
        {"accession_number", study.accession_number},
        {"description", study.description},
        {"modalities", std::move(modalities)},
        {"notes", study.notes},
        {"objects", study.objects},
        {"availability", availability_of(study.is_nearline)},
    };
}

json::value to_json(const query::StudyPage& page) {
    return json::object{{"studies", array_of(page.studies)},
                        {"has_more", page.has_more},
                        {"total", page.total ? json::value(*page.total) : json::value()}};
}

json::value to_json(const database::ListedNote& note) {
    json::array references;
    for (const database::ListedReference& reference : note.references) {
        references.push_back(reference_to_json(reference));
    }
    json::array modifiers;
    for (const note::Code& modifier : note.modifiers) modifiers.push_back(code_to_json(modifier));
    return json::object{
        {"id", note.uuid},
        {"version", note.version},
        {"title", code_or_null(note.title)},
        {"modifiers", std::move(modifiers)},
        {"description", text_or_null(note.description)},
        {"author", text_or_null(note.author)},
        {"created_at", time_to_json(note.made_ms, note.made_at)},
        {"source", note.source},
        {"source_system", note.source_system},
        {"also_from", text_or_null(note.also_from)},
        {"state", note.state},
        {"registered", true},
        {"study_instance_uid", note.study_instance_uid},
        {"findings", findings_to_json(note.findings)},
        {"references", std::move(references)},
    };
}

std::string entity_tag(const database::ListedNote& note) { return fmt::format("\"{}\"", note.version); }

json::object quarantined_to_json(const database::ListedKosd& kosd) {
    return json::object{
        {"sop_instance_uid", kosd.sop_instance_uid},
        {"study_instance_uid", text_or_null(kosd.study_instance_uid)},
        {"received_at", base::iso_8601(kosd.stored_ms)},
        {"source", kosd.received_from},
        {"title", kosd.title ? code_or_null(*kosd.title) : json::value(nullptr)},
        {"findings", findings_to_json(kosd.findings)},
    };
}

json::value selection_to_json(const database::ListedKosd& kosd) {
    return json::object{
        {"sop_instance_uid", kosd.sop_instance_uid},
        {"study_instance_uid", text_or_null(kosd.study_instance_uid)},
        {"role", kosd.role},
        {"title", kosd.title ? code_or_null(*kosd.title) : json::value(nullptr)},
        {"references", kosd.reference_count},
        {"received_at", base::iso_8601(kosd.stored_ms)},
        {"source", kosd.received_from},
    };
}

json::value to_json(const database::JobRow& job) {
    return json::object{
        {"id", job.id},
        {"kind", job.kind},
        {"queue", job.queue},
        {"state", job.state},
        {"subject", job.subject},
        {"study_instance_uid", text_or_null(job.study_instance_uid)},
        {"priority", job.priority},
        {"attempts", job.attempts},
        {"created_at", base::iso_8601(job.created_ms)},
        {"started_at", time_or_null(job.started_ms)},
        {"ended_at", time_or_null(job.ended_ms)},
        {"run_after", job.run_after_ms > 0 ? json::value(base::iso_8601(job.run_after_ms)) : json::value(nullptr)},
        {"error", text_or_null(job.error)},
    };
}

json::value to_json(const database::ExceptionRow& exception) {
    return json::object{
        {"id", exception.id},
        {"job", number_or_null(exception.job)},
        {"cause", exception.cause},
        {"message", exception.message},
        {"remedy", exception.remedy},
        {"study_instance_uid", text_or_null(exception.study_instance_uid)},
        {"sop_instance_uid", text_or_null(exception.sop_instance_uid)},
        {"state", exception.state},
        {"raised_at", base::iso_8601(exception.raised_ms)},
    };
}

json::value to_json(const database::RetryRule& rule) {
    return json::object{
        {"queue", rule.queue},
        {"cause", rule.cause},
        {"retry", rule.retry},
        {"interval_seconds", rule.interval_ms / 1'000},
        {"longest_interval_seconds", rule.longest_interval_ms / 1'000},
        {"most_attempts", rule.most_attempts},
        {"source", rule.is_of_file ? "file" : "person"},
    };
}

}  // namespace kinote::server
