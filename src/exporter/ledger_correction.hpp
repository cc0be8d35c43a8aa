#pragma once
// Brings the ledger of a destination in line with what a comparison has found there.

#include <cstdint>

#include "database/connection.hpp"
#include "database/held_object.hpp"
#include "database/reconciliation_table.hpp"
#include "exporter/study_comparison.hpp"

namespace kinote::exporter {

/// What is lost or hidden there is safe there for nobody; what is there all the same is. With an audit event
/// `ledger_corrected` where anything changes.
/// @param scope  its destination and study are those that were compared.
void correct_ledger(database::Transaction& transaction, const database::Reconciliation& of,
                    const database::HeldScope& scope, const StudyComparison& compared, std::int64_t now_ms);

}  // namespace kinote::exporter
