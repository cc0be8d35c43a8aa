#include "dimse/associate_request.hpp"

#include <cstdint>
#include <vector>

#include "base/log.hpp"
#include "dimse/abort.hpp"

namespace kinote::dimse {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t head_size = 6;          // PDU type, reserved, length
constexpr std::size_t fixed_size = 68;        // PS3.8 Table 9-11, before the variable items
constexpr std::size_t longest_sub_item = 64;  // what DCMTK takes of a UID or name
constexpr std::byte associate_request_type{0x01};
constexpr std::byte abort_type{0x07};

std::size_t big_endian(Bytes bytes) {
    std::size_t number = 0;
    for (const std::byte byte : bytes) number = number << 8 | std::to_integer<std::size_t>(byte);
    return number;
}

/// Calls accepts with type and content of each item. @return whether the items fill the bytes and all are accepted.
template <typename Accepts>
bool are_items(Bytes bytes, Accepts accepts) {
    constexpr std::size_t item_head_size = 4;  // type, reserved, length
    while (!bytes.empty()) {
        if (bytes.size() < item_head_size) return false;
        const std::size_t length = big_endian(bytes.subspan(2, 2));
        if (length > bytes.size() - item_head_size) return false;
        if (!accepts(std::to_integer<int>(bytes[0]), bytes.subspan(item_head_size, length))) return false;
        bytes = bytes.subspan(item_head_size + length);
    }
    return true;
}

/// A UID with its length before it, and at least so many bytes behind it.
bool begins_with_uid(Bytes content, std::size_t behind) {
    return content.size() >= 2 + behind && big_endian(content.first(2)) <= content.size() - 2 - behind;
}

bool is_presentation_context(Bytes content) {  // PS3.8 9.3.2.2
    constexpr std::size_t context_head_size = 4;
    if (content.size() < context_head_size) return false;
    bool has_transfer_syntax = false;
    return are_items(content.subspan(context_head_size),
                     [&](int type, Bytes sub_item) {
                         constexpr int abstract_syntax = 0x30;
                         constexpr int transfer_syntax = 0x40;
                         has_transfer_syntax |= type == transfer_syntax;
                         return (type != abstract_syntax && type != transfer_syntax) ||
                                sub_item.size() <= longest_sub_item;
                     }) &&
           has_transfer_syntax;
}

bool is_user_identity(Bytes content) {  // PS3.7 Table D.3-14
    constexpr std::size_t fixed = 6;    // type, response requested, two lengths
    constexpr std::byte user_and_passcode{2};
    if (content.size() < fixed) return false;
    const std::size_t primary = big_endian(content.subspan(2, 2));
    if (primary > content.size() - fixed) return false;
    const std::size_t secondary = big_endian(content.subspan(4 + primary, 2));
    return fixed + primary + secondary == content.size() && (secondary == 0 || content[0] == user_and_passcode);
}

bool is_user_information(Bytes content) {  // PS3.8 9.3.2.3, PS3.7 D.3.3
    int identities = 0;
    return are_items(content, [&](int type, Bytes sub_item) {
        switch (type) {
            case 0x51: return sub_item.size() == 4;                 // maximum length
            case 0x52:                                              // implementation class UID
            case 0x55: return sub_item.size() <= longest_sub_item;  // implementation version name
            case 0x54: return begins_with_uid(sub_item, 2);         // role selection
            case 0x56: return begins_with_uid(sub_item, 0);         // extended negotiation
            case 0x58: return ++identities == 1 && is_user_identity(sub_item);
            case 0x59: return false;  // an answer to a user identity
            default: return true;
        }
    });
}

bool read_all(Wire& wire, std::span<std::byte> buffer) {
    while (!buffer.empty()) {
        const std::ptrdiff_t count = wire.read(buffer.data(), buffer.size());
        if (count <= 0) return false;
        buffer = buffer.subspan(static_cast<std::size_t>(count));
    }
    return true;
}

bool refuse(Wire& wire, const char* reason) {
    base::log::warn("a DICOM connection does not begin with a request for an association", {{"reason", reason}});
    send_abort(wire, AbortCause::invalid_data);
    return false;
}

}  // namespace

bool is_well_formed_associate_request(Bytes body) {
    if (body.size() < fixed_size) return false;
    int user_informations = 0;
    return are_items(body.subspan(fixed_size), [&](int type, Bytes item) {
        switch (type) {
            case 0x10: return item.size() <= longest_sub_item;  // application context
            case 0x20: return is_presentation_context(item);
            case 0x21: return false;  // an answer to a presentation context
            case 0x50: return ++user_informations == 1 && is_user_information(item);
            default: return true;
        }
    });
}

bool read_associate_request(Wire& wire) {
    std::vector<std::byte> pdu(head_size);
    if (!read_all(wire, pdu)) return false;
    if (pdu[0] == abort_type) return false;
    if (pdu[0] != associate_request_type) return refuse(wire, "it begins with something else");
    const std::size_t length = big_endian(Bytes{pdu}.subspan(2));
    if (length > maximum_associate_request_size) return refuse(wire, "the request is too large");
    pdu.resize(head_size + length);
    if (!read_all(wire, std::span{pdu}.subspan(head_size))) return false;
    if (!is_well_formed_associate_request(Bytes{pdu}.subspan(head_size))) {
        return refuse(wire, "the request is malformed");
    }
    wire.put_back(std::move(pdu));
    return true;
}

}  // namespace kinote::dimse
