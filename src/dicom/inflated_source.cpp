#include "dicom/inflated_source.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "base/error.hpp"

namespace kinote::dicom {
namespace {

constexpr std::size_t inflated_piece_size = 64U << 10U;

}  // namespace

/// One pass of inflating, with the last two pieces of output kept.
class InflateStream {
public:
    InflateStream(const ByteSource& deflated, std::uint64_t begin)
        : deflated_{deflated}, position_{begin}, input_(inflated_piece_size), window_(2 * inflated_piece_size) {
        // PS3.5 A.5: a raw stream (RFC 1951) without zlib's header; a negative number of window bits says so.
        if (inflateInit2(&zlib_, -MAX_WBITS) != Z_OK) throw std::bad_alloc{};
    }
    ~InflateStream() { inflateEnd(&zlib_); }
    InflateStream(const InflateStream&) = delete;
    InflateStream& operator=(const InflateStream&) = delete;

    /// What of the output is in memory.
    [[nodiscard]] std::uint64_t window_begin() const { return window_end_ - filled_; }
    [[nodiscard]] std::uint64_t window_end() const { return window_end_; }
    [[nodiscard]] std::span<const std::byte> window() const { return std::span{window_}.first(filled_); }

    /// Inflates up to one more piece into the window. @return false at the end of the stream.
    bool advance() {
        if (has_ended_) return false;
        if (filled_ > inflated_piece_size) {
            const std::size_t dropped = filled_ - inflated_piece_size;
            std::memmove(window_.data(), window_.data() + dropped, inflated_piece_size);
            filled_ = inflated_piece_size;
        }
        const std::size_t before = filled_;
        zlib_.next_out = reinterpret_cast<Bytef*>(window_.data() + filled_);
        zlib_.avail_out = static_cast<uInt>(window_.size() - filled_);
        while (zlib_.avail_out > 0 && !has_ended_) inflate_some();
        filled_ = window_.size() - zlib_.avail_out;
        window_end_ += filled_ - before;
        return filled_ > before;
    }

private:
    void inflate_some() {
        if (zlib_.avail_in == 0) {
            const std::size_t count = deflated_.read_at(position_, input_);
            if (count == 0) throw base::Error{base::ErrorKind::corrupt, "the deflated data set is cut off"};
            position_ += count;
            zlib_.next_in = reinterpret_cast<Bytef*>(input_.data());
            zlib_.avail_in = static_cast<uInt>(count);
        }
        const int result = inflate(&zlib_, Z_NO_FLUSH);
        if (result == Z_STREAM_END) {
            has_ended_ = true;
        } else if (result != Z_OK) {
            throw base::Error{base::ErrorKind::corrupt,
                              fmt::format("the deflated data set cannot be inflated at offset {}: {}",
                                          position_ - zlib_.avail_in, zlib_.msg != nullptr ? zlib_.msg : "bad stream")};
        }
    }

    const ByteSource& deflated_;
    std::uint64_t position_;
    std::vector<std::byte> input_;
    std::vector<std::byte> window_;
    std::size_t filled_ = 0;
    std::uint64_t window_end_ = 0;
    bool has_ended_ = false;
    z_stream zlib_{};
};

InflatedSource::InflatedSource(const ByteSource& deflated, std::uint64_t begin, std::uint64_t limit)
    : deflated_{deflated}, begin_{begin}, stream_{std::make_unique<InflateStream>(deflated, begin)} {
    while (stream_->advance()) {
        if (stream_->window_end() > limit) {
            throw base::Error{base::ErrorKind::invalid,
                              fmt::format("the deflated data set inflates to more than {} bytes", limit)};
        }
    }
    size_ = stream_->window_end();
}

InflatedSource::~InflatedSource() = default;

std::size_t InflatedSource::read_at(std::uint64_t offset, std::span<std::byte> buffer) const {
    if (offset >= size_) return 0;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size_ - offset));
    if (offset < stream_->window_begin()) stream_ = std::make_unique<InflateStream>(deflated_, begin_);
    std::size_t filled = 0;
    while (filled < wanted) {
        const std::uint64_t at = offset + filled;
        if (at >= stream_->window_end()) {
            if (!stream_->advance()) break;
            continue;
        }
        const auto window = stream_->window().subspan(static_cast<std::size_t>(at - stream_->window_begin()));
        const std::size_t count = std::min(window.size(), wanted - filled);
        std::memcpy(buffer.data() + filled, window.data(), count);
        filled += count;
    }
    return filled;
}

InflatedStart inflate_start(const ByteSource& deflated, std::uint64_t begin, std::uint64_t limit) {
    InflateStream stream{deflated, begin};
    InflatedStart start{{}, true};
    while (stream.advance()) {
        const auto fresh =
            stream.window().subspan(static_cast<std::size_t>(start.bytes.size() - stream.window_begin()));
        const std::uint64_t room = limit - start.bytes.size();
        start.is_whole = fresh.size() <= room;
        const auto taken = fresh.first(static_cast<std::size_t>(std::min<std::uint64_t>(fresh.size(), room)));
        start.bytes.insert(start.bytes.end(), taken.begin(), taken.end());
        if (!start.is_whole) break;
    }
    return start;
}

}  // namespace kinote::dicom
