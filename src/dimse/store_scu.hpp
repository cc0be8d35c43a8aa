#pragma once
// Storage as SCU (PS3.4 Annex B, PS3.7 9.1.1): objects go out byte for byte as they are given.

#include <cstdint>
#include <optional>
#include <string>

#include "dicom/byte_source.hpp"
#include "dimse/read_ahead.hpp"
#include "dimse/requested_association.hpp"
#include "dimse/store_request.hpp"

namespace kinote::dimse {

/// An object to send.
struct OutgoingObject {
    std::string sop_class_uid;
    std::string sop_instance_uid;
    std::string transfer_syntax_uid;
    const dicom::ByteSource* object = nullptr;  ///< Part 10, or its data set alone; not null, not owned
    std::uint64_t data_set_offset = 0;          ///< what lies before, preamble and group 0002, is not sent
    std::optional<MoveOriginator> move_originator{};
};

/// A Part 10 object, in the transfer syntax that its group 0002 says. What it is is told by who knows it: that group
/// may say other than the data set, or nothing. @param object  must outlive the result.
/// @throws base::Error as dicom::read_file_meta().
[[nodiscard]] OutgoingObject outgoing_object(const dicom::ByteSource& object, std::string_view sop_class_uid,
                                             std::string_view sop_instance_uid);

/// Sends objects over one association, one after the other. Reads each ahead of the network. One thread.
class StoreScu {
public:
    /// @param association  must outlive this.
    explicit StoreScu(RequestedAssociation& association);

    /// Sends an object and waits for the answer. @return status and comment, whatever they are.
    /// @throws base::Error as RequestedAssociation; refused where the peer did not accept class and transfer syntax,
    /// and of the object where its first bytes cannot be read: then the association is as before. An object that
    /// cannot be read further on costs the association.
    [[nodiscard]] Answer store(const OutgoingObject& object);

private:
    RequestedAssociation& association_;
    ReadAhead pieces_;
};

/// Sends an object over any association, in a context in which we are the user; for C-GET too.
/// @param pieces  of that association. @return nothing where the association is over.
/// @throws base::Error as Association::send_message(), receive_response() and the object.
[[nodiscard]] std::optional<Answer> send_object(Association& association, std::uint8_t context_id,
                                                const OutgoingObject& object, ReadAhead& pieces,
                                                const Interruption& interruption);

/// Bytes of the pieces to read for an association.
[[nodiscard]] std::size_t piece_size_for(const Association& association);

}  // namespace kinote::dimse
