#pragma once
// Walks the elements of a data set where they lie (PS3.5 chapter 7), with memory for the nesting only. Whatever a data
// set declares is checked against the bytes at hand before anything is done with it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dicom/byte_source.hpp"
#include "dicom/tag.hpp"
#include "dicom/transfer_syntax.hpp"
#include "dicom/vr.hpp"

namespace kinote::dicom {

struct WalkLimits {
    unsigned depth = 64;                  ///< nested sequences
    std::uint64_t elements = 50'000'000;  ///< elements, items and fragments together
};

enum class WalkEvent : std::uint8_t {
    element,         ///< an element with a value (not a sequence); its value is skipped by the next step
    sequence_begin,  ///< an SQ element, or one of VR UN that holds items
    sequence_end,
    item_begin,
    item_end,
    fragments_begin,  ///< encapsulated pixel data, PS3.5 A.4
    fragment,         ///< one item of it; the first one is the Basic Offset Table
    fragments_end,
    end,  ///< of the data set
};

/// What the last event is about. For sequence_end, item_end and fragments_end only tag and depth have meaning.
struct ElementHead {
    Tag tag;
    Vr vr = Vr::UN;
    bool is_vr_explicit = false;  ///< the VR was read; else it is from the dictionary, UN where unknown there
    bool has_undefined_length = false;
    unsigned depth = 0;        ///< sequences around it: 0 for the elements of the data set itself
    std::uint64_t offset = 0;  ///< of its tag in the source
    std::uint64_t value_offset = 0;
    std::uint64_t length = 0;  ///< of its value in bytes; 0 where undefined
};

/// One pass over one data set. One thread.
class ElementWalker {
public:
    /// @param source  must outlive the walker. @param begin, end  where the data set lies in it.
    /// @param encoding  a deflated data set must have been inflated: see InflatedSource.
    ElementWalker(const ByteSource& source, std::uint64_t begin, std::uint64_t end, Encoding encoding,
                  WalkLimits limits = {});

    /// Goes to the next event. After `end` it stays there.
    /// @throws base::Error corrupt, with the offset, where the bytes cannot be a data set: a length beyond what
    /// contains it, a VR that is none, an item outside a sequence, nesting or number of elements beyond the limits.
    WalkEvent next();

    /// The next element is one of the data set itself and its tag is behind this one. Looks at nothing but the tag.
    [[nodiscard]] bool is_next_behind(Tag tag);

    [[nodiscard]] const ElementHead& head() const noexcept { return head_; }
    /// Where the next event is read.
    [[nodiscard]] std::uint64_t position() const noexcept { return position_; }
    /// Big endian here, in this element's place (UN content is little endian anywhere, PS3.5 6.2.2 note 2).
    [[nodiscard]] bool is_big_endian() const noexcept { return is_value_big_endian_; }

    /// Reads from the value of the last event's element. @return bytes read, at most what the value has behind `from`.
    [[nodiscard]] std::size_t read_value(std::uint64_t from, std::span<std::byte> buffer) const;

    /// After sequence_begin with a defined length: goes behind the sequence without looking into it.
    void skip_sequence();
    /// After `element`: takes its value as items in Implicit VR Little Endian; the next event is item_begin or
    /// sequence_end. For a private sequence that the dictionary does not know.
    void enter_value_as_sequence();

private:
    struct Level {
        WalkEvent kind{};  ///< sequence_begin, item_begin or fragments_begin
        bool has_undefined_length = false;
        bool explicit_vr = false;
        bool big_endian = false;
        std::uint64_t end = 0;  ///< of what contains it, where its own length is undefined
        Tag tag;
    };

    [[nodiscard]] std::uint64_t container_end() const;
    const std::byte* peek(std::size_t count);
    bool is_rest_zero();
    void take_length(std::uint32_t length);
    void read_explicit_vr(const std::byte* start, bool big_endian);
    void enter_level(WalkEvent kind, bool explicit_vr, bool big_endian);
    WalkEvent leave_level(std::uint64_t offset);
    WalkEvent next_item();
    WalkEvent next_element();
    WalkEvent open_or_pass(bool explicit_vr, bool big_endian);

    const ByteSource& source_;
    std::span<const std::byte> in_memory_;
    std::vector<std::byte> window_;  ///< of a source that is not in memory
    std::uint64_t window_begin_ = 0;
    std::size_t window_filled_ = 0;
    std::uint64_t end_;
    Encoding encoding_;
    WalkLimits limits_;
    std::uint64_t position_;
    std::uint64_t count_ = 0;
    unsigned sequences_ = 0;  ///< open now
    bool is_value_big_endian_ = false;
    ElementHead head_;
    std::vector<Level> levels_;
};

}  // namespace kinote::dicom
