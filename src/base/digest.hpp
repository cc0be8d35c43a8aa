#pragma once
// SHA-256, for the identity of objects and statements, and for messages that a receiver can trust.

#include <cstddef>
#include <memory>
#include <span>
#include <string>

struct evp_md_ctx_st;

namespace kinote::base {

/// SHA-256 over bytes that come in pieces. One thread at a time.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void add(std::span<const std::byte> bytes);

    /// The digest of all added bytes as 64 lower-case hexadecimal digits. Ends the use of this object.
    [[nodiscard]] std::string hex();

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const noexcept;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

[[nodiscard]] std::string sha256_hex(std::span<const std::byte> bytes);
[[nodiscard]] std::string sha256_hex(std::string_view text);

/// HMAC-SHA-256 (RFC 2104) of the text as 64 lower-case hexadecimal digits. @param key  may be empty.
[[nodiscard]] std::string hmac_sha256_hex(std::string_view key, std::string_view text);

}  // namespace kinote::base
