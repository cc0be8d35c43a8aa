#pragma once
// Which objects cannot be given de-identified without somebody having looked at them: what no attribute shows can tell
// who the patient is.

#include <optional>
#include <string>
#include <string_view>

#include "dicom/byte_source.hpp"

namespace kinote::deidentification {

/// What decides, as it stands in the object.
struct Exposure {
    std::string sop_class_uid;
    std::string modality;
    std::string burned_in_annotation;        ///< (0028,0301): "YES", "NO" or empty
    bool has_recognizable_features = false;  ///< (0028,0302) is YES
    bool shows_label = false;                ///< the label of a slide: (0048,0010) is YES, or Image Type says so
    bool has_waveform_annotations = false;
    bool is_video = false;  ///< by the transfer syntax
};

/// Reads a data set up to its pixel data. @param data_set  Explicit VR Little Endian, without group 0002.
/// @param transfer_syntax_uid  in which the object is stored. @throws base::Error corrupt where it is no data set.
[[nodiscard]] Exposure exposure_of(const dicom::ByteSource& data_set, std::string_view transfer_syntax_uid);

/// Why the object is to be left out unless a person has confirmed it, to follow "left out: "; nothing where it can be
/// given as it is.
[[nodiscard]] std::optional<std::string> reason_to_leave_out(const Exposure& exposure);
[[nodiscard]] std::optional<std::string> reason_to_leave_out(const dicom::ByteSource& data_set,
                                                             std::string_view transfer_syntax_uid);

}  // namespace kinote::deidentification
