#include "base/uuid.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <span>

#include "base/error.hpp"

namespace kinote::base {
namespace {

constexpr std::size_t text_size = 36;
constexpr std::array<std::size_t, 4> hyphens{8, 13, 18, 23};
constexpr std::size_t sha1_size = 20;

std::array<unsigned char, sha1_size> sha1(std::span<const std::byte> head, std::string_view tail) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
    std::array<unsigned char, sha1_size> digest{};
    if (!context || EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr) != 1 ||
        EVP_DigestUpdate(context.get(), head.data(), head.size()) != 1 ||
        EVP_DigestUpdate(context.get(), tail.data(), tail.size()) != 1 ||
        EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1) {
        throw Error{ErrorKind::internal, "SHA-1 is not available"};
    }
    return digest;
}

}  // namespace

Uuid parse_uuid(std::string_view text) {
    Uuid uuid{};
    std::size_t index = 0;
    bool is_right = text.size() == text_size;
    for (std::size_t position = 0; is_right && position < text_size;) {
        if (std::ranges::find(hyphens, position) != hyphens.end()) {
            is_right = text[position++] == '-';
            continue;
        }
        unsigned value = 0;
        const char* begin = text.data() + position;
        const auto [end, failure] = std::from_chars(begin, begin + 2, value, 16);
        is_right = failure == std::errc{} && end == begin + 2;
        uuid.at(index++) = static_cast<std::byte>(value);
        position += 2;
    }
    if (!is_right) throw Error{ErrorKind::invalid, fmt::format("'{}' is no UUID", text.substr(0, text_size + 1))};
    return uuid;
}

std::string to_string(const Uuid& uuid) {
    std::string text;
    for (const std::byte byte : uuid) {
        if (std::ranges::find(hyphens, text.size()) != hyphens.end()) text += '-';
        text += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
    }
    return text;
}

Uuid name_based_uuid(const Uuid& name_space, std::string_view name) {
    const auto digest = sha1(name_space, name);
    Uuid uuid{};
    std::ranges::transform(std::span{digest}.first<16>(), uuid.begin(),
                           [](unsigned char byte) { return static_cast<std::byte>(byte); });
    uuid[6] = (uuid[6] & std::byte{0x0F}) | std::byte{0x50};
    uuid[8] = (uuid[8] & std::byte{0x3F}) | std::byte{0x80};
    return uuid;
}

std::string decimal(const Uuid& uuid) {
    Uuid rest = uuid;
    std::string digits;
    while (std::ranges::any_of(rest, [](std::byte byte) { return byte != std::byte{0}; })) {
        unsigned remainder = 0;  // of a division by ten, byte by byte as on paper
        for (std::byte& byte : rest) {
            const unsigned value = remainder << 8U | std::to_integer<unsigned>(byte);
            byte = static_cast<std::byte>(value / 10);
            remainder = value % 10;
        }
        digits += static_cast<char>('0' + remainder);
    }
    std::ranges::reverse(digits);
    return digits.empty() ? "0" : digits;
}

}  // namespace kinote::base
