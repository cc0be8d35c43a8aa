#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcxfer.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <fmt/format.h>

#include <cstring>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "rendering/codecs.hpp"
#include "rendering/jpeg_stream.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

void check(const OFCondition& condition, std::string_view what) {
    if (condition.bad()) throw Error{ErrorKind::corrupt, fmt::format("cannot {}: {}", what, condition.text())};
}

// How DCMTK's decoders want to be told what the attributes say.
const char* photometric_word(const PixelFormat& format) {
    if (format.samples == 1) return "MONOCHROME2";
    return format.photometric == Photometric::rgb ? "RGB" : "YBR_FULL";
}

void put_attributes(DcmDataset& dataset, const PixelFormat& format) {
    const auto put = [&dataset](const DcmTagKey& tag, unsigned value) {
        check(dataset.putAndInsertUint16(tag, static_cast<Uint16>(value)), "describe the image");
    };
    put(DCM_SamplesPerPixel, format.samples);
    put(DCM_Rows, format.rows);
    put(DCM_Columns, format.columns);
    put(DCM_BitsAllocated, format.bits_allocated);
    put(DCM_BitsStored, format.bits_stored);
    put(DCM_HighBit, format.high_bit);
    put(DCM_PixelRepresentation, format.is_signed ? 1 : 0);
    if (format.samples > 1) put(DCM_PlanarConfiguration, 0);
    check(dataset.putAndInsertString(DCM_PhotometricInterpretation, photometric_word(format)), "describe the image");
}

// Pixel data of one frame in one fragment.
std::unique_ptr<DcmPixelData> wrap(std::span<const std::byte> stream, E_TransferSyntax transfer_syntax) {
    auto sequence = std::make_unique<DcmPixelSequence>(DCM_PixelSequenceTag);
    auto offset_table = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
    check(sequence->insert(offset_table.get()), "hold the stream");
    static_cast<void>(offset_table.release());
    auto item = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
    Uint8* bytes = nullptr;
    const std::size_t size = stream.size() + stream.size() % 2;
    check(item->createUint8Array(static_cast<Uint32>(size), bytes), "hold the stream");
    std::memcpy(bytes, stream.data(), stream.size());
    if (size != stream.size()) bytes[stream.size()] = 0;
    check(sequence->insert(item.get()), "hold the stream");
    static_cast<void>(item.release());
    auto pixel_data = std::make_unique<DcmPixelData>(DCM_PixelData);
    pixel_data->putOriginalRepresentation(transfer_syntax, nullptr, sequence.release());
    return pixel_data;
}

}  // namespace

void register_dcmtk_decoders() {
    // No colour conversion: it is done from the object's own attributes. Samples pixel by pixel.
    DJDecoderRegistration::registerCodecs(EDC_never, EUC_never, EPC_colorByPixel);
    DJLSDecoderRegistration::registerCodecs(EJLSUC_never, EJLSPC_colorByPixel);
}

DecodedFrame decode_by_dcmtk(std::span<const std::byte> stream, const PixelFormat& format,
                             std::string_view transfer_syntax_uid) {
    const JpegHeader header = read_jpeg_header(stream, format);
    PixelFormat decoded = format;
    decoded.is_planar = false;
    decoded.bits_allocated = header.precision > 8 ? 16 : 8;
    limit_bits(decoded, header.precision);
    if (format.photometric == Photometric::ybr_full_422) decoded.photometric = Photometric::ybr_full;

    DcmDataset dataset;
    put_attributes(dataset, decoded);
    const std::string uid{transfer_syntax_uid};
    std::unique_ptr<DcmPixelData> owned = wrap(stream, DcmXfer{uid.c_str()}.getXfer());
    DcmPixelData* const pixel_data = owned.get();
    check(dataset.insert(pixel_data), "hold the stream");
    static_cast<void>(owned.release());

    DecodedFrame frame{decoded, std::vector<std::byte>(decoded.frame_bits() / 8 + decoded.frame_bits() / 8 % 2)};
    Uint32 fragment = 1;
    OFString color_model;
    check(pixel_data->getUncompressedFrame(&dataset, 0, fragment, frame.bytes.data(),
                                           static_cast<Uint32>(frame.bytes.size()), color_model),
          "decode the frame");
    return frame;
}

}  // namespace kinote::rendering
