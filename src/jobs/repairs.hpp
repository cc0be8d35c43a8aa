#pragma once
// Repairs that are taken back, with all that follows, in the transaction that takes them back.

#include <cstdint>
#include <string_view>

#include "database/audit_table.hpp"
#include "database/connection.hpp"
#include "database/repair_table.hpp"

namespace kinote::jobs {

/// The note stands again as its KOSD came, or is quarantined again; the KOSDs made of the repaired version are
/// withdrawn where they went, and none is made any more.
/// @throws Error refused where the repair is not in force, or its version is not the current one: the work of a person
///         stays; where the KOSD or the note is marked for deletion, or purged.
void take_back_repair(database::Transaction& transaction, const database::RepairRow& repair,
                      const database::Actor& actor, std::string_view reason, std::int64_t now_ms);

/// The same for the repairs of KOSDs that a rejection note hides: what is repaired goes with the document that came.
void take_back_rejected_repairs(database::Transaction& transaction, std::string_view rejection_note,
                                std::int64_t now_ms);

}  // namespace kinote::jobs
