#include "access/password.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <semaphore>

#include "base/error.hpp"

namespace kinote::access {
namespace {

using base::Error;
using base::ErrorKind;

// Those of the required length that guessers try first, in lower case.
constexpr std::array common_passwords{
    std::string_view{"123456789012"},     std::string_view{"1234567890123"},  std::string_view{"12345678901234"},
    std::string_view{"123456123456"},     std::string_view{"012345678910"},   std::string_view{"password1234"},
    std::string_view{"password12345"},    std::string_view{"password123456"}, std::string_view{"passwordpassword"},
    std::string_view{"passw0rdpassw0rd"}, std::string_view{"qwertyuiop12"},   std::string_view{"qwertyuiop123"},
    std::string_view{"qwertyqwerty"},     std::string_view{"qwertyuiopasdf"}, std::string_view{"1qaz2wsx3edc"},
    std::string_view{"1q2w3e4r5t6y"},     std::string_view{"abcdefghijkl"},   std::string_view{"abcd1234abcd"},
    std::string_view{"iloveyou1234"},     std::string_view{"letmeinletmein"}, std::string_view{"changemechangeme"},
    std::string_view{"changeme1234"},     std::string_view{"administrator"},  std::string_view{"administrator1"},
    std::string_view{"welcome12345"},     std::string_view{"hospital1234"},   std::string_view{"radiology1234"},
    std::string_view{"radiologist1"},     std::string_view{"kinotekinote"},   std::string_view{"kinote123456"},
};
constexpr std::size_t shortest_looked_for = 3;  // a name of two letters stands in many words
constexpr std::size_t least_different = 4;      // characters

std::string lower_case(std::string_view text) {
    std::string lower{text};
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

std::size_t characters_of(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

[[noreturn]] void deny(std::string_view why) { throw Error{ErrorKind::invalid, fmt::format("password: {}", why)}; }

// Each takes 64 MiB: strangers at the sign-in must not take all memory and all processors.
class HashingTurn {
public:
    HashingTurn() {
        if (::sodium_init() < 0) throw Error{ErrorKind::internal, "libsodium cannot begin"};
        constexpr std::chrono::seconds longest_wait{10};
        if (!turns().try_acquire_for(longest_wait)) {
            throw Error{ErrorKind::unavailable, "many sign in at once: try again in a moment"};
        }
    }
    ~HashingTurn() { turns().release(); }
    HashingTurn(const HashingTurn&) = delete;
    HashingTurn& operator=(const HashingTurn&) = delete;

private:
    static std::counting_semaphore<2>& turns() {
        static std::counting_semaphore<2> semaphore{2};
        return semaphore;
    }
};

std::string hashed(std::string_view password) {
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (::crypto_pwhash_str_alg(text.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw Error{ErrorKind::unavailable, "there is not enough memory to keep a password"};
    }
    return std::string{text.data()};
}

}  // namespace

void check_new_password(std::string_view password, std::string_view account) {
    if (characters_of(password) < shortest_password) {
        deny(fmt::format("it needs {} characters or more; several words are good", shortest_password));
    }
    if (password.size() > longest_password) deny(fmt::format("it may have {} bytes at most", longest_password));
    const std::string lower = lower_case(password);
    std::string different = lower;
    std::ranges::sort(different);
    const auto repeated = std::ranges::unique(different);
    different.erase(repeated.begin(), repeated.end());
    if (std::ranges::find(common_passwords, lower) != common_passwords.end() || different.size() < least_different) {
        deny("it is one of those that are tried first: choose another");
    }
    if (account.size() >= shortest_looked_for && lower.find(lower_case(account)) != std::string::npos) {
        deny("it holds the name of the account: choose another");
    }
}

std::string hash_password(std::string_view password) {
    const HashingTurn turn;
    return hashed(password);
}

bool password_matches(std::string_view hash, std::string_view password) {
    if (password.size() > longest_password) return false;
    const HashingTurn turn;
    static const std::string nobodys = hashed("what no account has");
    const std::string kept{hash.empty() ? std::string_view{nobodys} : hash};
    const bool is_same = ::crypto_pwhash_str_verify(kept.c_str(), password.data(), password.size()) == 0;
    return is_same && !hash.empty();
}

std::string random_password() {
    if (::sodium_init() < 0) throw Error{ErrorKind::internal, "libsodium cannot begin"};
    constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";  // none is taken for another
    constexpr std::size_t length = 20;
    std::string password;
    for (std::size_t place = 0; place < length; ++place) {
        password += letters[::randombytes_uniform(static_cast<std::uint32_t>(letters.size()))];
    }
    return password;
}

}  // namespace kinote::access
