#include "database/lists.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "dicom/uid.hpp"

namespace kinote::database {

std::string id_list(Engine engine, std::span<const std::int64_t> ids) {
    const std::string joined = fmt::format("{}", fmt::join(ids, ","));
    return engine == Engine::sqlite ? "[" + joined + "]" : "{" + joined + "}";
}

std::vector<std::int64_t> read_ids(Rows rows) {
    std::vector<std::int64_t> ids;
    while (rows.next()) ids.push_back(rows.integer(0));
    return ids;
}

std::string uid_list(Engine engine, std::span<const std::string_view> uids) {
    std::string list;
    for (const std::string_view uid : uids) {
        if (!dicom::is_valid_uid(uid)) continue;
        if (!list.empty()) list += ',';
        if (engine == Engine::sqlite) {
            list.append("\"").append(uid).append("\"");
        } else {
            list += uid;
        }
    }
    return engine == Engine::sqlite ? "[" + list + "]" : "{" + list + "}";
}

std::string text_list(Engine engine, std::span<const std::string_view> texts) {
    const bool is_sqlite = engine == Engine::sqlite;
    std::string list{is_sqlite ? '[' : '{'};
    for (const std::string_view text : texts) {
        if (list.size() > 1) list += ',';
        if (is_sqlite) {
            list += boost::json::serialize(boost::json::string_view{text.data(), text.size()});
        } else {
            append_array_text(list, text);
        }
    }
    list += is_sqlite ? ']' : '}';
    return list;
}

void append_array_text(std::string& array, std::string_view text) {
    array += '"';
    while (!text.empty()) {
        const std::size_t plain = std::min(text.find_first_of("\"\\"), text.size());
        array += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty()) break;
        array += '\\';
        array += text.front();
        text.remove_prefix(1);
    }
    array += '"';
}

std::string like_pattern(std::string_view wildcards) {
    std::string pattern;
    for (const char character : wildcards) {
        switch (character) {
            case '*': pattern += '%'; break;
            case '?': pattern += '_'; break;
            case '%':
            case '_':
            case '!': pattern += '!'; [[fallthrough]];
            default: pattern += character;
        }
    }
    return pattern;
}

std::string begins_with_pattern(std::string_view beginning) {
    std::string pattern;
    for (const char character : beginning) {
        if (character == '%' || character == '_' || character == '!') pattern += '!';
        pattern += character;
    }
    return pattern + '%';
}

// No character has a longer or higher form in UTF-8.
std::string end_of_beginning(std::string_view beginning) { return std::string{beginning} + "\xF4\x8F\xBF\xBF"; }

}  // namespace kinote::database
