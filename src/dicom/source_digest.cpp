#include "dicom/source_digest.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/digest.hpp"
#include "base/error.hpp"

namespace kinote::dicom {

std::string sha256_of(const ByteSource& bytes, const std::stop_token& stop) {
    constexpr std::uint64_t piece_size = std::uint64_t{1} << 20;
    base::Sha256 digest;
    std::vector<std::byte> piece(static_cast<std::size_t>(std::min(piece_size, bytes.size())));
    for (std::uint64_t at = 0; at < bytes.size();) {
        if (stop.stop_requested()) throw base::Error{base::ErrorKind::unavailable, "stopped"};
        const std::size_t read = bytes.read_at(at, piece);
        if (read == 0) break;  // it has become shorter: the digest says so
        digest.add(std::span{piece}.first(read));
        at += read;
    }
    return digest.hex();
}

}  // namespace kinote::dicom
