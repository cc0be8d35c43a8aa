#pragma once
// The tables `session` and `account_token`: what is shown instead of a password, known by its SHA-256 alone.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// A session or a token, with what its account may now.
struct Credential {
    std::int64_t id = 0;
    std::int64_t account = 0;
    std::string account_name;
    std::string display_name;
    std::string role;
    bool is_disabled = false;  ///< the account
    std::int64_t created_ms = 0;
    std::int64_t seen_ms = 0;  ///< of a token that was never used 0
};

void add_session(Transaction& transaction, std::string_view token_sha256, std::int64_t account,
                 std::string_view came_from, std::int64_t now_ms);
[[nodiscard]] std::optional<Credential> find_session(Connection& connection, std::string_view token_sha256);
void touch_session(Transaction& transaction, std::int64_t session, std::int64_t now_ms);
void remove_session(Transaction& transaction, std::int64_t session);
void remove_sessions_of(Transaction& transaction, std::int64_t account);
/// Those that began before the one time, or were last seen before the other.
void remove_ended_sessions(Transaction& transaction, std::int64_t begun_before_ms, std::int64_t seen_before_ms);

struct TokenRow {
    std::int64_t id = 0;
    std::string purpose;
    std::int64_t created_ms = 0;
    std::optional<std::int64_t> used_ms;
};
/// @return its id.
std::int64_t add_account_token(Transaction& transaction, std::string_view token_sha256, std::int64_t account,
                               std::string_view purpose, std::int64_t now_ms);
[[nodiscard]] std::optional<Credential> find_account_token(Connection& connection, std::string_view token_sha256);
void touch_account_token(Transaction& transaction, std::int64_t token, std::int64_t now_ms);
/// In the order in which they were made.
[[nodiscard]] std::vector<TokenRow> list_account_tokens(Connection& connection, std::int64_t account);
/// @return false where the account has no such token.
bool remove_account_token(Transaction& transaction, std::int64_t account, std::int64_t token);

}  // namespace kinote::database
