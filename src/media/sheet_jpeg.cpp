#include "media/sheet_jpeg.hpp"

#include <cstddef>
#include <cstdint>

namespace kinote::media {
namespace {

constexpr std::uint64_t most_jpeg_pixels = 64'000'000;

unsigned jpeg_byte(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }
unsigned jpeg_number(std::string_view bytes, std::size_t at) {
    return jpeg_byte(bytes, at) << 8 | jpeg_byte(bytes, at + 1);
}

bool is_jpeg_frame(unsigned marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// ITU-T T.81 B.2.2
std::optional<JpegSize> size_of_frame(std::string_view segment, unsigned marker) {
    constexpr unsigned baseline = 0xC0;
    constexpr unsigned progressive = 0xC2;
    if (marker < baseline || marker > progressive || segment.size() < 8 || jpeg_byte(segment, 2) != 8)
        return std::nullopt;
    const JpegSize size{static_cast<int>(jpeg_number(segment, 5)), static_cast<int>(jpeg_number(segment, 3))};
    const unsigned components = jpeg_byte(segment, 7);
    const auto pixels = static_cast<std::uint64_t>(size.width) * static_cast<std::uint64_t>(size.height);
    if (pixels == 0 || pixels > most_jpeg_pixels || (components != 1 && components != 3)) return std::nullopt;
    return size;
}

}  // namespace

std::optional<JpegSize> jpeg_size(std::string_view jpeg) {
    if (!jpeg.starts_with("\xFF\xD8")) return std::nullopt;
    for (std::size_t at = 2; at + 4 <= jpeg.size();) {
        if (jpeg_byte(jpeg, at) != 0xFF) return std::nullopt;
        const unsigned marker = jpeg_byte(jpeg, at + 1);
        if (marker == 0xFF) {  // fill bytes may stand before a marker
            ++at;
            continue;
        }
        const std::string_view segment = jpeg.substr(at + 2);
        const std::size_t length = jpeg_number(segment, 0);
        if (length < 2 || length > segment.size() || marker == 0xDA) return std::nullopt;
        if (is_jpeg_frame(marker)) return size_of_frame(segment.substr(0, length), marker);
        at += 2 + length;
    }
    return std::nullopt;
}

}  // namespace kinote::media
