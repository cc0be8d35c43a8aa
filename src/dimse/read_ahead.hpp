#pragma once
// Reads objects ahead of the network, so that the disk and the wire work at the same time.

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "dicom/byte_source.hpp"

namespace kinote::dimse {

/// Gives the bytes of one source after another, in pieces. What is in memory is given as it lies there; what has a few
/// pieces only is read when they are wanted, as systems read files ahead themselves; of what is larger a thread of its
/// own holds up to three pieces ready. One thread.
class ReadAhead {
public:
    /// @param piece_size  bytes of each piece but the last, more than 0.
    explicit ReadAhead(std::size_t piece_size) : piece_size_{piece_size} {}
    ~ReadAhead() { end(); }
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;

    /// Begins with another source. @param source  must outlive its use: until its last piece was given, the next
    /// begin(), or end(). @param offset  where its pieces begin.
    void begin(const dicom::ByteSource& source, std::uint64_t offset);
    /// The next piece, valid until the next call; empty at the end.
    /// @throws base::Error as the source; corrupt where the source ends before its size.
    [[nodiscard]] std::span<const std::byte> next();
    /// Leaves the source alone from now on.
    void end() noexcept;

private:
    using Piece = std::vector<std::byte>;

    [[nodiscard]] Piece read_piece(Piece piece);
    void read_on(const std::stop_token& stop);
    [[nodiscard]] std::span<const std::byte> take_piece();

    const std::size_t piece_size_;
    const dicom::ByteSource* source_ = nullptr;  ///< null before the first begin()
    std::uint64_t offset_ = 0;                   ///< of the next piece to read
    std::uint64_t left_ = 0;                     ///< bytes that next() is still to give
    Piece given_;

    std::mutex mutex_;  // guards what follows
    std::condition_variable_any changed_;
    std::deque<Piece> ready_;
    std::vector<Piece> free_;
    std::exception_ptr failure_;

    std::jthread reader_;  ///< while it runs, offset_ is its own
};

}  // namespace kinote::dimse
