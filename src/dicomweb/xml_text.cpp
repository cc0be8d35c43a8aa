#include "dicomweb/xml_text.hpp"

namespace kinote::dicomweb {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// U+FFFE and U+FFFF.
bool is_no_character(std::string_view at) { return at.starts_with("\xEF\xBF\xBE") || at.starts_with("\xEF\xBF\xBF"); }

// Empty where the character stands for itself. References keep line ends and tabs from being made alike.
std::string_view written_as(char character) {
    switch (character) {
        case '&': return "&amp;";
        case '<': return "&lt;";
        case '>': return "&gt;";
        case '"': return "&quot;";
        case '\t': return "&#9;";
        case '\n': return "&#10;";
        case '\r': return "&#13;";
        default: return static_cast<unsigned char>(character) < 0x20 ? replacement : std::string_view{};
    }
}

}  // namespace

void append_xml_text(std::string& xml, std::string_view utf8) {
    for (std::size_t at = 0; at < utf8.size(); ++at) {
        if (const std::string_view written = written_as(utf8[at]); !written.empty()) {
            xml += written;
        } else if (is_no_character(utf8.substr(at))) {
            xml += replacement;
            at += replacement.size() - 1;
        } else {
            xml += utf8[at];
        }
    }
}

}  // namespace kinote::dicomweb
