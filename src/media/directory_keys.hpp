#pragma once
// What the records of a DICOMDIR say of objects, PS3.3 F.5: the one table of record types and their keys.

#include <cstdint>
#include <span>
#include <string_view>

#include "dicom/tag.hpp"
#include "dicom/vr.hpp"

namespace kinote::media {

enum class KeyNeed : std::uint8_t {
    value,      ///< type 1: a value is made for the record where the object has none
    element,    ///< type 2: empty where the object has none
    where_any,  ///< types 1C and 3: left out where the object has none
};

struct RecordKey {
    dicom::Tag tag;
    dicom::Vr vr;
    KeyNeed need;
};

struct RecordType {
    std::string_view name;            ///< Directory Record Type (0004,1430)
    std::span<const RecordKey> keys;  ///< by tag; without Specific Character Set, which every record may have
};

[[nodiscard]] const RecordType& patient_record();
[[nodiscard]] const RecordType& study_record();
[[nodiscard]] const RecordType& series_record();

/// Of an object of the SOP class; null where no record type of PS3.3 F.5 that is written here takes it.
[[nodiscard]] const RecordType* object_record(std::string_view sop_class_uid);

}  // namespace kinote::media
