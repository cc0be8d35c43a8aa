#pragma once
// Whom and what an association is accepted for, PS3.8 7.1.1.

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "dimse/association_offer.hpp"
#include "dimse/server_settings.hpp"
#include "dimse/services.hpp"

namespace kinote::dimse {

using Uids = std::set<std::string, std::less<>>;

/// The rules of one server. Any thread, as it never changes.
class Negotiation {
public:
    /// Accepts Verification, the storage SOP classes and transfer syntaxes that dicom and DCMTK know, those of the
    /// settings, and the other classes that there are handlers for.
    /// @throws base::Error invalid where a configured one is no UID.
    Negotiation(const ServerSettings& settings, const Services& services);

    /// Why the association that the peer asks for cannot be.
    [[nodiscard]] std::optional<Rejection> rejection_of(AssociationOffer& offer) const;

    /// Notes in the offer which presentation contexts are accepted: those of a known abstract syntax, each with the
    /// first known transfer syntax in the order of the proposal; Explicit VR Little Endian first for what is no object.
    /// We are the SCP of all of them, and the SCU too where the peer offers to be the SCP of what a handler needs that
    /// for: objects that it gets, reports of events. Of extended negotiation that for queries and retrievals is
    /// answered.
    [[nodiscard]] AssociationTerms answer(AssociationOffer& offer) const;

    [[nodiscard]] bool is_storage_sop_class(std::string_view uid) const { return storage_sop_classes_.contains(uid); }

private:
    struct Proposed;

    [[nodiscard]] AcceptedContexts answer_contexts(AssociationOffer& offer) const;
    [[nodiscard]] ExtendedNegotiation answer_extended(AssociationOffer& offer, const AcceptedContexts& contexts) const;
    [[nodiscard]] std::optional<std::string> transfer_syntax_for(const Proposed& proposed) const;
    [[nodiscard]] bool can_use(std::string_view abstract_syntax) const;

    std::uint32_t maximum_pdu_size_;
    bool must_called_ae_title_match_;
    std::string ae_title_;
    std::set<std::string, std::less<>> allowed_calling_ae_titles_;  ///< empty: anyone
    Uids storage_sop_classes_;
    Uids message_sop_classes_;  ///< of services other than Storage and Verification
    QueryOptions query_options_;
    bool are_objects_got_ = false;
    bool are_events_heard_ = false;
    Uids transfer_syntaxes_;
};

}  // namespace kinote::dimse
