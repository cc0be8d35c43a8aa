#pragma once
// What a client takes: its Accept header (RFC 9110 12.5.1) with the parameters that PS3.18 8.7.3 gives meaning.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"
#include "http/response.hpp"

namespace kinote::dicomweb {

/// Ranges that one request may name.
inline constexpr std::size_t most_media_ranges = 64;

/// One range. What stands in multipart/related is meant by its type.
struct MediaRange {
    std::string type;                   ///< in small letters, "*/*" and "image/*" too
    bool is_multipart = false;          ///< to be in multipart/related; else as a body of its own
    std::string transfer_syntax;        ///< a UID, "*" for any; empty where it does not say
    int quality = 1'000;                ///< from 1: what is not wanted at all is left out
    std::vector<std::string> unwanted;  ///< types that a range with a star does not mean, as others say with q=0

    /// @param media_type  in small letters.
    [[nodiscard]] bool takes(std::string_view media_type) const;
    [[nodiscard]] bool takes_anything() const { return type == "*/*"; }
};

/// By the query parameters `accept` (PS3.18 8.3.3.1), else the Accept headers, the most wanted first; whatever it may
/// be where there are none.
/// @throws base::Error invalid, in words, for more than most_media_ranges or a quoted text without end.
[[nodiscard]] std::vector<MediaRange> accepted_ranges(const http::Request& request);

/// The first of the offered types that the client takes most as a body of its own; empty where it takes none.
/// @param offered  in small letters, ours first.
[[nodiscard]] std::string_view accepted_type(const http::Request& request, std::vector<std::string_view> offered);

/// 406, with what can be had. @param offered  for people: "application/dicom+json".
[[nodiscard]] http::Response not_acceptable(std::string_view offered);

}  // namespace kinote::dicomweb
