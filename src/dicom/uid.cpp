#include "dicom/uid.hpp"

#include <algorithm>

namespace kinote::dicom {

bool is_valid_uid(std::string_view text) {
    return !text.empty() && text.size() <= 64 &&
           std::ranges::all_of(text, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

bool is_well_formed_uid(std::string_view text) {
    if (!is_valid_uid(text)) return false;
    while (true) {
        const std::size_t dot = text.find('.');
        const std::string_view component = text.substr(0, dot);
        if (component.empty() || (component.size() > 1 && component.front() == '0')) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

}  // namespace kinote::dicom
