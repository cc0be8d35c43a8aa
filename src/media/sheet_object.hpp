#pragma once
// A key image sheet as an object of its study: Encapsulated PDF Storage, PS3.3 A.45.1 and C.24.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.hpp"
#include "note/kosd_source.hpp"

namespace kinote::media {

struct SheetObject {
    /// The note: its study, patient and equipment, title, time zone, and the objects that it references. Where its
    /// sop_instance_uid is not empty the sheet names that document as a source too: it should exist.
    note::KosdSource note;
    std::string sop_instance_uid;
    std::string series_instance_uid;
    std::string series_number;
    std::string series_description;
    std::string instance_number;
    std::string content_date;  ///< DA, when the sheet was made, on the clock of the note's time zone
    std::string content_time;  ///< TM
    std::string document_title;
    std::string_view pdf;
};

/// A Part 10 object in Explicit VR Little Endian and UTF-8. The same values give the same bytes.
/// @throws base::Error invalid with what is wrong: a UID that is none, no PDF.
[[nodiscard]] std::vector<std::byte> write_sheet_object(const SheetObject& sheet);

/// The SOP Instance UID of a sheet: the same for the same note version and contents, another one for any other.
/// @param contents  any bytes that differ where sheets differ.
[[nodiscard]] std::string sheet_sop_instance_uid(const base::Uuid& installation, std::string_view note_uuid,
                                                 std::int64_t version, std::string_view contents);

/// The series of all sheets that an equipment makes in a study. @param equipment  as of kosd_series_instance_uid().
[[nodiscard]] std::string sheet_series_instance_uid(const base::Uuid& installation, std::string_view study_instance_uid,
                                                    std::string_view equipment);

}  // namespace kinote::media
