#pragma once
// Text as it is compared and searched: without regard to case, or to case and accents.

#include <string>
#include <string_view>

namespace kinote::base {

/// Lower case by Unicode's simple mapping. @param text UTF-8; bytes that are none are kept.
[[nodiscard]] std::string folded(std::string_view text);

/// Folded, and Latin and Greek letters without their accents: "MÜLLER" as "muller", "Straße" as "strasse". What the
/// index of patients keeps of their names: a change of this needs another searchable_version.
[[nodiscard]] std::string searchable(std::string_view text);
inline constexpr std::string_view searchable_version = "1";

}  // namespace kinote::base
