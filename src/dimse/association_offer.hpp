#pragma once
// An association that a peer asks for, before it is accepted or rejected.

#include <optional>
#include <string_view>

#include "dimse/association.hpp"
#include "dimse/upper_layer.hpp"
#include "dimse/wire.hpp"

struct T_ASC_Parameters;

namespace kinote::dimse {

/// Why an association is not accepted, PS3.8 Table 9-21.
enum class Rejection {
    application_context_name,
    calling_ae_title,
    called_ae_title,
    presentation_contexts,  ///< with IDs that are even or used twice
    local_limit,            ///< transient: so many associations that there is no room for one more
};
[[nodiscard]] std::string_view to_string(Rejection rejection);

/// One thread.
class AssociationOffer {
public:
    /// @param handle  not null, just received. @param wire  must outlive it.
    AssociationOffer(AssociationHandle handle, Wire& wire);

    [[nodiscard]] std::string_view calling_ae_title() const noexcept;
    [[nodiscard]] std::string_view called_ae_title() const noexcept;
    /// What the peer proposed, and where the answers to it are noted.
    [[nodiscard]] T_ASC_Parameters& parameters() noexcept;

    /// @throws base::Error unavailable where the peer cannot be told.
    void reject(Rejection rejection);
    /// Sends the A-ASSOCIATE-AC. From then on a stop ends waits for messages only. @throws base::Error as reject().
    void accept();

private:
    Wire& wire_;
    AssociationHandle handle_;
};

}  // namespace kinote::dimse
