#pragma once
// Statuses of DIMSE responses, PS3.7 Annex C, PS3.4 Tables B.2-1, C.4-1, C.4-2 and C.4-3: the one table
// of them.

#include <cstdint>
#include <string_view>

#include "base/error.hpp"

namespace kinote::dimse {

/// The value of Status (0000,0900). Values beyond the named ones are allowed where a range of the standard has them.
enum class Status : std::uint16_t {
    success = 0x0000,
    processing_failure = 0x0110,
    duplicate_sop_instance = 0x0111,
    no_such_object_instance = 0x0112,
    no_such_event_type = 0x0113,
    no_such_argument = 0x0114,
    invalid_argument_value = 0x0115,
    invalid_object_instance = 0x0117,
    no_such_sop_class = 0x0118,
    class_instance_conflict = 0x0119,
    missing_attribute = 0x0120,
    sop_class_not_supported = 0x0122,
    not_authorized = 0x0124,
    no_such_action_type = 0x0123,
    duplicate_transaction_uid = 0x0131,  ///< PS3.3 C.14: a Transaction UID that is in use
    duplicate_invocation = 0x0210,
    unrecognized_operation = 0x0211,
    mistyped_argument = 0x0212,
    resource_limitation = 0x0213,
    out_of_resources = 0xA700,
    unable_to_calculate_matches = 0xA701,
    unable_to_perform_sub_operations = 0xA702,
    rejected_object_again = 0xA771,  ///< IHE RAD 4.66: an object that a rejection note has named
    move_destination_unknown = 0xA801,
    data_set_does_not_match_sop_class = 0xA900,
    identifier_does_not_match_sop_class = 0xA900,
    coercion_of_data_elements = 0xB000,
    sub_operations_with_failures_or_warnings = 0xB000,
    elements_discarded = 0xB006,
    data_set_warning = 0xB007,  ///< data set does not match SOP class, and was stored
    cannot_understand = 0xC000,
    unable_to_process = 0xC000,
    cancel = 0xFE00,
    pending = 0xFF00,
    pending_with_unsupported_keys = 0xFF01,
};

/// Success and the warnings B000, B006, B007: the object is stored.
[[nodiscard]] bool is_stored(Status status);

/// Bxxx, and those below 1000 that PS3.7 Annex C calls warnings.
[[nodiscard]] bool is_warning(Status status);

/// A failure of a C-STORE that can pass, so that the same may succeed later: A700 to A702, 0110, 0213.
[[nodiscard]] bool can_pass(Status status);

/// The answer to a C-STORE whose handler threw an error of that kind.
[[nodiscard]] Status store_status(base::ErrorKind kind);

/// The answer to a C-FIND, C-MOVE or C-GET whose handler threw an error of that kind.
[[nodiscard]] Status query_status(base::ErrorKind kind);

/// The answer to a request of a normalized service whose handler threw an error of that kind.
[[nodiscard]] Status normalized_status(base::ErrorKind kind);

/// What a peer is told of an error; the log has the rest.
[[nodiscard]] std::string_view error_comment(base::ErrorKind kind);

}  // namespace kinote::dimse
