#pragma once
// The table `sign_in_failure`: how often signing in has failed under a name, and from an address.

#include <cstdint>
#include <string_view>

#include "database/connection.hpp"

namespace kinote::database {

enum class FailureKind { account, address };

struct SignInFailures {
    std::int64_t failures = 0;
    std::int64_t last_ms = 0;
    std::int64_t closed_until_ms = 0;  ///< 0: not closed
};
/// Nothing known of it is no failure.
[[nodiscard]] SignInFailures find_sign_in_failures(Connection& connection, FailureKind kind, std::string_view subject);
/// One more failure, unless the last was before `forgotten_before_ms`: then it is the first.
/// @return the number of failures now.
std::int64_t add_sign_in_failure(Transaction& transaction, FailureKind kind, std::string_view subject,
                                 std::int64_t forgotten_before_ms, std::int64_t now_ms);
void close_sign_in(Transaction& transaction, FailureKind kind, std::string_view subject, std::int64_t until_ms);
void forget_sign_in_failures(Transaction& transaction, FailureKind kind, std::string_view subject);
/// Those whose last was before that time: what strangers type must not fill the table.
void forget_old_sign_in_failures(Transaction& transaction, std::int64_t before_ms);

}  // namespace kinote::database
