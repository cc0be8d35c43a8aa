#pragma once
// What became of the versions of a note: who made each of them, and which of them went where.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// How a version came to be stored.
struct VersionOrigin {
    std::int64_t stored_ms = 0;
    std::optional<std::string> stored_by;  ///< an account, a user of the command line; absent for what was taken over,
                                           ///< and where that is no longer known
    std::optional<std::string> came_from;  ///< the door: "API 192.0.2.7", "command line"
};
/// Of the versions of a visible note, by their numbers. @param before  versions below it. @param limit  at most 1,000.
[[nodiscard]] std::map<std::int64_t, VersionOrigin> find_version_origins(Connection& connection, std::string_view uuid,
                                                                         std::int64_t before, std::int64_t limit);

/// A document of a note at a destination, as the ledger has it.
struct NoteDelivery {
    std::string destination_name;
    bool is_retired = false;  ///< the destination
    std::int64_t version = 0;
    std::string state;  ///< begun as well, as in DeliveryRow
    std::optional<std::int64_t> status;
    std::string comment;
    std::int64_t sent_ms = 0;
    std::optional<std::int64_t> committed_ms;
};
/// Of a visible note all documents that a version is, or is also known by; in the order of destinations, of each the
/// latest version first. At most 10,000.
[[nodiscard]] std::vector<NoteDelivery> list_deliveries_of_note(Connection& connection, std::string_view uuid);

/// The same of a note among others.
struct NoteOutside {
    std::string uuid;
    std::int64_t version = 0;  ///< its current one
    std::vector<NoteDelivery> deliveries;
};
/// Of all visible notes of a study of which anything went anywhere, in the order of their ids. At most 10,000
/// documents.
[[nodiscard]] std::vector<NoteOutside> list_notes_outside(Connection& connection, std::string_view study_instance_uid);

/// The version of a note that a document is.
struct DocumentedVersion {
    std::string uuid;  ///< of the note
    std::int64_t version = 0;
};
/// By the SOP Instance UIDs of the documents; of notes that are visible.
[[nodiscard]] std::map<std::string, DocumentedVersion, std::less<>> find_documented_versions(
    Connection& connection, std::span<const std::string_view> sop_instance_uids);

}  // namespace kinote::database
