#pragma once
// What is indexed of every object: the identity and the few attributes that queries ask for.

#include <cstdint>
#include <string>
#include <string_view>

#include "dicom/byte_source.hpp"
#include "dicom/character_set.hpp"

namespace kinote::dicom {

/// Texts are UTF-8, without surrounding spaces and control characters, empty where absent, and cut to the length that
/// stands behind each. Person names keep their component groups (`^` and `=`). Of several values the first is taken.
struct Header {
    // Identity: never empty, digits and dots, at most 64.
    std::string sop_class_uid;
    std::string sop_instance_uid;
    std::string study_instance_uid;
    std::string series_instance_uid;
    std::string transfer_syntax_uid;  ///< of the data set; guessed where the file does not say
    // File meta information; empty where absent.
    std::string media_storage_sop_class_uid;
    std::string media_storage_sop_instance_uid;
    std::uint64_t data_set_offset = 0;

    std::string patient_id;                ///< 64 characters
    std::string issuer_of_patient_id;      ///< 64
    std::string patient_name;              ///< 324
    std::string patient_birth_date;        ///< 16, as it stands
    std::string patient_sex;               ///< 16
    std::string study_date;                ///< 16, as it stands
    std::string study_time;                ///< 16, as it stands
    std::string accession_number;          ///< 64
    std::string study_id;                  ///< 64
    std::string study_description;         ///< 1024
    std::string referring_physician_name;  ///< 324
    std::string modality;                  ///< 16
    std::string series_number;             ///< 16
    std::string series_description;        ///< 1024
    std::string instance_number;           ///< 16

    std::int64_t rows = 0;              ///< 0 absent
    std::int64_t columns = 0;           ///< 0 absent
    std::int64_t number_of_frames = 0;  ///< 0 absent or no positive number
};

/// Reads only as far as the last of these attributes, never pixel data. An object of 100 GB costs no more than a small
/// one. @param source  a Part 10 object or a bare data set.
/// @param fallback  for texts with bytes that neither the declared character set nor UTF-8 explains.
/// @throws base::Error corrupt where it cannot be parsed, or one of the four UIDs is absent or malformed.
[[nodiscard]] Header read_header(const ByteSource& source, std::string_view fallback = default_fallback);

}  // namespace kinote::dicom
