#include "base/configuration.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "base/error.hpp"

namespace kinote::base {
namespace {

using Values = std::map<std::string, std::string>;

[[noreturn]] void refuse(const std::string& message) { throw Error{ErrorKind::invalid, message}; }

std::string value_text(const toml::node& node, const std::string& where) {
    if (const auto text = node.value_exact<std::string>()) return *text;
    if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
    if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
    if (const toml::array* array = node.as_array()) {
        std::string list;
        for (const toml::node& element : *array) {
            const auto text = element.value_exact<std::string>();
            if (!text) refuse(fmt::format("{}: a list must hold texts only", where));
            if (text->find(',') != std::string::npos) refuse(fmt::format("{}: no comma may stand in a list", where));
            if (!list.empty()) list += ',';
            list += *text;
        }
        return list;
    }
    refuse(fmt::format("{}: the value is no text, whole number, true, false or list of texts", where));
}

void flatten(const toml::table& table, const std::string& prefix, const std::filesystem::path& file,
             const std::vector<std::string>& foreign, Values& values) {
    for (const auto& [key, node] : table) {
        const std::string name = prefix + std::string{key.str()};
        if (std::ranges::find(foreign, name) != foreign.end()) continue;
        if (const toml::table* nested = node.as_table()) {
            flatten(*nested, name + ".", file, foreign, values);
            continue;
        }
        const std::string where = fmt::format("{}:{}: {}", file.string(), node.source().begin.line, name);
        values[name] = value_text(node, where);
        values[name + "@"] = where;  // no key holds an @
    }
}

Values read_file(const std::filesystem::path& file, const std::vector<std::string>& foreign) {
    try {
        Values values;
        flatten(toml::parse_file(file.string()), "", file, foreign, values);
        return values;
    } catch (const toml::parse_error& error) {
        refuse(fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description()));
    }
}

std::int64_t parse_integer(const ConfigurationKey& key, const std::string& value, std::string_view where) {
    std::int64_t number = 0;
    const char* end = value.data() + value.size();
    const auto [stopped, failure] = std::from_chars(value.data(), end, number);
    if (failure != std::errc{} || stopped != end || number < key.least || number > key.most) {
        refuse(fmt::format("{}: '{}' is no whole number from {} to {}", where, value, key.least, key.most));
    }
    return number;
}

void check_value(const ConfigurationKey& key, const std::string& value, std::string_view where) {
    if (key.type == ValueType::integer) (void)parse_integer(key, value, where);
    if (key.type == ValueType::flag && value != "true" && value != "false") {
        refuse(fmt::format("{}: '{}' is neither true nor false", where, value));
    }
}

}  // namespace

std::string environment_name(std::string_view key) {
    std::string name = "KINOTE_";
    for (const char character : key) {
        if (character >= 'a' && character <= 'z') {
            name += static_cast<char>(character - 'a' + 'A');
        } else {
            name += character == '.' ? '_' : character;
        }
    }
    return name;
}

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): before any thread
        return value == nullptr ? std::nullopt : std::optional<std::string>{value};
    };
}

Configuration::Configuration(std::span<const ConfigurationKey> keys, const Sources& sources) {
    for (const ConfigurationKey& key : keys) {
        entries_.emplace(key.name, Entry{&key, std::string{key.default_value}, {}});
    }
    using Kind = ValueOrigin::Kind;
    const auto set = [this](const std::string& name, const std::string& value, std::string_view where,
                            const ValueOrigin& origin) {
        const auto found = entries_.find(name);
        if (found == entries_.end()) refuse(fmt::format("{}: there is no such key", where));
        check_value(*found->second.key, value, where);
        found->second.value = value;
        found->second.origin = origin;
    };
    for (const std::filesystem::path& file : sources.files) {
        const Values values = read_file(file, sources.foreign_tables);
        for (const auto& [name, value] : values) {
            if (!name.ends_with('@')) set(name, value, values.at(name + "@"), {Kind::file, file.string()});
        }
    }
    for (const ConfigurationKey& key : keys) {
        const std::string variable = environment_name(key.name);
        if (const auto value = sources.environment(variable))
            set(std::string{key.name}, *value, variable, {Kind::environment, variable});
    }
    for (const auto& [name, value] : sources.command_line) {
        set(name, value, fmt::format("option for {}", name), {Kind::command_line, name});
    }
}

const Configuration::Entry& Configuration::entry(std::string_view name, ValueType type) const {
    const auto found = entries_.find(name);
    if (found == entries_.end() || found->second.key->type != type) {
        throw Error{ErrorKind::internal, fmt::format("no configuration key {} of that type is declared", name)};
    }
    return found->second;
}

const std::string& Configuration::text(std::string_view name) const { return entry(name, ValueType::text).value; }

std::int64_t Configuration::integer(std::string_view name) const {
    const Entry& found = entry(name, ValueType::integer);
    return parse_integer(*found.key, found.value, name);
}

bool Configuration::flag(std::string_view name) const { return entry(name, ValueType::flag).value == "true"; }

std::vector<std::string> Configuration::text_list(std::string_view name) const {
    const std::string& list = entry(name, ValueType::text_list).value;
    std::vector<std::string> texts;
    std::size_t begin = 0;
    while (begin < list.size()) {
        const std::size_t comma = std::min(list.find(',', begin), list.size());
        if (comma > begin) texts.push_back(list.substr(begin, comma - begin));
        begin = comma + 1;
    }
    return texts;
}

const std::string& Configuration::written(std::string_view name) const {
    const auto found = entries_.find(name);
    if (found == entries_.end()) {
        throw Error{ErrorKind::internal, fmt::format("no configuration key {} is declared", name)};
    }
    return found->second.value;
}

bool Configuration::is_set(std::string_view name) const {
    const auto found = entries_.find(name);
    return found != entries_.end() && found->second.origin.kind != ValueOrigin::Kind::by_default;
}

const ValueOrigin& Configuration::origin(std::string_view name) const {
    const auto found = entries_.find(name);
    if (found == entries_.end()) {
        throw Error{ErrorKind::internal, fmt::format("no configuration key {} is declared", name)};
    }
    return found->second.origin;
}

}  // namespace kinote::base
