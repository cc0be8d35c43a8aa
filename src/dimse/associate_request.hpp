#pragma once
// A look at an A-ASSOCIATE-RQ (PS3.8 9.3.2) before DCMTK parses it, which loses memory with each that is malformed.

#include <cstddef>
#include <span>

#include "dimse/wire.hpp"

namespace kinote::dimse {

/// Bytes of an A-ASSOCIATE-RQ: twice what 128 presentation contexts with 60 transfer syntaxes each need.
inline constexpr std::size_t maximum_associate_request_size = std::size_t{512} * 1024;

/// Whether lengths fit and nothing is there twice or missing so that DCMTK would stumble. What it asks for is not
/// judged here. @param body  without the head of the PDU.
[[nodiscard]] bool is_well_formed_associate_request(std::span<const std::byte> body);

/// Reads the first PDU of a connection within the wire's deadline, and puts it back for DCMTK. @return false where that
/// is no well-formed A-ASSOCIATE-RQ: the peer was sent an A-ABORT, unless it is gone.
[[nodiscard]] bool read_associate_request(Wire& wire);

}  // namespace kinote::dimse
