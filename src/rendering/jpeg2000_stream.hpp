#pragma once
// What a JPEG 2000 codestream says of itself, ITU-T T.800 Annex A, looked at before a decoder allocates for it.

#include <cstddef>
#include <span>

#include "rendering/pixel_format.hpp"

namespace kinote::rendering {

/// The codestream itself, which some writers wrap into a JP2 file against PS3.5 A.4.4.
/// @throws base::Error corrupt where there is none, where size, components or precision do not fit the image, or where
/// tiles, precincts or code blocks are so many that they would cost more memory than the pixels.
[[nodiscard]] std::span<const std::byte> find_codestream(std::span<const std::byte> stream, const PixelFormat& format);

/// Every coding style of the main header is that of the reversible transformation, Table A.20. @param codestream  from
/// find_codestream(), as below. @throws as that.
[[nodiscard]] bool is_reversible(std::span<const std::byte> codestream);

struct Jpeg2000Samples {
    unsigned precision = 0;
    bool are_signed = false;
};
/// Of the first component, T.800 A.5.1.
[[nodiscard]] Jpeg2000Samples first_component(std::span<const std::byte> codestream);

}  // namespace kinote::rendering
