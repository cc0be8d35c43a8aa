#pragma once
// Queries for KOSDs that found none in a study which has notes: that site's readers look for KOSDs first, and it should
// make them in the background.

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "query/identifier.hpp"
#include "server/settings.hpp"

namespace kinote::server {

/// Remembers that the query found nothing, where it is one for the KOSDs of a study and there are notes that have none
/// yet; at most once an hour. Any thread.
void remember_missed_kosds(database::Database& database, const query::Identifier& identifier, std::int64_t now_ms);

/// What `kinote config check` says of it; absent where nothing was missed, KOSDs are made in the background, or the
/// site's database is not there. Changes nothing.
[[nodiscard]] std::optional<std::string> hint_at_missed_kosds(const Settings& settings);

}  // namespace kinote::server
