#pragma once
// All that a disc has beside its DICOM files and the pictures: pages that open from INDEX.HTM in any browser, without a
// server and without scripts, and README.TXT (IHE PDI, RAD-47).

#include <functional>
#include <string_view>

#include "media/page_contents.hpp"

namespace kinote::media {

/// Is given one file after another; both views end with the call.
using PutFile = std::function<void(std::string_view path, std::string_view content)>;

/// Gives INDEX.HTM, README.TXT, a page for each study and each note, and their stylesheet and script; always the same
/// for the same contents. Pictures are the caller's: he writes them where the contents say. Holds one page at a time.
/// @throws base::Error invalid for more studies or notes than names of 8.3 can number; what put throws.
void write_pages(const PageContents& contents, const PutFile& put);

}  // namespace kinote::media
