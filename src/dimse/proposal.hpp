#pragma once
// What we propose when we ask for an association, and what the peer answers to it: PS3.8 9.3.2 and 9.3.3, PS3.7 D.3.3.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dicom/ae_title.hpp"
#include "dimse/association.hpp"

namespace kinote::dimse {

/// Our role towards the peer, PS3.7 D.3.3.4. Any but scu is negotiated, for all contexts of the SOP class at once.
enum class ProposedRole { scu, scp, both };

struct ProposedContext {
    std::string abstract_syntax;
    std::vector<std::string> transfer_syntaxes;  ///< at least one; the peer chooses among them
    ProposedRole role = ProposedRole::scu;
};

struct Proposal {
    /// PS3.8 9.3.2.2: the odd IDs below 256.
    static constexpr std::size_t maximum_contexts = 128;

    dicom::AeTitle called_ae_title;
    dicom::AeTitle calling_ae_title;
    std::vector<ProposedContext> contexts{};  ///< 1 to maximum_contexts; they get the IDs 1, 3, 5 ...
    ExtendedNegotiation extended{};
    std::uint32_t maximum_pdu_size = 131'072;  ///< that we accept; bytes
};

/// The A-ASSOCIATE-RQ. @throws base::Error invalid where there are too few or too many contexts, or one has no transfer
/// syntax.
[[nodiscard]] std::vector<std::byte> associate_request(const Proposal& proposal);

/// What the body of an A-ASSOCIATE-AC says to it. Contexts that were not proposed are ignored.
/// @return nothing where it is malformed.
[[nodiscard]] std::optional<AssociationTerms> accepted_terms(const Proposal& proposal, std::span<const std::byte> body);

/// The words for an A-ASSOCIATE-RJ, PS3.8 Table 9-21: whether for good or for now, and why.
[[nodiscard]] std::string rejection_text(std::span<const std::byte> body);

}  // namespace kinote::dimse
