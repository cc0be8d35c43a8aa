#pragma once
// The lists that a version of a note keeps as JSON in one column: modifiers and observers.

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

}  // namespace kinote::database
