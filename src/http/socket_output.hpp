#pragma once
// Sends a piece of an answer through a non-blocking socket, files without a copy (sendfile).

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "http/response.hpp"

namespace kinote::http {

/// One thread at a time.
class SocketOutput {
public:
    enum class Progress {
        done,     ///< all of it is with the kernel
        turn,     ///< a fair share is: let others have their turn, then go on
        blocked,  ///< the socket takes no more: wait until it can be written to
        broken,   ///< the connection is gone, or the file is shorter than was said
    };

    /// @param before sent ahead of the piece. @param after sent behind it.
    SocketOutput(std::string before, BodyPiece piece, std::string_view after = {});

    /// Sends what the socket takes at once, up to a fair share of one call. @param socket non-blocking.
    [[nodiscard]] Progress send(int socket);

    /// Bytes sent so far.
    [[nodiscard]] std::uint64_t sent() const { return sent_; }

private:
    [[nodiscard]] std::uint64_t length() const;
    [[nodiscard]] ssize_t send_memory(int socket) const;
    [[nodiscard]] ssize_t send_file(int socket, const FileRange& range) const;

    std::string before_;
    BodyPiece piece_;
    std::string_view after_;
    std::uint64_t sent_ = 0;
};

}  // namespace kinote::http
