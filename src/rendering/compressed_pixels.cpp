#include "rendering/compressed_pixels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "dicom/dataset.hpp"
#include "dicom/element_walker.hpp"
#include "dicom/element_writer.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/uid.hpp"
#include "rendering/attribute.hpp"
#include "rendering/decompressed_frame.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;
using dicom::Tag;
using dicom::Vr;
using dicom::WalkEvent;

namespace {

constexpr std::size_t most_pixel_data = 10'000;
constexpr std::size_t most_fragments = 4'000'000;
constexpr std::uint64_t most_element_bytes = 0xFFFFFFFE;  // an even number below that for an undefined length
constexpr std::size_t longest_described = 64;             // bytes of a value that describes an image

constexpr std::array describing = {
    dicom::tag::SamplesPerPixel,
    dicom::tag::PhotometricInterpretation,
    dicom::tag::PlanarConfiguration,
    dicom::tag::NumberOfFrames,
    dicom::tag::Rows,
    dicom::tag::Columns,
    dicom::tag::BitsAllocated,
    dicom::tag::BitsStored,
    dicom::tag::HighBit,
    dicom::tag::PixelRepresentation,
};

// The data set or an item, as far as it has been walked.
struct Described {
    dicom::ElementWriter attributes;
    std::optional<std::uint64_t> photometric_offset;
    std::optional<std::uint64_t> planar_offset;
    Extent extended_offset_table;
};

std::string_view photometric_word(Photometric photometric) {
    return photometric == Photometric::rgb ? "RGB" : "YBR_FULL";
}

NewElement photometric_element(Photometric photometric) {
    std::string word{photometric_word(photometric)};
    if (word.size() % 2 == 1) word += ' ';
    const auto bytes = std::as_bytes(std::span{word});
    return {dicom::tag::PhotometricInterpretation, Vr::CS, {bytes.begin(), bytes.end()}};
}

class Planner {
public:
    Planner(const dicom::ByteSource& source, std::uint64_t begin, const std::string& transfer_syntax_uid, Loss loss)
        : source_{source},
          walker_{source, begin, source.size(), {}},
          transfer_syntax_uid_{transfer_syntax_uid},
          loss_{loss} {}

    Decompression plan() {
        levels_.emplace_back();
        for (WalkEvent event = walker_.next(); event != WalkEvent::end; event = walker_.next()) {
            switch (event) {
                case WalkEvent::item_begin: levels_.emplace_back(); break;
                case WalkEvent::item_end: levels_.pop_back(); break;
                case WalkEvent::sequence_begin: look_for_lossy_place(); break;
                case WalkEvent::element: take_element(); break;
                case WalkEvent::fragments_begin: take_pixel_data(); break;
                default: break;
            }
        }
        return std::move(plan_);
    }

private:
    // Where Lossy Image Compression stands in the data set, or would.
    void look_for_lossy_place() {
        const dicom::ElementHead& head = walker_.head();
        if (levels_.size() > 1 || lossy_place_ || head.tag < tag::LossyImageCompression) return;
        lossy_place_ = head.offset;
        has_lossy_ = head.tag == tag::LossyImageCompression;
    }

    void take_element() {
        look_for_lossy_place();
        const dicom::ElementHead& head = walker_.head();
        Described& level = levels_.back();
        if (std::ranges::find(describing, head.tag) != describing.end() && head.length <= longest_described) {
            std::vector<std::byte> value(head.length);
            value.resize(walker_.read_value(0, value));
            level.attributes.bytes(head.tag, head.vr, value);
            if (head.tag == dicom::tag::PhotometricInterpretation) level.photometric_offset = head.offset;
            if (head.tag == dicom::tag::PlanarConfiguration) level.planar_offset = head.offset;
        } else if (head.tag == tag::ExtendedOffsetTable) {
            level.extended_offset_table = {head.value_offset, head.length};
            plan_.replaced[head.offset] = {};
        } else if (head.tag == tag::ExtendedOffsetTableLengths ||
                   head.tag == tag::EncapsulatedPixelDataValueTotalLength) {
            plan_.replaced[head.offset] = {};
        }
    }

    void take_pixel_data() {
        look_for_lossy_place();
        const dicom::ElementHead head = walker_.head();
        if (head.tag != dicom::tag::PixelData || plan_.pixels.size() == most_pixel_data) {
            throw Error{ErrorKind::invalid, fmt::format("{} at offset {} is compressed, and is not decompressed here",
                                                        dicom::to_string(head.tag), head.offset)};
        }
        const CompressedPixels& pixels = plan_.pixels.emplace(head.offset, describe()).first->second;
        rewrite_attributes(pixels);
        if (loss_ == Loss::earlier && levels_.size() == 1) tell_of_loss(pixels);
    }

    void tell_of_loss(const CompressedPixels& pixels) {
        if (!was_made_with_loss(read_frame_stream(source_, pixels, 0), pixels.stored, transfer_syntax_uid_)) return;
        const NewElement lossy{tag::LossyImageCompression, Vr::CS, {std::byte{'0'}, std::byte{'1'}}};
        if (has_lossy_) {
            plan_.replaced[*lossy_place_] = {lossy};
        } else {
            plan_.inserted[*lossy_place_] = lossy;
        }
    }

    // In colour both are said, in the order of their tags.
    void rewrite_attributes(const CompressedPixels& pixels) {
        if (pixels.decompressed.samples == 1 || pixels.decompressed.photometric == Photometric::ybr_full_422) return;
        const Described& level = levels_.back();
        const NewElement photometric = photometric_element(pixels.decompressed.photometric);
        const NewElement planar{dicom::tag::PlanarConfiguration,
                                Vr::US,
                                {pixels.decompressed.is_planar ? std::byte{1} : std::byte{0}, std::byte{0}}};
        if (level.photometric_offset) plan_.replaced[*level.photometric_offset] = {photometric};
        if (level.planar_offset) {
            plan_.replaced[*level.planar_offset] = {planar};
        } else if (level.photometric_offset) {
            plan_.replaced[*level.photometric_offset].push_back(planar);
        }
    }

    CompressedPixels describe() {
        const Described& level = levels_.back();
        std::vector<std::byte> part10 =
            dicom::make_file_meta({.sop_class_uid = {},
                                   .sop_instance_uid = {},
                                   .transfer_syntax_uid = dicom::uid::ExplicitVRLittleEndian,
                                   .source_ae_title = {}});
        const std::vector<std::byte>& attributes = level.attributes.written();
        part10.insert(part10.end(), attributes.begin(), attributes.end());
        const dicom::Dataset header = dicom::Dataset::parse(std::move(part10));
        CompressedPixels pixels;
        pixels.stored = read_pixel_format(header);
        pixels.decompressed = decompressed_format(pixels.stored, transfer_syntax_uid_);
        const std::int64_t frames = header.integer(dicom::tag::NumberOfFrames).value_or(1);
        const std::uint64_t frame_bytes = pixels.decompressed.frame_bits() / 8;
        if (frames < 1) throw Error{ErrorKind::corrupt, fmt::format("Number of Frames is {}", frames)};
        if (static_cast<std::uint64_t>(frames) > most_element_bytes / frame_bytes) {
            throw Error{ErrorKind::invalid,
                        fmt::format("{} frames of {} bytes are more than one element can hold uncompressed", frames,
                                    frame_bytes)};
        }
        pixels.number_of_frames = static_cast<std::uint32_t>(frames);
        pixels.pixel_data.is_encapsulated = true;
        pixels.pixel_data.extended_offset_table = level.extended_offset_table;
        take_fragments(pixels.pixel_data);
        return pixels;
    }

    void take_fragments(PixelData& pixel_data) {
        bool has_table = false;
        while (walker_.next() == WalkEvent::fragment) {
            const Extent value{walker_.head().value_offset, walker_.head().length};
            if (!std::exchange(has_table, true)) {
                pixel_data.basic_offset_table = value;
                continue;
            }
            if (++fragments_ > most_fragments) throw Error{ErrorKind::invalid, "the Pixel Data has too many fragments"};
            pixel_data.fragments.push_back(value);
        }
        if (pixel_data.fragments.empty()) throw Error{ErrorKind::corrupt, "the Pixel Data has no fragments"};
    }

    const dicom::ByteSource& source_;
    dicom::ElementWalker walker_;
    const std::string& transfer_syntax_uid_;
    Loss loss_;
    std::optional<std::uint64_t> lossy_place_;
    bool has_lossy_ = false;
    std::vector<Described> levels_;
    std::size_t fragments_ = 0;
    Decompression plan_;
};

}  // namespace

Decompression plan_decompression(const dicom::ByteSource& source, std::uint64_t begin,
                                 const std::string& transfer_syntax_uid, Loss loss) {
    return Planner{source, begin, transfer_syntax_uid, loss}.plan();
}

std::vector<std::byte> read_frame_stream(const dicom::ByteSource& source, const CompressedPixels& pixels,
                                         std::uint32_t number) {
    // No codec makes more than this of what it cannot compress.
    const std::uint64_t limit = pixels.decompressed.frame_bits() / 8 * 2 + 64UL * 1024UL;
    std::vector<std::byte> stream;
    for (const Extent& fragment : fragments_of_frame(source, pixels.pixel_data, pixels.number_of_frames, number)) {
        const std::size_t begin = stream.size();
        if (begin + fragment.length > limit)
            throw Error{ErrorKind::corrupt, "its stream is longer than its pixels would be"};
        stream.resize(begin + fragment.length);
        if (source.read_at(fragment.offset, std::span{stream}.subspan(begin)) != fragment.length)
            throw Error{ErrorKind::corrupt, "the object ends within it"};
    }
    return stream;
}

}  // namespace kinote::rendering
