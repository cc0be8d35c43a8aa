#pragma once
// A data set in the making: the elements that are written anew, in memory, and between them the ranges of the original
// that are copied when it is read.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "dicom/element_writer.hpp"
#include "dicom/tag.hpp"
#include "dicom/vr.hpp"

namespace kinote::deidentification {

/// Bytes that follow one another, in memory or in the original.
struct Segment {
    bool is_copied = false;      ///< in the original
    std::uint64_t offset = 0;    ///< there, or in the bytes in memory
    std::uint64_t length = 0;    ///< never 0
    std::uint64_t position = 0;  ///< in the object that they make together
};

/// Appends elements in Explicit VR Little Endian; sequences and items get undefined lengths. One thread.
class RewrittenBytes {
public:
    /// A place between two elements.
    struct Mark {
        std::size_t bytes = 0;
        std::size_t copies = 0;
    };

    /// @param limit  of the bytes in memory. Every function that appends throws base::Error invalid beyond it.
    explicit RewrittenBytes(std::uint64_t limit) : limit_{limit} {}

    void text(dicom::Tag tag, dicom::Vr vr, std::string_view value);
    void bytes(dicom::Tag tag, dicom::Vr vr, std::span<const std::byte> value);
    /// A value that lies in the original. A VR whose length field is too short for it becomes UN.
    void copied_value(dicom::Tag tag, dicom::Vr vr, std::uint64_t offset, std::uint64_t length);
    /// Encapsulated pixel data: the items with their end (PS3.5 A.4).
    void copied_fragments(dicom::Tag tag, dicom::Vr vr, std::uint64_t offset, std::uint64_t length);
    void begin_sequence(dicom::Tag tag);
    void end_sequence();
    void begin_item();
    void end_item();

    [[nodiscard]] Mark mark() const { return {bytes_.size(), copies_.size()}; }
    /// Takes back what was appended since.
    void go_back(Mark mark);

    /// Appends what lies between two marks to the segments; their positions are left to the caller.
    void add_segments(Mark begin, Mark end, std::vector<Segment>& segments) const;
    /// Hands the bytes in memory over.
    [[nodiscard]] std::vector<std::byte> take() { return std::move(bytes_); }

private:
    struct Copy {
        std::size_t at = 0;  ///< behind so many bytes in memory
        std::uint64_t offset = 0;
        std::uint64_t length = 0;
    };

    void append();
    void head(dicom::Tag tag, dicom::Vr vr, std::uint32_t length);

    std::uint64_t limit_;
    dicom::ElementWriter writer_;
    std::vector<std::byte> bytes_;
    std::vector<Copy> copies_;
};

}  // namespace kinote::deidentification
