#pragma once
// Bytes on their way out: read while they are sent, as one body or as parts of multipart/related (RFC 2387).

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dicom/byte_source.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace kinote::dicomweb {

/// Some bytes with what they are. Movable.
struct WebBody {
    std::string content_type;                        ///< with its parameters
    std::string head;                                ///< stands before the bytes
    std::unique_ptr<const dicom::ByteSource> owner;  ///< of the bytes; null where there are none beside the head
    std::uint64_t offset = 0;                        ///< where they begin in it
    std::uint64_t length = 0;                        ///< and how many there are
    std::string location;                            ///< Content-Location of the part; empty: none

    [[nodiscard]] std::uint64_t size() const { return head.size() + length; }
    /// So many bytes from that place on, where they are those of a file: it is sent without passing through memory.
    [[nodiscard]] std::optional<http::FileRange> file_range(std::uint64_t from, std::uint64_t count) const;
    /// Up to 256 KiB from that place on. @throws base::Error corrupt where the bytes end before their length.
    [[nodiscard]] std::string read(std::uint64_t from, std::uint64_t most) const;
};

/// The whole, or the range that is asked for (RFC 9110 14.2: one range of bytes; others are passed over), or 304 or
/// 416. @param etag  with its quotes; changes with the bytes.
[[nodiscard]] http::Response single_response(const http::Request& request, WebBody body, std::string_view etag);

/// Gives the next part, nothing behind the last one. Called while the answer is sent.
using PartSource = std::function<std::optional<WebBody>()>;

/// The parts one after the other, each read while it is sent. @param type  of the parts: "application/dicom".
[[nodiscard]] http::Response multipart_response(PartSource parts, std::string_view type);

}  // namespace kinote::dicomweb
