#pragma once
// Texts of DICOM as people read them on pages: names, dates, markup made harmless. The same as the web client shows.

#include <string>
#include <string_view>

#include "media/page_contents.hpp"

namespace kinote::media {

/// As text or as the value of an attribute in quotes. Control characters, and those that turn the direction of what
/// stands behind them, are left out; what is no UTF-8 becomes U+FFFD; every line end becomes LF.
[[nodiscard]] std::string escaped(std::string_view text);

/// The text as escaped() has it, without the escapes: for what is no markup.
[[nodiscard]] std::string cleaned(std::string_view text);

struct ReadableName {
    std::string primary;    ///< "Yamada, Tarou"
    std::string secondary;  ///< its other writings: "山田 太郎 (やまだ たろう)"; empty where there is none

    /// Both in one line, empty where there is no name.
    [[nodiscard]] std::string whole() const;
};

/// A person's name as DICOM writes it (PS3.5 6.2.1). One that has neither '^' nor '=' stays as it is.
[[nodiscard]] ReadableName readable_name(std::string_view person_name);

/// "2024-03-05" or "05.03.2024"; what is no date is shown as it came.
[[nodiscard]] std::string readable_date(std::string_view date, PageLanguage language);

/// "14:33" of a TM; empty where there is none.
[[nodiscard]] std::string readable_time(std::string_view time);

/// "2024-03-05 14:33" of a DT, on the clock that it names, with "(UTC+01:00)" where it says which: discs travel.
[[nodiscard]] std::string readable_moment(std::string_view date_time, PageLanguage language);

/// Years between two DA; negative where they are not known.
[[nodiscard]] int years_between(std::string_view birth_date, std::string_view date);

/// "12,345" or "12.345".
[[nodiscard]] std::string readable_number(std::int64_t number, PageLanguage language);

/// A language tag (RFC 5646) that a page may name; empty for what is none.
[[nodiscard]] std::string language_tag(std::string_view language);

}  // namespace kinote::media
