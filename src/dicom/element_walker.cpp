#include "dicom/element_walker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/error.hpp"
#include "dicom/dictionary.hpp"

namespace kinote::dicom {
namespace {

constexpr std::uint32_t undefined_length = 0xFFFFFFFF;
constexpr std::uint16_t item_group = 0xFFFE;
constexpr std::size_t window_size = 8U << 10U;

std::uint16_t two_bytes(const std::byte* at, bool big_endian) {
    const auto first = std::to_integer<unsigned>(at[0]);
    const auto second = std::to_integer<unsigned>(at[1]);
    return static_cast<std::uint16_t>(big_endian ? first << 8 | second : second << 8 | first);
}

std::uint32_t four_bytes(const std::byte* at, bool big_endian) {
    const std::uint32_t first = two_bytes(at, big_endian);
    const std::uint32_t second = two_bytes(at + 2, big_endian);
    return big_endian ? first << 16 | second : second << 16 | first;
}

Tag tag_at(const std::byte* at, bool big_endian) { return {two_bytes(at, big_endian), two_bytes(at + 2, big_endian)}; }

bool is_upper_case(std::byte letter) {
    return std::to_integer<char>(letter) >= 'A' && std::to_integer<char>(letter) <= 'Z';
}

[[noreturn]] void throw_corrupt(const std::string& message) { throw base::Error{base::ErrorKind::corrupt, message}; }

}  // namespace

ElementWalker::ElementWalker(const ByteSource& source, std::uint64_t begin, std::uint64_t end, Encoding encoding,
                             WalkLimits limits)
    : source_{source},
      in_memory_{source.in_memory()},
      end_{std::min(end, source.size())},
      encoding_{encoding},
      limits_{limits},
      position_{std::min(begin, end_)} {
    if (in_memory_.empty()) window_.resize(window_size);
}

std::uint64_t ElementWalker::container_end() const { return levels_.empty() ? end_ : levels_.back().end; }

const std::byte* ElementWalker::peek(std::size_t count) {
    if (container_end() - position_ < count) {
        throw_corrupt(fmt::format("the data set is cut off at offset {}: an element's head needs {} bytes, {} are left",
                                  position_, count, container_end() - position_));
    }
    if (!in_memory_.empty()) return in_memory_.data() + position_;
    if (position_ < window_begin_ || position_ + count > window_begin_ + window_filled_) {
        window_begin_ = position_;
        window_filled_ = source_.read_at(position_, window_);
        if (window_filled_ < count) throw_corrupt(fmt::format("the object ends early, at offset {}", position_));
    }
    return window_.data() + (position_ - window_begin_);
}

std::size_t ElementWalker::read_value(std::uint64_t from, std::span<std::byte> buffer) const {
    if (from >= head_.length) return 0;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), head_.length - from));
    if (count == 0) return 0;
    const std::uint64_t offset = head_.value_offset + from;
    if (in_memory_.empty() && offset >= window_begin_ && offset + count <= window_begin_ + window_filled_) {
        std::memcpy(buffer.data(), window_.data() + (offset - window_begin_), count);
        return count;
    }
    return source_.read_at(offset, buffer.first(count));
}

WalkEvent ElementWalker::next() {
    if (!levels_.empty() && !levels_.back().has_undefined_length && position_ == levels_.back().end) {
        return leave_level(position_);
    }
    if (levels_.empty() && (position_ >= end_ || is_rest_zero())) return WalkEvent::end;
    if (++count_ > limits_.elements) {
        throw_corrupt(fmt::format("the data set has more than {} elements and items", limits_.elements));
    }
    if (!levels_.empty() && levels_.back().kind != WalkEvent::item_begin) return next_item();
    return next_element();
}

/// Some writers fill the last block with zeros. No element of a data set has their tag (0000,0000).
bool ElementWalker::is_rest_zero() {
    const auto is_zero = [](std::byte value) { return value == std::byte{0}; };
    const auto head_size = static_cast<std::size_t>(std::min<std::uint64_t>(end_ - position_, 8));
    const std::byte* start = peek(head_size);
    if (!std::all_of(start, start + head_size, is_zero)) return false;
    std::array<std::byte, 4096> buffer;
    for (std::uint64_t at = position_; at < end_; at += buffer.size()) {
        const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), end_ - at));
        const std::span piece = std::span{buffer}.first(source_.read_at(at, std::span{buffer}.first(wanted)));
        if (!std::ranges::all_of(piece, is_zero)) {
            throw_corrupt(fmt::format("(0000,0000) at offset {} is no element of a data set", position_));
        }
    }
    position_ = end_;
    return true;
}

bool ElementWalker::is_next_behind(Tag tag) {
    if (!levels_.empty() || end_ - position_ < 4) return false;
    return tag_at(peek(4), encoding_.big_endian) > tag;
}

WalkEvent ElementWalker::leave_level(std::uint64_t offset) {
    const Level left = levels_.back();
    levels_.pop_back();
    if (left.kind != WalkEvent::item_begin) --sequences_;
    head_ = {};
    head_.tag = left.tag;
    head_.depth = sequences_;
    head_.offset = offset;
    switch (left.kind) {
        case WalkEvent::sequence_begin: return WalkEvent::sequence_end;
        case WalkEvent::fragments_begin: return WalkEvent::fragments_end;
        default: return WalkEvent::item_end;
    }
}

void ElementWalker::enter_level(WalkEvent kind, bool explicit_vr, bool big_endian) {
    if (kind != WalkEvent::item_begin && ++sequences_ > limits_.depth) {
        throw_corrupt(fmt::format("sequences are nested more than {} deep at offset {}", limits_.depth, head_.offset));
    }
    const std::uint64_t end = head_.has_undefined_length ? container_end() : head_.value_offset + head_.length;
    levels_.push_back({kind, head_.has_undefined_length, explicit_vr, big_endian, end, head_.tag});
}

void ElementWalker::take_length(std::uint32_t length) {
    head_.value_offset = position_;
    head_.has_undefined_length = length == undefined_length;
    head_.length = head_.has_undefined_length ? 0 : length;
    if (head_.length > container_end() - position_) {
        throw_corrupt(fmt::format("{} at offset {} declares {} bytes, {} are left{}", to_string(head_.tag),
                                  head_.offset, head_.length, container_end() - position_,
                                  levels_.empty() ? "" : " in what contains it"));
    }
}

WalkEvent ElementWalker::next_item() {
    const Level& level = levels_.back();
    const std::byte* start = peek(8);
    head_ = {};
    head_.tag = tag_at(start, level.big_endian);
    head_.depth = sequences_;
    head_.offset = position_;
    const std::uint32_t length = four_bytes(start + 4, level.big_endian);
    position_ += 8;
    if (head_.tag == tag::SequenceDelimitationItem && level.has_undefined_length) return leave_level(head_.offset);
    if (head_.tag != tag::Item) {
        throw_corrupt(fmt::format("{} at offset {} stands where an item of {} must begin", to_string(head_.tag),
                                  head_.offset, to_string(level.tag)));
    }
    take_length(length);
    if (level.kind == WalkEvent::fragments_begin) {
        if (head_.has_undefined_length) {
            throw_corrupt(fmt::format("a fragment of pixel data at offset {} has no length", head_.offset));
        }
        head_.vr = Vr::OB;
        position_ += head_.length;
        return WalkEvent::fragment;
    }
    enter_level(WalkEvent::item_begin, level.explicit_vr, level.big_endian);
    return WalkEvent::item_begin;
}

WalkEvent ElementWalker::next_element() {
    const bool explicit_vr = levels_.empty() ? encoding_.explicit_vr : levels_.back().explicit_vr;
    const bool big_endian = levels_.empty() ? encoding_.big_endian : levels_.back().big_endian;
    const std::byte* start = peek(8);
    head_ = {};
    head_.tag = tag_at(start, big_endian);
    head_.depth = sequences_;
    head_.offset = position_;
    is_value_big_endian_ = big_endian;
    if (head_.tag.group == item_group) {
        const bool closes =
            head_.tag == tag::ItemDelimitationItem && !levels_.empty() && levels_.back().has_undefined_length;
        if (!closes) {
            throw_corrupt(fmt::format("{} stands outside a sequence at offset {}", to_string(head_.tag), position_));
        }
        position_ += 8;
        return leave_level(head_.offset);
    }
    if (explicit_vr) {
        read_explicit_vr(start, big_endian);
    } else {
        head_.vr = dictionary_vr(head_.tag);
        position_ += 8;
        take_length(four_bytes(start + 4, big_endian));
    }
    return open_or_pass(explicit_vr, big_endian);
}

/// PS3.5 7.1.2.
void ElementWalker::read_explicit_vr(const std::byte* start, bool big_endian) {
    if (!is_upper_case(start[4]) || !is_upper_case(start[5])) {
        throw_corrupt(fmt::format("{} at offset {} has the bytes {:02X} {:02X} where its VR must be",
                                  to_string(head_.tag), head_.offset, std::to_integer<unsigned>(start[4]),
                                  std::to_integer<unsigned>(start[5])));
    }
    head_.vr = static_cast<Vr>(two_bytes(start + 4, true));
    head_.is_vr_explicit = true;
    const std::uint16_t short_length = two_bytes(start + 6, big_endian);
    // A VR that is no longer, or not yet, in the standard: new ones have 32-bit lengths (PS3.5 6.2 note), old ones
    // 16-bit.
    const bool is_long = is_known(head_.vr) ? has_long_length(head_.vr) : short_length == 0;
    if (!is_long) {
        position_ += 8;
        take_length(short_length);
        return;
    }
    const std::uint32_t length = four_bytes(peek(12) + 8, big_endian);
    position_ += 12;
    take_length(length);
}

/// Decides whether the element is a sequence, encapsulated pixel data, or a value.
WalkEvent ElementWalker::open_or_pass(bool explicit_vr, bool big_endian) {
    const bool is_pixel_data = head_.tag == tag::PixelData;
    if (head_.vr == Vr::SQ) {
        enter_level(WalkEvent::sequence_begin, explicit_vr, big_endian);
        return WalkEvent::sequence_begin;
    }
    if (head_.has_undefined_length && (is_pixel_data || head_.vr == Vr::OB || head_.vr == Vr::OW)) {
        enter_level(WalkEvent::fragments_begin, explicit_vr, big_endian);
        return WalkEvent::fragments_begin;
    }
    // PS3.5 6.2.2 note 4: what was a sequence of unknown VR holds items in Implicit VR Little Endian.
    const bool is_unknown = head_.vr == Vr::UN;
    if (is_unknown && head_.is_vr_explicit) is_value_big_endian_ = false;
    if (head_.has_undefined_length && (is_unknown || !explicit_vr)) {
        enter_level(WalkEvent::sequence_begin, false, is_value_big_endian_);
        return WalkEvent::sequence_begin;
    }
    if (head_.has_undefined_length) {
        throw_corrupt(fmt::format("{} of VR {} at offset {} has no length", to_string(head_.tag), to_string(head_.vr),
                                  head_.offset));
    }
    if (is_unknown && explicit_vr && head_.length >= 8 && dictionary_vr(head_.tag) == Vr::SQ &&
        tag_at(peek(4), false) == tag::Item) {
        enter_level(WalkEvent::sequence_begin, false, false);
        return WalkEvent::sequence_begin;
    }
    position_ += head_.length;
    return WalkEvent::element;
}

void ElementWalker::skip_sequence() {
    position_ = levels_.back().end;
    levels_.pop_back();
    --sequences_;
}

void ElementWalker::enter_value_as_sequence() {
    position_ = head_.value_offset;
    enter_level(WalkEvent::sequence_begin, false, false);
}

}  // namespace kinote::dicom
