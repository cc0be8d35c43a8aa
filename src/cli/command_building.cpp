#include "cli/command_building.hpp"

#include <cstdlib>
#include <filesystem>

namespace kinote::cli {

void add_key(CLI::App& command, server::GivenOptions& given, const std::string& option, const std::string& key,
             const std::string& help) {
    command.add_option_function<std::string>(
        option, [&given, key](const std::string& value) { given.command_line[key] = value; }, help);
}

void add_site_options(CLI::App& command, server::GivenOptions& given) {
    command
        .add_option_function<std::string>(
            "--data", [&given](const std::string& value) { given.data = std::filesystem::absolute(value); },
            "The data folder: its kinote.toml, database and cache")
        ->type_name("DIR");
    command
        .add_option_function<std::string>(
            "--config", [&given](const std::string& value) { given.configuration_file = value; },
            "A configuration file (TOML) that goes before the data folder's own")
        ->type_name("FILE");
    add_key(command, given, "--database", "database",
            "postgresql://USER@HOST/NAME, or an SQLite file named from the data folder");
    add_key(command, given, "--log-level", "log.level", "debug, info, warn or error");
    if (const char* file = std::getenv("KINOTE_CONFIG")) given.configuration_file = file;  // NOLINT
}

void add_shared_options(CLI::App& command, server::GivenOptions& given, bool& json) {
    add_site_options(command, given);
    command.add_flag("--json", json, "One JSON value on standard output");
}

}  // namespace kinote::cli
