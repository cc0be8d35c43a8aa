#include <algorithm>
#include <cstdint>

#include "base/error.hpp"
#include "rendering/codecs.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::size_t header_length = 64;  // PS3.5 G.5: the number of segments, and 15 offsets
constexpr std::size_t max_segments = 15;

std::uint32_t number_at(std::span<const std::byte> bytes, std::size_t offset) {
    std::uint32_t number = 0;
    for (std::size_t index = 4; index-- > 0;)
        number = number << 8U | std::to_integer<std::uint32_t>(bytes[offset + index]);
    return number;
}

// PackBits, PS3.5 G.3. Puts each byte `stride` behind the one before. @return bytes put.
std::size_t unpack_segment(std::span<const std::byte> segment, std::byte* target, std::size_t stride,
                           std::size_t count) {
    std::size_t put = 0;
    for (std::size_t position = 0; position < segment.size() && put < count;) {
        const auto control = std::to_integer<unsigned>(segment[position++]);
        if (control < 128) {
            const std::size_t length = std::min({std::size_t{control} + 1, segment.size() - position, count - put});
            for (std::size_t index = 0; index < length; ++index) target[(put++) * stride] = segment[position++];
        } else if (control > 128) {
            if (position == segment.size()) break;
            const std::size_t length = std::min(std::size_t{257} - control, count - put);
            for (std::size_t index = 0; index < length; ++index) target[(put++) * stride] = segment[position];
            ++position;
        }
    }
    return put;
}

}  // namespace

DecodedFrame decode_rle(std::span<const std::byte> stream, const PixelFormat& format) {
    const std::size_t sample_bytes = format.bits_allocated / 8;
    const std::size_t segments = sample_bytes * format.samples;
    if (format.bits_allocated % 8 != 0 || segments > max_segments || stream.size() < header_length ||
        number_at(stream, 0) != segments) {
        throw Error{ErrorKind::corrupt, "the RLE header does not fit the image"};
    }
    DecodedFrame frame{format, std::vector<std::byte>(format.pixels() * segments)};
    frame.format.is_planar = false;
    if (format.photometric == Photometric::ybr_full_422) frame.format.photometric = Photometric::ybr_full;
    for (std::size_t segment = 0; segment < segments; ++segment) {
        const std::size_t begin = number_at(stream, 4 + 4 * segment);
        const std::size_t end = segment + 1 < segments ? number_at(stream, 8 + 4 * segment) : stream.size();
        if (begin < header_length || begin > end || end > stream.size())
            throw Error{ErrorKind::corrupt, "the RLE segments lie outside the frame"};
        // The most significant byte comes first (PS3.5 G.2), in memory last.
        const std::size_t sample = segment / sample_bytes;
        const std::size_t byte = sample_bytes - 1 - segment % sample_bytes;
        std::byte* const target = frame.bytes.data() + sample * sample_bytes + byte;
        const std::size_t put = unpack_segment(stream.subspan(begin, end - begin), target, segments, format.pixels());
        if (put != format.pixels()) throw Error{ErrorKind::corrupt, "an RLE segment ends before its pixels do"};
    }
    return frame;
}

}  // namespace kinote::rendering
