#include "server/retry_settings.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "server/setting_values.hpp"

namespace kinote::server {
namespace {

constexpr std::array<std::pair<std::string_view, jobs::RetryMode>, 3> mode_words{
    {{"none", jobs::RetryMode::none}, {"manual", jobs::RetryMode::manual}, {"automatic", jobs::RetryMode::automatic}}};

}  // namespace

jobs::RetryPolicy retry_policy_of(const base::Configuration& configuration, std::string_view queue) {
    jobs::RetryPolicy policy;
    policy.mode = choice_of(configuration, fmt::format("queues.{}.retry", queue), mode_words);
    policy.interval_ms = configuration.integer(fmt::format("queues.{}.retry_interval_seconds", queue)) * 1'000;
    policy.most_attempts = configuration.integer(fmt::format("queues.{}.most_attempts", queue));
    return policy;
}

}  // namespace kinote::server
