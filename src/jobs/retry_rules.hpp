#pragma once
// How a queue tries again by cause, as a person or a configuration file sets it.

#include <array>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/retry_rule_table.hpp"
#include "jobs/retry_policy.hpp"

namespace kinote::jobs {

/// The causes that can pass. Every other goes to Error at once, whatever is set.
inline constexpr std::string_view cause_unavailable = "unavailable";
inline constexpr std::string_view cause_worker_died = "worker_died";
inline constexpr std::string_view any_cause = "any";

/// @throws Error invalid, naming the field, where a cause or a mode is none, or a number is out of its bounds: 0 to
///         86,400 seconds, 1 at least where it is automatic, 1 to 1,000 attempts.
void check_retry_rule(const database::RetryRule& rule);

/// How a job that failed of that cause is tried again: the rule of the cause, that of any cause, or what else holds.
[[nodiscard]] RetryPolicy retry_policy_for(database::Connection& connection, std::string_view queue,
                                           std::string_view cause, const RetryPolicy& otherwise);

/// Holds from the next failure on, on every node. @throws Error invalid as check_retry_rule(); not_found where there is
/// no such queue; refused where a configuration file says it.
void set_retry_rule(database::Database& database, const base::Clock& clock, const database::RetryRule& rule,
                    const database::Actor& actor);
/// What the queue's settings say holds again. @throws Error not_found, refused.
void remove_retry_rule(database::Database& database, const base::Clock& clock, std::string_view queue,
                       std::string_view cause, const database::Actor& actor);
/// Those of the configuration files, in the place of those which the files said before. What names a queue that there
/// is not is left out, with a warning.
void apply_retry_rules(database::Database& database, const base::Clock& clock,
                       const std::vector<database::RetryRule>& rules);

}  // namespace kinote::jobs
