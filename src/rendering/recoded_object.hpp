#pragma once
// An object as its receiver takes it: in another transfer syntax, with nothing lost anew, as bytes that are made while
// they are read.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dicom/byte_source.hpp"
#include "dicom/transfer_syntax.hpp"
#include "rendering/compressed_pixels.hpp"
#include "rendering/decompressed_frame.hpp"
#include "rendering/recoded_parts.hpp"

namespace kinote::rendering {

/// What is stored so can be given in Explicit or Implicit VR Little Endian with every bit of its values: it is
/// uncompressed, deflated, or compressed without loss by what is decoded here. With Loss::earlier also what was
/// compressed with loss: as its decoder gives it.
[[nodiscard]] bool can_be_recoded(std::string_view transfer_syntax_uid, Loss loss = Loss::none);

/// When frames are decoded for the first time.
enum class FrameCheck : std::uint8_t {
    before,   ///< all, so that what is damaged is known before any of it is given
    as_read,  ///< each as it is read: an error shows then
};

/// The data set alone, without group 0002. In memory are one frame, decoded and compressed, and a piece of 64 KiB;
/// quick in ascending order and a little back, anew from the start otherwise. One thread at a time.
class RecodedObject final : public dicom::ByteSource {
public:
    /// Reads the object through. @param target  Explicit or Implicit VR Little Endian.
    /// @throws base::Error corrupt or refused, with why, where the object cannot be given so.
    RecodedObject(std::unique_ptr<const dicom::ByteSource> part10, std::string_view target,
                  FrameCheck check = FrameCheck::before, Loss loss = Loss::none);
    ~RecodedObject() override;
    RecodedObject(const RecodedObject&) = delete;
    RecodedObject& operator=(const RecodedObject&) = delete;

    [[nodiscard]] std::uint64_t size() const override { return size_; }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override;

private:
    /// The frame that was decoded last.
    struct Frame {
        const CompressedPixels* pixels = nullptr;
        std::uint32_t number = 0;
        std::vector<std::byte> bytes;
    };
    class Reading;

    void prepare();
    void measure();
    void check_frames() const;
    [[nodiscard]] const std::vector<std::byte>& frame(const CompressedPixels& pixels, std::uint32_t number) const;
    [[nodiscard]] RecodedParts parts() const;

    std::unique_ptr<const dicom::ByteSource> part10_;
    std::unique_ptr<const dicom::ByteSource> inflated_;  ///< of a deflated object
    const dicom::ByteSource* bytes_ = nullptr;
    std::string transfer_syntax_uid_;
    std::uint64_t begin_ = 0;
    dicom::Encoding encoding_;
    bool is_target_explicit_;
    Loss loss_;
    Decompression decompression_;
    std::uint64_t size_ = 0;
    // Where reading has come to: invisible to the caller.
    mutable Frame frame_;
    mutable std::unique_ptr<Reading> reading_;
};

}  // namespace kinote::rendering
