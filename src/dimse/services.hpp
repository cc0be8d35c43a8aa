#pragma once
// What answers the requests of peers.

#include "dimse/normalized_request.hpp"
#include "dimse/query_request.hpp"
#include "dimse/retrieve_request.hpp"
#include "dimse/store_request.hpp"

namespace kinote::dimse {

/// One handler per service. C-ECHO needs none. Where a handler is missing, the SOP classes of its service are not
/// accepted; `store` must be there.
struct Services {
    StoreHandler store{};
    FindHandler find{};
    MoveHandler move{};
    GetHandler get{};
    ActionHandler action{};  ///< of Storage Commitment
    EventHandler event{};    ///< of Storage Commitment
    /// What the query handlers can do beyond the baseline; agreed on where the peer offers it.
    QueryOptions query_options{};
};

}  // namespace kinote::dimse
