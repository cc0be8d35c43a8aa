#pragma once
// How a queue tries again, as the configuration says.

#include <string_view>

#include "base/configuration.hpp"
#include "jobs/retry_policy.hpp"

namespace kinote::server {

/// @param queue  as the keys name it. @throws Error invalid, naming the key.
[[nodiscard]] jobs::RetryPolicy retry_policy_of(const base::Configuration& configuration, std::string_view queue);

}  // namespace kinote::server
