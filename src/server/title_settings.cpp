#include "server/title_settings.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/error.hpp"

namespace kinote::server {
namespace {

std::string text_of(const toml::table& entry, std::string_view key, const std::string& where) {
    const auto text = entry[key].value_exact<std::string>();
    if (!text || text->empty()) {
        throw base::Error{base::ErrorKind::invalid, fmt::format("{}: a title needs the text '{}'", where, key)};
    }
    return *text;
}

void read_file(const std::filesystem::path& file, std::vector<note::SiteTitle>& titles) {
    const toml::table content = toml::parse_file(file.string());  // its syntax was checked with the other keys
    const toml::array* entries = content[title_table].as_array();
    if (entries == nullptr) return;
    for (const toml::node& node : *entries) {
        const std::string where = fmt::format("{}:{}", file.string(), node.source().begin.line);
        const toml::table* entry = node.as_table();
        if (entry == nullptr) {
            throw base::Error{base::ErrorKind::invalid, fmt::format("{}: [[titles]] holds tables", where)};
        }
        titles.push_back(
            {{text_of(*entry, "value", where), text_of(*entry, "scheme", where), text_of(*entry, "meaning", where)},
             note::note_role_from(text_of(*entry, "role", where))});
    }
}

}  // namespace

std::vector<note::SiteTitle> read_site_titles(std::span<const std::filesystem::path> files) {
    std::vector<note::SiteTitle> titles;
    for (const std::filesystem::path& file : files) read_file(file, titles);
    return titles;
}

}  // namespace kinote::server
