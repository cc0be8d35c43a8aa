#include "deidentification/rewritten_bytes.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"

namespace kinote::deidentification {
namespace {

constexpr std::uint32_t undefined_length = 0xFFFFFFFF;
constexpr std::uint64_t longest_in_short_field = 0xFFFE;

std::byte padding_of(dicom::Vr vr) { return dicom::is_text(vr) && vr != dicom::Vr::UI ? std::byte{' '} : std::byte{0}; }

}  // namespace

void RewrittenBytes::append() {
    const std::vector<std::byte> element = writer_.take();
    if (bytes_.size() + element.size() > limit_) {
        throw base::Error{base::ErrorKind::invalid,
                          fmt::format("the attributes that have to be written anew take more than the {} MiB that are "
                                      "allowed for one object",
                                      limit_ >> 20U)};
    }
    bytes_.insert(bytes_.end(), element.begin(), element.end());
}

void RewrittenBytes::text(dicom::Tag tag, dicom::Vr vr, std::string_view value) {
    writer_.text(tag, vr, value);
    append();
}

void RewrittenBytes::bytes(dicom::Tag tag, dicom::Vr vr, std::span<const std::byte> value) {
    writer_.bytes(tag, vr, value);
    append();
}

/// That of an empty element, with the length set.
void RewrittenBytes::head(dicom::Tag tag, dicom::Vr vr, std::uint32_t length) {
    writer_.bytes(tag, vr, {});
    append();
    const std::size_t field = dicom::has_long_length(vr) ? 4 : 2;
    for (std::size_t index = 0; index < field; ++index) {
        bytes_[bytes_.size() - field + index] = static_cast<std::byte>(length >> (8 * index) & 0xFF);
    }
}

void RewrittenBytes::copied_value(dicom::Tag tag, dicom::Vr vr, std::uint64_t offset, std::uint64_t length) {
    const std::uint64_t padded = length + length % 2;
    if (!dicom::has_long_length(vr) && padded > longest_in_short_field) vr = dicom::Vr::UN;
    head(tag, vr, static_cast<std::uint32_t>(padded));
    if (length != 0) copies_.push_back({bytes_.size(), offset, length});
    if (padded != length) bytes_.push_back(padding_of(vr));
}

void RewrittenBytes::copied_fragments(dicom::Tag tag, dicom::Vr vr, std::uint64_t offset, std::uint64_t length) {
    head(tag, vr, undefined_length);
    copies_.push_back({bytes_.size(), offset, length});
}

void RewrittenBytes::begin_sequence(dicom::Tag tag) {
    writer_.begin_sequence(tag);
    append();
}

void RewrittenBytes::end_sequence() {
    writer_.end_sequence();
    append();
}

void RewrittenBytes::begin_item() {
    writer_.begin_item();
    append();
}

void RewrittenBytes::end_item() {
    writer_.end_item();
    append();
}

void RewrittenBytes::go_back(Mark mark) {
    bytes_.resize(mark.bytes);
    copies_.resize(mark.copies);
}

void RewrittenBytes::add_segments(Mark begin, Mark end, std::vector<Segment>& segments) const {
    std::size_t at = begin.bytes;
    const auto add_from_memory = [&](std::size_t until) {
        if (until > at) segments.push_back({.is_copied = false, .offset = at, .length = until - at, .position = 0});
        at = until;
    };
    for (std::size_t index = begin.copies; index < end.copies; ++index) {
        const Copy& copy = copies_[index];
        add_from_memory(copy.at);
        segments.push_back({.is_copied = true, .offset = copy.offset, .length = copy.length, .position = 0});
    }
    add_from_memory(end.bytes);
}

}  // namespace kinote::deidentification
