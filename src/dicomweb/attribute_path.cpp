#include "dicomweb/attribute_path.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <optional>

#include "base/error.hpp"
#include "dicom/dictionary.hpp"
#include "http/text.hpp"
#include "query/identifier.hpp"

namespace kinote::dicomweb {
namespace {

[[noreturn]] void refuse_path(const std::string& why) { throw base::Error{base::ErrorKind::invalid, why}; }

// "0040A043". The number of an attribute that nobody knows is one all the same.
std::optional<dicom::Tag> numbered_tag(std::string_view text) {
    constexpr std::size_t digits = 8;
    if (text.size() != digits) return std::nullopt;
    std::uint32_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return dicom::Tag{static_cast<std::uint16_t>(number >> 16U), static_cast<std::uint16_t>(number & 0xFFFFU)};
}

dicom::Tag tag_named(std::string_view text) {
    if (const auto tag = dicom::find_tag(text)) return *tag;
    if (const auto tag = numbered_tag(text)) return *tag;
    refuse_path(
        fmt::format("there is no attribute '{}': name it by its keyword, or by its eight hexadecimal digits, and "
                    "one in a sequence behind a dot",
                    text));
}

}  // namespace

std::vector<dicom::Tag> read_attribute_path(std::string_view text) {
    std::vector<dicom::Tag> path;
    for (const std::string_view part : http::split(text, '.')) {
        if (path.size() > query::deepest_key) {
            refuse_path(fmt::format("'{}' lies in more than {} sequences", text.substr(0, 128), query::deepest_key));
        }
        if (!path.empty() && dicom::dictionary_vr(path.back()) != dicom::Vr::SQ) {
            refuse_path(fmt::format("{} in '{}' is no sequence", dicom::keyword_or_number(path.back()), text));
        }
        path.push_back(tag_named(part));
    }
    return path;
}

}  // namespace kinote::dicomweb
