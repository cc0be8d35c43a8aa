#pragma once
// Images compressed by DCMTK and OpenJPEG for the tests.

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmimage/diregist.h>  // its encoders know colour only with this
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrplol.h>
#include <dcmtk/dcmjpeg/djrploss.h>
#include <dcmtk/dcmjpls/djencode.h>
#include <dcmtk/dcmjpls/djrparam.h>
#include <openjpeg.h>

#include <cstring>
#include <memory>
#include <vector>

#include "rendering/image_builder.hpp"

namespace kinote::rendering {

inline void register_encoders() {
    static const bool is_done = [] {
        DcmRLEEncoderRegistration::registerCodecs();
        DJEncoderRegistration::registerCodecs();
        DJLSEncoderRegistration::registerCodecs();
        return true;
    }();
    static_cast<void>(is_done);
}

// The image compressed by DCMTK.
inline Bytes compress(const TestImage& image, E_TransferSyntax transfer_syntax,
                      const DcmRepresentationParameter* parameter) {
    register_encoders();
    const auto dataset = make_dataset(image);
    put_identity_window(*dataset);
    expect_good(dataset->chooseRepresentation(transfer_syntax, parameter));
    return write_part10(*dataset, transfer_syntax);
}

// Smooth enough for lossy codecs, and with every column and row different.
inline TestImage slope(TestImage image) {
    for (unsigned frame = 0; frame < image.frames; ++frame) {
        for (unsigned y = 0; y < image.rows; ++y) {
            for (unsigned x = 0; x < image.columns * image.samples; ++x)
                image.pixels.push_back((x * 3 / image.samples + y * 2 + frame * 40) % 200);
        }
    }
    return image;
}

using Fragments = std::vector<Bytes>;

// Puts these fragments in the place of the pixel data.
inline void put_fragments(DcmItem& holder, E_TransferSyntax transfer_syntax, const Fragments& fragments,
                          const std::vector<Uint32>& offsets = {}) {
    expect_good(holder.findAndDeleteElement(DCM_PixelData));
    auto* const sequence = new DcmPixelSequence(DCM_PixelSequenceTag);
    auto* const table = new DcmPixelItem(DCM_PixelItemTag);
    Bytes table_bytes(offsets.size() * 4);
    if (!offsets.empty()) {
        std::memcpy(table_bytes.data(), offsets.data(), table_bytes.size());
        expect_good(table->putUint8Array(reinterpret_cast<const Uint8*>(table_bytes.data()), table_bytes.size()));
    }
    expect_good(sequence->insert(table));
    for (Bytes fragment : fragments) {
        if (fragment.size() % 2 == 1) fragment.push_back(std::byte{0});
        auto* const item = new DcmPixelItem(DCM_PixelItemTag);
        expect_good(item->putUint8Array(reinterpret_cast<const Uint8*>(fragment.data()), fragment.size()));
        expect_good(sequence->insert(item));
    }
    auto* const pixel_data = new DcmPixelData(DCM_PixelData);
    pixel_data->putOriginalRepresentation(transfer_syntax, nullptr, sequence);
    expect_good(holder.insert(pixel_data));
}

// An object whose pixel data are these fragments.
inline Bytes encapsulate(const TestImage& image, E_TransferSyntax transfer_syntax, const Fragments& fragments,
                         const std::vector<Uint32>& offsets = {}) {
    const auto dataset = make_dataset(image);
    put_identity_window(*dataset);
    put_fragments(*dataset, transfer_syntax, fragments, offsets);
    return write_part10(*dataset, transfer_syntax);
}

inline OPJ_SIZE_T append_bytes(void* buffer, OPJ_SIZE_T count, void* data) {
    auto& bytes = *static_cast<Bytes*>(data);
    const auto* const begin = static_cast<const std::byte*>(buffer);
    bytes.insert(bytes.end(), begin, begin + count);
    return count;
}

inline OPJ_OFF_T skip(OPJ_OFF_T, void*) { return -1; }
inline OPJ_BOOL seek(OPJ_OFF_T, void*) { return OPJ_FALSE; }

// The first frame as a JPEG 2000 codestream, without loss unless it is said.
inline Bytes encode_jpeg2000(const TestImage& image, bool is_lossy = false) {
    opj_cparameters_t parameters;
    opj_set_default_encoder_parameters(&parameters);
    parameters.tcp_numlayers = 1;
    parameters.cp_disto_alloc = 1;
    parameters.numresolution = 3;
    parameters.irreversible = is_lossy ? 1 : 0;
    parameters.tcp_mct = image.samples == 3 ? 1 : 0;
    std::vector<opj_image_cmptparm_t> components(image.samples);
    for (opj_image_cmptparm_t& component : components)
        component = {
            1, 1, image.columns, image.rows, 0, 0, image.bits_stored, image.bits_stored, image.is_signed ? 1U : 0U};
    opj_image_t* const picture =
        opj_image_create(image.samples, components.data(), image.samples == 3 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY);
    picture->x1 = image.columns;
    picture->y1 = image.rows;
    for (unsigned sample = 0; sample < image.samples; ++sample) {
        for (unsigned pixel = 0; pixel < image.columns * image.rows; ++pixel) {
            auto value =
                static_cast<OPJ_INT32>(image.pixels[pixel * image.samples + sample] & ((1U << image.bits_stored) - 1));
            if (image.is_signed && value >= 1 << (image.bits_stored - 1)) value -= 1 << image.bits_stored;
            picture->comps[sample].data[pixel] = value;
        }
    }
    Bytes bytes;
    opj_codec_t* const codec = opj_create_compress(OPJ_CODEC_J2K);
    opj_stream_t* const stream = opj_stream_default_create(OPJ_FALSE);
    opj_stream_set_user_data(stream, &bytes, nullptr);
    opj_stream_set_write_function(stream, append_bytes);
    opj_stream_set_skip_function(stream, skip);
    opj_stream_set_seek_function(stream, seek);
    const bool is_encoded = opj_setup_encoder(codec, &parameters, picture) &&
                            opj_start_compress(codec, picture, stream) && opj_encode(codec, stream) &&
                            opj_end_compress(codec, stream);
    opj_stream_destroy(stream);
    opj_destroy_codec(codec);
    opj_image_destroy(picture);
    if (!is_encoded) throw std::runtime_error{"OpenJPEG cannot encode"};
    return bytes;
}

}  // namespace kinote::rendering
