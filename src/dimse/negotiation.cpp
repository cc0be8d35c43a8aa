#include "dimse/negotiation.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <dcmtk/dcmdata/dcxfer.h>
#include <dcmtk/dcmnet/assoc.h>
#include <dcmtk/dcmnet/extneg.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "dicom/sop_class.hpp"
#include "dicom/transfer_syntax.hpp"
#include "dicom/uid.hpp"
#include "dimse/condition.hpp"
#include "dimse/query_classes.hpp"

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

bool does_offer_scp(const DUL_PRESENTATIONCONTEXT& context) {
    return context.proposedSCRole == DUL_SC_ROLE_SCP || context.proposedSCRole == DUL_SC_ROLE_SCUSCP;
}

/// Tells the peer what is agreed of SOP class extended negotiation, PS3.7 D.3.3.6. What is made here is DCMTK's then.
void note_extended(T_ASC_Parameters& parameters, const ExtendedNegotiation& agreed) {
    if (agreed.empty()) return;
    auto list = std::make_unique<SOPClassExtendedNegotiationSubItemList>();
    for (const auto& [sop_class_uid, information] : agreed) {
        auto item = std::make_unique<SOPClassExtendedNegotiationSubItem>();
        item->sopClassUID = sop_class_uid;
        item->sopClassUIDLength = static_cast<unsigned short>(sop_class_uid.size());
        item->serviceClassAppInfoLength = static_cast<unsigned short>(information.size());
        auto bytes = std::make_unique<unsigned char[]>(information.size());
        std::memcpy(bytes.get(), information.data(), information.size());
        item->serviceClassAppInfo = bytes.release();
        item->itemLength = static_cast<unsigned short>(2 + sop_class_uid.size() + information.size());
        list->push_back(item.release());
    }
    ASC_setAcceptedExtNegList(&parameters, list.release());
    // The parameters own it: ASC_destroyAssociation() deletes it.
}  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks)

void add_configured(Uids& uids, const std::vector<std::string>& configured, std::string_view what) {
    for (const std::string& uid : configured) {
        if (!dicom::is_valid_uid(uid)) {
            throw base::Error{base::ErrorKind::invalid, fmt::format("the {} '{}' to accept is no UID", what, uid)};
        }
        uids.insert(uid);
    }
}

}  // namespace

struct Negotiation::Proposed {
    const DUL_PRESENTATIONCONTEXT& context;
    std::string abstract_syntax;
};

Negotiation::Negotiation(const ServerSettings& settings, const Services& services)
    : maximum_pdu_size_{settings.maximum_pdu_size},
      must_called_ae_title_match_{settings.must_called_ae_title_match},
      ae_title_{settings.ae_title.text()},
      query_options_{services.query_options},
      are_objects_got_{services.get != nullptr},
      are_events_heard_{services.event != nullptr} {
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

    if (services.action || services.event) message_sop_classes_.emplace(dicom::uid::StorageCommitmentPushModel);
    for (const QueryModel model : {QueryModel::patient_root, QueryModel::study_root}) {
        if (services.find) message_sop_classes_.emplace(query_class_uid(model, QueryService::find));
        if (services.move) message_sop_classes_.emplace(query_class_uid(model, QueryService::move));
        if (services.get) message_sop_classes_.emplace(query_class_uid(model, QueryService::get));
    }
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
    terms.extended = answer_extended(offer, terms.contexts);
    note_extended(offer.parameters(), terms.extended);
    terms.our_maximum_pdu_size = maximum_pdu_size_;
    terms.peer_maximum_pdu_size = static_cast<std::uint32_t>(offer.parameters().DULparams.peerMaxPDU);
    return terms;
}

std::optional<std::string> Negotiation::transfer_syntax_for(const Proposed& proposed) const {
    const auto syntaxes = items_of<DUL_TRANSFERSYNTAX>(proposed.context.proposedTransferSyntax);
    const auto first_of = [&](const auto& is_wanted) -> std::optional<std::string> {
        for (const auto* syntax : syntaxes) {
            if (is_wanted(std::string_view{syntax->transferSyntax})) return syntax->transferSyntax;
        }
        return std::nullopt;
    };
    if (!message_sop_classes_.contains(proposed.abstract_syntax)) {
        return first_of([this](std::string_view uid) { return transfer_syntaxes_.contains(uid); });
    }
    for (const std::string_view wanted : {dicom::uid::ExplicitVRLittleEndian, dicom::uid::ImplicitVRLittleEndian}) {
        if (auto found = first_of([&](std::string_view uid) { return uid == wanted; })) return found;
    }
    return std::nullopt;
}

bool Negotiation::can_use(std::string_view abstract_syntax) const {
    if (is_storage_sop_class(abstract_syntax)) return are_objects_got_;
    return abstract_syntax == dicom::uid::StorageCommitmentPushModel && are_events_heard_;
}

AcceptedContexts Negotiation::answer_contexts(AssociationOffer& offer) const {
    T_ASC_Parameters& parameters = offer.parameters();
    AcceptedContexts accepted;
    for (const DUL_PRESENTATIONCONTEXT* context : proposed_contexts(parameters)) {
        const Proposed proposed{*context, context->abstractSyntax};
        const auto id = context->presentationContextID;
        const auto refuse = [&](T_ASC_P_ResultReason reason) {  // PS3.8 Table 9-18
            check(ASC_refusePresentationContext(&parameters, id, reason), "refuse a presentation context");
        };
        const auto transfer_syntax = transfer_syntax_for(proposed);
        if (proposed.abstract_syntax != dicom::uid::Verification && !is_storage_sop_class(proposed.abstract_syntax) &&
            !message_sop_classes_.contains(proposed.abstract_syntax)) {
            refuse(ASC_P_ABSTRACTSYNTAXNOTSUPPORTED);
        } else if (!transfer_syntax) {
            refuse(ASC_P_TRANSFERSYNTAXESNOTSUPPORTED);
        } else {
            const bool are_we_scu = does_offer_scp(*context) && can_use(proposed.abstract_syntax);
            const bool is_peer_scu = context->proposedSCRole != DUL_SC_ROLE_SCP;
            const T_ASC_SC_ROLE role = !are_we_scu   ? ASC_SC_ROLE_DEFAULT
                                       : is_peer_scu ? ASC_SC_ROLE_SCUSCP
                                                     : ASC_SC_ROLE_SCP;
            check(ASC_acceptPresentationContext(&parameters, id, transfer_syntax->c_str(), role),
                  "accept a presentation context");
            accepted[id] = {proposed.abstract_syntax, *transfer_syntax, is_peer_scu || !are_we_scu, are_we_scu};
        }
    }
    return accepted;
}

ExtendedNegotiation Negotiation::answer_extended(AssociationOffer& offer, const AcceptedContexts& contexts) const {
    ExtendedNegotiation agreed;
    SOPClassExtendedNegotiationSubItemList* offered = nullptr;
    ASC_getRequestedExtNegList(&offer.parameters(), &offered);
    if (offered == nullptr) return agreed;
    for (const SOPClassExtendedNegotiationSubItem* item : *offered) {
        const std::string uid{item->sopClassUID};
        const auto about = query_class(uid);
        const bool is_accepted =
            std::ranges::any_of(contexts, [&](const auto& context) { return context.second.abstract_syntax == uid; });
        if (!about || !is_accepted) continue;
        const auto information = std::as_bytes(std::span{item->serviceClassAppInfo, item->serviceClassAppInfoLength});
        const QueryOptions options = common(query_options_, from_extended_negotiation(information, about->service));
        std::vector<std::byte> answer = to_extended_negotiation(options, about->service);
        // PS3.4 C.5.1.1: no more is answered than was offered.
        answer.resize(std::min(answer.size(), information.size()));
        agreed[uid] = std::move(answer);
    }
    return agreed;
}

}  // namespace kinote::dimse
