#pragma once
// C-MOVE and C-GET requests (PS3.4 Annex C, PS3.7 9.1.3 and 9.1.4) as they are handed to whoever sends the objects.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dicom/byte_source.hpp"
#include "dicom/dataset.hpp"
#include "dimse/answer.hpp"
#include "dimse/association.hpp"
#include "dimse/query_request.hpp"
#include "dimse/store_request.hpp"

namespace kinote::dimse {

struct RetrieveRequest {
    Peer peer;
    std::uint16_t message_id = 0;
    QueryModel model = QueryModel::study_root;
    bool is_relational = false;  ///< agreed on: keys of higher levels may be missing, PS3.4 C.5.3
    dicom::Dataset identifier;
    std::string destination;                        ///< of a C-MOVE: AE title, as it was sent, without padding
    std::vector<AcceptedContext> storage_contexts;  ///< of a C-GET: what the peer takes
};

/// How one C-STORE of a retrieval went.
struct SubOperationResult {
    std::string sop_instance_uid;
    Status status = Status::success;  ///< success and warnings of C-STORE count as such, anything else as a failure
};

/// How a C-MOVE is to be answered.
struct MoveAnswer {
    /// Anything but success: nothing is moved, as with A801 for an unknown destination.
    Answer refusal{};
    /// How many objects are to be sent.
    std::size_t sub_operations = 0;
    /// Sends some of them, or waits for others to be sent, and says which are done. To be called until all are, and
    /// after each call the peer is told and may cancel: so it should return within seconds, if with nothing. What it
    /// throws fails all that are left.
    std::function<std::vector<SubOperationResult>()> proceed{};
    /// Called once where the peer cancels or leaves before the end; may be missing.
    std::function<void()> cancel{};
};

/// Called on the thread of the association, so by several threads at once; so is what it returns. What it throws
/// becomes the status of query_status().
using MoveHandler = std::function<MoveAnswer(const RetrieveRequest&)>;

/// An object of a C-GET.
struct RetrievedObject {
    std::string sop_class_uid;
    std::string sop_instance_uid;
    std::string transfer_syntax_uid;
    /// Part 10, or its data set alone; null: it cannot be given, which counts as a failure.
    std::unique_ptr<const dicom::ByteSource> object;
    std::uint64_t data_set_offset = 0;  ///< where the data set begins behind preamble and group 0002
};

/// How a C-GET is to be answered.
struct GetAnswer {
    Answer refusal{};  ///< as in MoveAnswer
    std::size_t sub_operations = 0;
    /// The next object, asked for as often as there are sub-operations, unless the peer cancels or leaves. What it
    /// throws fails all that are left.
    std::function<RetrievedObject()> next{};
    /// Told after each one; may be missing.
    std::function<void(const SubOperationResult&)> done{};
};

/// As MoveHandler.
using GetHandler = std::function<GetAnswer(const RetrieveRequest&)>;

}  // namespace kinote::dimse
