#pragma once
// Writes elements in Explicit VR Little Endian (PS3.5 A.2), always alike: the same calls give the same bytes.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "dicom/tag.hpp"
#include "dicom/vr.hpp"

namespace kinote::dicom {

/// Appends elements to a buffer of its own, in the order of the calls; who calls keeps the tags ascending. Sequences
/// and items get undefined lengths. Values are padded to even length as their VR demands. One thread.
class ElementWriter {
public:
    /// Characters, already in the character set of the data set. @throws base::Error invalid beyond the VR's length
    /// field.
    void text(Tag tag, Vr vr, std::string_view value);
    /// Bytes as they are to stand there, but for the padding. @throws as text.
    void bytes(Tag tag, Vr vr, std::span<const std::byte> value);
    /// One number of VR US.
    void unsigned_short(Tag tag, std::uint16_t value);
    /// One number of VR UL.
    void unsigned_long(Tag tag, std::uint32_t value);

    void begin_sequence(Tag tag);
    void begin_item();
    void end_item();
    void end_sequence();

    [[nodiscard]] const std::vector<std::byte>& written() const noexcept { return written_; }
    /// Hands the bytes over and begins anew.
    [[nodiscard]] std::vector<std::byte> take();

private:
    void put(std::uint64_t number, unsigned size);
    void head(Tag tag, Vr vr, std::uint32_t length);

    std::vector<std::byte> written_;
};

}  // namespace kinote::dicom
