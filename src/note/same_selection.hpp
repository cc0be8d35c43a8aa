#pragma once
// Whether a note of an old system and the KOSD that it names are one note, by what they select.

#include <vector>

#include "note/key_image_note.hpp"

namespace kinote::note {

/// Both select the same objects and frames, in any order. Presentation states differ only where both name one: an old
/// system's tables may know of none where its documents do.
[[nodiscard]] bool select_the_same(const std::vector<NoteReference>& left, const std::vector<NoteReference>& right);

}  // namespace kinote::note
