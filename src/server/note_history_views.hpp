#pragma once
// The history of a note, and its way outside, as the API prints them.

#include <boost/json/value.hpp>
#include <cstdint>
#include <map>
#include <vector>

#include "database/note_history.hpp"
#include "database/note_listing.hpp"

namespace kinote::server {

/// Each version as a note, with who stored it, when and through which door.
[[nodiscard]] boost::json::value versions_to_json(const std::vector<database::ListedNote>& versions,
                                                  const std::map<std::int64_t, database::VersionOrigin>& origins);

/// What each destination has of the note: `state` is current, stale, being_sent, refused or withdrawn, `version` the
/// one that is there, or null. @param note  its current version.
[[nodiscard]] boost::json::value outside_to_json(const database::ListedNote& note,
                                                 const std::vector<database::NoteDelivery>& deliveries);

/// The same of the notes of a study of which anything went anywhere.
[[nodiscard]] boost::json::value outside_to_json(const std::vector<database::NoteOutside>& notes);

}  // namespace kinote::server
