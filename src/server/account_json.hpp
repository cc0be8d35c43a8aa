#pragma once
// Accounts, tokens and who asks, as the API and the command line show them.

#include <boost/json/value.hpp>
#include <cstdint>

#include "access/sign_in.hpp"
#include "database/account_table.hpp"
#include "database/session_table.hpp"

namespace kinote::server {

/// Without what a password is proved by. @param now_ms  a lock that has passed is none.
[[nodiscard]] boost::json::value to_json(const database::AccountRow& account, std::int64_t now_ms);
[[nodiscard]] boost::json::value to_json(const database::TokenRow& token);
[[nodiscard]] boost::json::value to_json(const access::Identity& identity);

}  // namespace kinote::server
