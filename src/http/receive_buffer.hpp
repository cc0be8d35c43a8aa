#pragma once
// Bytes of a connection that have been received and not yet understood.

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace kinote::http {

/// One thread at a time. Small while its connection idles.
class ReceiveBuffer {
public:
    /// Valid until the next call of room() or shrink().
    [[nodiscard]] std::string_view unread() const { return {bytes_.data() + begin_, end_ - begin_}; }

    /// Takes bytes from the front. @param count at most what is unread.
    void drop(std::size_t count);

    /// Free space behind the unread bytes, never empty. @param is_bulk whether much is to come.
    [[nodiscard]] std::span<char> room(bool is_bulk);

    /// Counts bytes that were written to the front of room().
    void add(std::size_t count) { end_ += count; }

    /// Gives back what a large request needed, once it is read.
    void shrink();

private:
    std::vector<char> bytes_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace kinote::http
