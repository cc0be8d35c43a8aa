#include "rendering/frame_decoder.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "base/error.hpp"
#include "dicom/transfer_syntax.hpp"
#include "dicom/uid.hpp"
#include "rendering/attribute.hpp"
#include "rendering/codecs.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

enum class Codec { native, rle, jpeg, jpeg_ls, jpeg2000 };

struct CodecOfTransferSyntax {
    std::string_view uid;
    Codec codec;
};

// The encapsulated transfer syntaxes that are decoded.
constexpr std::array codecs = {
    CodecOfTransferSyntax{dicom::uid::EncapsulatedUncompressedExplicitVRLittleEndian, Codec::native},
    CodecOfTransferSyntax{dicom::uid::RLELossless, Codec::rle},
    CodecOfTransferSyntax{dicom::uid::JPEGBaseline8Bit, Codec::jpeg},
    CodecOfTransferSyntax{dicom::uid::JPEGExtended12Bit, Codec::jpeg},
    CodecOfTransferSyntax{uid::JPEGFullProgressionNonHierarchical1012, Codec::jpeg},
    CodecOfTransferSyntax{dicom::uid::JPEGLossless, Codec::jpeg},
    CodecOfTransferSyntax{dicom::uid::JPEGLosslessSV1, Codec::jpeg},
    CodecOfTransferSyntax{dicom::uid::JPEGLSLossless, Codec::jpeg_ls},
    CodecOfTransferSyntax{dicom::uid::JPEGLSNearLossless, Codec::jpeg_ls},
    CodecOfTransferSyntax{dicom::uid::JPEG2000Lossless, Codec::jpeg2000},
    CodecOfTransferSyntax{dicom::uid::JPEG2000, Codec::jpeg2000},
    CodecOfTransferSyntax{dicom::uid::HTJ2KLossless, Codec::jpeg2000},
    CodecOfTransferSyntax{dicom::uid::HTJ2KLosslessRPCL, Codec::jpeg2000},
    CodecOfTransferSyntax{dicom::uid::HTJ2K, Codec::jpeg2000},
};

Codec codec_of(std::string_view transfer_syntax_uid) {
    for (const CodecOfTransferSyntax& entry : codecs) {
        if (entry.uid == transfer_syntax_uid) return entry.codec;
    }
    throw Error{ErrorKind::invalid, fmt::format("images in the transfer syntax {} {} are not rendered",
                                                transfer_syntax_uid, dicom::transfer_syntax_name(transfer_syntax_uid))};
}

DecodedFrame uncompressed(std::vector<std::byte> stream, const PixelFormat& format) {
    if (format.bits_allocated == 1) throw Error{ErrorKind::invalid, "encapsulated pixels of one bit are not rendered"};
    return {format, std::move(stream)};
}

}  // namespace

void register_codecs() { register_dcmtk_decoders(); }

DecodedFrame decode_frame(const ImageObject& image, std::uint32_t frame) {
    DecodedFrame decoded;
    if (!image.is_encapsulated()) {
        decoded = image.native_frame(frame);
    } else {
        const Codec codec = codec_of(image.transfer_syntax_uid());
        std::vector<std::byte> stream = image.encoded_frame(frame);
        switch (codec) {
            case Codec::native: decoded = uncompressed(std::move(stream), image.format()); break;
            case Codec::rle: decoded = decode_rle(stream, image.format()); break;
            case Codec::jpeg: decoded = decode_jpeg_of_any_process(stream, image.format()); break;
            case Codec::jpeg_ls: decoded = decode_by_dcmtk(stream, image.format(), image.transfer_syntax_uid()); break;
            case Codec::jpeg2000: decoded = decode_jpeg2000(stream, image.format()); break;
        }
    }
    check_complete(decoded);
    return decoded;
}

}  // namespace kinote::rendering
