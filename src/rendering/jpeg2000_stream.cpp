#include "rendering/jpeg2000_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "base/error.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

// T.800 Table A.2
constexpr unsigned start_of_codestream = 0xFF4F;
constexpr unsigned image_and_tile_size = 0xFF51;
constexpr unsigned coding_style_default = 0xFF52;
constexpr unsigned coding_style_component = 0xFF53;
constexpr unsigned start_of_tile_part = 0xFF90;
constexpr unsigned start_of_data = 0xFF93;
constexpr unsigned end_of_codestream = 0xFFD9;

constexpr std::size_t max_wrapping = 4096;  ///< bytes of JP2 boxes ahead of the codestream
constexpr std::uint64_t max_tiles = 4096;
constexpr std::uint64_t max_precincts = 1'000'000;

Error malformed_jpeg2000() { return {ErrorKind::corrupt, "the frame is no well-formed JPEG 2000 codestream"}; }

class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes) : bytes_{bytes} {}

    [[nodiscard]] std::uint64_t number(std::size_t offset, std::size_t size) const {
        if (offset > bytes_.size() || size > bytes_.size() - offset) throw malformed_jpeg2000();
        std::uint64_t value = 0;
        for (const std::byte byte : bytes_.subspan(offset, size)) value = value << 8U | std::to_integer<unsigned>(byte);
        return value;
    }
    [[nodiscard]] Reader part(std::size_t offset, std::size_t size) const {
        if (offset > bytes_.size() || size > bytes_.size() - offset) throw malformed_jpeg2000();
        return Reader{bytes_.subspan(offset, size)};
    }
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }

private:
    std::span<const std::byte> bytes_;
};

// T.800 A.5.1. @param segment behind its length.
void check_size(const Reader& segment, const PixelFormat& format) {
    const std::uint64_t width = segment.number(2, 4) - segment.number(10, 4);
    const std::uint64_t height = segment.number(6, 4) - segment.number(14, 4);
    const std::uint64_t components = segment.number(34, 2);
    if (width != format.columns || height != format.rows || components != format.samples) {
        throw Error{
            ErrorKind::corrupt,
            fmt::format("the JPEG 2000 stream has {} x {} pixels of {} components, the object says {} x {} of {}",
                        width, height, components, format.columns, format.rows, format.samples)};
    }
    const std::uint64_t tile_width = segment.number(18, 4);
    const std::uint64_t tile_height = segment.number(22, 4);
    if (tile_width == 0 || tile_height == 0) throw malformed_jpeg2000();
    const std::uint64_t tiles = (segment.number(2, 4) / tile_width + 1) * (segment.number(6, 4) / tile_height + 1);
    if (tiles > max_tiles) throw Error{ErrorKind::corrupt, "the JPEG 2000 stream has too many tiles"};
    for (std::size_t component = 0; component < components; ++component) {
        const std::uint64_t bits = (segment.number(36 + 3 * component, 1) & 0x7FU) + 1;
        const bool is_subsampled = segment.number(37 + 3 * component, 2) != 0x0101;
        if (bits > 16 || bits > format.bits_allocated || is_subsampled)
            throw Error{ErrorKind::corrupt, "the JPEG 2000 stream has samples that do not fit the object"};
    }
}

// T.800 A.6.1, Table A.20. @param parameters from the number of decomposition levels on.
void check_coding_style(const Reader& parameters, bool has_precincts, const PixelFormat& format) {
    const std::uint64_t levels = parameters.number(0, 1);
    if (levels > 32) throw malformed_jpeg2000();
    if (!has_precincts) return;
    std::uint64_t precincts = 0;
    for (std::uint64_t resolution = 0; resolution <= levels; ++resolution) {
        const std::uint64_t size = parameters.number(5 + resolution, 1);
        const std::uint64_t reduction = levels - resolution;
        const auto count = [&](std::uint64_t extent, std::uint64_t exponent) {
            return (extent >> std::min<std::uint64_t>(reduction + exponent, 32)) + 2;
        };
        precincts += count(format.columns, size & 0x0FU) * count(format.rows, size >> 4U);
    }
    if (precincts > max_precincts) throw Error{ErrorKind::corrupt, "the JPEG 2000 stream has too many precincts"};
}

void check_segment(unsigned marker, const Reader& segment, const PixelFormat& format) {
    if (marker == image_and_tile_size) check_size(segment, format);
    if (marker == coding_style_default) {
        const bool has_precincts = (segment.number(0, 1) & 1U) != 0;
        check_coding_style(segment.part(5, segment.size() - std::min<std::size_t>(5, segment.size())), has_precincts,
                           format);
    }
    if (marker == coding_style_component) {  // at most three components: their index has one byte
        const bool has_precincts = (segment.number(1, 1) & 1U) != 0;
        check_coding_style(segment.part(2, segment.size() - 2), has_precincts, format);
    }
}

// The segments from the position up to the marker that ends them. @return the position of that marker.
std::size_t check_segments(const Reader& codestream, std::size_t position, unsigned last, const PixelFormat& format) {
    while (true) {
        const auto marker = static_cast<unsigned>(codestream.number(position, 2));
        if (marker == last || marker == end_of_codestream) return position;
        const std::size_t length = codestream.number(position + 2, 2);
        if (marker < 0xFF00 || length < 2) throw malformed_jpeg2000();
        check_segment(marker, codestream.part(position + 4, length - 2), format);
        position += 2 + length;
    }
}

// The headers of the tile parts may set other coding styles (T.800 A.4.2).
void check_tile_parts(const Reader& codestream, std::size_t position, const PixelFormat& format) {
    while (position + 12 <= codestream.size() && codestream.number(position, 2) == start_of_tile_part) {
        const std::uint64_t length = codestream.number(position + 6, 4);
        check_segments(codestream, position + 12, start_of_data, format);
        if (length == 0) return;  // the last one, up to the end
        if (length < 14) throw malformed_jpeg2000();
        position += length;
    }
}

}  // namespace

std::span<const std::byte> find_codestream(std::span<const std::byte> stream, const PixelFormat& format) {
    const std::size_t last = std::min(stream.size(), max_wrapping);
    for (std::size_t begin = 0; begin + 4 <= last; ++begin) {
        const Reader codestream{stream.subspan(begin)};
        if (codestream.number(0, 2) != start_of_codestream || codestream.number(2, 2) != image_and_tile_size) continue;
        const std::size_t tiles = check_segments(codestream, 2, start_of_tile_part, format);
        check_tile_parts(codestream, tiles, format);
        return stream.subspan(begin);
    }
    throw malformed_jpeg2000();
}

bool is_reversible(std::span<const std::byte> codestream) {
    constexpr std::uint64_t reversible = 1;
    const Reader reader{codestream};
    bool has_style = false;
    for (std::size_t position = 2; reader.number(position, 2) != start_of_tile_part;
         position += 2 + reader.number(position + 2, 2)) {
        const std::uint64_t marker = reader.number(position, 2);
        if (marker != coding_style_default && marker != coding_style_component) continue;
        // Of the default behind the style of the whole, of a component behind its index and style.
        const std::size_t parameters = position + 4 + (marker == coding_style_default ? 5 : 2);
        if (reader.number(parameters + 4, 1) != reversible) return false;
        has_style = true;
    }
    return has_style;
}

Jpeg2000Samples first_component(std::span<const std::byte> codestream) {
    const auto sample_size = static_cast<unsigned>(Reader{codestream}.number(42, 1));
    return {(sample_size & 0x7FU) + 1, (sample_size & 0x80U) != 0};
}

}  // namespace kinote::rendering
