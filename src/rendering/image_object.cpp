#include "rendering/image_object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <span>

#include "base/error.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/inflated_source.hpp"
#include "dicom/uid.hpp"
#include "rendering/attribute.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::uint64_t max_header_bytes = std::uint64_t{64} * 1024 * 1024;
constexpr std::uint64_t max_inflated_bytes = std::uint64_t{512} * 1024 * 1024;
constexpr dicom::WalkLimits walk_limits{64, 4'000'000};
constexpr dicom::DatasetLimits header_limits{max_header_bytes, 4'000'000, 64};

// The attributes ahead of the pixel data, as an object of their own.
dicom::Dataset read_header(const dicom::ByteSource& bytes, std::uint64_t begin, std::uint64_t end, bool was_deflated) {
    if (end > max_header_bytes)
        throw Error{ErrorKind::invalid, "the attributes ahead of the pixels are too large to be read"};
    std::vector<std::byte> part10;
    if (was_deflated) {
        part10 = dicom::make_file_meta({.sop_class_uid = {},
                                        .sop_instance_uid = {},
                                        .transfer_syntax_uid = dicom::uid::ExplicitVRLittleEndian,
                                        .source_ae_title = {}});
    } else {
        begin = 0;
    }
    const std::size_t head = part10.size();
    part10.resize(head + (end - begin));
    static_cast<void>(bytes.read_at(begin, std::span{part10}.subspan(head)));
    return dicom::Dataset::parse(std::move(part10), {.limits = header_limits});
}

void swap_bytes(std::span<std::byte> bytes, std::size_t size) {
    for (std::size_t start = 0; start + size <= bytes.size(); start += size) {
        std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(start),
                     bytes.begin() + static_cast<std::ptrdiff_t>(start + size));
    }
}

// PS3.5 8.1.1: pixels of one bit follow each other from the lowest bit on, frames too.
std::vector<std::byte> unpack_bits(std::span<const std::byte> packed, std::uint64_t first_bit, std::uint64_t count) {
    std::vector<std::byte> pixels(count);
    for (std::uint64_t index = 0; index < count; ++index) {
        const std::uint64_t bit = first_bit + index;
        pixels[index] = (packed[bit / 8] >> (bit % 8)) & std::byte{1};
    }
    return pixels;
}

}  // namespace

ImageObject::ImageObject(const dicom::ByteSource& part10) : bytes_{&part10} {
    const dicom::FileMeta meta = dicom::read_file_meta(part10);
    transfer_syntax_uid_ = meta.transfer_syntax_uid;
    is_big_endian_ = meta.encoding.big_endian;
    std::uint64_t begin = meta.data_set_offset;
    if (meta.encoding.deflated) {
        inflated_ = std::make_unique<dicom::InflatedSource>(part10, begin, max_inflated_bytes);
        bytes_ = inflated_.get();
        begin = 0;
    }
    dicom::ElementWalker walker{*bytes_, begin, bytes_->size(), meta.encoding, walk_limits};
    while (!walker.is_next_behind(tag::BeforePixelDataGroup)) {
        const dicom::WalkEvent event = walker.next();
        if (event == dicom::WalkEvent::end) throw Error{ErrorKind::invalid, "the object holds no image"};
        if (event == dicom::WalkEvent::sequence_begin && !walker.head().has_undefined_length) walker.skip_sequence();
    }
    header_ = read_header(*bytes_, begin, walker.position(), meta.encoding.deflated);
    pixel_data_ = locate_pixel_data(walker);
    format_ = read_pixel_format(*header_);
    const std::int64_t frames = header_->integer(dicom::tag::NumberOfFrames).value_or(1);
    number_of_frames_ =
        static_cast<std::uint32_t>(std::clamp<std::int64_t>(frames, 1, std::numeric_limits<std::int32_t>::max()));
}

ImageObject::~ImageObject() = default;

std::vector<std::byte> ImageObject::read(Extent extent) const {
    std::vector<std::byte> bytes(extent.length);
    if (bytes_->read_at(extent.offset, bytes) != bytes.size())
        throw Error{ErrorKind::corrupt, "the object ends within its pixel data"};
    return bytes;
}

std::vector<std::byte> ImageObject::encoded_frame(std::uint32_t frame) const {
    // No codec makes more than this of what it cannot compress.
    const std::uint64_t limit = format_.frame_bits() / 8 * 2 + 64UL * 1024UL;
    std::uint64_t length = 0;
    const std::vector<Extent> fragments = fragments_of_frame(*bytes_, pixel_data_, number_of_frames_, frame);
    for (const Extent& fragment : fragments) length += fragment.length;
    if (length > limit) throw Error{ErrorKind::corrupt, "the frame's stream is longer than its pixels would be"};
    std::vector<std::byte> stream;
    stream.reserve(length);
    for (const Extent& fragment : fragments) {
        const std::vector<std::byte> part = read(fragment);
        stream.insert(stream.end(), part.begin(), part.end());
    }
    return stream;
}

DecodedFrame ImageObject::native_frame(std::uint32_t frame) const {
    const std::uint64_t first_bit = format_.frame_bits() * frame;
    const std::uint64_t end_bit = first_bit + format_.frame_bits();
    // Two bytes of a big endian word are read together; a frame may begin and end within one.
    const bool has_swapped_words = is_big_endian_ && (format_.bits_allocated > 8 || pixel_data_.vr == dicom::Vr::OW);
    const std::uint64_t word = format_.bits_allocated > 8 ? format_.bits_allocated / 8 : 2;
    const std::uint64_t begin = first_bit / 8 / word * word;
    const std::uint64_t end = ((end_bit + 7) / 8 + word - 1) / word * word;
    check_is_whole(frame);
    DecodedFrame decoded{format_,
                         read({pixel_data_.value.offset + begin, std::min(end, pixel_data_.value.length) - begin})};
    if (has_swapped_words) swap_bytes(decoded.bytes, word);
    if (format_.bits_allocated == 1) {
        decoded.bytes = unpack_bits(decoded.bytes, first_bit - begin * 8, format_.frame_bits());
        decoded.format.bits_allocated = 8;
        return decoded;
    }
    decoded.bytes.erase(decoded.bytes.begin(),
                        decoded.bytes.begin() + static_cast<std::ptrdiff_t>(first_bit / 8 - begin));
    decoded.bytes.resize(format_.frame_bits() / 8);
    return decoded;
}

std::optional<Extent> ImageObject::stored_native_frame(std::uint32_t frame) const {
    const bool is_as_stored = !is_encapsulated() && !is_big_endian_ && !inflated_ && format_.bits_allocated % 8 == 0;
    if (!is_as_stored) return std::nullopt;
    check_is_whole(frame);
    const std::uint64_t length = format_.frame_bits() / 8;
    return Extent{pixel_data_.value.offset + length * frame, length};
}

void ImageObject::check_is_whole(std::uint32_t frame) const {
    const std::uint64_t end_bit = format_.frame_bits() * (std::uint64_t{frame} + 1);
    if ((end_bit + 7) / 8 <= pixel_data_.value.length) return;
    throw Error{ErrorKind::corrupt, fmt::format("the Pixel Data has {} bytes and ends before frame {} does",
                                                pixel_data_.value.length, frame + 1)};
}

std::optional<dicom::Item> ImageObject::functional_group(dicom::Tag sequence, std::uint32_t frame) const {
    std::uint32_t index = 0;
    for (const dicom::Item& item : header_->items(tag::PerFrameFunctionalGroupsSequence)) {
        if (index++ != frame) continue;
        if (const auto group = item.items(sequence).first()) return group;
        break;
    }
    if (const auto shared = header_->items(tag::SharedFunctionalGroupsSequence).first())
        return shared->items(sequence).first();
    return std::nullopt;
}

}  // namespace kinote::rendering
