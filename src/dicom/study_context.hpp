#pragma once
// What an object says of its study beyond what is indexed: time zone, requests, de-identification.

#include <string>
#include <string_view>
#include <vector>

#include "dicom/byte_source.hpp"
#include "dicom/character_set.hpp"

namespace kinote::dicom {

/// PS3.3 Table 10-9, Request Attributes Macro. UTF-8, empty where not said.
struct RequestAttributes {
    std::string accession_number;
    std::string requested_procedure_id;
    std::string requested_procedure_description;
    std::string placer_order_number;
    std::string filler_order_number;

    friend bool operator==(const RequestAttributes&, const RequestAttributes&) = default;
};

/// UTF-8, empty where not said.
struct StudyContext {
    std::string timezone_offset;  ///< (0008,0201), "+0100"; empty where it is no offset
    bool is_identity_removed = false;
    std::string deidentification_method;
    std::vector<RequestAttributes> requests;  ///< of Request Attributes Sequence, each once
};

/// Reads as far as Request Attributes Sequence (0040,0275), never pixel data.
/// @param source  a Part 10 object or a bare data set. @param fallback  as read_header().
/// @throws base::Error corrupt where it cannot be parsed.
[[nodiscard]] StudyContext read_study_context(const ByteSource& source, std::string_view fallback = default_fallback);

}  // namespace kinote::dicom
