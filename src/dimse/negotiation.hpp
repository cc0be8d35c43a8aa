#pragma once
// Whom and what an association is accepted for, PS3.8 7.1.1.

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "dimse/association_offer.hpp"
#include "dimse/server_settings.hpp"

namespace kinote::dimse {

using Uids = std::set<std::string, std::less<>>;

/// The rules of one server. Any thread, as it never changes.
class Negotiation {
public:
    /// Accepts Verification, the storage SOP classes and transfer syntaxes that dicom and DCMTK know, and those of the
    /// settings. @throws base::Error invalid where a configured one is no UID.
    explicit Negotiation(const ServerSettings& settings);

    /// Why the association that the peer asks for cannot be.
    [[nodiscard]] std::optional<Rejection> rejection_of(AssociationOffer& offer) const;

    /// Notes in the offer which presentation contexts are accepted: those of a known abstract syntax, each with
    /// the first known transfer syntax in the order of the proposal; we are the SCP of all of them.
    [[nodiscard]] AssociationTerms answer(AssociationOffer& offer) const;

    [[nodiscard]] bool is_storage_sop_class(std::string_view uid) const { return storage_sop_classes_.contains(uid); }

private:
    [[nodiscard]] AcceptedContexts answer_contexts(AssociationOffer& offer) const;

    std::uint32_t maximum_pdu_size_;
    bool must_called_ae_title_match_;
    std::string ae_title_;
    std::set<std::string, std::less<>> allowed_calling_ae_titles_;  ///< empty: anyone
    Uids storage_sop_classes_;
    Uids transfer_syntaxes_;
};

}  // namespace kinote::dimse
