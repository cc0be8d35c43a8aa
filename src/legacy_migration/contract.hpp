#pragma once
// The contract: the columns that a mapping's queries, or the files of a CSV source, give.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace kinote::legacy_migration {

/// A column of one of the tables.
struct ContractColumn {
    std::string_view name;
    std::size_t most_bytes;  ///< of its text in UTF-8; a longer one cannot be taken over
    bool is_required;        ///< the query or file must have the column
    bool is_time = false;    ///< a moment or a date, which transforms can give
};

enum class ContractTable : std::uint8_t { notes, references, uid_mapping };

/// "notes", "references", "uid_mapping": the name of the query, and of the CSV file without its ending.
[[nodiscard]] std::string_view to_string(ContractTable table);
[[nodiscard]] std::span<const ContractColumn> columns_of(ContractTable table);

/// Places in the rows of notes.
enum class NoteColumn : std::uint8_t {
    source_note_id,
    study_instance_uid,
    title_code,
    title_scheme,
    title_text,
    description,
    author_name,
    author_login,
    institution,
    created_at,
    changed_at,
    version,
    deleted,
    patient_id,
    issuer_of_patient_id,
    patient_name,
    patient_birth_date,
    patient_sex,
    accession_number,
    study_date,
    study_description,
    kosd_sop_instance_uid,
};

/// Places in the rows of references.
enum class ReferenceColumn : std::uint8_t {
    source_note_id,
    position,
    study_instance_uid,
    series_instance_uid,
    sop_instance_uid,
    sop_class_uid,
    frame_numbers,
    presentation_state_uid,
    presentation_state_series_instance_uid,
    presentation_state_sop_class_uid,
};

/// Places in the rows of the UID mapping.
enum class UidMappingColumn : std::uint8_t { old_uid, new_uid };

/// References of one note beyond these are rejected.
inline constexpr std::size_t most_references = 20'000;

}  // namespace kinote::legacy_migration
