#pragma once
// The transforms that a mapping may name for a column: bytes and numbers of old systems made the contract's text.

#include <optional>
#include <string>
#include <string_view>

#include "legacy_migration/mapping.hpp"

namespace kinote::legacy_migration {

/// "packed_uid", "epoch_2001", "unix", "julian", "encoding=NAME"; absent for any other word.
[[nodiscard]] std::optional<Transform> transform_from(std::string_view word);

/// Whether the transform makes a moment.
[[nodiscard]] bool is_time_transform(Transform::Kind kind);

/// @param bytes  the column's value: a number as text, raw bytes, or for packed_uid also their hexadecimal digits.
/// @return its text in UTF-8, moments as read_source_time reads them; absent where the value is none of its kind.
[[nodiscard]] std::optional<std::string> apply_transform(const Transform& transform, std::string_view bytes);

/// Two characters a byte, as OsiriX packs UIDs. Absent where a nibble stands for no character.
[[nodiscard]] std::optional<std::string> unpack_uid(std::string_view bytes);

}  // namespace kinote::legacy_migration
