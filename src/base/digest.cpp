#include "base/digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <new>

#include "base/error.hpp"

namespace kinote::base {
namespace {

std::string digest_hex(std::span<const unsigned char> digest) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * digest.size());
    for (const unsigned char byte : digest) {
        text += digits[byte >> 4U];
        text += digits[byte & 0x0FU];
    }
    return text;
}

}  // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

Sha256::Sha256() : context_{EVP_MD_CTX_new()} {
    if (!context_) throw std::bad_alloc{};
    if (EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) {
        throw Error{ErrorKind::internal, "SHA-256 is not available in this OpenSSL"};
    }
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::span<const std::byte> bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

std::string Sha256::hex() {
    std::array<unsigned char, 32> digest{};
    EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
    return digest_hex(digest);
}

std::string sha256_hex(std::span<const std::byte> bytes) {
    Sha256 digest;
    digest.add(bytes);
    return digest.hex();
}

std::string sha256_hex(std::string_view text) { return sha256_hex(std::as_bytes(std::span{text})); }

std::string hmac_sha256_hex(std::string_view key, std::string_view text) {
    const auto bytes = std::as_bytes(std::span{text});
    std::array<unsigned char, 32> code{};
    unsigned size = 0;
    const unsigned char* made =
        HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), code.data(), &size);
    if (made == nullptr || size != code.size()) {
        throw Error{ErrorKind::internal, "HMAC-SHA-256 is not available in this OpenSSL"};
    }
    return digest_hex(code);
}

}  // namespace kinote::base
