#include "server/repair_settings.hpp"

#include <fmt/format.h>

#include <array>

#include "base/error.hpp"

namespace kinote::server {
namespace {

constexpr std::string_view standing_rule_key = "repair.on_registration";

constexpr std::array repair_own_keys{
    base::ConfigurationKey{standing_rule_key, base::ValueType::text_list, "",
                           "rules whose findings are repaired when a KOSD is registered, as K10; all for all that can "
                           "be; none unless given"},
};

}  // namespace

std::span<const base::ConfigurationKey> repair_keys() { return repair_own_keys; }

note::RuleSet read_repairs(const base::Configuration& configuration) {
    try {
        return note::repairable_rules(configuration.text_list(standing_rule_key));
    } catch (const base::Error& error) {
        throw base::Error{error.kind(), fmt::format("{}: {}", standing_rule_key, error.what())};
    }
}

}  // namespace kinote::server
