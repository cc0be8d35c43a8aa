#pragma once
// C-FIND requests (PS3.4 Annex C, PS3.7 9.1.2) as they are handed to whoever knows the answers.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "dicom/dataset.hpp"
#include "dimse/answer.hpp"
#include "dimse/store_request.hpp"

namespace kinote::dimse {

/// The information model of a query or retrieval, PS3.4 C.3.
enum class QueryModel { patient_root, study_root };

/// What SOP class extended negotiation can agree on, PS3.4 Table C.5-2: of what the peer offers that which we can do.
struct QueryOptions {
    bool relational_queries = false;
    bool date_time_matching = false;
    bool fuzzy_semantic_matching = false;
    bool timezone_query_adjustment = false;

    friend bool operator==(const QueryOptions&, const QueryOptions&) = default;
};

struct FindRequest {
    Peer peer;
    std::uint16_t message_id = 0;
    QueryModel model = QueryModel::study_root;
    QueryOptions options;  ///< agreed for this association and model
    dicom::Dataset identifier;
};

struct FindMatch {
    /// In Explicit VR Little Endian with sequences and items of undefined length, as dicom::ElementWriter writes it;
    /// the peer gets it in the transfer syntax that it wants.
    std::span<const std::byte> identifier;
    bool has_unsupported_keys = false;  ///< FF01: the peer asked for optional keys that are not supported
};

/// Sends a match to the peer. @return false where the peer wants no more: it cancelled.
/// @throws base::Error where the association is over; whoever is called lets it pass.
using FindSink = std::function<bool(const FindMatch&)>;

/// Gives all matches to the sink, one after the other, and returns the status behind them: success, or a failure; of a
/// cancelled query the status does not matter. Called on the thread of the association, so by several threads at once.
/// What it throws becomes the status of query_status().
using FindHandler = std::function<Answer(const FindRequest&, const FindSink&)>;

}  // namespace kinote::dimse
