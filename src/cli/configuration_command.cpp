#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "server/configuration_view.hpp"
#include "server/missed_kosds.hpp"
#include "server/settings.hpp"
#include "server/shared_ae_titles.hpp"

namespace kinote::cli {
namespace {

namespace json = boost::json;

void list(const ConfigurationOptions& options) {
    const base::Configuration configuration = server::read_configuration(options.given);
    json::array keys;
    std::vector<std::vector<std::string>> rows;
    for (const base::ConfigurationKey& key : server::configuration_keys()) {
        const std::string value = server::shown_value(configuration, key.name);
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

// What is not wrong, and may be not what was meant.
std::vector<std::string> remarks_on(const server::Settings& settings) {
    std::vector<std::string> remarks;
    if (!settings.data.empty() && !std::filesystem::exists(settings.data)) {
        remarks.push_back(fmt::format("there is no folder {} yet", settings.data.string()));
    }
    if (auto hint = server::hint_at_missed_kosds(settings)) remarks.push_back(*std::move(hint));
    if (auto hint = server::hint_at_shared_ae_titles(settings)) remarks.push_back(*std::move(hint));
    return remarks;
}

void check(const ConfigurationOptions& options, const server::Settings& settings) {
    server::check_settings(settings);
    if (std::filesystem::exists(settings.data) && !std::filesystem::is_directory(settings.data)) {
        throw base::Error{base::ErrorKind::invalid, fmt::format("data: {} is no folder", settings.data.string())};
    }
    const std::vector<std::string> remarks = remarks_on(settings);
    if (options.json) {
        print_json(json::object{{"remarks", json::array(remarks.begin(), remarks.end())}});
        return;
    }
    fmt::print("the configuration is right\n");
    for (const std::string& remark : remarks) fmt::print("but {}\n", remark);
}

}  // namespace

int run(const ConfigurationOptions& options) {
    const server::Settings settings = server::read_settings(options.given);  // throws what is wrong
    if (options.action == ConfigurationOptions::Action::list) {
        list(options);
    } else {
        check(options, settings);
    }
    return done;
}

}  // namespace kinote::cli
