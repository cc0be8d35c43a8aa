#pragma once
// What the index knows of a batch's notes, looked up in a number of queries that does not depend on how many there are.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "database/connection.hpp"
#include "database/instance_table.hpp"
#include "database/note_bulk_table.hpp"
#include "database/study_table.hpp"
#include "legacy_migration/batch_reader.hpp"

namespace kinote::legacy_migration {

struct BatchIndex {
    std::unordered_map<std::string, database::TakenOverNote> taken_over;  ///< by source_note_id
    std::unordered_map<std::string, database::InstanceSummary> objects;   ///< by SOP Instance UID
    std::unordered_map<std::string, database::StudyRow> studies;          ///< by Study Instance UID
};

/// @param source_system  the mapping's name.
[[nodiscard]] BatchIndex look_up(database::Connection& connection, std::string_view source_system,
                                 const NoteBatch& batch);

}  // namespace kinote::legacy_migration
