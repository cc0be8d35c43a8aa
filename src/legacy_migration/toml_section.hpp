#pragma once
// TOML as a mapping needs it: every key known, every value of its type, the line in every message.

#include <toml++/toml.h>
#include <initializer_list>
#include <string>
#include <string_view>

namespace kinote::legacy_migration {

/// A table of a TOML file. Outlived by what it is made from.
class TomlSection {
public:
    /// @param name  as it is to be called in messages.
    TomlSection(const toml::table& table, std::string name, std::string_view origin)
        : table_{table}, name_{std::move(name)}, origin_{origin} {}

    /// @throws Error invalid for a key that is not among these.
    void allow_only(std::initializer_list<std::string_view> keys) const;
    /// Empty where the key is absent. @throws Error invalid where it holds no text.
    [[nodiscard]] std::string text(std::string_view key) const;
    /// @throws Error invalid where the key is absent or its text empty.
    [[nodiscard]] std::string required_text(std::string_view key) const;
    /// Null where the key is absent. @throws Error invalid where it holds no table.
    [[nodiscard]] const toml::table* table(std::string_view key) const;
    /// Null where the key is absent. @throws Error invalid where it holds no array.
    [[nodiscard]] const toml::array* array(std::string_view key) const;

    [[nodiscard]] const toml::table& content() const { return table_; }
    [[nodiscard]] std::string_view origin() const { return origin_; }
    /// @throws Error invalid, naming the file and the node's line.
    [[noreturn]] void refuse(const toml::node& node, std::string_view message) const;

private:
    const toml::table& table_;
    std::string name_;
    std::string_view origin_;
};

}  // namespace kinote::legacy_migration
