#include "rendering/exact_frame.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "dicom/uid.hpp"
#include "rendering/codecs.hpp"
#include "rendering/jpeg2000_stream.hpp"
#include "rendering/jpeg_stream.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

enum class Coding { native, rle, jpeg, jpeg_ls, jpeg2000 };

constexpr std::array codings = {
    std::pair{dicom::uid::EncapsulatedUncompressedExplicitVRLittleEndian, Coding::native},
    std::pair{dicom::uid::RLELossless, Coding::rle},
    std::pair{dicom::uid::JPEGLossless, Coding::jpeg},
    std::pair{dicom::uid::JPEGLosslessSV1, Coding::jpeg},
    std::pair{dicom::uid::JPEGLSLossless, Coding::jpeg_ls},
    std::pair{dicom::uid::JPEG2000Lossless, Coding::jpeg2000},
    std::pair{dicom::uid::HTJ2KLossless, Coding::jpeg2000},
    std::pair{dicom::uid::HTJ2KLosslessRPCL, Coding::jpeg2000},
};

std::optional<Coding> coding_of(std::string_view transfer_syntax_uid) {
    const auto* const found = std::ranges::find(codings, transfer_syntax_uid, &decltype(codings)::value_type::first);
    if (found == codings.end()) return std::nullopt;
    return found->second;
}

/// What a stream says of its samples.
struct Samples {
    unsigned precision = 0;
    bool are_signed = false;
};

Error lossy_stream() {
    return {ErrorKind::invalid, "the stream was made with loss, against what the transfer syntax says"};
}

Samples jpeg_samples(std::span<const std::byte> stream, const PixelFormat& stored, Coding coding) {
    constexpr std::uint8_t lossless = 0xC3;
    constexpr std::uint8_t jpeg_ls = 0xF7;
    const JpegHeader header = read_jpeg_header(stream, stored);
    if (header.frame_marker != (coding == Coding::jpeg ? lossless : jpeg_ls)) throw lossy_stream();
    return {header.precision, false};
}

Samples jpeg2000_samples(std::span<const std::byte> stream, const PixelFormat& stored) {
    const std::span<const std::byte> codestream = find_codestream(stream, stored);
    if (!is_reversible(codestream)) throw lossy_stream();
    const Jpeg2000Samples samples = first_component(codestream);
    return {samples.precision, samples.are_signed};
}

// Samples of fewer bits than are allocated for them. Negative ones get their sign in all of these, as they have it
// where they were never compressed.
std::vector<std::byte> widen(const std::vector<std::byte>& decoded, std::size_t sample_bytes, Samples samples,
                             const PixelFormat& format) {
    const std::size_t target_bytes = format.bits_allocated / 8;
    if (sample_bytes > target_bytes) throw Error{ErrorKind::corrupt, "the samples have more bits than are allocated"};
    if (samples.precision == format.bits_allocated) return decoded;
    if (format.high_bit + 1 > samples.precision && format.high_bit + 1 != format.bits_stored)
        throw Error{ErrorKind::invalid, "it cannot be told where in their bits the samples lie"};
    const bool has_sign = format.is_signed && (samples.are_signed || samples.precision >= format.bits_stored);
    const std::uint32_t mask = (std::uint32_t{1} << samples.precision) - 1;
    const std::uint32_t sign = std::uint32_t{1} << (samples.precision - 1);
    const std::size_t count = format.pixels() * format.samples;
    std::vector<std::byte> widened(count * target_bytes);
    for (std::size_t index = 0; index < count; ++index) {
        std::uint32_t value = 0;
        for (std::size_t byte = sample_bytes; byte-- > 0;)
            value = value << 8U | std::to_integer<std::uint32_t>(decoded[index * sample_bytes + byte]);
        value &= mask;
        if (has_sign && (value & sign) != 0) value |= ~mask;
        for (std::size_t byte = 0; byte < target_bytes; ++byte)
            widened[index * target_bytes + byte] = static_cast<std::byte>(value >> (8 * byte) & 0xFFU);
    }
    return widened;
}

std::vector<std::byte> decode_samples(std::span<const std::byte> stream, const PixelFormat& stored, Coding coding,
                                      std::string_view transfer_syntax_uid) {
    const Samples samples =
        coding == Coding::jpeg2000 ? jpeg2000_samples(stream, stored) : jpeg_samples(stream, stored, coding);
    const DecodedFrame frame = coding == Coding::jpeg2000 ? decode_jpeg2000(stream, stored)
                                                          : decode_by_dcmtk(stream, stored, transfer_syntax_uid);
    check_complete(frame);
    return widen(frame.bytes, frame.format.bits_allocated / 8, samples, stored);
}

}  // namespace

bool is_decoded_exactly(std::string_view transfer_syntax_uid) { return coding_of(transfer_syntax_uid).has_value(); }

PixelFormat exact_format(const PixelFormat& stored, std::string_view transfer_syntax_uid) {
    const Coding coding = coding_of(transfer_syntax_uid).value();
    if (stored.bits_allocated == 1) throw Error{ErrorKind::invalid, "encapsulated pixels of one bit are not decoded"};
    PixelFormat exact = stored;
    if (coding == Coding::native) return exact;
    const bool has_shared_colour = stored.photometric == Photometric::ybr_full_422;
    if (coding == Coding::jpeg && has_shared_colour)
        throw Error{ErrorKind::invalid, "JPEG that shares colours between pixels has no exact decoding"};
    exact.is_planar = false;
    if (has_shared_colour) exact.photometric = Photometric::ybr_full;
    if (stored.photometric == Photometric::ybr_rct || stored.photometric == Photometric::ybr_ict)
        exact.photometric = Photometric::rgb;
    return exact;
}

std::vector<std::byte> decode_exactly(std::span<const std::byte> stream, const PixelFormat& stored,
                                      std::string_view transfer_syntax_uid) {
    const Coding coding = coding_of(transfer_syntax_uid).value();
    std::vector<std::byte> bytes;
    if (coding == Coding::native) {
        bytes.assign(stream.begin(), stream.end());
    } else if (coding == Coding::rle) {
        bytes = decode_rle(stream, stored).bytes;
    } else {
        bytes = decode_samples(stream, stored, coding, transfer_syntax_uid);
    }
    const std::size_t size = exact_format(stored, transfer_syntax_uid).frame_bits() / 8;
    if (bytes.size() < size) throw Error{ErrorKind::corrupt, "the frame has fewer pixels than Rows and Columns say"};
    bytes.resize(size);  // without padding
    return bytes;
}

}  // namespace kinote::rendering
