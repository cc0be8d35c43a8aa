#include "rendering/jpeg_stream.hpp"

#include <fmt/format.h>

#include <string_view>

#include "base/error.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::uint8_t start_of_image = 0xD8;
constexpr std::uint8_t start_of_scan = 0xDA;
constexpr std::uint8_t end_of_image = 0xD9;
constexpr std::uint8_t jfif_segment = 0xE0;
constexpr std::uint8_t adobe_segment = 0xEE;
constexpr std::uint8_t jpeg_ls_frame = 0xF7;

Error malformed_jpeg() { return {ErrorKind::corrupt, "the frame is no well-formed JPEG stream"}; }

// C0 to CF but for DHT (C4), JPG (C8) and DAC (CC).
bool is_frame_marker(std::uint8_t marker) {
    return marker == jpeg_ls_frame ||
           (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC);
}

bool has_no_length(std::uint8_t marker) { return marker == 0x01 || (marker >= 0xD0 && marker <= start_of_image); }

class SegmentReader {
public:
    explicit SegmentReader(std::span<const std::byte> stream) : stream_{stream} {}

    struct Segment {
        std::uint8_t marker;
        std::span<const std::byte> content;
    };

    Segment next() {
        if (byte(position_++) != 0xFF) throw malformed_jpeg();
        while (byte(position_) == 0xFF) ++position_;  // T.81 B.1.1.2: fill bytes
        const std::uint8_t marker = byte(position_++);
        if (has_no_length(marker)) return {marker, {}};
        const std::size_t length = std::size_t{byte(position_)} << 8U | byte(position_ + 1);
        if (length < 2 || length > stream_.size() - position_) throw malformed_jpeg();
        const auto content = stream_.subspan(position_ + 2, length - 2);
        position_ += length;
        return {marker, content};
    }

private:
    [[nodiscard]] std::uint8_t byte(std::size_t position) const {
        if (position >= stream_.size()) throw malformed_jpeg();
        return std::to_integer<std::uint8_t>(stream_[position]);
    }

    std::span<const std::byte> stream_;
    std::size_t position_ = 0;
};

bool begins_with(std::span<const std::byte> content, std::string_view text) {
    return std::string_view{reinterpret_cast<const char*>(content.data()), content.size()}.starts_with(text);
}

unsigned number(std::span<const std::byte> content, std::size_t offset) {
    return std::to_integer<unsigned>(content[offset]) << 8U | std::to_integer<unsigned>(content[offset + 1]);
}

void check(const JpegHeader& header, const PixelFormat& format) {
    if (header.height != format.rows || header.width != format.columns || header.components != format.samples) {
        throw Error{
            ErrorKind::corrupt,
            fmt::format("the JPEG stream has {} x {} pixels of {} components, the object says {} x {} of {}",
                        header.width, header.height, header.components, format.columns, format.rows, format.samples)};
    }
    if (header.precision < 2 || header.precision > 16 || header.precision > format.bits_allocated)
        throw Error{ErrorKind::corrupt, fmt::format("the JPEG stream has {} bits a sample", header.precision)};
}

}  // namespace

JpegHeader read_jpeg_header(std::span<const std::byte> stream, const PixelFormat& format) {
    JpegHeader header;
    SegmentReader reader{stream};
    if (reader.next().marker != start_of_image) throw malformed_jpeg();
    while (true) {
        const auto [marker, content] = reader.next();
        if (marker == start_of_scan || marker == end_of_image) throw malformed_jpeg();
        if (marker == jfif_segment && begins_with(content, "JFIF")) header.has_jfif = true;
        if (marker == adobe_segment && begins_with(content, "Adobe") && content.size() >= 12)
            header.adobe_transform = std::to_integer<std::uint8_t>(content[11]);
        if (!is_frame_marker(marker)) continue;
        if (content.size() < 6) throw malformed_jpeg();
        header.frame_marker = marker;
        header.precision = std::to_integer<unsigned>(content[0]);
        header.height = number(content, 1);
        header.width = number(content, 3);
        header.components = std::to_integer<unsigned>(content[5]);
        check(header, format);
        return header;
    }
}

}  // namespace kinote::rendering
