#pragma once
// The keys of [autopilot].

#include <span>

#include "autopilot/autopilot_settings.hpp"
#include "base/configuration.hpp"

namespace kinote::server {

[[nodiscard]] std::span<const base::ConfigurationKey> autopilot_keys();
/// @throws Error invalid, naming the key, where a red threshold is above its amber one, and for hours that are none.
[[nodiscard]] autopilot::AutopilotSettings read_autopilot(const base::Configuration& configuration);

}  // namespace kinote::server
