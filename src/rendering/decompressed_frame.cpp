#include "rendering/decompressed_frame.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/error.hpp"
#include "dicom/uid.hpp"
#include "rendering/attribute.hpp"
#include "rendering/codecs.hpp"
#include "rendering/jpeg2000_stream.hpp"
#include "rendering/jpeg_stream.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

enum class Coding { native, rle, jpeg, jpeg_ls, jpeg2000 };

struct Compression {
    std::string_view transfer_syntax_uid;
    Coding coding;
    Loss loss;  ///< what the transfer syntax allows
};

constexpr std::array compressions = {
    Compression{dicom::uid::EncapsulatedUncompressedExplicitVRLittleEndian, Coding::native, Loss::none},
    Compression{dicom::uid::RLELossless, Coding::rle, Loss::none},
    Compression{dicom::uid::JPEGLossless, Coding::jpeg, Loss::none},
    Compression{dicom::uid::JPEGLosslessSV1, Coding::jpeg, Loss::none},
    Compression{dicom::uid::JPEGLSLossless, Coding::jpeg_ls, Loss::none},
    Compression{dicom::uid::JPEG2000Lossless, Coding::jpeg2000, Loss::none},
    Compression{dicom::uid::HTJ2KLossless, Coding::jpeg2000, Loss::none},
    Compression{dicom::uid::HTJ2KLosslessRPCL, Coding::jpeg2000, Loss::none},
    Compression{dicom::uid::JPEGBaseline8Bit, Coding::jpeg, Loss::earlier},
    Compression{dicom::uid::JPEGExtended12Bit, Coding::jpeg, Loss::earlier},
    Compression{uid::JPEGFullProgressionNonHierarchical1012, Coding::jpeg, Loss::earlier},
    Compression{dicom::uid::JPEGLSNearLossless, Coding::jpeg_ls, Loss::earlier},
    Compression{dicom::uid::JPEG2000, Coding::jpeg2000, Loss::earlier},
    Compression{dicom::uid::HTJ2K, Coding::jpeg2000, Loss::earlier},
};

const Compression* find_compression(std::string_view transfer_syntax_uid) {
    const auto* const found = std::ranges::find(compressions, transfer_syntax_uid, &Compression::transfer_syntax_uid);
    return found == compressions.end() ? nullptr : found;
}

const Compression& compression_of(std::string_view transfer_syntax_uid) {
    const Compression* const found = find_compression(transfer_syntax_uid);
    if (found == nullptr) throw Error{ErrorKind::internal, "a transfer syntax that is not decompressed"};
    return *found;
}

/// What a stream says of its samples.
struct Samples {
    unsigned precision = 0;
    bool are_signed = false;
};

Samples jpeg_samples(std::span<const std::byte> stream, const PixelFormat& stored) {
    return {read_jpeg_header(stream, stored).precision, false};
}

Samples jpeg2000_samples(std::span<const std::byte> stream, const PixelFormat& stored) {
    const Jpeg2000Samples samples = first_component(find_codestream(stream, stored));
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

DecodedFrame decode_stream(std::span<const std::byte> stream, const PixelFormat& stored,
                           const Compression& compression) {
    switch (compression.coding) {
        case Coding::jpeg: return decode_jpeg_of_any_process(stream, stored);
        case Coding::jpeg2000: return decode_jpeg2000(stream, stored);
        default: return decode_by_dcmtk(stream, stored, compression.transfer_syntax_uid);
    }
}

std::vector<std::byte> decode_samples(std::span<const std::byte> stream, const PixelFormat& stored,
                                      const Compression& compression) {
    const Samples samples =
        compression.coding == Coding::jpeg2000 ? jpeg2000_samples(stream, stored) : jpeg_samples(stream, stored);
    const DecodedFrame frame = decode_stream(stream, stored, compression);
    check_complete(frame);
    const PixelFormat said = decompressed_format(stored, compression.transfer_syntax_uid);
    if (stored.samples == 3 && frame.format.photometric != said.photometric)
        throw Error{ErrorKind::invalid, "the stream is of another process than the transfer syntax says"};
    return widen(frame.bytes, frame.format.bits_allocated / 8, samples, stored);
}

}  // namespace

bool is_decompressed(std::string_view transfer_syntax_uid, Loss loss) {
    const Compression* const compression = find_compression(transfer_syntax_uid);
    return compression != nullptr && (compression->loss == Loss::none || loss == Loss::earlier);
}

PixelFormat decompressed_format(const PixelFormat& stored, std::string_view transfer_syntax_uid) {
    const Compression& compression = compression_of(transfer_syntax_uid);
    if (stored.bits_allocated == 1) throw Error{ErrorKind::invalid, "encapsulated pixels of one bit are not decoded"};
    PixelFormat format = stored;
    if (compression.coding == Coding::native) return format;
    format.is_planar = false;
    const bool has_shared_colour = stored.photometric == Photometric::ybr_full_422;
    if (compression.coding == Coding::jpeg && compression.loss == Loss::earlier) {
        if (stored.samples == 3) format.photometric = Photometric::rgb;
        return format;
    }
    if (compression.coding == Coding::jpeg && has_shared_colour)
        throw Error{ErrorKind::invalid, "JPEG that shares colours between pixels has no exact decoding"};
    if (has_shared_colour) format.photometric = Photometric::ybr_full;
    if (stored.photometric == Photometric::ybr_rct || stored.photometric == Photometric::ybr_ict)
        format.photometric = Photometric::rgb;
    return format;
}

bool was_made_with_loss(std::span<const std::byte> stream, const PixelFormat& stored,
                        std::string_view transfer_syntax_uid) {
    constexpr std::uint8_t lossless = 0xC3;
    constexpr std::uint8_t jpeg_ls = 0xF7;
    const Compression& compression = compression_of(transfer_syntax_uid);
    switch (compression.coding) {
        case Coding::jpeg: return read_jpeg_header(stream, stored).frame_marker != lossless;
        case Coding::jpeg_ls:
            return compression.loss == Loss::earlier || read_jpeg_header(stream, stored).frame_marker != jpeg_ls;
        case Coding::jpeg2000: return !is_reversible(find_codestream(stream, stored));
        default: return false;
    }
}

std::vector<std::byte> decompress_frame(std::span<const std::byte> stream, const PixelFormat& stored,
                                        std::string_view transfer_syntax_uid, Loss loss) {
    const Compression& compression = compression_of(transfer_syntax_uid);
    std::vector<std::byte> bytes;
    if (compression.coding == Coding::native) {
        bytes.assign(stream.begin(), stream.end());
    } else if (compression.coding == Coding::rle) {
        bytes = decode_rle(stream, stored).bytes;
    } else {
        if (loss == Loss::none && was_made_with_loss(stream, stored, transfer_syntax_uid))
            throw Error{ErrorKind::invalid, "the stream was made with loss, against what the transfer syntax says"};
        bytes = decode_samples(stream, stored, compression);
    }
    const std::size_t size = decompressed_format(stored, transfer_syntax_uid).frame_bits() / 8;
    if (bytes.size() < size) throw Error{ErrorKind::corrupt, "the frame has fewer pixels than Rows and Columns say"};
    bytes.resize(size);  // without padding
    return bytes;
}

}  // namespace kinote::rendering
