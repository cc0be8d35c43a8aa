#pragma once
// The PDUs of PS3.8 and commands of PS3.7 written by hand, so that tests can send whatever bytes they want.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dicom/uid.hpp"
#include "dimse/command_set.hpp"
#include "dimse/command_tag.hpp"

namespace kinote::dimse::testing {

namespace uid = dicom::uid;
using Bytes = std::string;

inline constexpr std::string_view application_context = "1.2.840.10008.3.1.1.1";

inline Bytes big_endian(std::uint64_t number, int size) {
    Bytes bytes;
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xFF);
    return bytes;
}

/// A PDU: type, reserved byte, length, body.
inline Bytes pdu(int type, const Bytes& body) {
    return big_endian(static_cast<unsigned>(type), 1) + '\0' + big_endian(body.size(), 4) + body;
}
inline constexpr int associate_rq = 1, associate_ac = 2, associate_rj = 3, p_data = 4, release_rq = 5, release_rp = 6,
                     abort_pdu = 7;

/// An item of an A-ASSOCIATE PDU.
inline Bytes item(int type, const Bytes& body) {
    return big_endian(static_cast<unsigned>(type), 1) + '\0' + big_endian(body.size(), 2) + body;
}

struct ProposedContext {
    int id = 1;
    std::string abstract_syntax{uid::KeyObjectSelectionDocumentStorage};
    std::vector<std::string> transfer_syntaxes{std::string{uid::ExplicitVRLittleEndian}};
};

struct AssociateRequest {
    std::string called = "KINOTE";
    std::string calling = "RAWPEER";
    std::vector<ProposedContext> contexts{ProposedContext{}};
    std::string application_context_name{application_context};
    std::uint32_t maximum_pdu_size = 16'384;
    Bytes user_items{};  ///< more of them
};

inline Bytes to_pdu(const AssociateRequest& request) {
    const auto padded = [](std::string text) {
        text.resize(16, ' ');
        return text;
    };
    Bytes body = big_endian(1, 2) + Bytes(2, '\0') + padded(request.called) + padded(request.calling) + Bytes(32, '\0');
    body += item(0x10, request.application_context_name);
    for (const ProposedContext& context : request.contexts) {
        Bytes content = big_endian(static_cast<unsigned>(context.id), 1) + Bytes(3, '\0');
        content += item(0x30, context.abstract_syntax);
        for (const std::string& syntax : context.transfer_syntaxes) content += item(0x40, syntax);
        body += item(0x20, content);
    }
    body +=
        item(0x50, item(0x51, big_endian(request.maximum_pdu_size, 4)) + item(0x52, "1.2.3.4") + request.user_items);
    return pdu(associate_rq, body);
}

/// A presentation data value in a PDU of its own.
inline Bytes data_pdu(int context_id, bool is_command, bool is_last, const Bytes& fragment) {
    const unsigned control = (is_command ? 1u : 0u) | (is_last ? 2u : 0u);
    const Bytes value = big_endian(static_cast<unsigned>(context_id), 1) + big_endian(control, 1) + fragment;
    return pdu(p_data, big_endian(value.size(), 4) + value);
}

inline Bytes as_text(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct StoreCommand {
    std::uint16_t message_id = 1;
    std::string sop_class_uid{uid::KeyObjectSelectionDocumentStorage};
    std::string sop_instance_uid = "1.2.3.4.5";
    std::uint16_t field = 0x0001;
    std::uint16_t data_set_type = 0;
    std::string move_originator{};
};

inline Bytes command_bytes(const StoreCommand& command) {
    CommandSetWriter writer;
    writer.add_uid(command_tag::AffectedSOPClassUID, command.sop_class_uid);
    writer.add_number(command_tag::CommandField, command.field);
    writer.add_number(command_tag::MessageID, command.message_id);
    writer.add_number(command_tag::CommandDataSetType, command.data_set_type);
    writer.add_uid(command_tag::AffectedSOPInstanceUID, command.sop_instance_uid);
    if (!command.move_originator.empty()) {
        writer.add_text(command_tag::MoveOriginatorApplicationEntityTitle, command.move_originator);
        writer.add_number(command_tag::MoveOriginatorMessageID, 77);
    }
    return as_text(writer.bytes());
}

}  // namespace kinote::dimse::testing
