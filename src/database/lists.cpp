#include "database/lists.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "dicom/uid.hpp"

namespace kinote::database {

std::string id_list(Engine engine, std::span<const std::int64_t> ids) {
    const std::string joined = fmt::format("{}", fmt::join(ids, ","));
    return engine == Engine::sqlite ? "[" + joined + "]" : "{" + joined + "}";
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

}  // namespace kinote::database
