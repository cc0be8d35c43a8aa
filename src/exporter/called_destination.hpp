#pragma once
// The destination that a peer means by an AE title.

#include <optional>
#include <string>
#include <string_view>

#include "database/destination_table.hpp"

namespace kinote::exporter {

struct CalledDestination {
    std::optional<database::Destination> destination;
    std::string reason;  ///< why there is none, in words
};

/// Whether both are the same system: AE title, host and port.
[[nodiscard]] bool are_same_system(const database::Destination& left, const database::Destination& right);

/// The one in use of that AE title, and of several that are the same system the first by name. Of different systems the
/// one at the address, and none where that does not tell them apart: nothing goes to a system that was only guessed.
/// @param address  where the peer calls from; empty where it speaks of another system.
[[nodiscard]] CalledDestination find_called_destination(database::Connection& connection, std::string_view ae_title,
                                                        std::string_view address);

}  // namespace kinote::exporter
