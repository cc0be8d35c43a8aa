#include "database/reference_rows.hpp"

#include <string>

#include "database/note_json.hpp"

namespace kinote::database {
namespace {

constexpr BulkInsert add_reference_rows_sql{{R"(
    INSERT INTO note_reference (note_version, position, study_instance_uid, series_instance_uid, sop_instance_uid,
                                sop_class_uid, frames, presentation_state_uid, presentation_state_study_instance_uid,
                                presentation_state_series_instance_uid, presentation_state_sop_class_uid)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))"},
                                            {R"(
    INSERT INTO note_reference (note_version, position, study_instance_uid, series_instance_uid, sop_instance_uid,
                                sop_class_uid, frames, presentation_state_uid, presentation_state_study_instance_uid,
                                presentation_state_series_instance_uid, presentation_state_sop_class_uid)
    SELECT * FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS BIGINT[]), CAST($3 AS TEXT[]), CAST($4 AS TEXT[]),
                         CAST($5 AS TEXT[]), CAST($6 AS TEXT[]), CAST($7 AS TEXT[]), CAST($8 AS TEXT[]),
                         CAST($9 AS TEXT[]), CAST($10 AS TEXT[]), CAST($11 AS TEXT[])))"}};
constexpr std::size_t reference_columns = 11;

}  // namespace

ReferenceRows::ReferenceRows(Transaction& transaction)
    : rows_{transaction, add_reference_rows_sql, reference_columns} {}

void ReferenceRows::add(std::int64_t note_version, std::span<const note::NoteReference> references) {
    std::int64_t position = 0;
    for (const note::NoteReference& reference : references) {
        const std::string frames = frames_to_text(reference.frames);
        rows_.add({note_version, ++position, reference.study_instance_uid, reference.series_instance_uid,
                   reference.sop_instance_uid, reference.sop_class_uid, frames,
                   if_any(reference.presentation_state_uid), if_any(reference.presentation_state_study_instance_uid),
                   if_any(reference.presentation_state_series_instance_uid),
                   if_any(reference.presentation_state_class_uid)});
    }
}

}  // namespace kinote::database
