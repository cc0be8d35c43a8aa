#pragma once
// The association over which messages of one class go to a destination.

#include <string_view>

#include "database/destination_table.hpp"
#include "dicom/ae_title.hpp"
#include "dimse/requested_association.hpp"

namespace kinote::exporter {

/// @param own_ae_title  what kinote calls itself, unless the destination names another.
/// @param sop_class     the one class that is proposed, by its UID.
/// @return what dimse::RequestedAssociation takes. Any thread.
[[nodiscard]] dimse::AssociationRequest message_association(const database::Destination& destination,
                                                            const dicom::AeTitle& own_ae_title,
                                                            std::string_view sop_class);

}  // namespace kinote::exporter
