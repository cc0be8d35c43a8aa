#pragma once
// What compressors write into their streams beside the picture: comments, and segments of applications, in which names
// have been seen. ITU-T T.81 B.2.4.5 and B.2.4.6, T.800 A.9.2 and Annex I.

#include <cstdint>
#include <vector>

#include "dicom/byte_source.hpp"

namespace kinote::deidentification {

/// A part of a source.
struct Stretch {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

/// Looks through the fragments of one Pixel Data element, in their order. Knows JPEG, JPEG-LS, JPEG 2000 and HTJ2K,
/// also in a JP2 file; in other streams it finds nothing. One thread.
class StreamComments {
public:
    /// @param source  of all fragments; must outlive this.
    explicit StreamComments(const dicom::ByteSource& source) : source_{source} {}

    /// JPEG is read whole, of JPEG 2000 the headers alone. Of a stream that is malformed nothing is found from there
    /// on.
    void look_through(Stretch fragment);

    /// What can be zeroed without a decoder missing it, in ascending order: comments, segments of applications but what
    /// JFIF and Adobe say of colours, boxes of texts, and what stands behind the end.
    [[nodiscard]] const std::vector<Stretch>& found() const { return found_; }

private:
    enum class Within : std::uint8_t { nothing, jpeg_scan };

    void look_through_jpeg(std::uint64_t position, std::uint64_t end);
    void look_through_codestream(std::uint64_t position, std::uint64_t end);
    [[nodiscard]] std::uint64_t behind_tile_part_header(std::uint64_t position, std::uint64_t end);
    void look_through_boxes(std::uint64_t position, std::uint64_t end);
    [[nodiscard]] std::uint64_t next_marker(std::uint64_t position, std::uint64_t end) const;
    [[nodiscard]] std::uint64_t kept_of_segment(std::uint8_t marker, std::uint64_t content, std::uint64_t length) const;
    [[nodiscard]] std::uint64_t number(std::uint64_t position, unsigned size) const;
    void add(std::uint64_t from, std::uint64_t to);

    const dicom::ByteSource& source_;
    std::vector<Stretch> found_;
    Within within_ = Within::nothing;  ///< what the last fragment ended in
};

}  // namespace kinote::deidentification
