#include "rendering/pixel_data.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/error.hpp"
#include "rendering/attribute.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;
using dicom::WalkEvent;

namespace {

constexpr std::uint64_t item_head_length = 8;

// Little endian, as everything encapsulated is (PS3.5 A.4).
std::uint64_t read_number(const dicom::ByteSource& object, std::uint64_t offset, std::size_t size) {
    std::array<std::byte, 8> bytes{};
    if (object.read_at(offset, std::span{bytes}.first(size)) != size)
        throw Error{ErrorKind::corrupt, "the table of the frames' offsets is cut off"};
    std::uint64_t number = 0;
    for (std::size_t index = size; index-- > 0;) number = number << 8U | std::to_integer<std::uint64_t>(bytes[index]);
    return number;
}

// The fragment that begins at the offset, which counts from the first fragment's item tag.
std::optional<std::size_t> fragment_at(const PixelData& pixel_data, std::uint64_t offset) {
    const auto& fragments = pixel_data.fragments;
    const std::uint64_t wanted = fragments.front().offset - item_head_length + offset;
    const auto found = std::lower_bound(fragments.begin(), fragments.end(), wanted + item_head_length,
                                        [](const Extent& one, std::uint64_t value) { return one.offset < value; });
    if (found == fragments.end() || found->offset != wanted + item_head_length) return std::nullopt;
    return static_cast<std::size_t>(found - fragments.begin());
}

// Nothing where the table is none for this number of frames, or points beside the fragments.
std::optional<std::vector<Extent>> by_table(const dicom::ByteSource& object, const PixelData& pixel_data, Extent table,
                                            std::size_t entry_size, std::uint32_t number_of_frames,
                                            std::uint32_t frame) {
    if (table.length != std::uint64_t{entry_size} * number_of_frames) return std::nullopt;
    const auto begin = fragment_at(pixel_data, read_number(object, table.offset + entry_size * frame, entry_size));
    std::optional<std::size_t> end = pixel_data.fragments.size();
    if (frame + 1 < number_of_frames)
        end = fragment_at(pixel_data, read_number(object, table.offset + entry_size * (frame + 1), entry_size));
    // Each frame before this one has a fragment at least.
    if (!begin || !end || *begin < frame || *begin >= *end) return std::nullopt;
    return std::vector<Extent>{pixel_data.fragments.begin() + static_cast<std::ptrdiff_t>(*begin),
                               pixel_data.fragments.begin() + static_cast<std::ptrdiff_t>(*end)};
}

// An End Of Image marker (JPEG) or End Of Codestream (JPEG 2000), the same bytes, and perhaps a byte of padding.
bool ends_stream(const dicom::ByteSource& object, const Extent& fragment) {
    std::array<std::byte, 3> tail{};
    if (fragment.length < 2) return false;
    const std::size_t size = fragment.length < tail.size() ? 2 : tail.size();
    if (object.read_at(fragment.offset + fragment.length - size, std::span{tail}.last(size)) != size) return false;
    constexpr std::byte marker{0xFF};
    constexpr std::byte end{0xD9};
    return (tail[1] == marker && tail[2] == end) || (tail[0] == marker && tail[1] == end && tail[2] == std::byte{0});
}

std::vector<Extent> by_stream_ends(const dicom::ByteSource& object, const PixelData& pixel_data, std::uint32_t frame) {
    std::vector<Extent> found;
    std::uint32_t current = 0;
    for (const Extent& fragment : pixel_data.fragments) {
        if (current == frame) found.push_back(fragment);
        if (ends_stream(object, fragment) && ++current > frame) return found;
    }
    throw Error{ErrorKind::corrupt, "it cannot be told which fragments belong to the frame"};
}

}  // namespace

PixelData locate_pixel_data(dicom::ElementWalker& walker) {
    PixelData pixel_data;
    for (WalkEvent event = walker.next(); event != WalkEvent::end; event = walker.next()) {
        const dicom::ElementHead& head = walker.head();
        const Extent value{head.value_offset, head.length};
        if (event == WalkEvent::element && head.tag == tag::ExtendedOffsetTable) {
            pixel_data.extended_offset_table = value;
        } else if (event == WalkEvent::element && head.tag == dicom::tag::PixelData) {
            pixel_data.value = value;
            pixel_data.vr = head.vr;
            return pixel_data;
        } else if (event == WalkEvent::fragments_begin && head.tag == dicom::tag::PixelData) {
            pixel_data.is_encapsulated = true;
        } else if (event == WalkEvent::fragment && pixel_data.basic_offset_table.offset == 0) {
            pixel_data.basic_offset_table = value;
        } else if (event == WalkEvent::fragment) {
            pixel_data.fragments.push_back(value);
        } else if (event == WalkEvent::fragments_end) {
            return pixel_data;
        } else if (head.tag == dicom::tag::FloatPixelData || head.tag == dicom::tag::DoubleFloatPixelData) {
            throw Error{ErrorKind::invalid, "pixels that are floating point numbers are not rendered"};
        }
    }
    throw Error{ErrorKind::invalid, "the object holds no image: it has no Pixel Data"};
}

std::vector<Extent> fragments_of_frame(const dicom::ByteSource& object, const PixelData& pixel_data,
                                       std::uint32_t number_of_frames, std::uint32_t frame) {
    if (pixel_data.fragments.empty()) throw Error{ErrorKind::corrupt, "the Pixel Data has no fragments"};
    if (number_of_frames == 1) return pixel_data.fragments;
    if (auto found = by_table(object, pixel_data, pixel_data.extended_offset_table, 8, number_of_frames, frame))
        return *std::move(found);
    if (auto found = by_table(object, pixel_data, pixel_data.basic_offset_table, 4, number_of_frames, frame))
        return *std::move(found);
    if (pixel_data.fragments.size() == number_of_frames) return {pixel_data.fragments[frame]};
    return by_stream_ends(object, pixel_data, frame);
}

}  // namespace kinote::rendering
