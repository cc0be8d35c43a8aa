#include "rendering/recoded_object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/inflated_source.hpp"
#include "dicom/uid.hpp"

namespace kinote::rendering {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::size_t piece_size = std::size_t{64} * 1024;  // a multiple of every size of a number

constexpr std::array recoded_without_decoding = {
    dicom::uid::ImplicitVRLittleEndian,
    dicom::uid::ExplicitVRLittleEndian,
    dicom::uid::DeflatedExplicitVRLittleEndian,
    dicom::uid::ExplicitVRBigEndian,
};

void swap_numbers(std::span<std::byte> bytes, std::size_t size) {
    if (size == 1) return;
    for (std::size_t at = 0; at + size <= bytes.size(); at += size) std::ranges::reverse(bytes.subspan(at, size));
}

}  // namespace

bool can_be_recoded(std::string_view transfer_syntax_uid, Loss loss) {
    return std::ranges::find(recoded_without_decoding, transfer_syntax_uid) != recoded_without_decoding.end() ||
           is_decompressed(transfer_syntax_uid, loss);
}

/// One pass over the recoded bytes.
class RecodedObject::Reading {
public:
    explicit Reading(const RecodedObject& object) : object_{object}, parts_{object.parts()} {}

    /// Behind the bytes given so far.
    [[nodiscard]] std::uint64_t position() const { return position_; }

    /// Goes back, where the offset lies within the piece that was given last.
    [[nodiscard]] bool step_back(std::uint64_t offset) {
        const std::uint64_t begin = position_ - (whole_piece_.size() - piece_.size());
        if (offset < begin || offset > position_) return false;
        piece_ = whole_piece_.subspan(static_cast<std::size_t>(offset - begin));
        position_ = offset;
        return true;
    }

    /// Up to `most` bytes that follow, valid until the next call; none at the end.
    std::span<const std::byte> next(std::size_t most) {
        while (piece_.empty()) {
            if (!make_piece()) return {};
            whole_piece_ = piece_;
        }
        const auto given = piece_.first(std::min(most, piece_.size()));
        piece_ = piece_.subspan(given.size());
        position_ += given.size();
        return given;
    }

private:
    bool make_piece() {
        if (copied_ < part_.copied.length) {
            copy_piece();
        } else if (part_.pixels != nullptr && frames_ < part_.pixels->number_of_frames) {
            piece_ = object_.frame(*part_.pixels, frames_++);
        } else if (part_.padding) {
            buffer_.assign(1, *std::exchange(part_.padding, std::nullopt));
            piece_ = buffer_;
        } else {
            auto part = parts_.next();
            if (!part) return false;
            part_ = *std::move(part);
            copied_ = 0;
            frames_ = 0;
            piece_ = part_.bytes;
        }
        return true;
    }

    void copy_piece() {
        buffer_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(piece_size, part_.copied.length - copied_)));
        if (object_.bytes_->read_at(part_.copied.offset + copied_, buffer_) != buffer_.size())
            throw Error{ErrorKind::corrupt, "the object ends before its size"};
        swap_numbers(buffer_, part_.swapped);
        copied_ += buffer_.size();
        piece_ = buffer_;
    }

    const RecodedObject& object_;
    RecodedParts parts_;
    RecodedPart part_;
    std::uint64_t copied_ = 0;
    std::uint32_t frames_ = 0;
    std::vector<std::byte> buffer_;
    std::span<const std::byte> whole_piece_;
    std::span<const std::byte> piece_;  ///< what of it is still to be given
    std::uint64_t position_ = 0;
};

RecodedObject::RecodedObject(std::unique_ptr<const dicom::ByteSource> part10, std::string_view target, FrameCheck check,
                             Loss loss)
    : part10_{std::move(part10)}, is_target_explicit_{target == dicom::uid::ExplicitVRLittleEndian}, loss_{loss} {
    try {
        prepare();
        measure();
        if (check == FrameCheck::before) check_frames();
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::corrupt && error.kind() != ErrorKind::invalid) throw;
        throw Error{error.kind() == ErrorKind::corrupt ? ErrorKind::corrupt : ErrorKind::refused,
                    fmt::format("what is stored in {} cannot be given in {}: {}",
                                dicom::transfer_syntax_name(transfer_syntax_uid_), dicom::transfer_syntax_name(target),
                                error.what())};
    }
}

RecodedObject::~RecodedObject() = default;

void RecodedObject::prepare() {
    const dicom::FileMeta meta = dicom::read_file_meta(*part10_);
    transfer_syntax_uid_ = meta.transfer_syntax_uid;
    encoding_ = meta.encoding;
    begin_ = meta.data_set_offset;
    bytes_ = part10_.get();
    if (!can_be_recoded(transfer_syntax_uid_, loss_)) {
        throw Error{ErrorKind::invalid, loss_ == Loss::none
                                            ? "it may have been compressed with loss, or is not decoded here"
                                            : "it is not decoded here"};
    }
    if (encoding_.deflated) {
        inflated_ = std::make_unique<dicom::InflatedSource>(*part10_, begin_);
        bytes_ = inflated_.get();
        begin_ = 0;
    }
    if (encoding_.encapsulated) decompression_ = plan_decompression(*bytes_, begin_, transfer_syntax_uid_, loss_);
}

void RecodedObject::measure() {
    RecodedParts all = parts();
    while (const auto part = all.next()) size_ += part->size();
}

void RecodedObject::check_frames() const {
    for (const auto& [offset, pixels] : decompression_.pixels) {
        for (std::uint32_t number = 0; number < pixels.number_of_frames; ++number)
            static_cast<void>(frame(pixels, number));
    }
}

const std::vector<std::byte>& RecodedObject::frame(const CompressedPixels& pixels, std::uint32_t number) const {
    if (frame_.pixels == &pixels && frame_.number == number) return frame_.bytes;
    frame_.pixels = nullptr;
    try {
        frame_.bytes =
            decompress_frame(read_frame_stream(*bytes_, pixels, number), pixels.stored, transfer_syntax_uid_, loss_);
    } catch (const Error& error) {
        throw Error{error.kind(), fmt::format("frame {} of {}: {}", number + 1, pixels.number_of_frames, error.what())};
    }
    frame_.pixels = &pixels;
    frame_.number = number;
    return frame_.bytes;
}

RecodedParts RecodedObject::parts() const {
    return RecodedParts{*bytes_, begin_, encoding_, is_target_explicit_, decompression_};
}

std::size_t RecodedObject::read_at(std::uint64_t offset, std::span<std::byte> buffer) const {
    const bool lies_before = reading_ && offset < reading_->position() && !reading_->step_back(offset);
    if (!reading_ || lies_before) reading_ = std::make_unique<Reading>(*this);
    while (reading_->position() < offset) {
        const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(piece_size, offset - reading_->position()));
        if (reading_->next(most).empty()) return 0;
    }
    std::size_t filled = 0;
    while (filled < buffer.size()) {
        const auto piece = reading_->next(buffer.size() - filled);
        if (piece.empty()) break;
        std::memcpy(buffer.data() + filled, piece.data(), piece.size());
        filled += piece.size();
    }
    return filled;
}

}  // namespace kinote::rendering
