#pragma once
// How attributes go out: as DICOM JSON, or as the Native DICOM Model in XML (PS3.18 8.7.3.2).

#include <string_view>

#include "http/request.hpp"

namespace kinote::dicomweb {

inline constexpr std::string_view dicom_json_type = "application/dicom+json";
inline constexpr std::string_view plain_json_type = "application/json";
inline constexpr std::string_view native_xml_type = "application/dicom+xml";
/// For people, and for the description of the service.
inline constexpr std::string_view related_native_xml = R"(multipart/related; type="application/dicom+xml")";
inline constexpr std::string_view offered_attribute_formats =
    R"(application/dicom+json or multipart/related; type="application/dicom+xml")";

/// Of an answer about any number of objects, by what the client takes most: one of the JSON types, an array as body of
/// its own, or native_xml_type, a part of multipart/related for each object. JSON for whoever takes anything; empty for
/// whoever takes none of them. @throws base::Error as accepted_ranges().
[[nodiscard]] std::string_view accepted_attribute_format(const http::Request& request);

/// The same of the answer to a store request, one data set as body of its own whatever it is written in.
[[nodiscard]] std::string_view accepted_store_answer(const http::Request& request);

}  // namespace kinote::dicomweb
