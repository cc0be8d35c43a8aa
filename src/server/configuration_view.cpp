#include "server/configuration_view.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "database/database.hpp"
#include "server/settings.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;

constexpr std::array secret_keys{
    std::string_view{"api_token"}, std::string_view{"migration.odbc"}, std::string_view{"notifications.webhook_url"},
    std::string_view{"notifications.webhook_secret"}, std::string_view{"notifications.smtp_password"}};

std::string_view word_of(base::ValueOrigin::Kind kind) {
    switch (kind) {
        case base::ValueOrigin::Kind::by_default: return "default";
        case base::ValueOrigin::Kind::file: return "file";
        case base::ValueOrigin::Kind::environment: return "environment";
        case base::ValueOrigin::Kind::command_line: return "command_line";
    }
    std::abort();
}

// "http://user:word@proxy" without the word.
std::string without_password(std::string value) {
    const std::size_t scheme = value.find("://");
    if (scheme == std::string::npos) return value;
    const std::size_t begin = scheme + 3;
    const std::size_t at = value.find('@', begin);
    const std::size_t colon = value.find(':', begin);
    if (at != std::string::npos && colon < at) value.replace(colon + 1, at - colon - 1, "(hidden)");
    return value;
}

}  // namespace

std::string shown_value(const base::Configuration& configuration, std::string_view key) {
    const std::string& value = configuration.written(key);
    if (value.empty()) return value;
    if (std::ranges::find(secret_keys, key) != secret_keys.end()) return "(set)";
    return key == "database" ? database::Database{value}.shown_url() : without_password(value);
}

std::vector<ShownValue> shown_values(const base::Configuration& configuration) {
    std::vector<ShownValue> values;
    for (const base::ConfigurationKey& key : configuration_keys()) {
        values.push_back({key.name, shown_value(configuration, key.name), key.default_value,
                          configuration.origin(key.name), base::environment_name(key.name), key.description});
    }
    return values;
}

json::value to_json(const ShownConfiguration& configuration) {
    json::array values;
    for (const ShownValue& one : configuration.values) {
        values.push_back(
            json::object{{"key", one.key},
                         {"value", one.value},
                         {"default", one.default_value},
                         {"origin", word_of(one.origin.kind)},
                         {"place", one.origin.place.empty() ? json::value(nullptr) : json::value(one.origin.place)},
                         {"variable", one.variable},
                         {"description", one.description}});
    }
    json::array files;
    for (const std::filesystem::path& file : configuration.files) files.push_back(json::value(file.string()));
    return json::object{{"values", std::move(values)},
                        {"files", std::move(files)},
                        {"own_file", configuration.own_file.empty() ? json::value(nullptr)
                                                                    : json::value(configuration.own_file.string())}};
}

}  // namespace kinote::server
