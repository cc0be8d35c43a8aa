#include "media/disc.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/digest.hpp"
#include "base/error.hpp"

namespace kinote::media {
namespace {

constexpr std::size_t written_piece_size = std::size_t{1} << 20U;

}  // namespace

WrittenFile write_file(Disc& disc, std::string_view path, const dicom::ByteSource& source,
                       const std::stop_token& stop) {
    const std::uint64_t size = source.size();
    base::Sha256 digest;
    std::vector<std::byte> piece(static_cast<std::size_t>(std::min<std::uint64_t>(written_piece_size, size)));
    disc.begin(path, size);
    for (std::uint64_t at = 0; at < size;) {
        if (stop.stop_requested()) throw base::Error{base::ErrorKind::unavailable, "the writing was stopped"};
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), size - at));
        const auto bytes = std::span{piece}.first(wanted);
        if (source.read_at(at, bytes) != wanted) {
            throw base::Error{base::ErrorKind::corrupt, fmt::format("{} ends before its {} bytes", path, size)};
        }
        digest.add(bytes);
        disc.write(bytes);
        at += wanted;
    }
    return {size, digest.hex()};
}

}  // namespace kinote::media
