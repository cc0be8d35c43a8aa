#include "dicom/source_digest.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/checksum.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"

namespace kinote::dicom {
namespace {

// @return whether the source had as many bytes as it said.
template <typename Add>
bool read_all(const ByteSource& bytes, const std::stop_token& stop, Add add) {
    constexpr std::uint64_t most_in_a_piece = std::uint64_t{256} * 1024;  // stays in the processor's cache
    if (const std::span<const std::byte> whole = bytes.in_memory(); !whole.empty()) {
        add(whole);
        return true;
    }
    const auto piece_size = static_cast<std::size_t>(std::min(most_in_a_piece, bytes.size()));
    const auto memory = std::make_unique_for_overwrite<std::byte[]>(piece_size);
    const std::span<std::byte> piece{memory.get(), piece_size};
    for (std::uint64_t at = 0; at < bytes.size();) {
        if (stop.stop_requested()) throw base::Error{base::ErrorKind::unavailable, "stopped"};
        const std::size_t read = bytes.read_at(at, piece);
        if (read == 0) return false;
        add(piece.first(read));
        at += read;
    }
    return true;
}

}  // namespace

std::string sha256_of(const ByteSource& bytes, const std::stop_token& stop) {
    base::Sha256 digest;
    read_all(bytes, stop, [&](std::span<const std::byte> piece) { digest.add(piece); });
    return digest.hex();
}

std::string checksum_of(const ByteSource& bytes, const std::stop_token& stop) {
    base::Checksum checksum;
    read_all(bytes, stop, [&](std::span<const std::byte> piece) { checksum.add(piece); });
    return checksum.hex();
}

SourceDigests digests_of(const ByteSource& bytes, const std::stop_token& stop) {
    base::Sha256 digest;
    base::Checksum checksum;
    const bool is_whole = read_all(bytes, stop, [&](std::span<const std::byte> piece) {
        digest.add(piece);
        checksum.add(piece);
    });
    if (!is_whole) throw base::Error{base::ErrorKind::corrupt, "the file became shorter while it was read"};
    return {digest.hex(), checksum.hex()};
}

}  // namespace kinote::dicom
