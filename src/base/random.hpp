#pragma once
// Unpredictable values from the kernel's generator.

#include <cstddef>
#include <string>

namespace kinote::base {

/// 2 × byte_count lower-case hexadecimal digits.
[[nodiscard]] std::string random_hex(std::size_t byte_count);

/// A random (version 4) UUID in its lower-case text form, RFC 9562.
[[nodiscard]] std::string random_uuid();

}  // namespace kinote::base
