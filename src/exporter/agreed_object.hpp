#pragma once
// An object in a transfer syntax that its receiver agreed to: as it is stored where that was agreed, else recoded
// without loss.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "database/instance_table.hpp"
#include "dicom/byte_source.hpp"
#include "dimse/store_scu.hpp"

namespace kinote::exporter {

struct AgreedObject {
    dimse::OutgoingObject outgoing;  ///< of the bytes
    std::unique_ptr<const dicom::ByteSource> bytes;
    std::string remark;  ///< how it was recoded; empty where it goes as it is stored
};

/// Whether the receiver agreed to take a SOP class in a transfer syntax.
using Agreement = std::function<bool(std::string_view sop_class_uid, std::string_view transfer_syntax_uid)>;

/// What the acceptor of an association agreed to take from us. @param association  outlives it.
[[nodiscard]] Agreement agreement_of(const dimse::RequestedAssociation& association);

/// @param part10  as it is stored. @param stored  what it is. @param receiver  its name, for errors.
/// @throws base::Error as dimse::outgoing_object(); refused where no transfer syntax was agreed on, corrupt or refused
/// where the object cannot be recoded.
[[nodiscard]] AgreedObject in_agreed_syntax(std::unique_ptr<const dicom::ByteSource> part10,
                                            const database::StoredObject& stored, std::string_view receiver,
                                            const Agreement& is_agreed);

/// Why an object cannot go where no transfer syntax was agreed on, and what to do. @param receiver  its name.
[[nodiscard]] std::string not_agreed(std::string_view receiver, std::string_view sop_class_uid,
                                     std::string_view stored_syntax_uid);

/// An Error Comment of the receiver with a remark of ours.
[[nodiscard]] std::string with_remark(const std::string& comment, const std::string& remark);

}  // namespace kinote::exporter
