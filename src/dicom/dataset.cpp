#include "dicom/dataset.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "base/error.hpp"
#include "dicom/dataset_content.hpp"
#include "dicom/dataset_parser.hpp"
#include "dicom/text_value.hpp"

namespace kinote::dicom {

using detail::DatasetContent;
using detail::DatasetNode;
using detail::NodeKind;

namespace {

std::uint64_t number_at(std::span<const std::byte> bytes, bool big_endian) {
    std::uint64_t number = 0;
    for (std::size_t index = 0; index < bytes.size(); ++index) {
        const std::byte byte = bytes[big_endian ? index : bytes.size() - 1 - index];
        number = number << 8 | std::to_integer<std::uint64_t>(byte);
    }
    return number;
}

bool is_signed(Vr vr) { return vr == Vr::SS || vr == Vr::SL || vr == Vr::SV; }

bool is_integer(Vr vr) { return is_signed(vr) || vr == Vr::US || vr == Vr::UL || vr == Vr::UV; }

std::int64_t as_signed(std::uint64_t number, std::size_t size) {
    const unsigned unused = 64 - 8 * static_cast<unsigned>(size);
    return static_cast<std::int64_t>(number << unused) >> unused;
}

/// The leading digits of IS or DS: "3", "+3", "-3", "3.0".
std::optional<std::int64_t> integer_in(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    std::int64_t number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    if (result.ec != std::errc{}) return std::nullopt;
    std::string_view rest{result.ptr, static_cast<std::size_t>(text.data() + text.size() - result.ptr)};
    if (rest.starts_with('.')) rest.remove_prefix(1);
    if (rest.find_first_not_of('0') != std::string_view::npos) return std::nullopt;
    return number;
}

const DatasetNode& node_of(const DatasetContent* content, std::uint32_t index) { return content->nodes[index]; }

}  // namespace

std::optional<Element> Item::find(Tag tag) const {
    const DatasetNode& item = node_of(content_, node_);
    for (std::uint32_t index = node_ + 1; index < item.next; index = node_of(content_, index).next) {
        const DatasetNode& node = node_of(content_, index);
        if (node.tag == tag) return Element{content_, index, node_};
        if (item.is_sorted && node.tag > tag) break;
    }
    return std::nullopt;
}

bool Item::has(Tag tag) const { return find(tag).has_value(); }

bool Item::has_value(Tag tag) const {
    const std::optional<Element> element = find(tag);
    return element && !element->is_empty();
}

std::string Item::text(Tag tag) const {
    const std::optional<Element> element = find(tag);
    return element ? element->text() : std::string{};
}

std::vector<std::string> Item::texts(Tag tag) const {
    const std::optional<Element> element = find(tag);
    return element ? element->texts() : std::vector<std::string>{};
}

std::optional<std::int64_t> Item::integer(Tag tag) const {
    const std::optional<Element> element = find(tag);
    if (!element) return std::nullopt;
    const std::vector<std::int64_t> numbers = element->integers();
    return numbers.empty() ? std::nullopt : std::optional{numbers.front()};
}

ItemRange Item::items(Tag tag) const {
    const std::optional<Element> element = find(tag);
    return element ? element->items() : ItemRange{content_, node_, node_};
}

ElementRange Item::elements() const { return {content_, node_ + 1, node_of(content_, node_).next, node_}; }

const CharacterSet& Item::character_set() const {
    return content_->character_sets[node_of(content_, node_).character_set];
}

Tag Element::tag() const { return node_of(content_, node_).tag; }

Vr Element::vr() const { return node_of(content_, node_).vr; }

bool Element::is_sequence() const { return node_of(content_, node_).kind == NodeKind::sequence; }

bool Element::is_empty() const {
    const DatasetNode& node = node_of(content_, node_);
    return is_sequence() ? node.next == node_ + 1 : node.length == 0;
}

std::span<const std::byte> Element::bytes() const {
    const DatasetNode& node = node_of(content_, node_);
    if (is_sequence()) return {};
    return std::span{content_->bytes}.subspan(node.value_offset, node.length);
}

std::string_view Element::raw_text() const {
    const std::span<const std::byte> value = bytes();
    return {reinterpret_cast<const char*>(value.data()), value.size()};
}

DecodedText Element::decoded() const { return Item{content_, item_}.character_set().decode(raw_text(), vr()); }

std::string Element::text() const { return is_text(vr()) ? first_value(decoded().text, vr()) : std::string{}; }

std::vector<std::string> Element::texts() const {
    if (!is_text(vr()) || is_empty()) return {};
    return split_values(decoded().text, vr());
}

std::vector<std::int64_t> Element::integers() const {
    std::vector<std::int64_t> numbers;
    if (vr() == Vr::IS || vr() == Vr::DS) {
        for (const std::string& value : texts()) {
            if (const std::optional<std::int64_t> number = integer_in(value)) numbers.push_back(*number);
        }
    } else if (is_integer(vr())) {
        const std::span<const std::byte> value = bytes();
        const std::size_t size = number_size(vr());
        for (std::size_t at = 0; at + size <= value.size(); at += size) {
            const std::uint64_t number = number_at(value.subspan(at, size), node_of(content_, node_).is_big_endian);
            numbers.push_back(is_signed(vr()) ? as_signed(number, size) : static_cast<std::int64_t>(number));
        }
    }
    return numbers;
}

ItemRange Element::items() const {
    const std::uint32_t end = is_sequence() ? node_of(content_, node_).next : node_ + 1;
    return {content_, node_ + 1, end};
}

ItemRange::Iterator& ItemRange::Iterator::operator++() {
    node_ = node_of(content_, node_).next;
    return *this;
}

std::size_t ItemRange::size() const { return static_cast<std::size_t>(std::distance(begin(), end())); }

std::optional<Item> ItemRange::first() const { return empty() ? std::nullopt : std::optional{*begin()}; }

ElementRange::Iterator& ElementRange::Iterator::operator++() {
    node_ = node_of(content_, node_).next;
    return *this;
}

Dataset Dataset::parse(std::vector<std::byte> part10, const DatasetOptions& options) {
    return Dataset{detail::parse_content(std::move(part10), options)};
}

Dataset Dataset::read(const ByteSource& part10, const DatasetOptions& options) {
    if (part10.size() > options.limits.bytes) {
        throw base::Error{base::ErrorKind::invalid,
                          fmt::format("an object of {} bytes is too large to be read as a whole: at most {} are",
                                      part10.size(), options.limits.bytes)};
    }
    std::vector<std::byte> bytes(static_cast<std::size_t>(part10.size()));
    bytes.resize(part10.read_at(0, bytes));
    return parse(std::move(bytes), options);
}

Dataset::Dataset(std::unique_ptr<const DatasetContent> content) : Item{content.get(), 0}, owned_{std::move(content)} {}
Dataset::Dataset(Dataset&&) noexcept = default;
Dataset& Dataset::operator=(Dataset&&) noexcept = default;
Dataset::~Dataset() = default;

const FileMeta& Dataset::file_meta() const { return owned_->meta; }

}  // namespace kinote::dicom
