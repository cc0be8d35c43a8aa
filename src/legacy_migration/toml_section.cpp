#include "legacy_migration/toml_section.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"

namespace kinote::legacy_migration {

void TomlSection::refuse(const toml::node& node, std::string_view message) const {
    throw base::Error{base::ErrorKind::invalid, fmt::format("{}:{}: {}", origin_, node.source().begin.line, message)};
}

void TomlSection::allow_only(std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, node] : table_) {
        if (std::ranges::find(keys, key.str()) == keys.end()) {
            refuse(node, fmt::format("{} has no key \"{}\"; it may have {}", name_, key.str(), fmt::join(keys, ", ")));
        }
    }
}

std::string TomlSection::text(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (node == nullptr) return {};
    const auto value = node->value_exact<std::string>();
    if (!value) refuse(*node, fmt::format("\"{}\" of {} must be a text", key, name_));
    return *value;
}

std::string TomlSection::required_text(std::string_view key) const {
    std::string value = text(key);
    if (value.empty()) refuse(table_, fmt::format("{} must have \"{}\"", name_, key));
    return value;
}

const toml::table* TomlSection::table(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (node != nullptr && !node->is_table()) refuse(*node, fmt::format("\"{}\" of {} must be a table", key, name_));
    return node == nullptr ? nullptr : node->as_table();
}

const toml::array* TomlSection::array(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (node != nullptr && !node->is_array()) refuse(*node, fmt::format("\"{}\" of {} must be an array", key, name_));
    return node == nullptr ? nullptr : node->as_array();
}

}  // namespace kinote::legacy_migration
