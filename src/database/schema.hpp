#pragma once
// The schema's steps: numbered, run once each in their order, never changed once released.

#include <cstdint>
#include <span>
#include <string_view>

#include "database/database.hpp"

namespace kinote::database {

struct SchemaStep {
    std::int64_t number;
    std::string_view name;
    std::string_view sql;
};

/// The steps that this program knows, in order. Made from src/database/schema/ by the build.
[[nodiscard]] std::span<const SchemaStep> schema_steps();

/// Brings the database up to date under a lock that other programs starting at the same time wait for.
/// @param now_ms  written beside each step.
/// @throws Error refused where the database is newer than this program, or a step was changed after it had run.
void bring_schema_up_to_date(Database& database, std::int64_t now_ms);

}  // namespace kinote::database
