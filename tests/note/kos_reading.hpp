#pragma once
// What the tests of the reader and of its rules read, and how they put into words what was found.

#include <optional>
#include <string>
#include <vector>

#include "note/kos_builder.hpp"
#include "note/kos_reader.hpp"

namespace kinote::note {

namespace tag = dicom::tag;
using dicom::Vr;
using test::BuiltItem;

inline KosReading read(const BuiltItem& kos, const ReadingOptions& options = {}) {
    return read_kos(dicom::Dataset::parse(test::to_bytes(test::part10(kos))), options);
}

/// "K09 warning Modality" per line.
inline std::string findings_of(const KosReading& reading) {
    std::string lines;
    for (const Finding& finding : reading.findings) {
        lines += to_string(finding.rule) + ' ' + std::string{to_string(finding.severity)} + ' ' + finding.place + '\n';
    }
    return lines;
}
inline std::string findings_of(const BuiltItem& kos, const ReadingOptions& options = {}) {
    return findings_of(read(kos, options));
}

inline std::vector<std::string> objects_of(const KosReading& reading) {
    std::vector<std::string> objects;
    for (const NoteReference& reference : reading.note.references) objects.push_back(reference.sop_instance_uid);
    return objects;
}

inline const std::vector<std::string> both_images{std::string{test::ct_1_uid}, std::string{test::ct_2_uid}};

inline BuiltItem ultrasound_kos(const std::string& frames, const std::string& frames_in_evidence = {}) {
    const auto us = dicom::uid::UltrasoundMultiFrameImageStorage;
    BuiltItem kos = test::kos_with_content({test::reference("IMAGE", test::object_item(us, test::us_uid, frames))});
    return test::with_evidence(
        kos, {test::study_item(
                 test::study_uid,
                 {test::series_item(test::us_series_uid, {test::object_item(us, test::us_uid, frames_in_evidence)})})});
}

/// Knows what the test puts in.
class Known final : public KnownObjects {
public:
    [[nodiscard]] std::optional<KnownObject> find_object(std::string_view uid) const override {
        return uid == object_uid ? object : std::nullopt;
    }
    [[nodiscard]] bool is_series_of_other_modality(std::string_view uid) const override { return uid == series_uid; }
    [[nodiscard]] std::optional<KnownPatient> patient_of_study(std::string_view) const override { return patient; }
    [[nodiscard]] bool is_complete() const override { return complete; }

    std::string object_uid;
    std::optional<KnownObject> object;
    std::string series_uid;
    std::optional<KnownPatient> patient;
    bool complete = false;
};

inline ReadingOptions knowing(const Known& known) { return {false, {}, &known}; }

}  // namespace kinote::note
