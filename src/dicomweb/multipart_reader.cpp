#include "dicomweb/multipart_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "http/named_values.hpp"
#include "http/text.hpp"

namespace kinote::dicomweb {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t most_header_bytes = std::size_t{16} * 1024;
constexpr std::size_t most_padding = 256;  // blanks between a delimiter and the end of its line

std::string content_type_of(std::string_view headers) {
    std::string content_type;
    while (!headers.empty()) {
        const std::size_t end = std::min(headers.find(line_end), headers.size());
        const std::string_view line = headers.substr(0, end);
        headers.remove_prefix(std::min(end + line_end.size(), headers.size()));
        const bool is_continued = line.starts_with(' ') || line.starts_with('\t');
        const std::size_t colon = line.find(':');
        if (is_continued) continue;
        if (colon == std::string_view::npos) {
            throw base::Error{base::ErrorKind::invalid, "a part has a header without a colon"};
        }
        if (http::equals_ignoring_case(http::trim(line.substr(0, colon)), "Content-Type")) {
            content_type = http::trim(line.substr(colon + 1));
        }
    }
    return content_type;
}

}  // namespace

MultipartReader::MultipartReader(std::string_view boundary, PartReceiver& receiver)
    : delimiter_{fmt::format("\r\n--{}", boundary)}, receiver_{receiver} {}

void MultipartReader::add(std::span<const std::byte> bytes) {
    if (place_ == Place::epilogue) return;
    pending_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    while (read_on()) continue;
}

// False: more has to come.
bool MultipartReader::read_on() {
    switch (place_) {
        case Place::preamble:
        case Place::part: return read_bytes();
        case Place::headers: return read_headers();
        case Place::epilogue: break;
    }
    pending_.clear();
    return false;
}

bool MultipartReader::read_headers() {
    // Without any header the empty line follows the delimiter's own.
    const bool has_none = pending_.starts_with(line_end);
    const std::size_t end = has_none ? 0 : pending_.find("\r\n\r\n");
    if (std::min(end, pending_.size()) > most_header_bytes) {
        throw base::Error{base::ErrorKind::invalid, "a part has headers of more than 16 KiB"};
    }
    if (end == std::string::npos) return false;
    const std::string content_type = content_type_of(std::string_view{pending_}.substr(0, end));
    pending_.erase(0, has_none ? line_end.size() : end + 2 * line_end.size());
    searched_ = 0;
    place_ = Place::part;
    receiver_.begin_part(content_type);
    return true;
}

bool MultipartReader::read_bytes() {
    const std::size_t found = pending_.find(delimiter_, searched_);
    if (found == std::string::npos) {
        if (pending_.size() >= delimiter_.size()) give(pending_.size() - delimiter_.size() + 1);
        return false;
    }
    const std::string_view behind = std::string_view{pending_}.substr(found + delimiter_.size());
    const bool is_last = behind.starts_with("--");
    const std::size_t padding = std::min(behind.find_first_not_of(" \t"), behind.size());
    const std::string_view rest = behind.substr(padding);
    const bool is_line = padding <= most_padding && rest.starts_with(line_end);
    const bool can_become = padding <= most_padding && (rest.empty() || rest == "\r" || (padding == 0 && rest == "-"));
    if (!is_last && !is_line && can_become) {
        searched_ = found;
        return false;
    }
    if (!is_last && !is_line) {  // the bytes of a part happen to be so
        searched_ = found + 1;
        return true;
    }
    const std::size_t next = found + delimiter_.size() + (is_last ? 2 : padding + line_end.size());
    give(found);
    pending_.erase(0, next - found);
    searched_ = 0;
    if (place_ == Place::part) receiver_.end_part();
    place_ = is_last ? Place::epilogue : Place::headers;
    return true;
}

void MultipartReader::give(std::size_t count) {
    if (place_ == Place::part && count > 0) receiver_.add_to_part(std::as_bytes(std::span{pending_}.first(count)));
    pending_.erase(0, count);
    searched_ = 0;
}

}  // namespace kinote::dicomweb
