#pragma once
// README.TXT of a disc, IHE PDI (RAD-47).

#include <string>
#include <string_view>

#include "media/page_contents.hpp"

namespace kinote::media {

/// Plain ASCII in lines of at most 76 characters that end with CR LF. Names no patient.
[[nodiscard]] std::string readme_text(const PageContents& contents);

/// Latin letters without their accents, umlauts as German writes them without ("ae"), '?' for what has no such writing.
[[nodiscard]] std::string ascii_text(std::string_view text);

}  // namespace kinote::media
