#include "base/random.hpp"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <span>
#include <string_view>
#include <system_error>

namespace kinote::base {
namespace {

void fill(std::span<unsigned char> bytes) {
    while (!bytes.empty()) {
        const auto count = ::getrandom(bytes.data(), bytes.size(), 0);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw std::system_error{errno, std::system_category(), "getrandom"};
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

std::string hex(std::span<const unsigned char> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const unsigned char byte : bytes) {
        text += digits[byte >> 4U];
        text += digits[byte & 0x0FU];
    }
    return text;
}

}  // namespace

std::string random_hex(std::size_t byte_count) {
    std::string bytes(byte_count, '\0');
    const std::span view{reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()};
    fill(view);
    return hex(view);
}

std::string random_uuid() {
    std::array<unsigned char, 16> bytes{};
    fill(bytes);
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U);
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
    std::string text = hex(bytes);
    for (const std::size_t position : {std::size_t{8}, std::size_t{13}, std::size_t{18}, std::size_t{23}}) {
        text.insert(position, 1, '-');
    }
    return text;
}

}  // namespace kinote::base
