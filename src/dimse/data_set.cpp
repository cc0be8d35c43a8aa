#include "dimse/data_set.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"
#include "dicom/vr.hpp"

namespace kinote::dimse {
namespace {

using base::Error;
using base::ErrorKind;
using Bytes = std::span<const std::byte>;

constexpr std::uint32_t undefined_length = 0xFFFFFFFF;

std::uint32_t little_endian(Bytes bytes) {
    std::uint32_t number = 0;
    for (std::size_t at = bytes.size(); at > 0; --at) {
        number = number << 8 | std::to_integer<std::uint32_t>(bytes[at - 1]);
    }
    return number;
}

[[noreturn]] void fail_to_encode() {
    throw Error{ErrorKind::internal,
                "a data set to send cannot be encoded: it is cut off, or has a sequence of a "
                "defined length"};
}

struct Head {
    std::size_t size = 0;  ///< bytes of tag, VR and length
    std::uint32_t length = 0;
    bool is_item = false;  ///< or a delimitation
    bool is_sequence = false;
};

/// Of the element, item or delimitation that begins there. PS3.5 7.1.2 and 7.5.
Head head_at(Bytes bytes) {
    constexpr std::size_t short_size = 8;
    constexpr std::size_t long_size = 12;
    if (bytes.size() < short_size) fail_to_encode();
    if (little_endian(bytes.first(2)) == dicom::tag::Item.group) {
        return {short_size, little_endian(bytes.subspan(4, 4)), true, false};
    }
    const auto vr =
        static_cast<dicom::Vr>(std::to_integer<unsigned>(bytes[4]) << 8 | std::to_integer<unsigned>(bytes[5]));
    if (!dicom::has_long_length(vr)) return {short_size, little_endian(bytes.subspan(6, 2)), false, false};
    if (bytes.size() < long_size) fail_to_encode();
    return {long_size, little_endian(bytes.subspan(8, 4)), false, vr == dicom::Vr::SQ};
}

/// PS3.5 7.1.3: tag, length of 32 bits, value. What is nested follows as it lies, as nothing has a defined length.
std::vector<std::byte> to_implicit_vr(Bytes rest) {
    std::vector<std::byte> encoded;
    encoded.reserve(rest.size());
    const auto append = [&](Bytes bytes) { encoded.insert(encoded.end(), bytes.begin(), bytes.end()); };
    while (!rest.empty()) {
        const Head head = head_at(rest);
        const bool is_nest = head.is_item || head.is_sequence;
        if (is_nest && head.length != undefined_length && head.length != 0) fail_to_encode();
        const std::size_t value_size = is_nest ? 0 : head.length;
        if (value_size > rest.size() - head.size) fail_to_encode();
        append(rest.first(4));
        for (unsigned shift = 0; shift < 32; shift += 8) {
            encoded.push_back(static_cast<std::byte>(head.length >> shift & 0xFF));
        }
        append(rest.subspan(head.size, value_size));
        rest = rest.subspan(head.size + value_size);
    }
    return encoded;
}

/// A Part 10 object, so that the transfer syntax need not be guessed.
std::vector<std::byte> begin_part10(std::string_view transfer_syntax_uid) {
    return dicom::make_file_meta({{}, {}, transfer_syntax_uid, {}});
}

ReceivedDataSet parsed(std::vector<std::byte> part10) {
    try {
        return {dicom::Dataset::parse(std::move(part10)), {}};
    } catch (...) {
        base::log::warn("a data set of a DICOM peer cannot be read", {{"reason", base::current_error().what()}});
        return {std::nullopt, {Status::cannot_understand, "the data set cannot be read"}};
    }
}

}  // namespace

std::optional<ReceivedDataSet> receive_small_data_set(Association& association, const Message& message) {
    if (!message.command.has_data_set()) return ReceivedDataSet{};
    std::vector<std::byte> part10 = begin_part10(message.context.transfer_syntax);
    const std::size_t meta_size = part10.size();
    std::size_t size = 0;
    const bool is_whole = receive_data_set(association, message, [&](Bytes bytes) {
        constexpr std::size_t patience = 8;
        size += bytes.size();
        if (size > patience * maximum_data_set_size) {
            throw Error{ErrorKind::invalid, "the peer goes on for too long with a data set that is too large"};
        }
        if (size <= maximum_data_set_size) part10.insert(part10.end(), bytes.begin(), bytes.end());
    });
    if (!is_whole) return std::nullopt;
    if (size > maximum_data_set_size) {
        return ReceivedDataSet{std::nullopt, {Status::resource_limitation, "the data set is too large"}};
    }
    if (part10.size() == meta_size) return ReceivedDataSet{};
    return parsed(std::move(part10));
}

std::vector<std::byte> encoded_for(std::string_view transfer_syntax_uid, Bytes explicit_little_endian) {
    if (transfer_syntax_uid == dicom::uid::ImplicitVRLittleEndian) return to_implicit_vr(explicit_little_endian);
    return {explicit_little_endian.begin(), explicit_little_endian.end()};
}

}  // namespace kinote::dimse
