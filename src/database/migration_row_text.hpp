#pragma once
// The two columns of migration_row that tell of a row's references: their outcomes in a run-length text, and details
// as JSON.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/migration_table.hpp"

namespace kinote::database {

/// "r5n2x1" for five resolved, two not here, one rejected, in this order.
[[nodiscard]] std::string runs_to_text(std::span<const ReferenceRun> runs);
/// @throws Error corrupt for anything that runs_to_text does not write.
[[nodiscard]] std::vector<ReferenceRun> runs_from_text(std::string_view text);

/// [[place, SOP Instance UID, reason], ...]
[[nodiscard]] std::string details_to_json(std::span<const ReferenceDetail> details);
/// @throws Error corrupt for anything that details_to_json does not write.
[[nodiscard]] std::vector<ReferenceDetail> details_from_json(std::string_view text);

}  // namespace kinote::database
