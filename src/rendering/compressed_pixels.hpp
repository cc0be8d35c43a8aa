#pragma once
// The compressed pixel data of an object, wherever it stands in it, and what the attributes around it say once it is
// decompressed.

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dicom/byte_source.hpp"
#include "dicom/tag.hpp"
#include "dicom/vr.hpp"
#include "rendering/decompressed_frame.hpp"
#include "rendering/pixel_data.hpp"
#include "rendering/pixel_format.hpp"

namespace kinote::rendering {

/// One Pixel Data element: the object's own, or one of an icon (PS3.3 C.7.6.1.1.6) or another item.
struct CompressedPixels {
    PixelFormat stored;
    PixelFormat decompressed;  ///< as decompressed_format() says
    std::uint32_t number_of_frames = 1;
    PixelData pixel_data;

    /// Bytes of all frames, decompressed. Fits into one element with its padding.
    [[nodiscard]] std::uint64_t decoded_size() const { return decompressed.frame_bits() / 8 * number_of_frames; }
};

/// An element that comes in the place of another.
struct NewElement {
    dicom::Tag tag;
    dicom::Vr vr;
    std::vector<std::byte> value;  ///< of even length, little endian
};

/// By the offsets of the elements in the source.
struct Decompression {
    std::map<std::uint64_t, CompressedPixels> pixels;
    std::map<std::uint64_t, std::vector<NewElement>> replaced;  ///< none in its place: left out
    std::map<std::uint64_t, NewElement> inserted;               ///< before it
};

/// Looks for compressed pixel data; memory is for their fragments only. Where the object's own were compressed with
/// loss, Lossy Image Compression says so (PS3.3 C.7.6.1.1.5), whether the object did or not.
/// @param source  in Explicit VR Little Endian from `begin` on. @param transfer_syntax_uid  one of is_decompressed().
/// @throws base::Error corrupt where it cannot be walked or an image is described wrongly, invalid for what has no
/// exact decoding, or more than an element can hold.
[[nodiscard]] Decompression plan_decompression(const dicom::ByteSource& source, std::uint64_t begin,
                                               const std::string& transfer_syntax_uid, Loss loss);

/// @param source  of the plan. @param number  from 0.
/// @throws base::Error corrupt where it is cut, or longer than any codec makes it of these pixels.
[[nodiscard]] std::vector<std::byte> read_frame_stream(const dicom::ByteSource& source, const CompressedPixels& pixels,
                                                       std::uint32_t number);

}  // namespace kinote::rendering
