#pragma once
// The bytes of protocol data units, PS3.8 9.3: numbers are big-endian, items have a type and a length.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace kinote::dimse::pdu {

using Bytes = std::span<const std::byte>;

enum class Type : std::uint8_t {
    associate_request = 0x01,
    associate_accept = 0x02,
    associate_reject = 0x03,
    data_transfer = 0x04,
    release_request = 0x05,
    release_response = 0x06,
    abort = 0x07,
};

inline constexpr std::size_t head_size = 6;              ///< type, reserved, length
inline constexpr std::size_t associate_fixed_size = 68;  ///< PS3.8 Table 9-11, before the variable items

/// The types of items within A-ASSOCIATE PDUs, PS3.8 9.3.2 and PS3.7 D.3.3.
namespace item {
inline constexpr int application_context = 0x10;
inline constexpr int proposed_context = 0x20;
inline constexpr int answered_context = 0x21;
inline constexpr int abstract_syntax = 0x30;
inline constexpr int transfer_syntax = 0x40;
inline constexpr int user_information = 0x50;
inline constexpr int maximum_length = 0x51;
inline constexpr int implementation_class_uid = 0x52;
inline constexpr int role_selection = 0x54;
inline constexpr int implementation_version_name = 0x55;
inline constexpr int extended_negotiation = 0x56;
inline constexpr int user_identity = 0x58;
inline constexpr int user_identity_answer = 0x59;
}  // namespace item

/// The number that up to eight bytes stand for.
[[nodiscard]] constexpr std::size_t big_endian(Bytes bytes) {
    std::size_t number = 0;
    for (const std::byte byte : bytes) number = number << 8 | std::to_integer<std::size_t>(byte);
    return number;
}

/// Calls accepts with type and content of each item. @return whether the items fill the bytes and all are accepted.
template <typename Accepts>
[[nodiscard]] bool are_items(Bytes bytes, Accepts accepts) {
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

/// Appends to a PDU. One thread.
class Writer {
public:
    void number(std::size_t value, unsigned size);
    void text(std::string_view text);
    void bytes(Bytes bytes);
    void zeros(std::size_t count);

    /// Begins an item whose length is filled in by end_item(). @return what that wants.
    [[nodiscard]] std::size_t begin_item(int type);
    void end_item(std::size_t begun);
    /// A whole item.
    void text_item(int type, std::string_view content);

    /// The PDU with its head. Ends the use of this object. @param behind  bytes of it that are not written here.
    [[nodiscard]] std::vector<std::byte> finish(Type type, std::size_t behind = 0);

private:
    std::vector<std::byte> bytes_ = std::vector<std::byte>(head_size);
};

}  // namespace kinote::dimse::pdu
