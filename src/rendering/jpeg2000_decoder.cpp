#include <openjpeg.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "rendering/codecs.hpp"
#include "rendering/jpeg2000_stream.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

struct FreeCodec {
    void operator()(opj_codec_t* codec) const noexcept { opj_destroy_codec(codec); }
};
struct FreeStream {
    void operator()(opj_stream_t* stream) const noexcept { opj_stream_destroy(stream); }
};
struct FreeImage {
    void operator()(opj_image_t* image) const noexcept { opj_image_destroy(image); }
};
using CodecHandle = std::unique_ptr<opj_codec_t, FreeCodec>;
using StreamHandle = std::unique_ptr<opj_stream_t, FreeStream>;
using ImageHandle = std::unique_ptr<opj_image_t, FreeImage>;

/// Bytes in memory as OpenJPEG reads them. Its callbacks must not throw, and do not.
struct Cursor {
    std::span<const std::byte> bytes;
    std::size_t position = 0;
};

OPJ_SIZE_T read_bytes(void* buffer, OPJ_SIZE_T count, void* data) noexcept {
    auto& cursor = *static_cast<Cursor*>(data);
    const std::size_t available = std::min<std::size_t>(count, cursor.bytes.size() - cursor.position);
    if (available == 0) return static_cast<OPJ_SIZE_T>(-1);
    std::memcpy(buffer, cursor.bytes.data() + cursor.position, available);
    cursor.position += available;
    return available;
}

OPJ_BOOL seek_to(OPJ_OFF_T position, void* data) noexcept {
    auto& cursor = *static_cast<Cursor*>(data);
    if (position < 0 || static_cast<std::size_t>(position) > cursor.bytes.size()) return OPJ_FALSE;
    cursor.position = static_cast<std::size_t>(position);
    return OPJ_TRUE;
}

OPJ_OFF_T skip_bytes(OPJ_OFF_T count, void* data) noexcept {
    const auto& cursor = *static_cast<Cursor*>(data);
    return seek_to(static_cast<OPJ_OFF_T>(cursor.position) + count, data) == OPJ_TRUE ? count : -1;
}

ImageHandle decode(std::span<const std::byte> codestream) {
    Cursor cursor{codestream};
    const StreamHandle stream{opj_stream_default_create(OPJ_TRUE)};
    const CodecHandle codec{opj_create_decompress(OPJ_CODEC_J2K)};
    if (!stream || !codec) throw Error{ErrorKind::unavailable, "no memory for a JPEG 2000 decoder"};
    opj_stream_set_user_data(stream.get(), &cursor, nullptr);
    opj_stream_set_user_data_length(stream.get(), codestream.size());
    opj_stream_set_read_function(stream.get(), read_bytes);
    opj_stream_set_seek_function(stream.get(), seek_to);
    opj_stream_set_skip_function(stream.get(), skip_bytes);

    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    opj_image_t* raw_image = nullptr;
    bool is_decoded = opj_setup_decoder(codec.get(), &parameters) == OPJ_TRUE &&
                      opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE) == OPJ_TRUE &&
                      opj_read_header(stream.get(), codec.get(), &raw_image) == OPJ_TRUE;
    ImageHandle image{raw_image};
    is_decoded = is_decoded && opj_decode(codec.get(), stream.get(), image.get()) == OPJ_TRUE;
    if (!is_decoded) throw Error{ErrorKind::corrupt, "the JPEG 2000 stream cannot be decoded"};
    return image;
}

void check_components(const opj_image_t& image, const PixelFormat& format) {
    bool fits = image.numcomps == format.samples;
    for (unsigned index = 0; fits && index < image.numcomps; ++index) {
        const opj_image_comp_t& component = image.comps[index];
        fits = component.data != nullptr && component.w == format.columns && component.h == format.rows &&
               component.prec >= 1 && component.prec <= 16 && component.prec == image.comps[0].prec;
    }
    if (!fits) throw Error{ErrorKind::corrupt, "the components of the JPEG 2000 stream do not fit the object"};
}

// RCT and ICT are undone by the decoder (PS3.5 A.4.4).
Photometric decoded_photometric(Photometric photometric) {
    if (photometric == Photometric::ybr_rct || photometric == Photometric::ybr_ict) return Photometric::rgb;
    if (photometric == Photometric::ybr_full_422) return Photometric::ybr_full;
    return photometric;
}

}  // namespace

DecodedFrame decode_jpeg2000(std::span<const std::byte> stream, const PixelFormat& format) {
    const ImageHandle image = decode(find_codestream(stream, format));
    check_components(*image, format);
    DecodedFrame frame{format, {}};
    frame.format.photometric = decoded_photometric(format.photometric);
    frame.format.is_planar = false;
    limit_bits(frame.format, image->comps[0].prec);
    frame.format.bits_allocated = image->comps[0].prec > 8 ? 16 : 8;
    // Streams and attributes sometimes contradict each other; the bits of a sample are the same either way.
    frame.format.is_signed = format.is_signed || image->comps[0].sgnd != 0;
    const std::size_t sample_bytes = frame.format.bits_allocated / 8;
    frame.bytes.resize(format.pixels() * format.samples * sample_bytes);
    for (unsigned sample = 0; sample < format.samples; ++sample) {
        const OPJ_INT32* const values = image->comps[sample].data;
        std::byte* target = frame.bytes.data() + sample * sample_bytes;
        for (std::uint64_t pixel = 0; pixel < format.pixels(); ++pixel) {
            const auto value = static_cast<std::uint32_t>(values[pixel]);
            target[0] = static_cast<std::byte>(value & 0xFFU);
            if (sample_bytes == 2) target[1] = static_cast<std::byte>(value >> 8U & 0xFFU);
            target += sample_bytes * format.samples;
        }
    }
    return frame;
}

}  // namespace kinote::rendering
