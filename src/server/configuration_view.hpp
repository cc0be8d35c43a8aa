#pragma once
// The configuration in force as people see it: each key with its value, and where that comes from.

#include <boost/json/value.hpp>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/configuration.hpp"

namespace kinote::server {

struct ShownValue {
    std::string_view key;
    std::string value;  ///< "(set)" of what opens something
    std::string_view default_value;
    base::ValueOrigin origin;
    std::string variable;  ///< of the environment
    std::string_view description;
};

struct ShownConfiguration {
    std::vector<ShownValue> values;
    std::vector<std::filesystem::path> files;  ///< that were read; a later one goes before an earlier one
    std::filesystem::path own_file;  ///< of the data folder, whether it is there or not; empty without a folder
};

/// The value as it may be shown: what opens something is "(set)", and an address is without its password.
[[nodiscard]] std::string shown_value(const base::Configuration& configuration, std::string_view key);

[[nodiscard]] std::vector<ShownValue> shown_values(const base::Configuration& configuration);

[[nodiscard]] boost::json::value to_json(const ShownConfiguration& configuration);

}  // namespace kinote::server
