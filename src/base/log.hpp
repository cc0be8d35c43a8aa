#pragma once
// The log: one line per event on standard error, a sentence and named fields. Standard output belongs to the commands.

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace kinote::base::log {

enum class Level { debug, info, warn, error };

/// A named value of a log line: job, association, sop_instance_uid, ... Never a patient's name or ID above debug.
struct Field {
    std::string_view name;
    std::string value;

    Field(std::string_view field_name, std::string_view text) : name{field_name}, value{text} {}
    Field(std::string_view field_name, const char* text) : name{field_name}, value{text} {}
    Field(std::string_view field_name, std::string text) : name{field_name}, value{std::move(text)} {}
    template <std::integral Number>
    Field(std::string_view field_name, Number number) : name{field_name}, value{std::to_string(number)} {}
};

using Fields = std::initializer_list<Field>;

/// The lowest level that is written; info until set. Any thread.
void set_level(Level level);

/// Reads "debug", "info", "warn" or "error". @throws Error invalid for any other word.
[[nodiscard]] Level level_from(std::string_view word);

/// Something that helps only while looking for a fault.
void debug(std::string_view sentence, Fields fields = {});
/// A step of a job, an association, a command.
void info(std::string_view sentence, Fields fields = {});
/// Degraded: it goes on, but not as it should.
void warn(std::string_view sentence, Fields fields = {});
/// Someone must act.
void error(std::string_view sentence, Fields fields = {});

}  // namespace kinote::base::log
