#include "base/log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>

#include "base/error.hpp"

namespace kinote::base::log {
namespace {

spdlog::logger& logger() {
    static const auto instance = [] {
        auto created = std::make_shared<spdlog::logger>("kinote", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        created->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
        created->flush_on(spdlog::level::debug);
        return created;
    }();
    return *instance;
}

// Control characters would let a value forge a second log line.
void append_value(std::string& line, std::string_view value) {
    const bool plain = !value.empty() && value.find_first_of(" \"=\\") == std::string_view::npos;
    if (!plain) line += '"';
    for (const char character : value) {
        if (static_cast<unsigned char>(character) < 0x20 || character == 0x7F) {
            fmt::format_to(std::back_inserter(line), "\\x{:02x}", static_cast<unsigned char>(character));
        } else {
            if (character == '"' || character == '\\') line += '\\';
            line += character;
        }
    }
    if (!plain) line += '"';
}

void write(spdlog::level::level_enum level, std::string_view sentence, Fields fields) {
    if (!logger().should_log(level)) return;
    std::string line{sentence};
    for (const Field& field : fields) {
        line += ' ';
        line += field.name;
        line += '=';
        append_value(line, field.value);
    }
    logger().log(level, "{}", line);
}

}  // namespace

void set_level(Level level) {
    constexpr std::array levels{spdlog::level::debug, spdlog::level::info, spdlog::level::warn, spdlog::level::err};
    logger().set_level(levels[static_cast<std::size_t>(level)]);
}

Level level_from(std::string_view word) {
    if (word == "debug") return Level::debug;
    if (word == "info") return Level::info;
    if (word == "warn") return Level::warn;
    if (word == "error") return Level::error;
    throw Error{ErrorKind::invalid, fmt::format("log level '{}' is unknown: use debug, info, warn or error", word)};
}

void debug(std::string_view sentence, Fields fields) { write(spdlog::level::debug, sentence, fields); }
void info(std::string_view sentence, Fields fields) { write(spdlog::level::info, sentence, fields); }
void warn(std::string_view sentence, Fields fields) { write(spdlog::level::warn, sentence, fields); }
void error(std::string_view sentence, Fields fields) { write(spdlog::level::err, sentence, fields); }

}  // namespace kinote::base::log
