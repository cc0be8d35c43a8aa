#include "legacy_migration/contract.hpp"

#include <cstdlib>

namespace kinote::legacy_migration {
namespace {

// Bytes: what an index of the database can hold, and far above what the VRs allow.
constexpr std::size_t short_text = 512;
constexpr std::size_t long_text = 4'096;
constexpr std::size_t free_text = 1U << 20U;

constexpr std::array note_columns{
    ContractColumn{"source_note_id", short_text, true},
    ContractColumn{"study_instance_uid", short_text, false},
    ContractColumn{"title_code", short_text, false},
    ContractColumn{"title_scheme", short_text, false},
    ContractColumn{"title_text", long_text, false},
    ContractColumn{"description", free_text, false},
    ContractColumn{"author_name", short_text, false},
    ContractColumn{"author_login", short_text, false},
    ContractColumn{"institution", short_text, false},
    ContractColumn{"created_at", short_text, false, true},
    ContractColumn{"changed_at", short_text, false, true},
    ContractColumn{"version", short_text, false},
    ContractColumn{"deleted", short_text, false},
    ContractColumn{"patient_id", short_text, false},
    ContractColumn{"issuer_of_patient_id", short_text, false},
    ContractColumn{"patient_name", short_text, false},
    ContractColumn{"patient_birth_date", short_text, false, true},
    ContractColumn{"patient_sex", short_text, false},
    ContractColumn{"accession_number", short_text, false},
    ContractColumn{"study_date", short_text, false, true},
    ContractColumn{"study_description", long_text, false},
    ContractColumn{"kosd_sop_instance_uid", short_text, false},
};

constexpr std::array reference_columns{
    ContractColumn{"source_note_id", short_text, true},
    ContractColumn{"position", short_text, false},
    ContractColumn{"study_instance_uid", short_text, false},
    ContractColumn{"series_instance_uid", short_text, false},
    ContractColumn{"sop_instance_uid", short_text, true},
    ContractColumn{"sop_class_uid", short_text, false},
    ContractColumn{"frame_numbers", long_text, false},
    ContractColumn{"presentation_state_uid", short_text, false},
    ContractColumn{"presentation_state_series_instance_uid", short_text, false},
    ContractColumn{"presentation_state_sop_class_uid", short_text, false},
};

constexpr std::array uid_mapping_columns{
    ContractColumn{"old_uid", short_text, true},
    ContractColumn{"new_uid", short_text, true},
};

}  // namespace

std::string_view to_string(ContractTable table) {
    switch (table) {
        case ContractTable::notes: return "notes";
        case ContractTable::references: return "references";
        case ContractTable::uid_mapping: return "uid_mapping";
    }
    std::abort();
}

std::span<const ContractColumn> columns_of(ContractTable table) {
    switch (table) {
        case ContractTable::notes: return note_columns;
        case ContractTable::references: return reference_columns;
        case ContractTable::uid_mapping: return uid_mapping_columns;
    }
    std::abort();
}

}  // namespace kinote::legacy_migration
