#pragma once
// What is known beside a document that is judged: other files, or an index.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kinote::note {

struct KnownObject {
    std::string sop_class_uid;
    std::string study_instance_uid;
    std::string series_instance_uid;
    std::int64_t number_of_frames = 0;  ///< 0 unknown
};

/// Empty where it is not said.
struct KnownPatient {
    std::string id;
    std::string issuer_of_id;
    std::string name;        ///< DICOM PN
    std::string birth_date;  ///< DICOM DA
};

/// Answers about other objects than the judged one. Every answer may be "unknown".
class KnownObjects {
public:
    virtual ~KnownObjects() = default;

    [[nodiscard]] virtual std::optional<KnownObject> find_object(std::string_view sop_instance_uid) const = 0;

    /// There is a series with this UID that holds anything but Key Object Selection Documents.
    [[nodiscard]] virtual bool is_series_of_other_modality(std::string_view series_instance_uid) const = 0;

    /// The patient of a study of which other objects than the judged one are known.
    [[nodiscard]] virtual std::optional<KnownPatient> patient_of_study(std::string_view study_instance_uid) const = 0;

    /// An object that is not found is not here, and that is worth a finding (K34).
    [[nodiscard]] virtual bool is_complete() const = 0;
};

}  // namespace kinote::note
