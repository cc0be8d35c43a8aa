#pragma once
// The site's own titles: the configuration's [[titles]], each with value, scheme, meaning and role.

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "note/document_title.hpp"

namespace kinote::server {

inline constexpr std::string_view title_table = "titles";

/// @throws Error invalid, naming file and line, for an entry that is not complete or has an unknown role.
[[nodiscard]] std::vector<note::SiteTitle> read_site_titles(std::span<const std::filesystem::path> files);

}  // namespace kinote::server
