#pragma once
// The configuration as one flat set of keys. A key's value comes from the command line, else the environment, else the
// files (the later one first), else its default. Keys are declared once, with the words that help prints.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinote::base {

enum class ValueType { text, integer, flag, text_list };

/// A key that a site can set.
struct ConfigurationKey {
    std::string_view name;  ///< "http.port"; in the environment KINOTE_HTTP_PORT; in a file port under [http]
    ValueType type;
    std::string_view default_value;  ///< as on the command line; lists are parted by commas
    std::string_view description;    ///< with unit and bounds
    std::int64_t least = 0;          ///< of an integer
    std::int64_t most = INT64_MAX;   ///< of an integer
};

/// Answers what the value of an environment variable is; for tests, another than the process's.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

[[nodiscard]] Environment process_environment();

/// "KINOTE_HTTP_PORT" for "http.port".
[[nodiscard]] std::string environment_name(std::string_view key);

/// Where a value comes from.
struct ValueOrigin {
    enum class Kind { by_default, file, environment, command_line };
    Kind kind = Kind::by_default;
    std::string place{};  ///< the file, the variable or the option; empty of a default
};

/// Values, checked against their keys. Immutable once made; any thread.
class Configuration {
public:
    struct Sources {
        std::vector<std::filesystem::path> files;  ///< a later one goes before an earlier one
        std::map<std::string, std::string> command_line;
        Environment environment = process_environment();
        /// Tables that other rooms read by themselves, e.g. "titles": their keys are not checked here.
        std::vector<std::string> foreign_tables;
    };

    /// @param keys  outlives the configuration.
    /// @throws Error invalid, naming file, line and key, for an unknown key or a value that does not fit.
    Configuration(std::span<const ConfigurationKey> keys, const Sources& sources);

    [[nodiscard]] const std::string& text(std::string_view name) const;
    [[nodiscard]] std::int64_t integer(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> text_list(std::string_view name) const;
    /// The value as it would stand on the command line, whatever its type.
    [[nodiscard]] const std::string& written(std::string_view name) const;
    /// Whether anything but the default says so.
    [[nodiscard]] bool is_set(std::string_view name) const;
    [[nodiscard]] const ValueOrigin& origin(std::string_view name) const;

private:
    struct Entry {
        const ConfigurationKey* key;
        std::string value;
        ValueOrigin origin;
    };
    [[nodiscard]] const Entry& entry(std::string_view name, ValueType type) const;

    std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace kinote::base
