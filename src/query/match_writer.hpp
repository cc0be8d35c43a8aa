#pragma once
// Matches as they go out: identifiers in Explicit VR Little Endian, with every key that was asked for.

#include <cstddef>
#include <vector>

#include "query/found.hpp"
#include "query/identifier.hpp"

namespace kinote::query {

/// What is stored goes out as far as its VR can hold it: without control characters, dates and numbers that are none
/// are left empty. @throws nothing for what is stored.
[[nodiscard]] std::vector<std::byte> write_match(const Identifier& identifier, const Found& found);

}  // namespace kinote::query
