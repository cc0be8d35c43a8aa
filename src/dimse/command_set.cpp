#include "dimse/command_set.hpp"

#include <fmt/format.h>

#include <cassert>
#include <utility>

#include "base/error.hpp"
#include "dimse/command_tag.hpp"

namespace kinote::dimse {
namespace {

constexpr std::size_t head_size = 8;  // tag and length, PS3.5 7.1.3

std::uint16_t read_16(std::span<const std::byte> bytes, std::size_t at) {
    return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[at]) | std::to_integer<unsigned>(bytes[at + 1])
                                                                                 << 8);
}

std::uint32_t read_32(std::span<const std::byte> bytes, std::size_t at) {
    return std::uint32_t{read_16(bytes, at)} | std::uint32_t{read_16(bytes, at + 2)} << 16;
}

struct Element {
    dicom::Tag tag;
    std::span<const std::byte> value;
};

/// Takes the first element off. Nothing where the rest is no element.
std::optional<Element> take_element(std::span<const std::byte>& rest) {
    if (rest.size() < head_size) return std::nullopt;
    const dicom::Tag tag{read_16(rest, 0), read_16(rest, 2)};
    const std::uint32_t length = read_32(rest, 4);
    if (length > rest.size() - head_size) return std::nullopt;
    const Element element{tag, rest.subspan(head_size, length)};
    rest = rest.subspan(head_size + length);
    return element;
}

void check_elements(std::span<const std::byte> rest) {
    while (!rest.empty()) {
        const auto element = take_element(rest);
        if (!element || element->tag.group != command_tag::CommandField.group) {
            throw base::Error{base::ErrorKind::invalid, "a command set of the peer cannot be parsed (PS3.7 6.3.1)"};
        }
    }
}

void append_16(std::vector<std::byte>& bytes, std::uint16_t number) {
    bytes.push_back(static_cast<std::byte>(number & 0xFF));
    bytes.push_back(static_cast<std::byte>(number >> 8));
}

void append_32(std::vector<std::byte>& bytes, std::uint32_t number) {
    append_16(bytes, static_cast<std::uint16_t>(number & 0xFFFF));
    append_16(bytes, static_cast<std::uint16_t>(number >> 16));
}

}  // namespace

CommandSet::CommandSet(std::vector<std::byte> bytes) : bytes_{std::move(bytes)} {
    check_elements(bytes_);
    const auto field = number(command_tag::CommandField);
    if (!field)
        throw base::Error{base::ErrorKind::invalid, "a command set of the peer has no Command Field (0000,0100)"};
    field_ = static_cast<CommandField>(*field);
}

std::optional<std::span<const std::byte>> CommandSet::value(dicom::Tag tag) const {
    std::span<const std::byte> rest{bytes_};
    while (const auto element = take_element(rest)) {
        if (element->tag == tag) return element->value;
    }
    return std::nullopt;
}

bool CommandSet::has_data_set() const { return number(command_tag::CommandDataSetType) != no_data_set; }

std::optional<std::uint16_t> CommandSet::number(dicom::Tag tag) const {
    const auto bytes = value(tag);
    if (!bytes || bytes->size() != 2) return std::nullopt;
    return read_16(*bytes, 0);
}

std::string CommandSet::text(dicom::Tag tag) const {
    const auto bytes = value(tag);
    if (!bytes) return {};
    std::string text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.pop_back();
    text.erase(0, text.find_first_not_of(' '));
    return text;
}

CommandSetWriter::CommandSetWriter() {
    bytes_.reserve(256);
    add_head(command_tag::CommandGroupLength, 4);
    append_32(bytes_, 0);
}

void CommandSetWriter::add_head(dicom::Tag tag, std::size_t length) {
    append_16(bytes_, tag.group);
    append_16(bytes_, tag.element);
    append_32(bytes_, static_cast<std::uint32_t>(length));
}

void CommandSetWriter::add_number(dicom::Tag tag, std::uint16_t number) {
    add_head(tag, 2);
    append_16(bytes_, number);
}

void CommandSetWriter::add_padded(dicom::Tag tag, std::string_view text, char padding) {
    const bool is_odd = text.size() % 2 != 0;
    add_head(tag, text.size() + (is_odd ? 1 : 0));
    for (const char character : text) bytes_.push_back(static_cast<std::byte>(character));
    if (is_odd) bytes_.push_back(static_cast<std::byte>(padding));
}

void CommandSetWriter::add_uid(dicom::Tag tag, std::string_view uid) { add_padded(tag, uid, '\0'); }
void CommandSetWriter::add_text(dicom::Tag tag, std::string_view text) { add_padded(tag, text, ' '); }

void CommandSetWriter::add_tags(dicom::Tag tag, std::span<const dicom::Tag> tags) {
    add_head(tag, tags.size() * 4);
    for (const dicom::Tag listed : tags) {
        append_16(bytes_, listed.group);
        append_16(bytes_, listed.element);
    }
}

std::vector<std::byte> CommandSetWriter::bytes() {
    constexpr std::size_t group_length_end = head_size + 4;
    std::vector<std::byte> length;
    append_32(length, static_cast<std::uint32_t>(bytes_.size() - group_length_end));
    std::ranges::copy(length, bytes_.begin() + head_size);
    return std::move(bytes_);
}

}  // namespace kinote::dimse
