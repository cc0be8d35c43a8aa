#pragma once
// One study, here and at a destination, object by object.

#include <cstdint>
#include <string>
#include <vector>

#include "database/held_object.hpp"
#include "database/reconciliation_table.hpp"
#include "exporter/remote_query.hpp"

namespace kinote::exporter {

struct StudyComparison {
    std::vector<database::Difference> differences;  ///< by SOP Instance UID
    std::vector<database::HeldObject> lost;         ///< delivered once, and not there: the ledger is to say so
    std::vector<database::HeldObject> withdrawn;    ///< sent again, and hidden there by a rejection: the same
    std::vector<database::HeldObject> hidden;       ///< sent again, and hidden there for another reason: the same
    std::vector<database::HeldObject> found;  ///< there, though the ledger says that it was not found, or rejected
};

/// @param there  what the destination shows, by UID. @param scope  what it is to have; before_ms is when it was begun
/// to be asked: what arrived here or was sent there since is no difference.
[[nodiscard]] StudyComparison compare(database::Connection& connection, const database::HeldScope& scope,
                                      const std::vector<RemoteObject>& there);

}  // namespace kinote::exporter
