#pragma once
// An image object whose attributes are read and whose frames can be fetched one by one.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dicom/byte_source.hpp"
#include "dicom/dataset.hpp"
#include "rendering/pixel_data.hpp"
#include "rendering/pixel_format.hpp"

namespace kinote::rendering {

/// Holds the attributes ahead of the pixel data; of the pixels only what is asked for. One thread at a time.
class ImageObject {
public:
    /// @param part10 must outlive this. @throws base::Error invalid where it is no image that is rendered, corrupt
    /// where it cannot be read.
    explicit ImageObject(const dicom::ByteSource& part10);
    ~ImageObject();
    ImageObject(const ImageObject&) = delete;
    ImageObject& operator=(const ImageObject&) = delete;

    [[nodiscard]] const dicom::Dataset& header() const { return *header_; }
    [[nodiscard]] bool is_big_endian() const { return is_big_endian_; }
    [[nodiscard]] const std::string& transfer_syntax_uid() const { return transfer_syntax_uid_; }
    [[nodiscard]] const PixelFormat& format() const { return format_; }
    /// At least 1.
    [[nodiscard]] std::uint32_t number_of_frames() const { return number_of_frames_; }
    [[nodiscard]] bool is_encapsulated() const { return pixel_data_.is_encapsulated; }

    /// The frame's stream, of encapsulated pixel data. @param frame from 0, below number_of_frames().
    /// @throws base::Error corrupt where it is not there or much longer than its pixels can be.
    [[nodiscard]] std::vector<std::byte> encoded_frame(std::uint32_t frame) const;

    /// The frame of native pixel data, in little endian, packed bits as bytes. @param frame as above.
    /// @throws base::Error corrupt where the pixel data ends before it does.
    [[nodiscard]] DecodedFrame native_frame(std::uint32_t frame) const;

    /// Where the frame stands in the object, as native_frame() would give it; nothing where it is encapsulated, or
    /// bytes would have to be changed. @param frame, @throws as above.
    [[nodiscard]] std::optional<Extent> stored_native_frame(std::uint32_t frame) const;

    /// The first item of a functional group for the frame, else of the one that all frames share (PS3.3 C.7.6.16).
    [[nodiscard]] std::optional<dicom::Item> functional_group(dicom::Tag sequence, std::uint32_t frame) const;

private:
    [[nodiscard]] std::vector<std::byte> read(Extent extent) const;
    void check_is_whole(std::uint32_t frame) const;

    std::unique_ptr<dicom::ByteSource> inflated_;  ///< of a deflated object
    const dicom::ByteSource* bytes_;
    std::string transfer_syntax_uid_;
    bool is_big_endian_ = false;
    std::optional<dicom::Dataset> header_;
    PixelFormat format_;
    std::uint32_t number_of_frames_ = 1;
    PixelData pixel_data_;
};

}  // namespace kinote::rendering
