#include "dicom/element_writer.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"

namespace kinote::dicom {
namespace {

constexpr std::uint32_t written_undefined_length = 0xFFFFFFFF;

/// PS3.5 6.2: UI and bytes are padded with NUL, other text with a space.
std::byte padding_of(Vr vr) { return is_text(vr) && vr != Vr::UI ? std::byte{' '} : std::byte{0}; }

}  // namespace

void ElementWriter::put(std::uint64_t number, unsigned size) {
    for (unsigned index = 0; index < size; ++index) {
        written_.push_back(static_cast<std::byte>(number >> (8 * index) & 0xFF));
    }
}

void ElementWriter::head(Tag tag, Vr vr, std::uint32_t length) {
    put(tag.group, 2);
    put(tag.element, 2);
    const auto letters = static_cast<std::uint16_t>(vr);
    written_.push_back(static_cast<std::byte>(letters >> 8));
    written_.push_back(static_cast<std::byte>(letters & 0xFF));
    if (has_long_length(vr)) {
        put(0, 2);
        put(length, 4);
    } else {
        put(length, 2);
    }
}

void ElementWriter::text(Tag tag, Vr vr, std::string_view value) { bytes(tag, vr, std::as_bytes(std::span{value})); }

void ElementWriter::bytes(Tag tag, Vr vr, std::span<const std::byte> value) {
    const std::size_t length = value.size() + value.size() % 2;
    if (length > (has_long_length(vr) ? 0xFFFFFFFEU : 0xFFFEU)) {
        throw base::Error{base::ErrorKind::invalid,
                          fmt::format("{} of VR {} cannot hold {} bytes", to_string(tag), to_string(vr), value.size())};
    }
    head(tag, vr, static_cast<std::uint32_t>(length));
    written_.insert(written_.end(), value.begin(), value.end());
    if (length != value.size()) written_.push_back(padding_of(vr));
}

void ElementWriter::unsigned_short(Tag tag, std::uint16_t value) {
    head(tag, Vr::US, 2);
    put(value, 2);
}

void ElementWriter::unsigned_long(Tag tag, std::uint32_t value) {
    head(tag, Vr::UL, 4);
    put(value, 4);
}

void ElementWriter::begin_sequence(Tag tag) { head(tag, Vr::SQ, written_undefined_length); }

void ElementWriter::begin_item() {
    put(tag::Item.group, 2);
    put(tag::Item.element, 2);
    put(written_undefined_length, 4);
}

void ElementWriter::end_item() {
    put(tag::ItemDelimitationItem.group, 2);
    put(tag::ItemDelimitationItem.element, 2);
    put(0, 4);
}

void ElementWriter::end_sequence() {
    put(tag::SequenceDelimitationItem.group, 2);
    put(tag::SequenceDelimitationItem.element, 2);
    put(0, 4);
}

std::vector<std::byte> ElementWriter::take() { return std::exchange(written_, {}); }

}  // namespace kinote::dicom
