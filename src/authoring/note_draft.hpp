#pragma once
// A note as a person writes it down, before it is one: JSON in, checked in every field.

#include <boost/json/fwd.hpp>
#include <cstddef>

#include "note/key_image_note.hpp"

namespace kinote::authoring {

/// What a note may hold.
inline constexpr std::size_t most_references = 10'000;
inline constexpr std::size_t longest_description = 65'536;  ///< bytes of UTF-8

/// Reads a note of the form that docs/notes.md describes: study_instance_uid, title (value, scheme), modifiers,
/// description, language, author or observers, references (sop_instance_uid, frames, presentation_state_uid, and
/// study_instance_uid, series_instance_uid, sop_class_uid of objects that are not here). Titles and modifiers of the
/// standard get its meaning, others bring theirs.
/// @throws Error invalid with the field and what is wrong with it: an unknown field, a wrong type, text that is too
///         long or has control characters, a title that makes no note (rejections, manifests), no reference, the same
///         selection twice, a title without a modifier that it demands (PS3.16 TID 2010).
[[nodiscard]] note::KeyImageNote draft_from_json(const boost::json::value& value);

}  // namespace kinote::authoring
