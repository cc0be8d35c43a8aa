#pragma once
// What a search returns of the notes of a study: private attributes of ours, PS3.5 7.8.

#include <string>
#include <vector>

#include "dicom/tag.hpp"
#include "note/code.hpp"

namespace kinote::dicomweb {

namespace note_tag {

/// The block of the others: "KINOTE".
inline constexpr dicom::Tag PrivateCreatorOfNotes{0x0021, 0x0010};
/// CS, YES or NO: the study has a visible note.
inline constexpr dicom::Tag HasKeyImages{0x0021, 0x1001};
/// SQ of codes: the titles of its visible notes, each once.
inline constexpr dicom::Tag NoteTitleSequence{0x0021, 0x1002};

}  // namespace note_tag

inline constexpr dicom::Tag last_note_attribute = note_tag::NoteTitleSequence;

/// Appends the three, each with a comma behind.
void append_note_attributes(std::string& json, const std::vector<note::Code>& titles);

}  // namespace kinote::dicomweb
