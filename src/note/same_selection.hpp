#pragma once
// Whether two documents, or a note of an old system and the KOSD that it names, are one note, by what they say.

#include <vector>

#include "note/key_image_note.hpp"

namespace kinote::note {

/// Both select the same objects and frames, in any order. Presentation states differ only where both name one: an old
/// system's tables may know of none where its documents do.
[[nodiscard]] bool select_the_same(const std::vector<NoteReference>& left, const std::vector<NoteReference>& right);

/// Both have the same title, description and selection, with the same presentation states: as documents that name one
/// another as identical must (PS3.3 C.17.6.2.1).
[[nodiscard]] bool say_the_same(const KeyImageNote& left, const KeyImageNote& right);

}  // namespace kinote::note
