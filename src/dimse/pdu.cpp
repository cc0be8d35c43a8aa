#include "dimse/pdu.hpp"

#include <utility>

namespace kinote::dimse::pdu {
namespace {

void put(std::byte* at, std::size_t value, unsigned size) {
    for (unsigned left = size; left > 0; --left) *at++ = static_cast<std::byte>(value >> (8 * (left - 1)) & 0xFF);
}

}  // namespace

void Writer::number(std::size_t value, unsigned size) {
    bytes_.resize(bytes_.size() + size);
    put(bytes_.data() + bytes_.size() - size, value, size);
}

void Writer::text(std::string_view text) { bytes(std::as_bytes(std::span{text})); }
void Writer::bytes(Bytes bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
void Writer::zeros(std::size_t count) { bytes_.resize(bytes_.size() + count); }

std::size_t Writer::begin_item(int type) {
    number(static_cast<std::size_t>(type), 1);
    zeros(3);
    return bytes_.size();
}

void Writer::end_item(std::size_t begun) { put(bytes_.data() + begun - 2, bytes_.size() - begun, 2); }

void Writer::text_item(int type, std::string_view content) {
    const std::size_t begun = begin_item(type);
    text(content);
    end_item(begun);
}

std::vector<std::byte> Writer::finish(Type type, std::size_t behind) {
    bytes_[0] = static_cast<std::byte>(type);
    put(bytes_.data() + 2, bytes_.size() - head_size + behind, 4);
    return std::move(bytes_);
}

}  // namespace kinote::dimse::pdu
