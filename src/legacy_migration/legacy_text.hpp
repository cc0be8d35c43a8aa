#pragma once
// Single values of the contract as old systems write them, made what they are here.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kinote::legacy_migration {

/// Lines parted by LF; no other control character but tabs.
[[nodiscard]] std::string clean_text(std::string_view text);
/// One line without control characters.
[[nodiscard]] std::string clean_line(std::string_view text);

/// A name as DICOM PN: "Reader, Anna" becomes "Reader^Anna"; what has a ^ already, or no one comma, stays.
[[nodiscard]] std::string person_name(std::string_view name);

/// M, F or O (PS3.3 C.7.1.1); empty for anything else.
[[nodiscard]] std::string patient_sex(std::string_view word);

/// "2,5,7": from 1, parted by commas, semicolons, backslashes or blanks; a repeated one counts once. Absent where the
/// text is no such list.
[[nodiscard]] std::optional<std::vector<std::int32_t>> frame_numbers(std::string_view text);

/// 1, true, t, yes, y and 0, false, f, no, n, without regard to case; false for an empty text. Absent for another word.
[[nodiscard]] std::optional<bool> flag_from(std::string_view word);

}  // namespace kinote::legacy_migration
