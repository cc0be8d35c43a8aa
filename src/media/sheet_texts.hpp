#pragma once
// What stands on a key image sheet and in the properties of its PDF.

#include <string>
#include <vector>

#include "media/sheet.hpp"
#include "media/sheet_canvas.hpp"

namespace kinote::media {

/// Those that are not empty, in one line.
[[nodiscard]] std::string with_dots(std::vector<std::string> parts);

/// The note's title, or that it has none.
[[nodiscard]] std::string sheet_title_of(const SheetContents& contents);

/// The patient's name in all of its writings, or that there is none.
[[nodiscard]] std::string patient_name_of(const SheetContents& contents);

/// @throws base::Error invalid where the contents do not say when the sheet is made.
[[nodiscard]] PdfProperties pdf_properties(const SheetContents& contents);

}  // namespace kinote::media
