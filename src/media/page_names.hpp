#pragma once
// The names of the pages and their pictures: ISO 9660 level 1, and what IHE PDI (RAD-47) asks for. All are paths from
// the root of the disc.

#include <cstddef>
#include <string>
#include <string_view>

namespace kinote::media {

inline constexpr std::string_view index_page_path = "INDEX.HTM";
inline constexpr std::string_view readme_path = "README.TXT";
inline constexpr std::string_view page_folder = "IHE_PDI";
inline constexpr std::string_view page_style_path = "IHE_PDI/PAGES.CSS";
inline constexpr std::string_view page_script_path = "IHE_PDI/PAGES.JS";

/// "IHE_PDI/S0000001.HTM". @param number  of the study on this disc, from 1. @throws base::Error invalid where seven
/// digits cannot name it; so do the others.
[[nodiscard]] std::string study_page_path(std::size_t number);
/// "IHE_PDI/N0000001.HTM". @param number  of the note on this disc, from 1.
[[nodiscard]] std::string note_page_path(std::size_t number);
/// "IHE_PDI/J0000001.JPG"
[[nodiscard]] std::string picture_path(std::size_t number);
/// "IHE_PDI/T0000001.JPG"
[[nodiscard]] std::string small_picture_path(std::size_t number);

/// The link that leads from a page to a file of the disc: "../README.TXT". Both are paths from the root, the page in it
/// or one folder below.
[[nodiscard]] std::string relative_link(std::string_view from_page, std::string_view path);

}  // namespace kinote::media
