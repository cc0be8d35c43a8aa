#pragma once
// By what two notes of different sources are recognised as probably the same.

#include <string>

#include "note/key_image_note.hpp"

namespace kinote::note {

/// SHA-256 over studies, title, references with their frames and presentation states, and author: not over the order
/// of the references, nor over case and punctuation of the author's name. 64 hexadecimal digits.
[[nodiscard]] std::string selection_digest(const KeyImageNote& note);

}  // namespace kinote::note
