#include "exporter/message_association.hpp"

#include <cstdint>
#include <string>
#include <utility>

#include "dimse/message_contexts.hpp"

namespace kinote::exporter {

dimse::AssociationRequest message_association(const database::Destination& destination,
                                              const dicom::AeTitle& own_ae_title, std::string_view sop_class) {
    const std::string& calling = destination.calling_ae_title;
    dimse::Proposal proposal{dicom::AeTitle{destination.ae_title},
                             calling.empty() ? own_ae_title : dicom::AeTitle{calling}};
    proposal.contexts.push_back(dimse::message_context(sop_class));
    return {destination.host, static_cast<std::uint16_t>(destination.port), std::move(proposal)};
}

}  // namespace kinote::exporter
