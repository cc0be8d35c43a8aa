#pragma once
// The keys of [repair].

#include <span>

#include "base/configuration.hpp"
#include "note/remedy.hpp"

namespace kinote::server {

[[nodiscard]] std::span<const base::ConfigurationKey> repair_keys();
/// The site's standing rule. @throws Error invalid for what is no rule, or has no safe remedy.
[[nodiscard]] note::RuleSet read_repairs(const base::Configuration& configuration);

}  // namespace kinote::server
