#include "http/socket_output.hpp"

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "http/answer.hpp"

namespace kinote::http {
namespace {

constexpr std::uint64_t fair_share = 1024UL * 1024UL;

SocketOutput::Progress progress_of_error() {
    const bool is_full = errno == EAGAIN;
    return is_full ? SocketOutput::Progress::blocked : SocketOutput::Progress::broken;
}

// What is left of the text when the stream starts with `offset` bytes before it and `sent` bytes of all have gone.
std::string_view left_of(std::string_view text, std::uint64_t offset, std::uint64_t sent) {
    if (sent <= offset) return text;
    return text.substr(std::min<std::uint64_t>(sent - offset, text.size()));
}

}  // namespace

SocketOutput::SocketOutput(std::string before, BodyPiece piece, std::string_view after)
    : before_{std::move(before)}, piece_{std::move(piece)}, after_{after} {}

std::uint64_t SocketOutput::length() const { return before_.size() + length_of(piece_) + after_.size(); }

SocketOutput::Progress SocketOutput::send(int socket) {
    const std::uint64_t turn_ends = sent_ + fair_share;
    while (sent_ < length()) {
        if (sent_ >= turn_ends) return Progress::turn;
        const auto* range = std::get_if<FileRange>(&piece_);
        const bool is_in_file = range != nullptr && sent_ >= before_.size() && sent_ < before_.size() + range->length;
        const ssize_t count = is_in_file ? send_file(socket, *range) : send_memory(socket);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return progress_of_error();
        if (count == 0) return Progress::broken;
        sent_ += static_cast<std::uint64_t>(count);
    }
    return Progress::done;
}

ssize_t SocketOutput::send_memory(int socket) const {
    const std::string_view before = left_of(before_, 0, sent_);
    std::string_view body;
    if (const auto* text = std::get_if<std::string>(&piece_)) body = *text;
    if (const auto* shared = std::get_if<SharedBytes>(&piece_)) body = shared->bytes;
    body = left_of(body, before_.size(), sent_);
    const bool precedes_file = std::holds_alternative<FileRange>(piece_) && !before.empty();
    const std::uint64_t after_starts = before_.size() + length_of(piece_);
    const std::string_view after = precedes_file ? std::string_view{} : left_of(after_, after_starts, sent_);

    std::array<iovec, 3> parts{};
    std::size_t count = 0;
    for (const std::string_view part : {before, body, after}) {
        if (!part.empty()) parts[count++] = {const_cast<char*>(part.data()), part.size()};
    }
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    return sendmsg(socket, &message, MSG_NOSIGNAL | (precedes_file ? MSG_MORE : 0));
}

// Raises SIGPIPE where the peer has gone: Asio ignores that signal for the process.
ssize_t SocketOutput::send_file(int socket, const FileRange& range) const {
    const std::uint64_t gone = sent_ - before_.size();
    auto position = static_cast<off_t>(range.offset + gone);
    return sendfile(socket, range.file.descriptor(), &position, std::min(range.length - gone, fair_share));
}

}  // namespace kinote::http
