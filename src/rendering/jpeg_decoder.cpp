#include <fmt/format.h>
#include <turbojpeg.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/error.hpp"
#include "dicom/uid.hpp"
#include "rendering/attribute.hpp"
#include "rendering/codecs.hpp"
#include "rendering/jpeg_stream.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

// An Adobe segment that says "no colour transformation", to stand behind the stream's first marker: without one the
// library takes three components for YCbCr, whatever the object says.
constexpr std::array<std::uint8_t, 16> untransformed_segment = {0xFF, 0xEE, 0x00, 0x0E, 'A',  'd',  'o',  'b',
                                                                'e',  0x00, 0x64, 0x00, 0x00, 0x00, 0x00, 0x00};

bool means_rgb(const JpegHeader& header, const PixelFormat& format) {
    return format.samples == 3 && format.photometric == Photometric::rgb && !header.has_jfif && !header.adobe_transform;
}

std::vector<std::byte> with_untransformed_segment(std::span<const std::byte> stream) {
    const auto segment = std::as_bytes(std::span{untransformed_segment});
    std::vector<std::byte> extended{stream.begin(), stream.begin() + 2};
    extended.insert(extended.end(), segment.begin(), segment.end());
    extended.insert(extended.end(), stream.begin() + 2, stream.end());
    return extended;
}

}  // namespace

DecodedFrame decode_jpeg(std::span<const std::byte> stream, const PixelFormat& format) {
    const JpegHeader header = read_jpeg_header(stream, format);
    std::vector<std::byte> extended;
    if (means_rgb(header, format)) {
        extended = with_untransformed_segment(stream);
        stream = extended;
    }
    DecodedFrame frame{format, std::vector<std::byte>(format.pixels() * format.samples)};
    frame.format.bits_allocated = frame.format.bits_stored = 8;
    frame.format.high_bit = 7;
    frame.format.is_planar = false;
    if (format.samples == 3) frame.format.photometric = Photometric::rgb;

    const std::unique_ptr<void, int (*)(tjhandle)> decoder{tjInitDecompress(), tjDestroy};
    if (!decoder) throw Error{ErrorKind::unavailable, "no memory for a JPEG decoder"};
    const int result = tjDecompress2(
        decoder.get(), reinterpret_cast<const unsigned char*>(stream.data()), static_cast<unsigned long>(stream.size()),
        reinterpret_cast<unsigned char*>(frame.bytes.data()), static_cast<int>(format.columns), 0,
        static_cast<int>(format.rows), format.samples == 3 ? TJPF_RGB : TJPF_GRAY, TJFLAG_LIMITSCANS);
    // Of warnings only the stream's early end makes the picture one that must not be shown as whole.
    const std::string_view words = result == 0 ? std::string_view{} : tjGetErrorStr2(decoder.get());
    const bool is_fatal = result != 0 && tjGetErrorCode(decoder.get()) == TJERR_FATAL;
    if (is_fatal || words.find("remature end") != std::string_view::npos)
        throw Error{ErrorKind::corrupt, fmt::format("the JPEG stream cannot be decoded: {}", words)};
    return frame;
}

DecodedFrame decode_jpeg_of_any_process(std::span<const std::byte> stream, const PixelFormat& format) {
    constexpr std::uint8_t baseline = 0xC0;
    constexpr std::uint8_t extended = 0xC1;
    constexpr std::uint8_t progressive = 0xC2;
    constexpr std::uint8_t lossless = 0xC3;
    const JpegHeader header = read_jpeg_header(stream, format);
    switch (header.frame_marker) {
        case lossless: return decode_by_dcmtk(stream, format, dicom::uid::JPEGLossless);
        case baseline:
        case extended:
        case progressive:
            if (header.precision == 8) return decode_jpeg(stream, format);
            return decode_by_dcmtk(stream, format,
                                   header.frame_marker == progressive ? uid::JPEGFullProgressionNonHierarchical1012
                                                                      : dicom::uid::JPEGExtended12Bit);
        default: throw Error{ErrorKind::invalid, "this process of JPEG is not decoded"};
    }
}

}  // namespace kinote::rendering
