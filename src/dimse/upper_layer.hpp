#pragma once
// DCMTK's DICOM upper layer (PS3.8) over wires of ours.

#include <cstdint>
#include <memory>

#include "dimse/wire.hpp"

struct T_ASC_Association;
struct T_ASC_Network;

namespace kinote::dimse {

struct DropAssociation {
    void operator()(T_ASC_Association* association) const noexcept;
};
/// DCMTK's association. Its wire must outlive it.
using AssociationHandle = std::unique_ptr<T_ASC_Association, DropAssociation>;

/// One network of DCMTK, which never listens: it is given connections. Any thread.
class UpperLayer {
public:
    /// @throws base::Error unavailable.
    UpperLayer();
    ~UpperLayer();
    UpperLayer(const UpperLayer&) = delete;
    UpperLayer& operator=(const UpperLayer&) = delete;

    /// Reads an A-ASSOCIATE-RQ within the wire's deadline. @return the association, neither accepted nor rejected; null
    /// where the peer sent something else, which it was told, or left; the wire is of no more use then.
    [[nodiscard]] AssociationHandle receive_request(Wire& wire, std::uint32_t maximum_pdu_size);

private:
    class TransportLayer;
    struct DropNetwork {
        void operator()(T_ASC_Network* network) const noexcept;
    };

    std::unique_ptr<TransportLayer> transport_layer_;
    std::unique_ptr<T_ASC_Network, DropNetwork> network_;
};

}  // namespace kinote::dimse
