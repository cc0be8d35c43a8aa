#pragma once
// The one rule by which two descriptions of a patient are told apart.

#include "note/known_objects.hpp"

namespace kinote::note {

/// False where the two say that they are different patients: other IDs, or other issuers where both name one. Where an
/// ID is missing, names (whatever their case) and birth dates that both give must agree.
[[nodiscard]] bool can_be_same_patient(const KnownPatient& left, const KnownPatient& right);

}  // namespace kinote::note
