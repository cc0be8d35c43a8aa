#include "dicomweb/frame_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/error.hpp"
#include "dicom/transfer_syntax.hpp"
#include "dicom/uid.hpp"
#include "http/text.hpp"
#include "rendering/decompressed_frame.hpp"

namespace kinote::dicomweb {
namespace {

namespace uid = dicom::uid;
using base::Error;
using base::ErrorKind;

constexpr std::string_view octet_stream = "application/octet-stream";
constexpr std::size_t most_frames = 1'000;

struct SyntaxType {
    std::string_view transfer_syntax;
    std::string_view media_type;
};
// PS3.18 Table 8.7.3-5, of single frames.
constexpr std::array syntax_types{
    SyntaxType{uid::JPEGBaseline8Bit, "image/jpeg"},  SyntaxType{uid::JPEGExtended12Bit, "image/jpeg"},
    SyntaxType{uid::JPEGLossless, "image/jpeg"},      SyntaxType{uid::JPEGLosslessSV1, "image/jpeg"},
    SyntaxType{uid::RLELossless, "image/dicom-rle"},  SyntaxType{uid::JPEGLSLossless, "image/jls"},
    SyntaxType{uid::JPEGLSNearLossless, "image/jls"}, SyntaxType{uid::JPEG2000Lossless, "image/jp2"},
    SyntaxType{uid::JPEG2000, "image/jp2"},           SyntaxType{uid::HTJ2KLossless, "image/jphc"},
    SyntaxType{uid::HTJ2KLosslessRPCL, "image/jphc"}, SyntaxType{uid::HTJ2K, "image/jphc"},
};

std::string_view media_type_of(std::string_view transfer_syntax) {
    const auto* found = std::ranges::find(syntax_types, transfer_syntax, &SyntaxType::transfer_syntax);
    return found == syntax_types.end() ? octet_stream : found->media_type;
}

std::optional<FrameFormat> format_for(const MediaRange& range, std::string_view stored) {
    const bool is_multipart = range.is_multipart || range.takes_anything();
    const std::string& wanted = range.transfer_syntax;
    const bool wants_native = wanted.empty() || wanted == uid::ExplicitVRLittleEndian;
    const bool wants_stored = wanted == "*" || wanted == stored;
    const bool is_encapsulated = dicom::encoding_of(stored).encapsulated;
    const FrameFormat native{std::string{octet_stream}, std::string{uid::ExplicitVRLittleEndian}, !is_encapsulated,
                             is_multipart};
    const std::string_view type = media_type_of(stored);
    if (!is_encapsulated) {
        return range.takes(octet_stream) && (wants_native || wants_stored) ? std::optional{native} : std::nullopt;
    }
    const bool can_decode = rendering::is_decompressed(stored, rendering::Loss::none);
    if (range.takes(octet_stream) && wants_native && can_decode) return native;
    if (range.takes(type) && (wants_stored || wanted.empty())) {
        return FrameFormat{std::string{type}, std::string{stored}, true, is_multipart};
    }
    // Not of the standard, and what viewers ask for: the stream as it is, whatever it is.
    if (range.takes(octet_stream) && wants_stored) {
        return FrameFormat{std::string{octet_stream}, std::string{stored}, true, is_multipart};
    }
    return std::nullopt;
}

/// What others read from as well.
class SharedSource final : public dicom::ByteSource {
public:
    explicit SharedSource(std::shared_ptr<const dicom::ByteSource> bytes) : bytes_{std::move(bytes)} {}
    [[nodiscard]] std::uint64_t size() const override { return bytes_->size(); }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override {
        return bytes_->read_at(offset, buffer);
    }
    [[nodiscard]] std::span<const std::byte> in_memory() const override { return bytes_->in_memory(); }
    [[nodiscard]] std::optional<base::File> file() const override { return bytes_->file(); }

private:
    std::shared_ptr<const dicom::ByteSource> bytes_;
};

// PS3.5 8.1.1: from the lowest bit on.
std::vector<std::byte> packed_bits(std::span<const std::byte> pixels) {
    std::vector<std::byte> packed((pixels.size() + 7) / 8);
    for (std::size_t index = 0; index < pixels.size(); ++index) packed[index / 8] |= pixels[index] << (index % 8);
    return packed;
}

}  // namespace

std::string FrameFormat::content_type() const {
    return fmt::format("{}; transfer-syntax={}", media_type, transfer_syntax);
}

std::optional<FrameFormat> choose_frame_format(const std::vector<MediaRange>& ranges, std::string_view stored_syntax) {
    for (const MediaRange& range : ranges) {
        if (auto format = format_for(range, stored_syntax)) return format;
    }
    return std::nullopt;
}

std::vector<std::uint32_t> read_frame_list(std::string_view list) {
    std::vector<std::uint32_t> frames;
    for (const std::string_view text : http::split(list, ',')) {
        std::uint32_t frame = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), frame);
        if (failure != std::errc{} || end != text.data() + text.size() || frame == 0) {
            throw Error{ErrorKind::invalid, "frames are named by their numbers from 1, with commas between them"};
        }
        if (frames.size() == most_frames) {
            throw Error{ErrorKind::invalid, fmt::format("more than {} frames are named", most_frames)};
        }
        frames.push_back(frame);
    }
    return frames;
}

WebBody OpenImage::frame(std::uint32_t frame, const FrameFormat& format) const {
    if (frame > image_.number_of_frames()) {
        throw Error{ErrorKind::not_found,
                    fmt::format("there is no frame {}: the object has {}", frame, image_.number_of_frames())};
    }
    WebBody body;
    body.content_type = format.content_type();
    if (const auto stored = image_.stored_native_frame(frame - 1)) {
        body.offset = stored->offset;
        body.length = stored->length;
        body.owner = std::make_unique<SharedSource>(part10_);
        return body;
    }
    std::vector<std::byte> bytes;
    if (image_.is_encapsulated()) {
        bytes = image_.encoded_frame(frame - 1);
        if (!format.is_as_stored) {
            bytes = rendering::decompress_frame(bytes, image_.format(), image_.transfer_syntax_uid(),
                                                rendering::Loss::none);
        }
    } else {
        bytes = image_.native_frame(frame - 1).bytes;
        if (image_.format().bits_allocated == 1) bytes = packed_bits(bytes);
    }
    body.length = bytes.size();
    body.owner = std::make_unique<OwnedBytes>(std::move(bytes));
    return body;
}

}  // namespace kinote::dicomweb
