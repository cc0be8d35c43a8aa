#include "dicom/object_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "dicom/dicom_json.hpp"
#include "dicom/element_walker.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/inflated_source.hpp"
#include "dicom/text_value.hpp"

namespace kinote::dicom {
namespace {

using base::Error;
using base::ErrorKind;

// US or SS by Pixel Representation, where the encoding does not say it (PS3.6): pixels are compared with them.
constexpr std::array valued_as_pixels = {
    Tag{0x0028, 0x0106}, Tag{0x0028, 0x0107}, Tag{0x0028, 0x0108}, Tag{0x0028, 0x0109}, Tag{0x0028, 0x0110},
    Tag{0x0028, 0x0111}, Tag{0x0028, 0x0120}, Tag{0x0028, 0x0121}, Tag{0x0028, 0x3002}, Tag{0x0040, 0x9211},
    Tag{0x0040, 0x9216}, Tag{0x0060, 0x3004}, Tag{0x0060, 0x3006},
};

std::optional<std::uint32_t> hexadecimal(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    const bool is_tag = text.size() == 8 && failure == std::errc{} && end == text.data() + text.size();
    return is_tag ? std::optional{number} : std::nullopt;
}

Tag tag_of(std::uint32_t number) {
    return {static_cast<std::uint16_t>(number >> 16U), static_cast<std::uint16_t>(number & 0xFFFFU)};
}

void swap_to_little_endian(std::span<std::byte> bytes, Vr vr) {
    const std::size_t size = number_size(vr);
    for (std::size_t at = 0; at + size <= bytes.size() && size > 1; at += size) {
        std::ranges::reverse(bytes.subspan(at, size));
    }
}

/// The walker, and where in the sequences it is.
class PlacedWalker {
public:
    PlacedWalker(const ByteSource& source, std::uint64_t begin, Encoding encoding)
        : walker_{source, begin, source.size(), encoding} {}

    WalkEvent next() {
        const WalkEvent event = walker_.next();
        switch (event) {
            case WalkEvent::sequence_begin: steps_.push_back({walker_.head().tag, 0}); break;
            case WalkEvent::sequence_end: steps_.pop_back(); break;
            case WalkEvent::item_begin: ++steps_.back().item; break;
            default: break;
        }
        return event;
    }
    [[nodiscard]] const ElementWalker& walker() const { return walker_; }
    [[nodiscard]] const ElementHead& head() const { return walker_.head(); }
    [[nodiscard]] AttributePlace place() const { return {steps_, walker_.head().tag}; }

private:
    ElementWalker walker_;
    std::vector<AttributePlace::Step> steps_;
};

/// One pass over an object.
class ObjectWriter {
public:
    ObjectWriter(const ByteSource& source, std::uint64_t begin, Encoding encoding, const ObjectJsonOptions& options)
        : walker_{source, begin, encoding}, options_{options} {}

    std::string write() {
        open_item();
        for (WalkEvent event = walker_.next(); event != WalkEvent::end; event = walker_.next()) {
            write_event(event);
            if (json_.size() > options_.most_json_bytes) {
                throw Error{ErrorKind::invalid,
                            fmt::format("its attributes are more than {} bytes of JSON", options_.most_json_bytes)};
            }
        }
        json_ += '}';
        return std::move(json_);
    }

private:
    /// The data set, or an item.
    struct Level {
        CharacterSet character_set;
        bool are_pixels_signed = false;
        bool has_members = false;
        std::vector<bool> have_items;  ///< of the sequences that are open in it: at most one
    };

    void open_item() {
        Level level;
        if (!levels_.empty()) {
            level.character_set = levels_.back().character_set;
            level.are_pixels_signed = levels_.back().are_pixels_signed;
        }
        levels_.push_back(std::move(level));
        json_ += '{';
    }

    void write_event(WalkEvent event) {
        switch (event) {
            case WalkEvent::element: return write_element();
            case WalkEvent::sequence_begin:
                begin_member(Vr::SQ);
                levels_.back().have_items.push_back(false);
                return;
            case WalkEvent::item_begin:
                json_ += levels_.back().have_items.back() ? "," : R"(,"Value":[)";
                levels_.back().have_items.back() = true;
                return open_item();
            case WalkEvent::item_end:
                json_ += '}';
                levels_.pop_back();
                return;
            case WalkEvent::sequence_end:
                if (levels_.back().have_items.back()) json_ += ']';
                levels_.back().have_items.pop_back();
                json_ += '}';
                return;
            case WalkEvent::fragments_begin:
                begin_member(walker_.head().vr);
                append_reference();
                json_ += '}';
                return;
            default: return;
        }
    }

    void begin_member(Vr vr) {
        if (std::exchange(levels_.back().has_members, true)) json_ += ',';
        append_json_head(json_, walker_.head().tag, vr);
    }

    void append_reference() {
        fmt::format_to(std::back_inserter(json_), R"(,"BulkDataURI":"{}/bulkdata/{}")", options_.address_mark,
                       to_string(walker_.place()));
    }

    [[nodiscard]] Vr vr_here() const {
        const ElementHead& head = walker_.head();
        if (head.is_vr_explicit || std::ranges::find(valued_as_pixels, head.tag) == valued_as_pixels.end()) {
            return head.vr;
        }
        return levels_.back().are_pixels_signed ? Vr::SS : Vr::US;
    }

    [[nodiscard]] std::vector<std::byte> read_value() const {
        std::vector<std::byte> value(walker_.head().length);
        value.resize(walker_.walker().read_value(0, value));
        return value;
    }

    void write_element() {
        const ElementHead& head = walker_.head();
        if (head.tag.is_group_length()) return;
        const Vr vr = is_known(vr_here()) ? vr_here() : Vr::UN;
        const bool is_pixel_data = head.tag.group == 0x7FE0 && head.length > 0;
        const std::uint64_t most = is_text(vr) ? options_.most_inline_text : options_.most_inline_bytes;
        begin_member(vr);
        if (is_pixel_data || head.length > most) {
            append_reference();
        } else if (is_text(vr)) {
            write_text(vr);
        } else {
            std::vector<std::byte> value = read_value();
            if (walker_.walker().is_big_endian()) swap_to_little_endian(value, vr);
            if (head.tag == tag::PixelRepresentation) {
                levels_.back().are_pixels_signed = !value.empty() && value.front() != std::byte{0};
            }
            if (is_listed_number(vr)) {
                append_json_numbers(json_, vr, value);
            } else {
                append_json_binary(json_, value);
            }
        }
        json_ += '}';
    }

    void write_text(Vr vr) {
        const std::vector<std::byte> bytes = read_value();
        std::string raw(bytes.size(), '\0');
        std::ranges::transform(bytes, raw.begin(), [](std::byte byte) { return std::to_integer<char>(byte); });
        std::vector<std::string> values;
        if (walker_.head().tag == tag::SpecificCharacterSet) {
            levels_.back().character_set = CharacterSet{raw, options_.fallback_character_set};
            if (!raw.empty()) values = {"ISO_IR 192"};  // what it is now
        } else {
            values = split_values(levels_.back().character_set.decode(raw, vr).text, vr);
        }
        append_json_texts(json_, vr, values);
    }

    PlacedWalker walker_;
    ObjectJsonOptions options_;
    std::vector<Level> levels_;
    std::string json_;
};

/// An object and, of a deflated one, what reads it inflated.
class InflatedObject final : public ByteSource {
public:
    InflatedObject(std::unique_ptr<const ByteSource> part10, std::uint64_t begin)
        : part10_{std::move(part10)}, inflated_{*part10_, begin} {}
    [[nodiscard]] std::uint64_t size() const override { return inflated_.size(); }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override {
        return inflated_.read_at(offset, buffer);
    }

private:
    std::unique_ptr<const ByteSource> part10_;
    InflatedSource inflated_;
};

}  // namespace

std::string to_string(const AttributePlace& place) {
    std::string text;
    for (const AttributePlace::Step& step : place.steps) {
        fmt::format_to(std::back_inserter(text), "{:08X}.{}.", step.sequence.number(), step.item);
    }
    fmt::format_to(std::back_inserter(text), "{:08X}", place.tag.number());
    return text;
}

std::optional<AttributePlace> parse_attribute_place(std::string_view text) {
    constexpr std::size_t deepest = 64;
    AttributePlace place;
    for (;;) {
        const std::size_t dot = std::min(text.find('.'), text.size());
        const auto number = hexadecimal(text.substr(0, dot));
        if (!number || place.steps.size() > deepest) return std::nullopt;
        if (dot == text.size()) {
            place.tag = tag_of(*number);
            return place;
        }
        text.remove_prefix(dot + 1);
        AttributePlace::Step step{tag_of(*number), 0};
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), step.item);
        if (failure != std::errc{} || step.item == 0 || end == text.data() + text.size() || *end != '.') {
            return std::nullopt;
        }
        text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
        place.steps.push_back(step);
    }
}

std::string object_to_json(const ByteSource& part10, const ObjectJsonOptions& options) {
    const FileMeta meta = read_file_meta(part10);
    if (!meta.encoding.deflated) return ObjectWriter{part10, meta.data_set_offset, meta.encoding, options}.write();
    const InflatedSource inflated{part10, meta.data_set_offset};
    return ObjectWriter{inflated, 0, meta.encoding, options}.write();
}

std::optional<FoundValue> find_value(std::unique_ptr<const ByteSource> part10, const AttributePlace& place) {
    const FileMeta meta = read_file_meta(*part10);
    FoundValue found;
    found.source = std::move(part10);
    std::uint64_t begin = meta.data_set_offset;
    if (meta.encoding.deflated) {
        found.source = std::make_unique<InflatedObject>(std::move(found.source), begin);
        begin = 0;
    }
    PlacedWalker walker{*found.source, begin, meta.encoding};
    for (WalkEvent event = walker.next(); event != WalkEvent::end; event = walker.next()) {
        const bool has_value = event == WalkEvent::element || event == WalkEvent::fragments_begin;
        if (!has_value || walker.head().tag != place.tag || walker.place() != place) continue;
        found.vr = walker.head().vr;
        found.is_encapsulated = event == WalkEvent::fragments_begin;
        found.is_big_endian = walker.walker().is_big_endian();
        found.offset = walker.head().value_offset;
        found.length = walker.head().length;
        return found;
    }
    return std::nullopt;
}

}  // namespace kinote::dicom
