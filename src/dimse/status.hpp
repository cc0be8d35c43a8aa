#pragma once
// Statuses of DIMSE responses, PS3.7 Annex C and PS3.4 Table B.2-1: the one table of them.

#include <cstdint>

#include "base/error.hpp"

namespace kinote::dimse {

/// The value of Status (0000,0900). Values beyond the named ones are allowed where a range of the standard has them.
enum class Status : std::uint16_t {
    success = 0x0000,
    processing_failure = 0x0110,
    duplicate_sop_instance = 0x0111,
    invalid_object_instance = 0x0117,
    sop_class_not_supported = 0x0122,
    not_authorized = 0x0124,
    duplicate_invocation = 0x0210,
    unrecognized_operation = 0x0211,
    mistyped_argument = 0x0212,
    resource_limitation = 0x0213,
    out_of_resources = 0xA700,
    rejected_object_again = 0xA771,  ///< IHE RAD 4.66: an object that a rejection note has named
    data_set_does_not_match_sop_class = 0xA900,
    coercion_of_data_elements = 0xB000,
    elements_discarded = 0xB006,
    data_set_warning = 0xB007,  ///< data set does not match SOP class, and was stored
    cannot_understand = 0xC000,
};

/// Success and the warnings B000, B006, B007: the object is stored.
[[nodiscard]] bool is_stored(Status status);

/// A failure of a C-STORE that can pass, so that the same may succeed later: A700 to A702, 0110, 0213.
[[nodiscard]] bool can_pass(Status status);

/// The answer to a C-STORE whose handler threw an error of that kind.
[[nodiscard]] Status store_status(base::ErrorKind kind);

}  // namespace kinote::dimse
