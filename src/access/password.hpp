#pragma once
// Passwords: what a new one must be, and how they are kept.

#include <string>
#include <string_view>

namespace kinote::access {

inline constexpr std::size_t shortest_password = 12;  ///< characters
inline constexpr std::size_t longest_password = 256;  ///< bytes

/// NIST SP 800-63B 5.1.1.2: length counts, not the kinds of characters.
/// @throws Error invalid, naming `password`, where it is too short or too long, one of those that everybody tries, or
///         holds the name of its account.
void check_new_password(std::string_view password, std::string_view account);

/// Argon2id (RFC 9106) with a salt of its own, as libsodium writes it with its costs. Takes 64 MiB and about a tenth
/// of a second; two run at once, others wait. Any thread. @throws Error unavailable where many wait.
[[nodiscard]] std::string hash_password(std::string_view password);

/// The same cost. Against an empty hash nothing matches, and it takes as long.
[[nodiscard]] bool password_matches(std::string_view hash, std::string_view password);

/// A password of 20 letters and digits (about 99 bits) for a person to be handed and to change.
[[nodiscard]] std::string random_password();

}  // namespace kinote::access
