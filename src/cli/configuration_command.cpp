#include <fmt/format.h>

#include <boost/json.hpp>
#include <string>

#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "database/database.hpp"
#include "server/missed_kosds.hpp"
#include "server/settings.hpp"
#include "server/shared_ae_titles.hpp"

namespace kinote::cli {
namespace {

namespace json = boost::json;

// Values that open something are not shown.
std::string shown_value(const base::Configuration& configuration, std::string_view key) {
    const std::string& value = configuration.written(key);
    if (value.empty()) return value;
    if (key == "api_token" || key == "migration.odbc") return "(set)";
    return key == "database" ? database::Database{value}.shown_url() : value;
}

void list(const ConfigurationOptions& options) {
    const base::Configuration configuration = server::read_configuration(options.given);
    json::array keys;
    std::vector<std::vector<std::string>> rows;
    for (const base::ConfigurationKey& key : server::configuration_keys()) {
        const std::string value = shown_value(configuration, key.name);
        const std::string variable = base::environment_name(key.name);
        rows.push_back({std::string{key.name}, value, configuration.is_set(key.name) ? "" : "default", variable,
                        std::string{key.description}});
        keys.push_back(json::object{{"key", key.name},
                                    {"value", value},
                                    {"is_set", configuration.is_set(key.name)},
                                    {"variable", variable},
                                    {"description", key.description}});
    }
    if (options.json) {
        print_json(keys);
    } else {
        print_table({"key", "value", "", "variable", "what it is for"}, rows);
    }
}

}  // namespace

int run(const ConfigurationOptions& options) {
    const server::Settings settings = server::read_settings(options.given);  // throws what is wrong
    if (options.action == ConfigurationOptions::Action::list) {
        list(options);
    } else {
        server::check_settings(settings);
        fmt::print("the configuration is right\n");
        if (const auto hint = server::hint_at_missed_kosds(settings)) fmt::print("but {}\n", *hint);
        if (const auto hint = server::hint_at_shared_ae_titles(settings)) fmt::print("but {}\n", *hint);
    }
    return done;
}

}  // namespace kinote::cli
