#pragma once
// How a queue tries again, and what waits goes on, as the configuration says.

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "base/configuration.hpp"
#include "database/job_dependency_table.hpp"
#include "database/retry_rule_table.hpp"
#include "jobs/retry_policy.hpp"

namespace kinote::server {

/// @param queue  as the keys name it. @throws Error invalid, naming the key.
[[nodiscard]] jobs::RetryPolicy retry_policy_of(const base::Configuration& configuration, std::string_view queue);

/// What becomes of jobs whose predecessors fail, by kind. @throws as retry_policy_of().
[[nodiscard]] std::vector<database::DependencyRule> dependency_rules_of(const base::Configuration& configuration);

/// The table of retry rules: [retries.QUEUE.CAUSE].
inline constexpr std::string_view retry_table = "retries";

/// The rules of the files, a later file's before an earlier one's. @throws Error invalid, naming file, line and field.
[[nodiscard]] std::vector<database::RetryRule> read_retry_rules(std::span<const std::filesystem::path> files);

}  // namespace kinote::server
