#include "rendering/lookup_table.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/error.hpp"
#include "dicom/vr.hpp"
#include "rendering/binary_values.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::size_t most_entries = 65536;
constexpr std::size_t most_segments = 200'000;

struct Descriptor {
    std::size_t count;
    std::int64_t first;
    unsigned bits;
};

// PS3.3 C.11.1.1.1: a count of 0 means 2^16.
std::optional<Descriptor> read_descriptor(const dicom::Item& item, dicom::Tag tag, bool can_be_negative,
                                          bool is_big_endian) {
    const auto element = item.find(tag);
    if (!element || element->bytes().size() < 6) return std::nullopt;
    const BinaryValues values{element->bytes(), is_big_endian};
    const bool is_signed = can_be_negative || element->vr() == dicom::Vr::SS;
    Descriptor descriptor{};
    descriptor.count = values.unsigned_16(0) == 0 ? most_entries : values.unsigned_16(0);
    descriptor.first = is_signed ? values.signed_16(1) : values.unsigned_16(1);
    descriptor.bits = std::clamp<unsigned>(values.unsigned_16(2), 8, 16);
    return descriptor;
}

LookupTable make_table(const Descriptor& descriptor, std::vector<std::uint16_t> entries) {
    LookupTable table{descriptor.first, std::move(entries), descriptor.bits};
    // Some writers say eight bits and use more.
    const std::uint16_t highest = *std::max_element(table.entries.begin(), table.entries.end());
    table.bits = std::max(table.bits, static_cast<unsigned>(std::bit_width(highest)));
    return table;
}

/// Expands segments, PS3.3 C.7.9.2.
class SegmentExpander {
public:
    SegmentExpander(BinaryValues values, std::size_t count) : values_{values}, count_{count} {}

    std::vector<std::uint16_t> expand() {
        const std::size_t words = values_.size() / 2;
        while (position_ < words && entries_.size() < count_) segment(words, false);
        return std::move(entries_);
    }

private:
    enum Opcode : std::uint16_t { discrete = 0, linear = 1, indirect = 2 };

    std::uint16_t next(std::size_t words) {
        if (position_ >= words) throw Error{ErrorKind::corrupt, "a segment of a palette is cut off"};
        return values_.unsigned_16(position_++);
    }

    void segment(std::size_t words, bool is_indirect) {
        // Segments may be empty and repeated: without a limit they could go on for ever.
        if (++steps_ > most_segments) throw Error{ErrorKind::corrupt, "a palette has too many segments"};
        const std::uint16_t opcode = next(words);
        const std::uint16_t length = next(words);
        if (opcode == discrete) {
            for (std::uint16_t index = 0; index < length; ++index) put(next(words));
        } else if (opcode == linear && !entries_.empty()) {
            put_line(entries_.back(), next(words), length);
        } else if (opcode == indirect && !is_indirect) {
            repeat(length, words);
        } else {
            throw Error{ErrorKind::corrupt, "a palette has a segment of an unknown kind"};
        }
    }

    void put(std::uint16_t entry) {
        if (entries_.size() < count_) entries_.push_back(entry);
    }

    void put_line(std::uint16_t from, std::uint16_t to, std::uint16_t length) {
        for (std::int64_t index = 1; index <= length; ++index) {
            put(static_cast<std::uint16_t>(from + (std::int64_t{to} - from) * index / length));
        }
    }

    // Copies so many earlier segments, none of them indirect, from a byte offset of two words on.
    void repeat(std::uint16_t segments, std::size_t words) {
        const std::uint32_t low = next(words);
        const std::uint32_t offset = std::uint32_t{next(words)} << 16U | low;
        const std::size_t back = std::exchange(position_, offset / 2);
        for (std::uint16_t index = 0; index < segments && entries_.size() < count_; ++index) segment(words, true);
        position_ = back;
    }

    BinaryValues values_;
    std::size_t count_;
    std::size_t position_ = 0;
    std::size_t steps_ = 0;
    std::vector<std::uint16_t> entries_;
};

}  // namespace

std::uint16_t LookupTable::at(std::int64_t input) const {
    const std::int64_t last = static_cast<std::int64_t>(entries.size()) - 1;
    return entries[static_cast<std::size_t>(std::clamp<std::int64_t>(input - first, 0, last))];
}

double LookupTable::fraction(std::int64_t input) const { return at(input) / static_cast<double>((1U << bits) - 1); }

std::optional<LookupTable> read_lookup_table(const dicom::Item& item, TableTags tags, bool can_be_negative,
                                             bool is_big_endian) {
    const auto descriptor = read_descriptor(item, tags.descriptor, can_be_negative, is_big_endian);
    const auto data = item.find(tags.data);
    if (!descriptor || !data || data->is_empty()) return std::nullopt;
    const std::span<const std::byte> bytes = data->bytes();
    const bool has_words = bytes.size() >= 2 * descriptor->count;
    if (!has_words && (descriptor->bits > 8 || bytes.size() < descriptor->count))
        throw Error{ErrorKind::corrupt, "a lookup table has fewer entries than its descriptor says"};
    std::vector<std::uint16_t> entries(descriptor->count);
    const BinaryValues values{bytes, is_big_endian};
    for (std::size_t index = 0; index < entries.size(); ++index) {
        // Entries of eight bits may stand two to a word.
        const std::size_t byte = is_big_endian ? index ^ 1U : index;
        entries[index] = has_words ? values.unsigned_16(index) : std::to_integer<std::uint16_t>(bytes[byte]);
    }
    return make_table(*descriptor, std::move(entries));
}

std::optional<LookupTable> read_segmented_table(const dicom::Item& item, TableTags tags, bool is_big_endian) {
    const auto descriptor = read_descriptor(item, tags.descriptor, false, is_big_endian);
    const auto data = item.find(tags.data);
    if (!descriptor || !data || data->is_empty()) return std::nullopt;
    std::vector<std::uint16_t> entries =
        SegmentExpander{BinaryValues{data->bytes(), is_big_endian}, descriptor->count}.expand();
    if (entries.size() < descriptor->count)
        throw Error{ErrorKind::corrupt, "a segmented palette has fewer entries than its descriptor says"};
    return make_table(*descriptor, std::move(entries));
}

}  // namespace kinote::rendering
