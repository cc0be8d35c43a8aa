#pragma once
// The table `retry_rule`: how jobs of a queue are tried again, by cause, where the queue's settings are not to hold.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct RetryRule {
    std::string queue;
    std::string cause = "any";         ///< unavailable, worker_died, or any of them
    std::string retry = "automatic";   ///< none, manual or automatic
    std::int64_t interval_ms = 5'000;  ///< before the second attempt; doubled for each further one
    std::int64_t longest_interval_ms = 3'600'000;
    std::int64_t most_attempts = 10;
    bool is_of_file = false;  ///< a configuration file says it
};

/// By queue and cause.
[[nodiscard]] std::vector<RetryRule> list_retry_rules(Connection& connection);
/// The one of exactly that cause.
[[nodiscard]] std::optional<RetryRule> find_retry_rule(Connection& connection, std::string_view queue,
                                                       std::string_view cause);
/// In the place of the one before. The queue is declared.
void set_retry_rule(Transaction& transaction, const RetryRule& rule, std::int64_t now_ms);
/// False where there is none.
bool remove_retry_rule(Transaction& transaction, std::string_view queue, std::string_view cause);

}  // namespace kinote::database
