#include "http/receive_buffer.hpp"

#include <algorithm>

namespace kinote::http {
namespace {

constexpr std::size_t small_size = 4096;
constexpr std::size_t bulk_size = 64UL * 1024UL;

}  // namespace

void ReceiveBuffer::drop(std::size_t count) {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
}

std::span<char> ReceiveBuffer::room(bool is_bulk) {
    if (begin_ > 0) {
        const auto unread_begin = bytes_.begin() + static_cast<std::ptrdiff_t>(begin_);
        std::copy(unread_begin, bytes_.begin() + static_cast<std::ptrdiff_t>(end_), bytes_.begin());
        end_ -= begin_;
        begin_ = 0;
    }
    const std::size_t wanted = is_bulk ? bulk_size : small_size;
    if (bytes_.size() < wanted) bytes_.resize(wanted);
    if (end_ == bytes_.size()) bytes_.resize(2 * end_);
    return std::span{bytes_}.subspan(end_);
}

void ReceiveBuffer::shrink() {
    if (begin_ == end_ && bytes_.size() > small_size) std::vector<char>(small_size).swap(bytes_);
}

}  // namespace kinote::http
