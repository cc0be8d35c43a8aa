#include "dimse/association.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/assoc.h>
#include <dcmtk/dcmnet/cond.h>
#include <fmt/format.h>

#include <cstdlib>
#include <utility>

#include "base/error.hpp"
#include "dimse/condition.hpp"

namespace kinote::dimse {
namespace {

using base::Error;
using base::ErrorKind;
using std::chrono::steady_clock;

T_ASC_RejectParameters reject_parameters(Rejection rejection) {  // PS3.8 Table 9-21
    constexpr auto user = ASC_SOURCE_SERVICEUSER;
    switch (rejection) {
        case Rejection::application_context_name:
            return {ASC_RESULT_REJECTEDPERMANENT, user, ASC_REASON_SU_APPCONTEXTNAMENOTSUPPORTED};
        case Rejection::calling_ae_title:
            return {ASC_RESULT_REJECTEDPERMANENT, user, ASC_REASON_SU_CALLINGAETITLENOTRECOGNIZED};
        case Rejection::called_ae_title:
            return {ASC_RESULT_REJECTEDPERMANENT, user, ASC_REASON_SU_CALLEDAETITLENOTRECOGNIZED};
        case Rejection::presentation_contexts: return {ASC_RESULT_REJECTEDPERMANENT, user, ASC_REASON_SU_NOREASON};
        case Rejection::local_limit:
            return {ASC_RESULT_REJECTEDTRANSIENT, ASC_SOURCE_SERVICEPROVIDER_PRESENTATION_RELATED,
                    ASC_REASON_SP_PRES_LOCALLIMITEXCEEDED};
    }
    std::abort();
}

std::span<const std::byte> bytes_of(const DUL_PDV& value) {
    return {static_cast<const std::byte*>(value.data), value.fragmentLength};
}

}  // namespace

std::string_view to_string(Rejection rejection) {
    switch (rejection) {
        case Rejection::application_context_name: return "application context name not supported";
        case Rejection::calling_ae_title: return "calling AE title not recognized";
        case Rejection::called_ae_title: return "called AE title not recognized";
        case Rejection::presentation_contexts: return "malformed presentation contexts";
        case Rejection::local_limit: return "local limit exceeded";
    }
    std::abort();
}

std::string_view to_string(Ending ending) {
    switch (ending) {
        case Ending::released: return "released";
        case Ending::aborted_by_peer: return "aborted by the peer";
        case Ending::connection_lost: return "connection lost";
        case Ending::timed_out: return "timed out";
        case Ending::stopped: return "server stops";
    }
    std::abort();
}

Association::Association(AssociationHandle handle, Wire& wire, AssociationTimeouts timeouts)
    : wire_{wire}, handle_{std::move(handle)}, timeouts_{timeouts} {}

std::string_view Association::calling_ae_title() const noexcept { return handle_->params->DULparams.callingAPTitle; }
std::string_view Association::called_ae_title() const noexcept { return handle_->params->DULparams.calledAPTitle; }
T_ASC_Parameters& Association::parameters() noexcept { return *handle_->params; }

void Association::reject(Rejection rejection) {
    const T_ASC_RejectParameters parameters = reject_parameters(rejection);
    check(ASC_rejectAssociation(handle_.get(), &parameters), "reject the association");
}

void Association::accept(AcceptedContexts contexts) {
    check(ASC_acknowledgeAssociation(handle_.get()), "accept the association");
    contexts_ = std::move(contexts);
    wire_.end_waits_on_stop(false);
}

const AcceptedContext* Association::context(std::uint8_t id) const {
    const auto found = contexts_.find(id);
    return found != contexts_.end() ? &found->second : nullptr;
}

std::optional<DataValue> Association::next(Position position) {
    DUL_PDV value{};
    OFCondition condition = DUL_NextPDV(&handle_->DULassociation, &value);
    if (condition == DUL_NOPDVS) {
        if (!is_pdu_received(position)) return std::nullopt;
        condition = DUL_NextPDV(&handle_->DULassociation, &value);
    }
    check(condition, "read a presentation data value");
    return DataValue{value.presentationContextID, value.pdvType == DUL_COMMANDPDV, value.lastPDV != OFFalse,
                     bytes_of(value)};
}

bool Association::is_pdu_received(Position position) {
    if (position == Position::between_messages) {
        switch (wire_.wait_for_bytes(steady_clock::now() + timeouts_.idle)) {
            case Wire::Arrival::bytes: break;
            case Wire::Arrival::silence: ending_ = Ending::timed_out; return false;
            case Wire::Arrival::stop: ending_ = Ending::stopped; return false;
        }
    }
    wire_.set_deadline(steady_clock::now() + timeouts_.dimse);
    const OFCondition condition = DUL_ReadPDVs(&handle_->DULassociation, nullptr, DUL_BLOCK, 0);
    if (condition == DUL_PDATAPDUARRIVED) return true;
    if (condition == DUL_PEERREQUESTEDRELEASE && position == Position::between_messages) {
        ending_ = Ending::released;
    } else if (wire_.is_timed_out()) {
        ending_ = Ending::timed_out;
    } else if (wire_.is_ended()) {
        ending_ = Ending::connection_lost;  // DCMTK calls this an abort as well
    } else if (condition == DUL_PEERABORTEDASSOCIATION) {
        ending_ = Ending::aborted_by_peer;
    } else {
        throw Error{ErrorKind::invalid,
                    fmt::format("the peer breaks the upper layer protocol: {}", text_of(condition))};
    }
    return false;
}

void Association::send_command(std::uint8_t context_id, std::span<const std::byte> command) {
    DUL_PDV value{};
    value.fragmentLength = command.size();
    value.presentationContextID = context_id;
    value.pdvType = DUL_COMMANDPDV;
    value.lastPDV = OFTrue;
    value.data = const_cast<std::byte*>(command.data());  // DCMTK only reads it
    DUL_PDVLIST list{};
    list.count = 1;
    list.pdv = &value;
    wire_.set_deadline(steady_clock::now() + timeouts_.dimse);
    wire_.hold();
    const OFCondition condition = DUL_WritePDVs(&handle_->DULassociation, &list);
    const bool is_sent = wire_.flush();
    check(condition, "send a DIMSE response");
    if (!is_sent) throw Error{ErrorKind::unavailable, "cannot send a DIMSE response: the connection is broken"};
}

void Association::acknowledge_release() noexcept {
    wire_.set_deadline(steady_clock::now() + timeouts_.dimse);
    ASC_acknowledgeRelease(handle_.get());
}

}  // namespace kinote::dimse
