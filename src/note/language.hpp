#pragma once
// Languages as PS3.16 CID 5000 codes them.

#include <string_view>

#include "note/code.hpp"

namespace kinote::note {

/// The code of a language tag in the scheme RFC5646, with its English name where it is known here, else with the tag.
[[nodiscard]] Code language_code(std::string_view tag);

}  // namespace kinote::note
