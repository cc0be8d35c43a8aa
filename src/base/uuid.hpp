#pragma once
// UUIDs made from names, RFC 9562.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace kinote::base {

using Uuid = std::array<std::byte, 16>;

/// 8-4-4-4-12 hexadecimal digits of either case. @throws Error invalid for anything else.
[[nodiscard]] Uuid parse_uuid(std::string_view text);

/// Lower case.
[[nodiscard]] std::string to_string(const Uuid& uuid);

/// Version 5: the same names give the same UUID, and others another one (SHA-1).
[[nodiscard]] Uuid name_based_uuid(const Uuid& name_space, std::string_view name);

/// The 128 bits as an unsigned number without leading zeros, as a UID below 2.25 has it (PS3.5 B.2).
[[nodiscard]] std::string decimal(const Uuid& uuid);

}  // namespace kinote::base
