#pragma once
// A document's source as JSON: how it is frozen in the database.

#include <string>
#include <string_view>

#include "note/kosd_source.hpp"

namespace kinote::note {

/// One line. The same source gives the same text.
[[nodiscard]] std::string to_json(const KosdSource& source);

/// @throws base::Error corrupt where it is not what to_json() wrote.
[[nodiscard]] KosdSource kosd_source_from_json(std::string_view text);

}  // namespace kinote::note
