#pragma once
// Destinations that have an AE title together and are different systems, as they may stand there from before.

#include <optional>
#include <string>

#include "server/settings.hpp"

namespace kinote::server {

/// What `kinote config check` says of the first two; absent where there are none, or the site's database is not there.
/// Changes nothing.
[[nodiscard]] std::optional<std::string> hint_at_shared_ae_titles(const Settings& settings);

}  // namespace kinote::server
