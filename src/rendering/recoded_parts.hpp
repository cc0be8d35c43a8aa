#pragma once
// The elements of a data set one after the other, as they stand in another transfer syntax.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "dicom/element_walker.hpp"
#include "rendering/compressed_pixels.hpp"
#include "rendering/pixel_data.hpp"

namespace kinote::rendering {

/// A stretch of the recoded data set: these bytes, behind them a value of the source or decompressed pixels, behind
/// that a byte of padding.
struct RecodedPart {
    std::vector<std::byte> bytes;
    Extent copied;            ///< of the source
    std::size_t swapped = 1;  ///< bytes of a number of it, whose order is turned round
    const CompressedPixels* pixels = nullptr;
    std::optional<std::byte> padding;

    [[nodiscard]] std::uint64_t size() const {
        return bytes.size() + copied.length + (pixels != nullptr ? pixels->decoded_size() : 0) + (padding ? 1 : 0);
    }
};

/// One pass over one data set. Sequences and items get undefined lengths; group lengths (PS3.5 7.2) are left out; a
/// value without VR gets that of the dictionary, US or SS by Pixel Representation; sequences of VR UN stay in Implicit
/// VR (PS3.5 6.2.2). One thread.
class RecodedParts {
public:
    /// @param source, decompression  must outlive this. @param begin, encoding  of the data set in the source,
    /// inflated.
    RecodedParts(const dicom::ByteSource& source, std::uint64_t begin, dicom::Encoding encoding,
                 bool is_target_explicit, const Decompression& decompression);

    /// Nothing at the end. @throws base::Error as dicom::ElementWalker; corrupt for pixel data in fragments that the
    /// decompression does not know.
    [[nodiscard]] std::optional<RecodedPart> next();

private:
    [[nodiscard]] bool is_explicit() const { return levels_.back().is_explicit; }
    /// Appends the head of an element as the target has it. @param is_long  of a VR that is none of the standard's.
    void begin(RecodedPart& part, dicom::Tag tag, dicom::Vr vr, bool is_long, std::uint32_t length) const;
    void append(RecodedPart& part, const NewElement& element) const;
    /// A part that begins with what is to stand before that element.
    [[nodiscard]] RecodedPart inserted_before(const dicom::ElementHead& head) const;
    [[nodiscard]] RecodedPart element();
    [[nodiscard]] RecodedPart sequence();
    [[nodiscard]] RecodedPart pixel_data();
    [[nodiscard]] dicom::Vr vr_here() const;
    void note_representation();

    struct Level {
        bool is_explicit;
        std::optional<bool> are_pixels_signed;  ///< where the item says so
    };

    const Decompression& decompression_;
    dicom::ElementWalker walker_;
    std::vector<Level> levels_;  ///< the data set, and the items and sequences around the element
};

}  // namespace kinote::rendering
