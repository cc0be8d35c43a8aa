#pragma once
// Text as it is compared and searched: without regard to case.

#include <string>
#include <string_view>

namespace kinote::base {

/// Lower case by Unicode's simple mapping. @param text UTF-8; bytes that are none are kept.
[[nodiscard]] std::string folded(std::string_view text);

}  // namespace kinote::base
