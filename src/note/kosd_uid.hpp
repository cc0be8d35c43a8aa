#pragma once
// The UIDs of the documents that are made here: the same note version gives the same ones, however often it is asked.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/uuid.hpp"

namespace kinote::note {

/// The SOP Instance UID of a note version's document in one of its studies.
/// @param installation  of the site, made once: two sites never make the same UID.
/// @param note_uuid     the note's id.
[[nodiscard]] std::string kosd_sop_instance_uid(const base::Uuid& installation, std::string_view note_uuid,
                                                std::int64_t version, std::string_view study_instance_uid);

/// The Series Instance UID of all documents that an equipment makes in a study.
/// @param equipment  what General Equipment says of us: another one needs another series (PS3.3 C.7.5.1).
[[nodiscard]] std::string kosd_series_instance_uid(const base::Uuid& installation, std::string_view study_instance_uid,
                                                   std::string_view equipment);

}  // namespace kinote::note
