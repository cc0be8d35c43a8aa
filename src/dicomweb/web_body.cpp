#include "dicomweb/web_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "base/random.hpp"
#include "http/text.hpp"

namespace kinote::dicomweb {
namespace {

constexpr std::uint64_t web_piece_bytes = std::uint64_t{256} * 1024;
constexpr std::uint64_t least_file_range = std::uint64_t{64} * 1024;      // what is less goes with its neighbours
constexpr std::uint64_t most_bytes_at_once = std::uint64_t{1024} * 1024;  // sent with their length

struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t length = 0;
};

std::optional<std::uint64_t> number_of_bytes(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

// Nothing where there is none to be followed; of no length where it lies behind the end.
std::optional<ByteRange> range_asked_for(const http::Request& request, std::uint64_t size, std::string_view etag) {
    constexpr std::string_view unit = "bytes=";
    const auto header = request.headers.find("Range");
    const auto condition = request.headers.find("If-Range");
    if (!header || !header->starts_with(unit) || (condition && *condition != etag)) return std::nullopt;
    const std::string_view text = http::trim(header->substr(unit.size()));
    const std::size_t hyphen = text.find('-');
    if (hyphen == std::string_view::npos || text.find(',') != std::string_view::npos) return std::nullopt;
    const auto first = number_of_bytes(text.substr(0, hyphen));
    const auto last = number_of_bytes(text.substr(hyphen + 1));
    if (hyphen == 0) {  // the last so many
        if (!last) return std::nullopt;
        const std::uint64_t length = std::min(*last, size);
        return ByteRange{size - length, length};
    }
    const bool is_open = hyphen + 1 == text.size();
    if (!first || (!is_open && (!last || *last < *first))) return std::nullopt;
    if (*first >= size) return ByteRange{};
    return ByteRange{*first, (is_open ? size : std::min(*last, size - 1) + 1) - *first};
}

// Shared because a BodySource can be copied.
http::BodySource pieces_of(std::shared_ptr<const WebBody> body, ByteRange range) {
    return [body = std::move(body), at = range.first,
            end = range.first + range.length]() mutable -> std::optional<http::BodyPiece> {
        if (at == end) return std::nullopt;
        std::string piece = body->read(at, end - at);
        at += piece.size();
        return piece;
    };
}

/// Parts on their way.
class Multipart {
public:
    Multipart(PartSource parts, std::string boundary) : parts_{std::move(parts)}, boundary_{std::move(boundary)} {}

    std::optional<http::BodyPiece> next() {
        if (is_done_) return std::nullopt;
        std::string piece;
        // Small parts go out together.
        while (piece.size() < web_piece_bytes) {
            if (part_ && sent_ < part_->size()) {
                if (auto file = part_->file_range(sent_, part_->size() - sent_)) {
                    if (!piece.empty()) return piece;
                    sent_ = part_->size();
                    return *std::move(file);
                }
                const std::string bytes = part_->read(sent_, part_->size() - sent_);
                sent_ += bytes.size();
                piece += bytes;
                continue;
            }
            part_ = parts_();
            sent_ = 0;
            if (!part_) {
                piece += fmt::format("\r\n--{}--\r\n", boundary_);
                is_done_ = true;
                break;
            }
            piece += fmt::format("\r\n--{}\r\nContent-Type: {}\r\n", boundary_, part_->content_type);
            if (!part_->location.empty()) piece += fmt::format("Content-Location: {}\r\n", part_->location);
            piece += fmt::format("Content-Length: {}\r\n\r\n", part_->size());
        }
        return piece;
    }

private:
    PartSource parts_;
    std::string boundary_;
    std::optional<WebBody> part_;
    std::uint64_t sent_ = 0;  ///< of the part
    bool is_done_ = false;
};

}  // namespace

std::string WebBody::read(std::uint64_t from, std::uint64_t most) const {
    most = std::min({most, web_piece_bytes, size() - std::min(from, size())});
    if (from < head.size()) return head.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(most));
    std::string piece(static_cast<std::size_t>(most), '\0');
    const std::size_t filled =
        owner == nullptr ? 0 : owner->read_at(offset + from - head.size(), std::as_writable_bytes(std::span{piece}));
    if (filled != piece.size()) throw base::Error{base::ErrorKind::corrupt, "the object ends before its size"};
    return piece;
}

std::optional<http::FileRange> WebBody::file_range(std::uint64_t from, std::uint64_t count) const {
    if (owner == nullptr || from < head.size() || count < least_file_range) return std::nullopt;
    std::optional<base::File> file = owner->file();
    if (!file) return std::nullopt;
    return http::FileRange{*std::move(file), offset + from - head.size(), count};
}

http::Response single_response(const http::Request& request, WebBody body, std::string_view etag) {
    const auto finish = [&](http::Response response) {
        response.headers.set("ETag", etag);
        response.headers.add("Vary", "Accept");
        response.headers.add("Accept-Ranges", "bytes");
        response.headers.add("Cache-Control", "private, no-cache");  // it may be hidden: asked for each time
        return response;
    };
    if (http::has_current(request, etag)) return finish(http::not_modified_response(etag));
    const std::uint64_t size = body.size();
    const auto range = range_asked_for(request, size, etag);
    if (range && range->length == 0) {
        http::Response response = http::error_response(http::Status::range_not_satisfiable, "range_not_satisfiable",
                                                       fmt::format("there are {} bytes only", size));
        response.headers.add("Content-Range", fmt::format("bytes */{}", size));
        return finish(std::move(response));
    }
    http::Response response;
    response.headers.add("Content-Type", body.content_type);
    const ByteRange sent = range.value_or(ByteRange{0, size});
    if (range) {
        response.status = http::Status::partial_content;
        response.headers.add("Content-Range",
                             fmt::format("bytes {}-{}/{}", sent.first, sent.first + sent.length - 1, size));
    }
    if (auto file = body.file_range(sent.first, sent.length)) {
        response.body = *std::move(file);
    } else if (sent.length <= most_bytes_at_once) {
        std::string bytes;
        while (bytes.size() < sent.length) bytes += body.read(sent.first + bytes.size(), sent.length - bytes.size());
        response.body = std::move(bytes);
    } else {
        response.more = pieces_of(std::make_shared<const WebBody>(std::move(body)), sent);
    }
    return finish(std::move(response));
}

http::Response multipart_response(PartSource parts, std::string_view type) {
    const std::string boundary = "kinote-" + base::random_hex(16);
    http::Response response =
        http::stream_response({}, fmt::format(R"(multipart/related; type="{}"; boundary={})", type, boundary));
    const auto multipart = std::make_shared<Multipart>(std::move(parts), boundary);
    response.more = [multipart] { return multipart->next(); };
    response.headers.add("Vary", "Accept");
    response.headers.add("Cache-Control", "private, no-cache");
    return response;
}

}  // namespace kinote::dicomweb
