#pragma once
// Frames of an image as bytes, in the transfer syntax that the client takes, PS3.18 10.4.1.1.6 and 8.7.3.3.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dicom/byte_source.hpp"
#include "dicomweb/media_range.hpp"
#include "dicomweb/web_body.hpp"
#include "rendering/image_object.hpp"

namespace kinote::dicomweb {

/// How frames go out.
struct FrameFormat {
    std::string media_type;       ///< "application/octet-stream", "image/jls"
    std::string transfer_syntax;  ///< of the bytes
    bool is_as_stored = true;     ///< else decompressed
    bool is_multipart = true;

    /// With the transfer syntax.
    [[nodiscard]] std::string content_type() const;
};

/// Nothing where the ranges take neither what is stored nor, where that loses nothing, what it decompresses to.
/// Without a word on the transfer syntax, bytes are uncompressed (8.7.3.3.2) where they can be.
[[nodiscard]] std::optional<FrameFormat> choose_frame_format(const std::vector<MediaRange>& ranges,
                                                             std::string_view stored_syntax);

/// The numbers of a list "1,3,7", from 1. @throws base::Error invalid for what is none, or more than 1,000 of them.
[[nodiscard]] std::vector<std::uint32_t> read_frame_list(std::string_view list);

/// Bytes in memory that own themselves.
class OwnedBytes final : public dicom::ByteSource {
public:
    explicit OwnedBytes(std::vector<std::byte> bytes) : bytes_{std::move(bytes)} {}
    [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override {
        return dicom::MemorySource{bytes_}.read_at(offset, buffer);
    }

private:
    std::vector<std::byte> bytes_;
};

/// One image, opened. In memory are its attributes and at most one frame. One thread at a time.
class OpenImage {
public:
    /// @throws base::Error as rendering::ImageObject.
    explicit OpenImage(std::shared_ptr<const dicom::ByteSource> part10)
        : part10_{std::move(part10)}, image_{*part10_} {}

    [[nodiscard]] std::uint32_t number_of_frames() const { return image_.number_of_frames(); }
    /// What goes out as it is stored is read while it is sent. @param frame  from 1. @throws base::Error not_found
    /// where there is none of that number, corrupt or invalid where it cannot be read or decoded.
    [[nodiscard]] WebBody frame(std::uint32_t frame, const FrameFormat& format) const;

private:
    std::shared_ptr<const dicom::ByteSource> part10_;
    rendering::ImageObject image_;
};

}  // namespace kinote::dicomweb
