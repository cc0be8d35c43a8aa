#include "note/doctor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/error.hpp"
#include "dicom/data_set_comparison.hpp"
#include "dicom/header.hpp"
#include "dicom/sop_class.hpp"
#include "dicom/uid.hpp"

namespace kinote::note {
namespace {

/// What a file is, found in a first pass over all of them.
struct Glance {
    std::optional<dicom::Header> header;  ///< nothing where it cannot be read
    std::string problem;                  ///< why not

    [[nodiscard]] bool is_key_object_selection() const {
        return header && header->sop_class_uid == dicom::uid::KeyObjectSelectionDocumentStorage;
    }
};

/// The given files as what is known beside the one that is judged.
class GivenObjects final : public KnownObjects {
public:
    void add(const dicom::Header& header) {
        const bool is_selection = header.sop_class_uid == dicom::uid::KeyObjectSelectionDocumentStorage;
        objects_.try_emplace(header.sop_instance_uid, KnownObject{header.sop_class_uid, header.study_instance_uid,
                                                                  header.series_instance_uid, header.number_of_frames});
        patients_.try_emplace(header.study_instance_uid, KnownPatient{header.patient_id, header.issuer_of_patient_id,
                                                                      header.patient_name, header.patient_birth_date});
        if (is_selection) return;
        series_.insert(header.series_instance_uid);
        has_other_objects_ = true;
    }

    [[nodiscard]] std::optional<KnownObject> find_object(std::string_view sop_instance_uid) const override {
        const auto found = objects_.find(std::string{sop_instance_uid});
        return found != objects_.end() ? std::optional{found->second} : std::nullopt;
    }
    [[nodiscard]] bool is_series_of_other_modality(std::string_view series_instance_uid) const override {
        return series_.contains(std::string{series_instance_uid});
    }
    [[nodiscard]] std::optional<KnownPatient> patient_of_study(std::string_view study_instance_uid) const override {
        const auto found = patients_.find(std::string{study_instance_uid});
        return found != patients_.end() ? std::optional{found->second} : std::nullopt;
    }
    /// With nothing but selections given, nobody said that what they reference should be there too.
    [[nodiscard]] bool is_complete() const override { return has_other_objects_; }

private:
    std::unordered_map<std::string, KnownObject> objects_;
    std::unordered_map<std::string, KnownPatient> patients_;
    std::unordered_set<std::string> series_;
    bool has_other_objects_ = false;
};

Glance glance_at(const GivenFile& file, std::string_view fallback) {
    try {
        return {dicom::read_header(*file.open(), fallback), {}};
    } catch (const base::Error& error) {
        return {std::nullopt, error.what()};
    }
}

Judgement unreadable(const std::string& file, std::string message) {
    Judgement judgement;
    judgement.file = file;
    judgement.findings.push_back({RuleId::K01, Severity::error, "", std::move(message)});
    return judgement;
}

class Doctor {
public:
    Doctor(std::span<const GivenFile> files, const DoctorOptions& options) : files_{files}, options_{options} {
        for (const GivenFile& file : files_) glances_.push_back(glance_at(file, options_.fallback_character_set));
        // What is no selection decides about patients and series first.
        for (const bool of_selections : {false, true}) {
            for (const Glance& glance : glances_) {
                if (glance.header && glance.is_key_object_selection() == of_selections) given_.add(*glance.header);
            }
        }
    }

    std::vector<Judgement> judge_all() {
        std::vector<Judgement> judgements;
        for (std::size_t index = 0; index < files_.size(); ++index) judgements.push_back(judge_one(index));
        return judgements;
    }

private:
    Judgement judge_one(std::size_t index) {
        const GivenFile& file = files_[index];
        const Glance& glance = glances_[index];
        if (glance.header && !glance.is_key_object_selection()) {
            const std::string_view name = dicom::sop_class_name(glance.header->sop_class_uid);
            return unreadable(file.name, fmt::format("it is no Key Object Selection Document but of class {}",
                                                     name.empty() ? glance.header->sop_class_uid : name));
        }
        try {
            dicom::DatasetOptions reading;
            reading.fallback_character_set = options_.fallback_character_set;
            return judge_selection(index, dicom::Dataset::read(*file.open(), reading));
        } catch (const base::Error& error) {
            return unreadable(file.name, error.what());
        }
    }

    Judgement judge_selection(std::size_t index, const dicom::Dataset& kos) {
        const GivenFile& file = files_[index];
        if (kos.text(dicom::tag::SOPClassUID) != dicom::uid::KeyObjectSelectionDocumentStorage) {
            return unreadable(file.name, glances_[index].problem);
        }
        const ReadingOptions reading{options_.is_strict, options_.site_titles, &given_};
        KosReading result = read_kos(kos, reading);
        judge_sameness(index, result.note.sop_instance_uid, result.findings);
        std::optional<Repair> repair;
        if (options_.repairs) repair = repair_kos(kos, reading, *options_.repairs);
        return {file.name,        result.verdict(), result.role, std::move(result.note), std::move(result.findings),
                std::move(repair)};
    }

    /// K35, among the files: the first of a UID is the one that counts.
    void judge_sameness(std::size_t index, const std::string& sop_instance_uid, std::vector<Finding>& findings) {
        const auto [first, is_new] = first_of_uid_.try_emplace(sop_instance_uid, index);
        if (is_new || dicom::is_same_data_set(*files_[first->second].open(), *files_[index].open())) return;
        findings.push_back({RuleId::K35, Severity::warning, "SOPInstanceUID",
                            fmt::format("{} has the same UID with other content", files_[first->second].name)});
        std::ranges::stable_sort(findings, {}, &Finding::rule);
    }

    std::span<const GivenFile> files_;
    const DoctorOptions& options_;
    std::vector<Glance> glances_;
    GivenObjects given_;
    std::unordered_map<std::string, std::size_t> first_of_uid_;
};

boost::json::value text_or_null(std::string_view text) {
    return text.empty() ? boost::json::value() : boost::json::value(text);
}

boost::json::value to_json(const Code& code) {
    if (code.is_empty()) return {};
    return boost::json::object{
        {"value", code.value}, {"scheme", text_or_null(code.scheme)}, {"meaning", text_or_null(code.meaning)}};
}

boost::json::value to_json(const NoteReference& reference) {
    boost::json::array frames;
    for (const std::int32_t frame : reference.frames) frames.push_back(frame);
    return boost::json::object{{"study_instance_uid", text_or_null(reference.study_instance_uid)},
                               {"series_instance_uid", text_or_null(reference.series_instance_uid)},
                               {"sop_instance_uid", reference.sop_instance_uid},
                               {"sop_class_uid", text_or_null(reference.sop_class_uid)},
                               {"frames", std::move(frames)},
                               {"presentation_state_uid", text_or_null(reference.presentation_state_uid)}};
}

}  // namespace

std::vector<Judgement> judge(std::span<const GivenFile> files, const DoctorOptions& options) {
    return Doctor{files, options}.judge_all();
}

boost::json::value to_json(const Judgement& judgement) {
    boost::json::object object;
    object["file"] = judgement.file;
    object["verdict"] = to_string(judgement.verdict);
    object["role"] = judgement.role ? boost::json::value(to_string(*judgement.role)) : boost::json::value();
    boost::json::array references;
    const KeyImageNote note = judgement.note.value_or(KeyImageNote{});
    for (const NoteReference& reference : note.references) references.push_back(to_json(reference));
    object["title"] = to_json(note.title);
    object["references"] = std::move(references);
    object["description"] = text_or_null(note.description);
    object["author"] = text_or_null(note.author);
    object["findings"] = to_json(std::span{judgement.findings});
    if (judgement.repair) object["repair"] = to_json(*judgement.repair);
    return object;
}

boost::json::value to_json(std::span<const Judgement> judgements) {
    boost::json::array array;
    for (const Judgement& judgement : judgements) array.push_back(to_json(judgement));
    return array;
}

}  // namespace kinote::note
