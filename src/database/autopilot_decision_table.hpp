#pragma once
// The table `autopilot_decision`: why a study is still here, and why it went. It outlives the study.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct AutopilotDecision {
    std::string study_instance_uid;
    std::string action;    ///< archive, unarchived, freed, kept, purged
    std::string rule;      ///< empty where none played a part
    std::string pressure;  ///< green, amber, red; empty where it played no part
    std::string reason;    ///< in words
    std::int64_t objects = 0;
    std::int64_t bytes = 0;
    std::int64_t since_ms = 0;  ///< the first time for this reason
    std::int64_t at_ms = 0;     ///< the last time
};

/// Writes down what was done, and takes back what had kept it from being done. The times are `now_ms`. @return its row.
std::int64_t add_autopilot_decision(Transaction& transaction, const AutopilotDecision& decision, std::int64_t now_ms);
/// More of the same was done.
void extend_autopilot_decision(Transaction& transaction, std::int64_t row, std::int64_t objects, std::int64_t bytes,
                               std::int64_t now_ms);
/// Writes down what stands in the way: `kept` or `unarchived`, one of each for a study.
void set_standing_decision(Transaction& transaction, const AutopilotDecision& decision, std::int64_t now_ms);
/// Nothing stands in the way of that any more.
void end_standing_decision(Transaction& transaction, std::string_view study_instance_uid, std::string_view action);
/// The same for many. @param studies  rows.
void end_standing_decisions(Transaction& transaction, std::span<const std::int64_t> studies, std::string_view action);

/// Of a study, the latest first.
[[nodiscard]] std::vector<AutopilotDecision> list_autopilot_decisions(Connection& connection,
                                                                      std::string_view study_instance_uid,
                                                                      std::int64_t limit);
/// At most so many that are older. @return how many.
std::int64_t forget_autopilot_decisions(Transaction& transaction, std::int64_t before_ms, std::int64_t limit);

}  // namespace kinote::database
