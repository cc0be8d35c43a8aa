#include "dimse/associate_request.hpp"

#include <cstdint>
#include <vector>

#include "base/log.hpp"
#include "dimse/abort.hpp"
#include "dimse/pdu.hpp"

namespace kinote::dimse {
namespace {

using pdu::are_items;
using pdu::big_endian;
using pdu::Bytes;

constexpr std::size_t longest_sub_item = 64;  // what DCMTK takes of a UID or name

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
                         has_transfer_syntax |= type == pdu::item::transfer_syntax;
                         return (type != pdu::item::abstract_syntax && type != pdu::item::transfer_syntax) ||
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
            case pdu::item::maximum_length: return sub_item.size() == 4;
            case pdu::item::implementation_class_uid:
            case pdu::item::implementation_version_name: return sub_item.size() <= longest_sub_item;
            case pdu::item::role_selection: return begins_with_uid(sub_item, 2);
            case pdu::item::extended_negotiation: return begins_with_uid(sub_item, 0);
            case pdu::item::user_identity: return ++identities == 1 && is_user_identity(sub_item);
            case pdu::item::user_identity_answer: return false;
            default: return true;
        }
    });
}

bool refuse(Wire& wire, const char* reason) {
    base::log::warn("a DICOM connection does not begin with a request for an association", {{"reason", reason}});
    send_abort(wire, AbortCause::invalid_data);
    return false;
}

}  // namespace

bool is_well_formed_associate_request(Bytes body) {
    if (body.size() < pdu::associate_fixed_size) return false;
    int user_informations = 0;
    return are_items(body.subspan(pdu::associate_fixed_size), [&](int type, Bytes item) {
        switch (type) {
            case pdu::item::application_context: return item.size() <= longest_sub_item;
            case pdu::item::proposed_context: return is_presentation_context(item);
            case pdu::item::answered_context: return false;
            case pdu::item::user_information: return ++user_informations == 1 && is_user_information(item);
            default: return true;
        }
    });
}

bool read_associate_request(Wire& wire) {
    std::vector<std::byte> request(pdu::head_size);
    if (!wire.read_all(request)) return false;
    const auto type = static_cast<pdu::Type>(request[0]);
    if (type == pdu::Type::abort) return false;
    if (type != pdu::Type::associate_request) return refuse(wire, "it begins with something else");
    const std::size_t length = big_endian(Bytes{request}.subspan(2));
    if (length > maximum_associate_request_size) return refuse(wire, "the request is too large");
    request.resize(pdu::head_size + length);
    if (!wire.read_all(std::span{request}.subspan(pdu::head_size))) return false;
    if (!is_well_formed_associate_request(Bytes{request}.subspan(pdu::head_size))) {
        return refuse(wire, "the request is malformed");
    }
    wire.put_back(std::move(request));
    return true;
}

}  // namespace kinote::dimse
