#include "dicom/dataset_parser.hpp"

#include <fmt/format.h>

#include <limits>
#include <unordered_map>
#include <utility>

#include "base/error.hpp"
#include "dicom/dictionary.hpp"
#include "dicom/element_walker.hpp"
#include "dicom/inflated_source.hpp"

namespace kinote::dicom::detail {
namespace {

/// Different character sets in one object; more than that many items keep the one around them.
constexpr std::size_t character_set_limit = 1000;

class Parser {
public:
    Parser(DatasetContent& content, ElementWalker walker, std::string_view fallback)
        : content_{content}, walker_{std::move(walker)}, fallback_{fallback} {
        content_.character_sets.emplace_back("", fallback);
    }

    void parse() {
        open(NodeKind::item, Tag{}, Vr::UN);
        while (true) {
            const WalkEvent event = walker_.next();
            const ElementHead& head = walker_.head();
            switch (event) {
                case WalkEvent::element: add_element(head); break;
                case WalkEvent::sequence_begin: open(NodeKind::sequence, head.tag, Vr::SQ); break;
                case WalkEvent::item_begin: open(NodeKind::item, head.tag, Vr::UN); break;
                case WalkEvent::fragments_begin: open(NodeKind::element, head.tag, head.vr); break;
                case WalkEvent::fragment: break;
                case WalkEvent::fragments_end:
                    content_.nodes[open_.back().node].length = length_to(head.offset);
                    [[fallthrough]];
                case WalkEvent::sequence_end:
                case WalkEvent::item_end: close(); break;
                case WalkEvent::end: close(); return;
            }
        }
    }

private:
    struct Open {
        std::uint32_t node;
        std::uint16_t character_set;
        Tag last;  ///< element of this item
    };

    [[nodiscard]] std::uint32_t length_to(std::uint64_t offset) const {
        return static_cast<std::uint32_t>(offset) - content_.nodes[open_.back().node].value_offset;
    }

    std::uint32_t add(NodeKind kind, Tag tag, Vr vr) {
        const auto index = static_cast<std::uint32_t>(content_.nodes.size());
        if (kind != NodeKind::item) {
            Open& item = open_.back();
            if (tag <= item.last) content_.nodes[item.node].is_sorted = false;
            item.last = tag;
        }
        const ElementHead& head = walker_.head();
        const std::uint16_t character_set = open_.empty() ? std::uint16_t{0} : open_.back().character_set;
        content_.nodes.push_back({tag, vr, kind, walker_.is_big_endian(), true, character_set, index + 1,
                                  static_cast<std::uint32_t>(head.value_offset),
                                  static_cast<std::uint32_t>(head.length)});
        return index;
    }

    void open(NodeKind kind, Tag tag, Vr vr) {
        const std::uint32_t index = add(kind, tag, vr);
        open_.push_back({index, content_.nodes[index].character_set, Tag{}});
    }

    void close() {
        content_.nodes[open_.back().node].next = static_cast<std::uint32_t>(content_.nodes.size());
        open_.pop_back();
    }

    void add_element(const ElementHead& head) {
        // A value of unknown VR is that of its attribute in little endian (PS3.5 6.2.2).
        const Vr vr = head.vr == Vr::UN && head.is_vr_explicit ? dictionary_vr(head.tag) : head.vr;
        add(NodeKind::element, head.tag, vr == Vr::SQ ? Vr::UN : vr);
        if (head.tag == tag::SpecificCharacterSet) set_character_set(head);
    }

    void set_character_set(const ElementHead& head) {
        const char* value = reinterpret_cast<const char*>(content_.bytes.data()) + head.value_offset;
        const std::string_view terms{value, static_cast<std::size_t>(head.length)};
        auto known = known_sets_.find(terms);
        if (known == known_sets_.end()) {
            if (known_sets_.size() >= character_set_limit) return;
            known = known_sets_.emplace(terms, static_cast<std::uint16_t>(content_.character_sets.size())).first;
            content_.character_sets.emplace_back(terms, fallback_);
        }
        open_.back().character_set = known->second;
        content_.nodes[open_.back().node].character_set = known->second;
    }

    DatasetContent& content_;
    ElementWalker walker_;
    std::string_view fallback_;
    std::vector<Open> open_;
    std::unordered_map<std::string_view, std::uint16_t> known_sets_;  ///< by the bytes of (0008,0005)
};

void check_size(std::uint64_t size, const DatasetLimits& limits) {
    // Offsets are kept in 32 bits.
    const std::uint64_t limit = std::min<std::uint64_t>(limits.bytes, std::numeric_limits<std::uint32_t>::max());
    if (size <= limit) return;
    throw base::Error{
        base::ErrorKind::invalid,
        fmt::format("an object of {} bytes is too large to be read as a whole: at most {} are", size, limit)};
}

}  // namespace

std::unique_ptr<const DatasetContent> parse_content(std::vector<std::byte> part10, const DatasetOptions& options) {
    check_size(part10.size(), options.limits);
    auto content = std::make_unique<DatasetContent>();
    content->meta = read_file_meta(MemorySource{part10});
    std::uint64_t begin = content->meta.data_set_offset;
    if (content->meta.encoding.deflated) {
        InflatedStart inflated = inflate_start(MemorySource{part10}, begin, options.limits.bytes);
        check_size(inflated.bytes.size() + (inflated.is_whole ? 0 : 1), options.limits);
        part10 = std::move(inflated.bytes);
        begin = 0;
    }
    content->bytes = std::move(part10);
    content->nodes.reserve(content->bytes.size() / 32);
    const MemorySource source{content->bytes};
    const WalkLimits limits{options.limits.depth, options.limits.elements};
    Parser{*content, {source, begin, source.size(), content->meta.encoding, limits}, options.fallback_character_set}
        .parse();
    return content;
}

}  // namespace kinote::dicom::detail
