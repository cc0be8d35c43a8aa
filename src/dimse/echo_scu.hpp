#pragma once
// Verification as SCU, PS3.4 Annex A and PS3.7 9.1.5.

#include "dimse/requested_association.hpp"

namespace kinote::dimse {

/// Asks the peer whether it is there. @return what it answers, success if all is well.
/// @throws base::Error as RequestedAssociation; refused where Verification was not accepted.
[[nodiscard]] Answer echo(RequestedAssociation& association);

}  // namespace kinote::dimse
