#include "dicom/text_value.hpp"

#include <algorithm>

namespace kinote::dicom {
namespace {

bool is_paragraphs(Vr vr) { return vr == Vr::LT || vr == Vr::ST || vr == Vr::UT; }

bool is_line_control(char c) { return c == '\n' || c == '\r' || c == '\t' || c == '\f'; }

}  // namespace

std::string without_padding(std::string_view utf8, Vr vr) {
    const auto is_padding = [](char c) { return c == ' ' || c == '\0'; };
    while (!utf8.empty() && is_padding(utf8.back())) utf8.remove_suffix(1);
    if (!is_paragraphs(vr)) {
        while (!utf8.empty() && is_padding(utf8.front())) utf8.remove_prefix(1);
    }
    std::string text{utf8};
    std::erase_if(text, [&](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 || byte == 0x7F) && !(is_paragraphs(vr) && is_line_control(c));
    });
    return text;
}

std::vector<std::string> split_values(std::string_view utf8, Vr vr) {
    if (!is_multi_valued_text(vr)) return {without_padding(utf8, vr)};
    std::vector<std::string> values;
    while (true) {
        const std::size_t end = utf8.find('\\');
        values.push_back(without_padding(utf8.substr(0, end), vr));
        if (end == std::string_view::npos) return values;
        utf8.remove_prefix(end + 1);
    }
}

std::string first_value(std::string_view utf8, Vr vr) {
    return without_padding(is_multi_valued_text(vr) ? utf8.substr(0, utf8.find('\\')) : utf8, vr);
}

}  // namespace kinote::dicom
