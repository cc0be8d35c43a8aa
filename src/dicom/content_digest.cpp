#include "dicom/content_digest.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/digest.hpp"
#include "dicom/element_walker.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/inflated_source.hpp"

namespace kinote::dicom {
namespace {

/// A multiple of every size of a number.
constexpr std::size_t piece_size = 64U << 10U;

bool is_bulk(Tag tag) {
    constexpr std::array bulk{tag::EncapsulatedDocument, tag::WaveformData,         tag::SpectroscopyData,
                              tag::FloatPixelData,       tag::DoubleFloatPixelData, tag::PixelData};
    return std::ranges::find(bulk, tag) != bulk.end();
}

bool is_void(const ElementHead& head) { return head.tag.is_group_length() || head.tag == tag::DataSetTrailingPadding; }

class Digester {
public:
    explicit Digester(ElementWalker& walker) : walker_{walker}, piece_(piece_size) {}

    ContentDigests run() {
        for (WalkEvent event = walker_.next(); event != WalkEvent::end; event = walker_.next()) take(event);
        return {content_.hex(), bulk_.hex()};
    }

private:
    void take(WalkEvent event) {
        const ElementHead& head = walker_.head();
        switch (event) {
            case WalkEvent::element:
                if (!is_void(head)) take_value(head);
                return;
            case WalkEvent::fragments_begin:
                begin(event, head.tag);
                is_offset_table_ = true;
                return;
            case WalkEvent::fragment:  // the Basic Offset Table, which comes first, depends on the cutting
                if (!is_offset_table_) add_pieces(false);
                is_offset_table_ = false;
                return;
            case WalkEvent::sequence_begin: begin(event, head.tag); return;
            case WalkEvent::sequence_end:
            case WalkEvent::item_begin:
            case WalkEvent::item_end:
            case WalkEvent::fragments_end:
            case WalkEvent::end: mark(event); return;
        }
    }

    void take_value(const ElementHead& head) {
        begin(WalkEvent::element, head.tag);
        const bool is_padded_text = is_text(head.vr) || head.vr == Vr::UN;
        add_pieces(is_padded_text);
    }

    void begin(WalkEvent event, Tag tag) {
        goes_into_bulk_ = is_bulk(tag);
        mark(event);
        const std::uint32_t number = tag.number();
        const std::array bytes{static_cast<std::byte>(number >> 24U), static_cast<std::byte>(number >> 16U & 0xFFU),
                               static_cast<std::byte>(number >> 8U & 0xFFU), static_cast<std::byte>(number & 0xFFU)};
        add(bytes);
    }

    void mark(WalkEvent event) { content_.add(std::array{static_cast<std::byte>(event)}); }

    void add(std::span<const std::byte> bytes) {
        content_.add(bytes);
        if (goes_into_bulk_) bulk_.add(bytes);
    }

    // Padding at the end of a text says nothing: it is held back until more follows.
    void add_pieces(bool strips_padding) {
        std::uint64_t held_back = 0;
        for (std::uint64_t from = 0;;) {
            const std::span<std::byte> piece = std::span{piece_}.first(walker_.read_value(from, piece_));
            if (piece.empty()) break;
            from += piece.size();
            order(piece);
            std::size_t kept = piece.size();
            while (strips_padding && kept > 0 && is_padding(piece[kept - 1])) --kept;
            if (kept > 0) add_padding(held_back);
            held_back = kept > 0 ? piece.size() - kept : held_back + piece.size();
            add(piece.first(kept));
        }
        if (!strips_padding && walker_.head().length % 2 == 1) add(std::array{std::byte{0}});
    }

    // As if it were one kind: what stands between the words of a text is never longer than a piece in earnest.
    void add_padding(std::uint64_t count) {
        constexpr std::array space{std::byte{' '}};
        for (; count > 0; --count) add(space);
    }

    static bool is_padding(std::byte value) { return value == std::byte{0} || value == std::byte{' '}; }

    void order(std::span<std::byte> piece) const {
        const std::size_t size = number_size(walker_.head().vr);
        if (!walker_.is_big_endian() || size <= 1) return;
        for (std::size_t at = 0; at + size <= piece.size(); at += size) std::ranges::reverse(piece.subspan(at, size));
    }

    ElementWalker& walker_;
    std::vector<std::byte> piece_;
    base::Sha256 content_;
    base::Sha256 bulk_;
    bool goes_into_bulk_ = false;
    bool is_offset_table_ = false;
};

}  // namespace

ContentDigests digest_content(const ByteSource& object) {
    const FileMeta meta = read_file_meta(object);
    std::unique_ptr<InflatedSource> inflated;
    if (meta.encoding.deflated) inflated = std::make_unique<InflatedSource>(object, meta.data_set_offset);
    const ByteSource& source = inflated ? *inflated : object;
    ElementWalker walker{source, inflated ? 0 : meta.data_set_offset, source.size(), meta.encoding};
    return Digester{walker}.run();
}

}  // namespace kinote::dicom
