#pragma once
// Questions about studies and their notes, as every door asks them. Only what is visible is answered.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "database/database.hpp"
#include "database/instance_table.hpp"
#include "database/kosd_table.hpp"
#include "database/note_listing.hpp"
#include "database/study_listing.hpp"

namespace kinote::query {

struct StudyPage {
    std::vector<database::ListedStudy> studies;
    bool has_more = false;              ///< behind these
    std::optional<std::int64_t> total;  ///< absent where there are too many to be counted for a page
};

/// @throws Error invalid for a limit outside 1 to 1,000 or a negative offset.
[[nodiscard]] StudyPage find_studies(database::Database& database, const database::StudyFilter& filter);

/// @throws Error invalid for a malformed UID.
[[nodiscard]] std::optional<database::ListedStudy> find_study(database::Database& database,
                                                              std::string_view study_instance_uid);

/// The notes of a study, none where nobody knows it. @throws Error invalid for a malformed UID.
[[nodiscard]] std::vector<database::ListedNote> notes_of_study(database::Database& database,
                                                               std::string_view study_instance_uid);

/// @param uuid  the note's id. Absent where no visible note bears it.
[[nodiscard]] std::optional<database::ListedNote> find_note(database::Database& database, std::string_view uuid);

/// A page of all notes. @throws as find_studies.
[[nodiscard]] std::vector<database::ListedNote> find_notes(database::Database& database, std::int64_t limit,
                                                           std::int64_t offset);

struct KosdPage {
    std::vector<database::ListedKosd> kosds;
    std::int64_t total = 0;
};

/// KOSDs that could not be registered. @throws as find_studies.
[[nodiscard]] KosdPage find_quarantined(database::Database& database, std::int64_t limit, std::int64_t offset);
/// Rejection notes, manifests, lists of content, display sets. @throws as find_studies.
[[nodiscard]] KosdPage find_selections(database::Database& database, std::int64_t limit, std::int64_t offset);

/// The visible object. @throws Error invalid for a malformed UID, not_found where it is not here or not visible.
[[nodiscard]] database::StoredObject find_object(database::Database& database, std::string_view sop_instance_uid);

}  // namespace kinote::query
