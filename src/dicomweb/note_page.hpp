#pragma once
// A Key Object Selection Document as a page: what PS3.18 8.7.2 wants of the resource category Text.

#include <string>
#include <vector>

#include "note/key_image_note.hpp"

namespace kinote::dicomweb {

/// One image, or one frame, that the note points at.
struct NotePicture {
    std::string label;  ///< "1, frame 3"
    std::string url;    ///< of the picture; empty: it is not here, or cannot be shown with this note
};

/// text/html in UTF-8, and text/xml as well: it is XHTML. Without scripts and styles. All that is read from the
/// document is escaped.
[[nodiscard]] std::string note_as_html(const note::KeyImageNote& note, const std::vector<NotePicture>& pictures);

/// text/plain in UTF-8, lines ended by CR LF.
[[nodiscard]] std::string note_as_text(const note::KeyImageNote& note, const std::vector<NotePicture>& pictures);

}  // namespace kinote::dicomweb
