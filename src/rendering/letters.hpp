#pragma once
// The letters of captions: printable ASCII in dots, five wide and nine high with room for descenders.

namespace kinote::rendering {

inline constexpr int letter_width = 5;
inline constexpr int letter_height = 9;

/// Whether the dot belongs to the letter; a box for characters that have none here. @param column, row within a letter.
[[nodiscard]] bool is_inked(char character, int column, int row);

}  // namespace kinote::rendering
