#include "authoring/json_fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "base/utf8.hpp"
#include "dicom/uid.hpp"

namespace kinote::authoring {
namespace {

using base::Error;
using base::ErrorKind;

constexpr unsigned char first_printable = 0x20;
constexpr unsigned char delete_character = 0x7F;

bool is_control(char character) {
    const auto byte = static_cast<unsigned char>(character);
    return byte < first_printable || byte == delete_character;
}

std::vector<std::string_view> parts_of(std::string_view text, char delimiter) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(delimiter, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

}  // namespace

JsonFields::JsonFields(const boost::json::value& value, std::string place)
    : object_{value.if_object()}, place_{std::move(place)} {
    if (object_ != nullptr) return;
    throw Error{ErrorKind::invalid, fmt::format("{} must be an object", place_.empty() ? "the whole" : place_)};
}

void JsonFields::allow_only(std::initializer_list<std::string_view> names) const {
    for (const auto& field : *object_) {
        const std::string_view name{field.key().data(), field.key().size()};
        if (std::ranges::find(names, name) != names.end()) continue;
        throw Error{ErrorKind::invalid,
                    fmt::format("{} is no field here; there are {}", place_of(name), fmt::join(names, ", "))};
    }
}

void JsonFields::demand(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names) {
        const boost::json::value* value = find(name);
        const bool is_missing = value == nullptr || (value->is_string() && value->as_string().empty());
        if (is_missing) throw Error{ErrorKind::invalid, fmt::format("{} is missing", place_of(name))};
    }
}

const boost::json::value* JsonFields::find(std::string_view name) const {
    const boost::json::value* value = object_->if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

std::string JsonFields::any_text(std::string_view name, std::size_t longest) const {
    const boost::json::value* value = find(name);
    if (value == nullptr) return {};
    if (!value->is_string()) throw Error{ErrorKind::invalid, fmt::format("{} must be a text", place_of(name))};
    std::string text{value->as_string().data(), value->as_string().size()};
    if (!base::is_utf8(text)) throw Error{ErrorKind::invalid, fmt::format("{} is not UTF-8", place_of(name))};
    if (const std::size_t length = base::count_characters(text); length > longest) {
        throw Error{ErrorKind::invalid,
                    fmt::format("{} has {} characters, at most {} are taken", place_of(name), length, longest)};
    }
    return text;
}

std::string JsonFields::text(std::string_view name, std::size_t longest) const {
    std::string text = any_text(name, longest);
    if (std::ranges::any_of(text, is_control)) {
        throw Error{ErrorKind::invalid, fmt::format("{} has a control character", place_of(name))};
    }
    return text;
}

std::string JsonFields::value(std::string_view name, std::size_t longest) const {
    std::string value = text(name, longest);
    if (value.find('\\') == std::string::npos) return value;
    throw Error{ErrorKind::invalid, fmt::format("{} has a backslash, which parts values", place_of(name))};
}

std::string JsonFields::person_name(std::string_view name) const {
    constexpr std::size_t most_groups = 3;
    constexpr std::size_t most_components = 5;
    constexpr std::size_t longest_group = 64;
    std::string given = value(name, most_groups * (longest_group + 1));
    const std::vector<std::string_view> groups = parts_of(given, '=');
    if (groups.size() > most_groups) {
        throw Error{ErrorKind::invalid, fmt::format("{} has {} component groups, a person's name has at most {}",
                                                    place_of(name), groups.size(), most_groups)};
    }
    for (const std::string_view group : groups) {
        if (base::count_characters(group) > longest_group || parts_of(group, '^').size() > most_components) {
            throw Error{ErrorKind::invalid,
                        fmt::format("{}: each component group of a person's name has at most {} characters and {} "
                                    "components",
                                    place_of(name), longest_group, most_components)};
        }
    }
    return given;
}

std::string JsonFields::lines(std::string_view name, std::size_t longest) const {
    const std::string given = any_text(name, longest);
    std::string text;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const bool ends_line = given[i] == '\r';
        if (ends_line && i + 1 < given.size() && given[i + 1] == '\n') continue;
        text += ends_line ? '\n' : given[i];
    }
    const auto is_refused = [](char character) {
        return is_control(character) && character != '\n' && character != '\t';
    };
    if (std::ranges::any_of(text, is_refused)) {
        throw Error{ErrorKind::invalid, fmt::format("{} has a control character", place_of(name))};
    }
    return text;
}

std::string JsonFields::uid(std::string_view name) const {
    constexpr std::size_t longest_uid = 64;
    std::string uid = text(name, longest_uid);
    if (uid.empty() || dicom::is_valid_uid(uid)) return uid;
    throw Error{ErrorKind::invalid, fmt::format("{} is no UID: it must have 1 to 64 digits and dots", place_of(name))};
}

std::int64_t JsonFields::integer(std::string_view name, std::int64_t otherwise, std::int64_t least,
                                 std::int64_t most) const {
    const boost::json::value* value = find(name);
    if (value == nullptr) return otherwise;
    if (value->is_int64() && value->as_int64() >= least && value->as_int64() <= most) return value->as_int64();
    throw Error{ErrorKind::invalid, fmt::format("{} must be a number from {} to {}", place_of(name), least, most)};
}

bool JsonFields::flag(std::string_view name, bool otherwise) const {
    const boost::json::value* value = find(name);
    if (value == nullptr) return otherwise;
    if (value->is_bool()) return value->as_bool();
    throw Error{ErrorKind::invalid, fmt::format("{} must be true or false", place_of(name))};
}

boost::json::array JsonFields::array(std::string_view name, std::size_t most) const {
    const boost::json::value* value = find(name);
    if (value == nullptr) return {};
    if (!value->is_array()) throw Error{ErrorKind::invalid, fmt::format("{} must be an array", place_of(name))};
    if (value->as_array().size() > most) {
        throw Error{ErrorKind::invalid, fmt::format("{} has {} entries, at most {} are taken", place_of(name),
                                                    value->as_array().size(), most)};
    }
    return value->as_array();
}

std::string JsonFields::place_of(std::string_view name) const {
    return place_.empty() ? std::string{name} : fmt::format("{}.{}", place_, name);
}

}  // namespace kinote::authoring
