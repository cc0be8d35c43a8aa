#pragma once
// A C-STORE request (PS3.7 9.1.1) as it is handed to whoever keeps the object, and the answer to it.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dicom/ae_title.hpp"
#include "dicom/received_object.hpp"
#include "dicom/tag.hpp"
#include "dimse/status.hpp"

namespace kinote::dimse {

/// Who has the association with us.
struct Peer {
    std::uint64_t association = 0;  ///< number of the association, from 1, as in the log
    dicom::AeTitle calling_ae_title;
    std::string called_ae_title;  ///< as they named us, without surrounding spaces
    std::string address;          ///< numeric, without the port
};

/// Who asked for the C-MOVE that this C-STORE is part of.
struct MoveOriginator {
    std::string ae_title;
    std::uint16_t message_id = 0;
};

struct StoreRequest {
    Peer peer;
    std::uint16_t message_id = 0;
    /// As in the command: valid in the sense of dicom::is_valid_uid. The class is that of the presentation context.
    std::string sop_class_uid;
    std::string sop_instance_uid;
    std::string transfer_syntax_uid;  ///< of the presentation context
    std::optional<MoveOriginator> move_originator;
    dicom::ReceivedObject object;
};

struct StoreAnswer {
    Status status = Status::success;
    std::string error_comment;  ///< told to the peer, cut to 64 printable ASCII characters; nothing about patients
    std::vector<dicom::Tag> offending_elements;
};

/// Keeps the object, or says why not. Called on the thread of the association, so by several threads at once; the
/// peer gets its answer when this returns. What it throws becomes the status of store_status().
using StoreHandler = std::function<StoreAnswer(StoreRequest&)>;

}  // namespace kinote::dimse
