#include "legacy_migration/mapping.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "legacy_migration/column_transform.hpp"
#include "legacy_migration/reading_query.hpp"
#include "legacy_migration/time_zone.hpp"
#include "legacy_migration/toml_section.hpp"
#include "note/document_title.hpp"

namespace kinote::legacy_migration {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::uint64_t largest_file = 1U << 20U;  // bytes
constexpr std::size_t longest_identifier = 256;
constexpr std::array tables{ContractTable::notes, ContractTable::references, ContractTable::uid_mapping};

bool is_word_character(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_';
}

// One or more names parted by dots, as SQL writes them without quotes: nothing else ever gets into a query.
bool is_identifier(std::string_view text) {
    if (text.empty() || text.size() > longest_identifier) return false;
    bool is_at_start = true;
    for (const char character : text) {
        const bool is_digit = character >= '0' && character <= '9';
        const bool is_known = is_word_character(character) || character == '.' || character == '$' || character == '#';
        const bool cannot_begin = is_digit || character == '.' || character == '$';
        if (!is_known || (is_at_start && cannot_begin)) return false;
        is_at_start = character == '.';
    }
    return !is_at_start;
}

RowOrder read_order(const TomlSection& root) {
    const std::string word = root.text("order");
    if (word.empty() || word == "text") return RowOrder::text;
    if (word == "number") return RowOrder::number;
    if (word == "any") return RowOrder::any;
    root.refuse(*root.content().get("order"), "\"order\" must be text, number or any");
}

std::map<std::string, std::string> read_parameters(const TomlSection& root) {
    std::map<std::string, std::string> parameters;
    const toml::table* table = root.table("parameters");
    if (table == nullptr) return parameters;
    const TomlSection section{*table, "[parameters]", root.origin()};
    for (const auto& [key, node] : *table) {
        const std::string name{key.str()};
        const std::string value = section.text(name);
        if (!std::ranges::all_of(name, is_word_character)) section.refuse(node, "a parameter's name has letters only");
        if (!is_identifier(value)) {
            section.refuse(
                node, fmt::format("\"{}\" is no identifier: a parameter is the name of a table or a column", value));
        }
        parameters.emplace(name, value);
    }
    return parameters;
}

void read_queries(const TomlSection& root, Mapping& mapping) {
    const toml::table* table = root.table("queries");
    if (table == nullptr) return;
    const TomlSection section{*table, "[queries]", root.origin()};
    section.allow_only({"notes", "references", "uid_mapping", "count"});
    for (const ContractTable each : tables) {
        mapping.queries[static_cast<std::size_t>(each)] = section.text(to_string(each));
    }
    mapping.count_query = section.text("count");
    (void)section.required_text("notes");
    (void)section.required_text("references");
    for (const auto& [key, node] : *table) {
        const std::string query = section.text(key.str());
        if (query.empty()) continue;
        try {
            (void)reading_query(key.str(), with_parameters(mapping, query));
        } catch (const Error& error) {
            section.refuse(node, error.what());
        }
    }
}

void read_transforms_of(ContractTable table, const TomlSection& section, Mapping& mapping) {
    for (const auto& [key, node] : section.content()) {
        const auto columns = columns_of(table);
        const auto column = std::ranges::find(columns, key.str(), &ContractColumn::name);
        if (column == columns.end()) {
            section.refuse(node, fmt::format("the contract's {} have no column \"{}\"", to_string(table), key.str()));
        }
        const std::string word = section.text(key.str());
        const std::optional<Transform> transform = transform_from(word);
        if (!transform) section.refuse(node, fmt::format("there is no transform \"{}\"", word));
        if (is_time_transform(transform->kind) && !column->is_time) {
            section.refuse(node, fmt::format("\"{}\" makes a time, and {} is none", word, key.str()));
        }
        mapping.transforms[static_cast<std::size_t>(table)].emplace(std::string{key.str()}, *transform);
    }
}

void read_transforms(const TomlSection& root, Mapping& mapping) {
    const toml::table* table = root.table("transforms");
    if (table == nullptr) return;
    const TomlSection section{*table, "[transforms]", root.origin()};
    section.allow_only({"notes", "references", "uid_mapping"});
    for (const ContractTable each : tables) {
        const toml::table* columns = section.table(to_string(each));
        if (columns == nullptr) continue;
        read_transforms_of(each, {*columns, fmt::format("[transforms.{}]", to_string(each)), root.origin()}, mapping);
    }
}

std::vector<note::Code> read_modifiers(const TomlSection& section, const note::Code& title) {
    std::vector<note::Code> modifiers;
    const toml::array* values = section.array("modifiers");
    if (values == nullptr) return modifiers;
    const auto allowed = note::required_modifiers(title);
    for (const toml::node& value : *values) {
        const auto code = value.value_exact<std::string>();
        const auto term = std::ranges::find(allowed, code.value_or(""), &note::Term::value);
        if (term == allowed.end()) section.refuse(value, "this is no modifier of the title (PS3.16 CID 7011, 7012)");
        modifiers.push_back(term->code());
    }
    return modifiers;
}

TitleRule title_rule(const TomlSection& section, const toml::node& place, std::string words, const std::string& code) {
    const note::Term* title = note::find_document_title({code, "DCM", ""});
    if (title == nullptr) {
        section.refuse(place, fmt::format("{} is no title of PS3.16 CID 7010", code));
    }
    TitleRule rule{std::move(words), title->code(), {}};
    if (note::role_of(rule.title) != note::NoteRole::note) {
        section.refuse(place, fmt::format("{} ({}) is no title of a note: a document with it rejects or lists what it "
                                          "references",
                                          code, title->meaning));
    }
    return rule;
}

void require_modifiers(const TomlSection& section, const toml::node& place, const TitleRule& rule) {
    if (!note::required_modifiers(rule.title).empty() && rule.modifiers.empty()) {
        section.refuse(place, fmt::format("{} ({}) must have \"modifiers\" (PS3.16 TID 2010)", rule.title.value,
                                          rule.title.meaning));
    }
}

void read_titles(const TomlSection& root, Mapping& mapping) {
    const toml::table* table = root.table("titles");
    if (table == nullptr) return;
    const TomlSection section{*table, "[titles]", root.origin()};
    for (const auto& [key, node] : *table) {
        std::string words{key.str()};
        if (const toml::table* details = node.as_table()) {
            const TomlSection rule_section{*details, fmt::format("the title \"{}\"", words), root.origin()};
            rule_section.allow_only({"code", "modifiers"});
            TitleRule rule = title_rule(rule_section, node, std::move(words), rule_section.required_text("code"));
            rule.modifiers = read_modifiers(rule_section, rule.title);
            require_modifiers(rule_section, node, rule);
            mapping.titles.push_back(std::move(rule));
        } else {
            const std::string code = section.text(words);
            mapping.titles.push_back(title_rule(section, node, std::move(words), code));
            require_modifiers(section, node, mapping.titles.back());
        }
    }
}

void read_title_patterns(const TomlSection& root, Mapping& mapping) {
    const toml::array* patterns = root.array("title_patterns");
    if (patterns == nullptr) return;
    for (const toml::node& node : *patterns) {
        if (!node.is_table()) root.refuse(node, "title_patterns must be tables: [[title_patterns]]");
        const TomlSection section{*node.as_table(), "[[title_patterns]]", root.origin()};
        section.allow_only({"pattern", "code", "modifiers"});
        TitleRule rule = title_rule(section, node, section.required_text("pattern"), section.required_text("code"));
        rule.modifiers = read_modifiers(section, rule.title);
        require_modifiers(section, node, rule);
        mapping.title_patterns.push_back(std::move(rule));
    }
}

Mapping read_mapping(const toml::table& table, std::string_view origin) {
    const TomlSection root{table, "a mapping", origin};
    root.allow_only({"name", "description", "time_zone", "order", "parameters", "queries", "transforms", "titles",
                     "title_patterns"});
    Mapping mapping;
    mapping.name = root.required_text("name");
    mapping.description = root.text("description");
    if (const std::string zone = root.text("time_zone"); !zone.empty()) {
        try {
            (void)TimeZone::find(zone);
        } catch (const Error& error) {
            root.refuse(*table.get("time_zone"), error.what());
        }
        mapping.time_zone = zone;
    }
    mapping.order = read_order(root);
    mapping.parameters = read_parameters(root);
    read_queries(root, mapping);
    read_transforms(root, mapping);
    read_titles(root, mapping);
    read_title_patterns(root, mapping);
    return mapping;
}

}  // namespace

const Transform* Mapping::find_transform(ContractTable table, std::string_view column) const {
    const auto& of_table = transforms[static_cast<std::size_t>(table)];
    const auto found = of_table.find(std::string{column});
    return found == of_table.end() ? nullptr : &found->second;
}

Mapping parse_mapping(std::string_view toml, std::string_view origin) {
    try {
        const toml::table table = toml::parse(toml, std::string{origin});
        Mapping mapping = read_mapping(table, origin);
        mapping.digest = base::sha256_hex(toml);
        return mapping;
    } catch (const toml::parse_error& error) {
        throw Error{ErrorKind::invalid,
                    fmt::format("{}:{}: {}", origin, error.source().begin.line, error.description())};
    }
}

Mapping load_mapping(const std::string& name_or_file) {
    const auto shipped = std::ranges::find(shipped_mappings(), name_or_file, &ShippedMapping::name);
    if (shipped != shipped_mappings().end()) return parse_mapping(shipped->toml, name_or_file + ".toml");
    const std::filesystem::path file{name_or_file};
    if (!std::filesystem::is_regular_file(file)) {
        std::vector<std::string_view> names;
        for (const ShippedMapping& each : shipped_mappings()) names.push_back(each.name);
        throw Error{ErrorKind::invalid, fmt::format("\"{}\" is no file, and no mapping that ships with the program: "
                                                    "{}",
                                                    name_or_file, fmt::join(names, ", "))};
    }
    return parse_mapping(base::read_text_file(file, largest_file), name_or_file);
}

void set_parameters(Mapping& mapping, const std::map<std::string, std::string>& values) {
    for (const auto& [name, value] : values) {
        const auto found = mapping.parameters.find(name);
        if (found == mapping.parameters.end()) {
            throw Error{ErrorKind::invalid, fmt::format("the mapping {} has no parameter \"{}\"", mapping.name, name)};
        }
        if (!is_identifier(value)) {
            throw Error{ErrorKind::invalid, fmt::format("\"{}\" is no identifier: the parameter {} of the mapping {} "
                                                        "is the name of a table or a column",
                                                        value, name, mapping.name)};
        }
        found->second = value;
    }
}

std::string with_parameters(const Mapping& mapping, std::string_view query) {
    std::string text;
    while (!query.empty()) {
        const std::size_t brace = std::min(query.find('{'), query.size());
        text += query.substr(0, brace);
        query.remove_prefix(brace);
        if (query.empty()) break;
        // ODBC's own escapes, such as {fn ...} and {ts '...'}, hold more than a word and stay as they are.
        const std::size_t end = query.find('}');
        const std::string_view word = end == std::string_view::npos ? "" : query.substr(1, end - 1);
        if (word.empty() || !std::ranges::all_of(word, is_word_character)) {
            text += query.front();
            query.remove_prefix(1);
            continue;
        }
        const auto found = mapping.parameters.find(std::string{word});
        if (found == mapping.parameters.end()) {
            throw Error{ErrorKind::invalid,
                        fmt::format("a query names the parameter {{{}}}, which [parameters] does not have", word)};
        }
        text += found->second;
        query.remove_prefix(end + 1);
    }
    return text;
}

}  // namespace kinote::legacy_migration
