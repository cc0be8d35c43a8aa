#include "dimse/negotiation.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <dcmtk/dcmdata/dcxfer.h>
#include <dcmtk/dcmnet/assoc.h>
#include <fmt/format.h>

#include <vector>

#include "base/error.hpp"
#include "dicom/sop_class.hpp"
#include "dicom/transfer_syntax.hpp"
#include "dicom/uid.hpp"
#include "dimse/condition.hpp"

namespace kinote::dimse {
namespace {

/// The items of one of DCMTK's lists, which cannot be walked while DCMTK itself walks it.
template <typename Item>
std::vector<const Item*> items_of(LST_HEAD* list) {
    std::vector<const Item*> items;
    if (list == nullptr) return items;
    auto* item = static_cast<const Item*>(LST_Head(&list));
    if (item != nullptr) LST_Position(&list, LST_Head(&list));
    for (; item != nullptr; item = static_cast<const Item*>(LST_Next(&list))) items.push_back(item);
    return items;
}

std::vector<const DUL_PRESENTATIONCONTEXT*> proposed_contexts(const T_ASC_Parameters& parameters) {
    return items_of<DUL_PRESENTATIONCONTEXT>(parameters.DULparams.requestedPresentationContext);
}

std::optional<std::string> choose_transfer_syntax(const DUL_PRESENTATIONCONTEXT& context, const Uids& known) {
    for (const auto* proposed : items_of<DUL_TRANSFERSYNTAX>(context.proposedTransferSyntax)) {
        if (known.contains(std::string_view{proposed->transferSyntax})) return proposed->transferSyntax;
    }
    return std::nullopt;
}

void add_configured(Uids& uids, const std::vector<std::string>& configured, std::string_view what) {
    for (const std::string& uid : configured) {
        if (!dicom::is_valid_uid(uid)) {
            throw base::Error{base::ErrorKind::invalid, fmt::format("the {} '{}' to accept is no UID", what, uid)};
        }
        uids.insert(uid);
    }
}

}  // namespace

Negotiation::Negotiation(const ServerSettings& settings)
    : maximum_pdu_size_{settings.maximum_pdu_size},
      must_called_ae_title_match_{settings.must_called_ae_title_match},
      ae_title_{settings.ae_title.text()} {
    for (const dicom::AeTitle& title : settings.allowed_calling_ae_titles) {
        allowed_calling_ae_titles_.insert(title.text());
    }
    for (const dicom::StorageSopClass& sop_class : dicom::storage_sop_classes()) {
        storage_sop_classes_.emplace(sop_class.uid);
    }
    for (int index = 0; index < numberOfDcmAllStorageSOPClassUIDs; ++index) {
        storage_sop_classes_.emplace(dcmAllStorageSOPClassUIDs[index]);
    }
    add_configured(storage_sop_classes_, settings.extra_storage_sop_classes, "storage SOP class");

    for (const dicom::TransferSyntax& syntax : dicom::transfer_syntaxes()) transfer_syntaxes_.emplace(syntax.uid);
    for (int number = EXS_LittleEndianImplicit; number <= EXS_PrivateGE_LEI_WithBigEndianPixelData; ++number) {
        const DcmXfer syntax{static_cast<E_TransferSyntax>(number)};
        if (dicom::is_valid_uid(syntax.getXferID())) transfer_syntaxes_.emplace(syntax.getXferID());
    }
    add_configured(transfer_syntaxes_, settings.extra_transfer_syntaxes, "transfer syntax");
}

std::optional<Rejection> Negotiation::rejection_of(AssociationOffer& offer) const {
    const DUL_ASSOCIATESERVICEPARAMETERS& request = offer.parameters().DULparams;
    if (std::string_view{request.applicationContextName} != UID_StandardApplicationContext) {
        return Rejection::application_context_name;
    }
    const auto calling = dicom::AeTitle::from(offer.calling_ae_title());
    if (!calling || (!allowed_calling_ae_titles_.empty() && !allowed_calling_ae_titles_.contains(calling->text()))) {
        return Rejection::calling_ae_title;
    }
    const auto called = dicom::AeTitle::from(offer.called_ae_title());
    if (must_called_ae_title_match_ && (!called || called->text() != ae_title_)) return Rejection::called_ae_title;

    std::set<unsigned> ids;
    for (const DUL_PRESENTATIONCONTEXT* context : proposed_contexts(offer.parameters())) {
        const unsigned id = context->presentationContextID;
        if (id % 2 == 0 || !ids.insert(id).second) return Rejection::presentation_contexts;  // PS3.8 Table 9-13
    }
    return std::nullopt;
}

AssociationTerms Negotiation::answer(AssociationOffer& offer) const {
    AssociationTerms terms;
    terms.contexts = answer_contexts(offer);
    terms.our_maximum_pdu_size = maximum_pdu_size_;
    terms.peer_maximum_pdu_size = static_cast<std::uint32_t>(offer.parameters().DULparams.peerMaxPDU);
    return terms;
}

AcceptedContexts Negotiation::answer_contexts(AssociationOffer& offer) const {
    T_ASC_Parameters& parameters = offer.parameters();
    AcceptedContexts accepted;
    for (const DUL_PRESENTATIONCONTEXT* context : proposed_contexts(parameters)) {
        const std::string abstract_syntax{context->abstractSyntax};
        const auto id = context->presentationContextID;
        const auto refuse = [&](T_ASC_P_ResultReason reason) {  // PS3.8 Table 9-18
            check(ASC_refusePresentationContext(&parameters, id, reason), "refuse a presentation context");
        };
        const auto transfer_syntax = choose_transfer_syntax(*context, transfer_syntaxes_);
        if (abstract_syntax != dicom::uid::Verification && !is_storage_sop_class(abstract_syntax)) {
            refuse(ASC_P_ABSTRACTSYNTAXNOTSUPPORTED);
        } else if (!transfer_syntax) {
            refuse(ASC_P_TRANSFERSYNTAXESNOTSUPPORTED);
        } else {
            check(ASC_acceptPresentationContext(&parameters, id, transfer_syntax->c_str()),
                  "accept a presentation context");
            accepted[id] = {abstract_syntax, *transfer_syntax, true, false};
        }
    }
    return accepted;
}

}  // namespace kinote::dimse
