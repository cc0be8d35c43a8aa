#include "server/retry_settings.hpp"

#include <fmt/format.h>

#include <string>

#include "base/error.hpp"

namespace kinote::server {
namespace {

using base::Error;
using base::ErrorKind;

jobs::RetryMode retry_mode_from(const std::string& key, const std::string& word) {
    if (word == "none") return jobs::RetryMode::none;
    if (word == "manual") return jobs::RetryMode::manual;
    if (word == "automatic") return jobs::RetryMode::automatic;
    throw Error{ErrorKind::invalid, fmt::format("{}: '{}' is neither none, manual nor automatic", key, word)};
}

}  // namespace

jobs::RetryPolicy retry_policy_of(const base::Configuration& configuration, std::string_view queue) {
    const std::string mode = fmt::format("queues.{}.retry", queue);
    jobs::RetryPolicy policy;
    policy.mode = retry_mode_from(mode, configuration.text(mode));
    policy.interval_ms = configuration.integer(fmt::format("queues.{}.retry_interval_seconds", queue)) * 1'000;
    policy.most_attempts = configuration.integer(fmt::format("queues.{}.most_attempts", queue));
    return policy;
}

}  // namespace kinote::server
