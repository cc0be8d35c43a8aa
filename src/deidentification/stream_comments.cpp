#include "deidentification/stream_comments.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <ranges>
#include <span>
#include <string_view>

namespace kinote::deidentification {
namespace {

namespace jpeg {
constexpr std::uint64_t start_of_image = 0xFFD8;
constexpr std::uint8_t end_of_image = 0xD9;
constexpr std::uint8_t start_of_scan = 0xDA;
constexpr std::uint8_t first_application = 0xE0;
constexpr std::uint8_t last_application = 0xEF;
constexpr std::uint8_t comment = 0xFE;

constexpr bool is_restart(std::uint8_t marker) { return marker >= 0xD0 && marker <= 0xD7; }
}  // namespace jpeg

namespace jpeg2000 {
constexpr std::uint64_t start_of_codestream = 0xFF4F;
constexpr std::uint64_t comment = 0xFF64;
constexpr std::uint64_t start_of_tile_part = 0xFF90;
constexpr std::uint64_t start_of_data = 0xFF93;
constexpr std::uint64_t end_of_codestream = 0xFFD9;
constexpr std::uint64_t tile_part_length = 6;  // behind the marker, its segment's length and the tile's index
constexpr std::uint64_t signature_box = 0x6A502020;
constexpr std::uint64_t codestream_box = 0x6A703263;
constexpr std::array kept_boxes{std::uint64_t{0x6A502020}, std::uint64_t{0x66747970}, std::uint64_t{0x6A703268}};
}  // namespace jpeg2000

/// Of a segment of an application this beginning of its content says something of the picture.
struct KeptSegment {
    std::uint8_t marker;
    std::string_view begins_with;
    std::uint64_t length;  ///< without thumbnails and whatever else stands behind it
};
constexpr std::array kept_segments{
    KeptSegment{0xE0, std::string_view{"JFIF\0", 5}, 12}, KeptSegment{0xEE, "Adobe", 12},
    KeptSegment{0xE8, "mrfx", 5},  // the colour transformation of a JPEG-LS writer
};

constexpr std::size_t scanned_at_once = std::size_t{64} * 1024;

}  // namespace

void StreamComments::look_through(Stretch fragment) {
    const std::uint64_t begin = fragment.offset;
    const std::uint64_t end = begin + fragment.length;
    if (fragment.length < 4) return;
    const std::uint64_t mark = number(begin, 2);
    if (mark == jpeg::start_of_image) {
        within_ = Within::nothing;
        look_through_jpeg(begin + 2, end);
    } else if (mark == jpeg2000::start_of_codestream) {
        within_ = Within::nothing;
        look_through_codestream(begin, end);
    } else if (fragment.length > 12 && number(begin, 4) == 12 && number(begin + 4, 4) == jpeg2000::signature_box) {
        within_ = Within::nothing;
        look_through_boxes(begin, end);
    } else if (within_ == Within::jpeg_scan) {
        look_through_jpeg(next_marker(begin, end), end);
    }
}

void StreamComments::look_through_jpeg(std::uint64_t position, std::uint64_t end) {
    within_ = Within::nothing;
    while (position + 2 <= end) {
        if (number(position, 1) != 0xFF) return;
        const auto marker = static_cast<std::uint8_t>(number(position + 1, 1));
        if (marker == 0xFF) {  // T.81 B.1.1.2: fill bytes
            ++position;
            continue;
        }
        if (marker == jpeg::end_of_image) return add(position + 2, end);
        if (position + 4 > end) return;
        const std::uint64_t length = number(position + 2, 2);
        const std::uint64_t content = position + 4;
        const std::uint64_t behind = std::min(position + 2 + length, end);
        if (length < 2) return;
        const bool is_application = marker >= jpeg::first_application && marker <= jpeg::last_application;
        if (is_application || marker == jpeg::comment)
            add(content + kept_of_segment(marker, content, behind - content), behind);
        position = behind;
        if (marker == jpeg::start_of_scan) {
            within_ = Within::jpeg_scan;
            position = next_marker(position, end);
        }
    }
}

// Where the next segment begins within the data of a scan; the end where none does.
std::uint64_t StreamComments::next_marker(std::uint64_t position, std::uint64_t end) const {
    std::vector<std::byte> piece(scanned_at_once);
    bool is_behind_mark = false;
    while (position < end) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), end - position));
        const std::size_t count = source_.read_at(position, std::span{piece}.first(wanted));
        for (std::size_t at = 0; at < count; ++at) {
            const auto byte = std::to_integer<std::uint8_t>(piece[at]);
            // In the data 00 follows in JPEG, and in JPEG-LS a byte below 80.
            if (is_behind_mark && byte >= 0x80 && byte != 0xFF && !jpeg::is_restart(byte)) return position + at - 1;
            is_behind_mark = byte == 0xFF;
        }
        if (count == 0) break;
        position += count;
    }
    return end;
}

std::uint64_t StreamComments::kept_of_segment(std::uint8_t marker, std::uint64_t content, std::uint64_t length) const {
    for (const KeptSegment& kept : kept_segments) {
        if (kept.marker != marker || length < kept.length) continue;
        const bool is_it =
            std::ranges::equal(std::views::iota(std::size_t{0}, kept.begins_with.size()), kept.begins_with, {},
                               [&](std::size_t index) { return static_cast<char>(number(content + index, 1)); });
        if (is_it) return kept.length;
    }
    return 0;
}

void StreamComments::look_through_codestream(std::uint64_t position, std::uint64_t end) {
    position += 2;
    while (position + 4 <= end) {
        const std::uint64_t marker = number(position, 2);
        if (marker == jpeg2000::end_of_codestream) return add(position + 2, end);
        if (marker < 0xFF00) return;
        const std::uint64_t behind = position + 2 + number(position + 2, 2);
        if (marker == jpeg2000::comment) add(position + 6, std::min(behind, end));  // behind its registration value
        if (marker != jpeg2000::start_of_tile_part) {
            position = behind;
            continue;
        }
        if (position + 12 > end) return;
        const std::uint64_t length = number(position + jpeg2000::tile_part_length, 4);
        if (behind_tile_part_header(behind, end) == end || length < 12) return;  // 0: the last one, up to the end
        position += length;
    }
    if (position + 2 <= end && number(position, 2) == jpeg2000::end_of_codestream) add(position + 2, end);
}

// The end where there is no data behind it.
std::uint64_t StreamComments::behind_tile_part_header(std::uint64_t position, std::uint64_t end) {
    while (position + 4 <= end) {
        const std::uint64_t marker = number(position, 2);
        if (marker == jpeg2000::start_of_data) return position + 2;
        if (marker < 0xFF00) return end;
        const std::uint64_t behind = position + 2 + number(position + 2, 2);
        if (marker == jpeg2000::comment) add(position + 6, std::min(behind, end));
        position = behind;
    }
    return end;
}

void StreamComments::look_through_boxes(std::uint64_t position, std::uint64_t end) {
    constexpr std::uint64_t length_follows = 1;
    while (position + 8 <= end) {
        std::uint64_t length = number(position, 4);
        const std::uint64_t type = number(position + 4, 4);
        std::uint64_t content = position + 8;
        if (length == length_follows && position + 16 <= end) {
            length = number(position + 8, 8);
            content = position + 16;
        }
        const std::uint64_t most = end - position;
        const std::uint64_t behind = position + (length == 0 ? most : std::min(length, most));
        if (behind < content) return;
        if (type == jpeg2000::codestream_box) {
            look_through_codestream(content, behind);
        } else if (std::ranges::find(jpeg2000::kept_boxes, type) == jpeg2000::kept_boxes.end()) {
            add(content, behind);
        }
        position = behind;
    }
    add(position, end);
}

// Big endian; zeros behind the end of the source.
std::uint64_t StreamComments::number(std::uint64_t position, unsigned size) const {
    std::array<std::byte, 8> bytes{};
    static_cast<void>(source_.read_at(position, std::span{bytes}.first(size)));
    std::uint64_t value = 0;
    for (unsigned index = 0; index < size; ++index) value = value << 8U | std::to_integer<std::uint64_t>(bytes[index]);
    return value;
}

void StreamComments::add(std::uint64_t from, std::uint64_t to) {
    if (from < to) found_.push_back({from, to - from});
}

}  // namespace kinote::deidentification
