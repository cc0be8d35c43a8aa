#include "rendering/recoded_parts.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"
#include "rendering/attribute.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;
using dicom::Tag;
using dicom::Vr;
using dicom::WalkEvent;

namespace {

constexpr std::uint32_t undefined_length = 0xFFFFFFFF;
constexpr std::uint64_t longest_short_value = 0xFFFE;

// US or SS, PS3.6: pixels are compared with them.
constexpr std::array pixel_values = {
    dicom::tag::SmallestImagePixelValue,
    Tag{0x0028, 0x0107},
    Tag{0x0028, 0x0108},
    Tag{0x0028, 0x0109},
    Tag{0x0028, 0x0110},
    Tag{0x0028, 0x0111},
    tag::PixelPaddingValue,
    tag::PixelPaddingRangeLimit,
    tag::LUTDescriptor,
    Tag{0x0040, 0x9211},
    Tag{0x0040, 0x9216},
    Tag{0x0060, 0x3004},
    Tag{0x0060, 0x3006},
};

void put(std::vector<std::byte>& bytes, std::uint64_t number, unsigned size) {
    for (unsigned index = 0; index < size; ++index)
        bytes.push_back(static_cast<std::byte>(number >> (8U * index) & 0xFFU));
}

void put_head(std::vector<std::byte>& bytes, Tag tag, std::uint32_t length) {
    put(bytes, tag.group, 2);
    put(bytes, tag.element, 2);
    put(bytes, length, 4);
}

// PS3.5 7.1.2. @param is_long  where the VR is none of the standard's: what it had in the source.
void put_explicit_head(std::vector<std::byte>& bytes, Tag tag, Vr vr, bool is_long, std::uint32_t length) {
    if (dicom::is_known(vr)) is_long = dicom::has_long_length(vr);
    // PS3.5 6.2.2: what its VR cannot hold is of VR UN.
    if (!is_long && length > longest_short_value) {
        vr = Vr::UN;
        is_long = true;
    }
    put(bytes, tag.group, 2);
    put(bytes, tag.element, 2);
    const auto letters = static_cast<std::uint16_t>(vr);
    bytes.push_back(static_cast<std::byte>(letters >> 8U));
    bytes.push_back(static_cast<std::byte>(letters & 0xFFU));
    if (is_long) put(bytes, 0, 2);
    put(bytes, length, is_long ? 4 : 2);
}

bool had_long_length(const dicom::ElementHead& head) { return head.value_offset - head.offset == 12; }

std::byte padding_of(Vr vr) { return dicom::is_text(vr) && vr != Vr::UI ? std::byte{' '} : std::byte{0}; }

RecodedPart delimiter(Tag tag, std::uint32_t length) {
    RecodedPart part;
    put_head(part.bytes, tag, length);
    return part;
}

}  // namespace

RecodedParts::RecodedParts(const dicom::ByteSource& source, std::uint64_t begin, dicom::Encoding encoding,
                           bool is_target_explicit, const Decompression& decompression)
    : decompression_{decompression},
      walker_{source, begin, source.size(), encoding},
      levels_{{is_target_explicit, std::nullopt}} {}

std::optional<RecodedPart> RecodedParts::next() {
    while (true) {
        switch (walker_.next()) {
            case WalkEvent::end: return std::nullopt;
            case WalkEvent::element:
                if (walker_.head().tag.is_group_length()) break;
                return element();
            case WalkEvent::sequence_begin: return sequence();
            case WalkEvent::fragments_begin: return pixel_data();
            case WalkEvent::item_begin:
                levels_.push_back({is_explicit(), std::nullopt});
                return delimiter(dicom::tag::Item, undefined_length);
            case WalkEvent::item_end: levels_.pop_back(); return delimiter(dicom::tag::ItemDelimitationItem, 0);
            case WalkEvent::sequence_end: levels_.pop_back(); return delimiter(dicom::tag::SequenceDelimitationItem, 0);
            default: throw Error{ErrorKind::internal, "a fragment of pixel data stands alone"};
        }
    }
}

void RecodedParts::begin(RecodedPart& part, Tag tag, Vr vr, bool is_long, std::uint32_t length) const {
    if (is_explicit()) {
        put_explicit_head(part.bytes, tag, vr, is_long, length);
    } else {
        put_head(part.bytes, tag, length);
    }
}

void RecodedParts::append(RecodedPart& part, const NewElement& element) const {
    begin(part, element.tag, element.vr, false, static_cast<std::uint32_t>(element.value.size()));
    part.bytes.insert(part.bytes.end(), element.value.begin(), element.value.end());
}

RecodedPart RecodedParts::inserted_before(const dicom::ElementHead& head) const {
    RecodedPart part;
    const auto inserted = decompression_.inserted.find(head.offset);
    if (inserted != decompression_.inserted.end()) append(part, inserted->second);
    return part;
}

RecodedPart RecodedParts::element() {
    const dicom::ElementHead& head = walker_.head();
    RecodedPart part = inserted_before(head);
    if (const auto replaced = decompression_.replaced.find(head.offset); replaced != decompression_.replaced.end()) {
        for (const NewElement& one : replaced->second) append(part, one);
        return part;
    }
    if (head.tag == dicom::tag::PixelRepresentation) note_representation();
    const Vr vr = vr_here();
    begin(part, head.tag, vr, had_long_length(head), static_cast<std::uint32_t>(head.length + head.length % 2));
    part.copied = {head.value_offset, head.length};
    if (walker_.is_big_endian()) part.swapped = dicom::number_size(vr);
    if (head.length % 2 == 1) part.padding = padding_of(vr);
    return part;
}

RecodedPart RecodedParts::sequence() {
    const dicom::ElementHead& head = walker_.head();
    const bool is_unknown = head.vr != Vr::SQ;
    if (is_unknown && !head.has_undefined_length) {  // its items are the same bytes in any transfer syntax
        walker_.skip_sequence();
        return element();
    }
    RecodedPart part = inserted_before(head);
    begin(part, head.tag, is_unknown ? Vr::UN : Vr::SQ, true, undefined_length);
    levels_.push_back({is_explicit() && !is_unknown, std::nullopt});
    return part;
}

RecodedPart RecodedParts::pixel_data() {
    const dicom::ElementHead head = walker_.head();
    const auto found = decompression_.pixels.find(head.offset);
    if (found == decompression_.pixels.end())
        throw Error{ErrorKind::corrupt, "the Pixel Data is in fragments, against what the transfer syntax says"};
    while (walker_.next() != WalkEvent::fragments_end) continue;
    const CompressedPixels& pixels = found->second;
    const std::uint64_t size = pixels.decoded_size();
    RecodedPart part = inserted_before(head);
    begin(part, head.tag, pixels.decompressed.bits_allocated > 8 ? Vr::OW : Vr::OB, true,
          static_cast<std::uint32_t>(size + size % 2));
    part.pixels = &pixels;
    if (size % 2 == 1) part.padding = std::byte{0};
    return part;
}

Vr RecodedParts::vr_here() const {
    const dicom::ElementHead& head = walker_.head();
    if (head.is_vr_explicit || std::ranges::find(pixel_values, head.tag) == pixel_values.end()) return head.vr;
    const auto said = std::find_if(levels_.rbegin(), levels_.rend(),
                                   [](const Level& level) { return level.are_pixels_signed.has_value(); });
    return said != levels_.rend() && *said->are_pixels_signed ? Vr::SS : Vr::US;
}

void RecodedParts::note_representation() {
    std::array<std::byte, 2> value{};
    if (walker_.read_value(0, value) == value.size())
        levels_.back().are_pixels_signed = value[0] != std::byte{0} || value[1] != std::byte{0};
}

}  // namespace kinote::rendering
