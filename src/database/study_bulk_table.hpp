#pragma once
// The tables `patient` and `study` as a migration needs them: looked up and written many at a time.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "database/connection.hpp"
#include "database/study_table.hpp"

namespace kinote::database {

/// By Study Instance UID; those not here are left out.
[[nodiscard]] std::unordered_map<std::string, StudyRow> find_studies(
    Connection& connection, std::span<const std::string_view> study_instance_uids);

/// A study that only notes know of.
struct StudyOfNotes {
    PatientAttributes patient;
    StudyAttributes study;
    std::int64_t note_count = 0;  ///< its visible notes, which the same transaction adds
};
/// Makes the rows of studies that are not here, each named once. @return their ids in the order given.
/// @throws Error unavailable where another has just made one of them: the transaction is to be tried again.
[[nodiscard]] std::vector<std::int64_t> add_studies_of_notes(Transaction& transaction,
                                                             std::span<const StudyOfNotes> studies,
                                                             std::int64_t now_ms);
/// Gives a study that only notes know of other attributes.
void replace_study_of_notes(Transaction& transaction, std::int64_t study, const StudyOfNotes& replacement);

/// @throws Error unavailable where an object has told of one of the studies, whose rows are locked, since they were
/// found to be known by notes alone: the transaction is to be tried again.
void refuse_studies_of_objects(Transaction& transaction, std::span<const std::int64_t> studies);

/// The studies that notes lie in.
[[nodiscard]] std::vector<std::int64_t> studies_of_notes(Connection& connection, std::span<const std::int64_t> notes);
/// Recounts the visible notes of studies, whose rows are locked from here on.
void recount_studies(Transaction& transaction, std::span<const std::int64_t> studies);

}  // namespace kinote::database
