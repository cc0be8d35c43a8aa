#include "dicom/data_set_comparison.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "dicom/element_walker.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/inflated_source.hpp"

namespace kinote::dicom {
namespace {

/// A multiple of every size of a number.
constexpr std::size_t compared_piece_size = 64U << 10U;

/// How much larger than one object the other may be and still hold the same: the head of a sequence grows from 8 bytes
/// to 20 with its delimiter, and padding comes on top.
constexpr std::uint64_t most_expansion = 3;
constexpr std::uint64_t spare_bytes = 1U << 20U;

/// One of the two objects, as it is walked.
class Side {
public:
    /// @param limit  bytes of a deflated one. @throws base::Error invalid where it has more.
    Side(const ByteSource& part10, const FileMeta& meta, std::uint64_t limit) : piece_(compared_piece_size) {
        if (meta.encoding.deflated) inflated_ = std::make_unique<InflatedSource>(part10, meta.data_set_offset, limit);
        const ByteSource& source = inflated_ ? *inflated_ : part10;
        size_ = source.size();
        walker_ =
            std::make_unique<ElementWalker>(source, inflated_ ? 0 : meta.data_set_offset, source.size(), meta.encoding);
    }

    /// The next event that says something about content: no group lengths (PS3.5 7.2), no trailing padding.
    WalkEvent next() {
        while (true) {
            const WalkEvent event = walker_->next();
            const bool is_void = event == WalkEvent::element &&
                                 (head().tag.is_group_length() || head().tag == tag::DataSetTrailingPadding);
            if (!is_void) return event;
        }
    }

    /// Bytes that are walked, or a few more.
    [[nodiscard]] std::uint64_t size() const { return size_; }

    [[nodiscard]] const ElementHead& head() const { return walker_->head(); }

    /// An element of unknown VR whose value begins like a sequence's, or is empty as one can be.
    [[nodiscard]] bool can_be_sequence() const {
        constexpr std::array item{std::byte{0xFE}, std::byte{0xFF}, std::byte{0x00}, std::byte{0xE0}};
        std::array<std::byte, 4> start{};
        const std::size_t count = walker_->read_value(0, start);
        return head().vr == Vr::UN && (head().length == 0 || (count == start.size() && start == item));
    }
    void enter_value_as_sequence() { walker_->enter_value_as_sequence(); }

    /// Of the value, from an offset that is a multiple of compared_piece_size; numbers in little endian. Valid until
    /// the next call.
    std::span<const std::byte> value_piece(std::uint64_t from) {
        const std::span<std::byte> piece = std::span{piece_}.first(walker_->read_value(from, piece_));
        const std::size_t size = number_size(head().vr);
        if (walker_->is_big_endian() && size > 1) {
            for (std::size_t at = 0; at + size <= piece.size(); at += size)
                std::ranges::reverse(piece.subspan(at, size));
        }
        return piece;
    }

    /// The next bytes of encapsulated pixel data without regard to its fragments; fewer than compared_piece_size at its
    /// end.
    std::span<const std::byte> fragments_piece() {
        std::size_t filled = 0;
        while (filled < piece_.size() && !are_fragments_read_) {
            const std::size_t count = walker_->read_value(read_of_fragment_, std::span{piece_}.subspan(filled));
            filled += count;
            read_of_fragment_ += count;
            if (count == 0) {
                are_fragments_read_ = walker_->next() != WalkEvent::fragment;
                read_of_fragment_ = 0;
            }
        }
        return std::span{piece_}.first(filled);
    }
    /// After fragments_begin: passes the Basic Offset Table, which depends on the cutting.
    void begin_fragments() {
        are_fragments_read_ = walker_->next() != WalkEvent::fragment || walker_->next() != WalkEvent::fragment;
        read_of_fragment_ = 0;
    }

private:
    std::unique_ptr<InflatedSource> inflated_;
    std::unique_ptr<ElementWalker> walker_;
    std::vector<std::byte> piece_;
    std::uint64_t size_ = 0;
    bool are_fragments_read_ = false;
    std::uint64_t read_of_fragment_ = 0;
};

bool is_padding(std::span<const std::byte> bytes) {
    return std::ranges::all_of(bytes, [](std::byte value) { return value == std::byte{0} || value == std::byte{' '}; });
}

/// The values of one text element, where from some place on both have nothing but padding.
bool is_same_text(Side& left, Side& right) {
    bool is_behind_text = false;
    for (std::uint64_t from = 0; from < std::max(left.head().length, right.head().length);
         from += compared_piece_size) {
        const auto left_piece = left.value_piece(from);
        const auto right_piece = right.value_piece(from);
        const auto [left_end, right_end] = std::ranges::mismatch(left_piece, right_piece);
        const std::span left_rest{left_end, left_piece.end()};
        const std::span right_rest{right_end, right_piece.end()};
        if (is_behind_text ? !is_padding(left_piece) || !is_padding(right_piece)
                           : !is_padding(left_rest) || !is_padding(right_rest)) {
            return false;
        }
        is_behind_text = is_behind_text || !left_rest.empty() || !right_rest.empty();
    }
    return true;
}

bool is_same_value(Side& left, Side& right) {
    if (is_text(left.head().vr) || is_text(right.head().vr)) return is_same_text(left, right);
    const auto [shorter, longer] = std::minmax(left.head().length, right.head().length);
    const bool is_padded = longer == shorter + 1 && shorter % 2 == 1;
    if (shorter != longer && !is_padded) return false;
    for (std::uint64_t from = 0; from < longer; from += compared_piece_size) {
        const auto left_piece = left.value_piece(from);
        const auto right_piece = right.value_piece(from);
        const auto [left_end, right_end] = std::ranges::mismatch(left_piece, right_piece);
        const bool is_one_at_end = left_end == left_piece.end() || right_end == right_piece.end();
        if (!is_one_at_end || !is_padding({left_end, left_piece.end()}) ||
            !is_padding({right_end, right_piece.end()})) {
            return false;
        }
    }
    return true;
}

bool are_same_fragments(Side& left, Side& right) {
    left.begin_fragments();
    right.begin_fragments();
    while (true) {
        const auto left_piece = left.fragments_piece();
        const auto right_piece = right.fragments_piece();
        if (!std::ranges::equal(left_piece, right_piece)) return false;
        if (left_piece.size() < compared_piece_size) return true;
    }
}

/// Where one side knows a sequence as such and the other has it as bytes, makes both a sequence.
void agree_on_sequences(WalkEvent& event, WalkEvent other, Side& side) {
    if (event == WalkEvent::element && other == WalkEvent::sequence_begin && side.can_be_sequence()) {
        side.enter_value_as_sequence();
        event = WalkEvent::sequence_begin;
    }
}

bool are_same_elements(Side& left, Side& right) {
    while (true) {
        WalkEvent left_event = left.next();
        WalkEvent right_event = right.next();
        agree_on_sequences(left_event, right_event, left);
        agree_on_sequences(right_event, left_event, right);
        if (left_event != right_event) return false;
        if (left_event == WalkEvent::end) return true;
        const bool begins_element = left_event == WalkEvent::element || left_event == WalkEvent::sequence_begin ||
                                    left_event == WalkEvent::fragments_begin;
        if (begins_element && left.head().tag != right.head().tag) return false;
        if (left_event == WalkEvent::element && !is_same_value(left, right)) return false;
        if (left_event == WalkEvent::fragments_begin && !are_same_fragments(left, right)) return false;
    }
}

bool are_same_bytes(const ByteSource& left, std::uint64_t left_offset, const ByteSource& right,
                    std::uint64_t right_offset) {
    if (left.size() - left_offset != right.size() - right_offset) return false;
    std::vector<std::byte> left_buffer(compared_piece_size);
    std::vector<std::byte> right_buffer(compared_piece_size);
    while (left_offset < left.size()) {
        const std::size_t count = left.read_at(left_offset, left_buffer);
        const std::span other = std::span{right_buffer}.first(count);
        if (count == 0 || right.read_at(right_offset, other) != count) return false;
        if (!std::ranges::equal(std::span{left_buffer}.first(count), other)) return false;
        left_offset += count;
        right_offset += count;
    }
    return true;
}

}  // namespace

bool is_same_data_set(const ByteSource& left, const ByteSource& right, std::uint64_t most_inflated) {
    const FileMeta left_meta = read_file_meta(left);
    const FileMeta right_meta = read_file_meta(right);
    if (left_meta.encoding == right_meta.encoding &&
        are_same_bytes(left, left_meta.data_set_offset, right, right_meta.data_set_offset)) {
        return true;
    }
    try {
        Side known{left, left_meta, most_inflated};
        Side other{right, right_meta, std::min(most_inflated, most_expansion * known.size() + spare_bytes)};
        return are_same_elements(known, other);
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::invalid) throw;
        return false;  // inflates to more than the limit
    }
}

}  // namespace kinote::dicom
