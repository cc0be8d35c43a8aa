#include "dicom/ae_title.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"

namespace kinote::dicom {

std::optional<AeTitle> AeTitle::from(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return std::nullopt;
    text = text.substr(first, text.find_last_not_of(' ') - first + 1);
    const auto is_allowed = [](char c) { return c >= 0x20 && c < 0x7F && c != '\\'; };
    if (text.size() > 16 || !std::ranges::all_of(text, is_allowed)) return std::nullopt;
    return AeTitle{Checked{}, text};
}

AeTitle::AeTitle(std::string_view text) {
    std::optional<AeTitle> checked = from(text);
    if (!checked) {
        throw base::Error{
            base::ErrorKind::invalid,
            fmt::format("\"{}\" is no AE title: 1 to 16 characters of ASCII without backslash and control "
                        "characters are needed",
                        text)};
    }
    *this = *std::move(checked);
}

}  // namespace kinote::dicom
