#pragma once
// The lists that a version of a note keeps in one column: modifiers and observers as JSON, frames as '2,5,7'.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "note/key_image_note.hpp"

namespace kinote::database {

[[nodiscard]] std::string codes_to_json(const std::vector<note::Code>& codes);
[[nodiscard]] std::string observers_to_json(const std::vector<note::Observer>& observers);

/// @throws Error corrupt where the column holds anything else than what was written.
[[nodiscard]] std::vector<note::Code> codes_from_json(std::string_view text);
[[nodiscard]] std::vector<note::Observer> observers_from_json(std::string_view text);

/// Empty for all frames.
[[nodiscard]] std::string frames_to_text(std::span<const std::int32_t> frames);
[[nodiscard]] std::vector<std::int32_t> frames_from_text(std::string_view text);

}  // namespace kinote::database
