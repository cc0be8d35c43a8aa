#include "exporter/verification.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "dicom/uid.hpp"
#include "dimse/echo_scu.hpp"
#include "dimse/requested_association.hpp"

namespace kinote::exporter {
namespace {

constexpr std::chrono::milliseconds patience{5'000};  // with each step: a person waits

}  // namespace

std::chrono::milliseconds verify(const database::Destination& destination, const dicom::AeTitle& own_ae_title,
                                 const std::stop_token& stop) {
    const auto begin = std::chrono::steady_clock::now();
    const std::string& calling = destination.calling_ae_title;
    dimse::Proposal proposal{dicom::AeTitle{destination.ae_title},
                             calling.empty() ? own_ae_title : dicom::AeTitle{calling}};
    proposal.contexts.push_back({std::string{dicom::uid::Verification},
                                 {std::string{dicom::uid::ImplicitVRLittleEndian}},
                                 dimse::ProposedRole::scu});
    dimse::RequestTimeouts timeouts;
    timeouts.connect = timeouts.negotiation = timeouts.answer = timeouts.transfer = patience;
    dimse::RequestedAssociation association{
        {destination.host, static_cast<std::uint16_t>(destination.port), std::move(proposal), timeouts}, stop};
    const dimse::Answer answer = dimse::echo(association);
    association.release();
    if (answer.status != dimse::Status::success) {
        throw base::Error{base::ErrorKind::refused,
                          fmt::format("{} answers {:04X}", association.peer(), static_cast<unsigned>(answer.status))};
    }
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
}

}  // namespace kinote::exporter
