#include "server/account_json.hpp"

#include <boost/json.hpp>

#include "base/clock.hpp"
#include "server/json_values.hpp"

namespace kinote::server {

boost::json::value to_json(const database::AccountRow& account, std::int64_t now_ms) {
    const bool is_locked = account.locked_until_ms > now_ms;
    return boost::json::object{
        {"account", account.name},
        {"display_name", account.display_name},
        {"role", account.role},
        {"disabled", account.is_disabled},
        {"locked_until", time_or_null(is_locked ? std::optional{account.locked_until_ms} : std::nullopt)},
        {"created_at", base::iso_8601(account.created_ms)},
        {"password_set_at", base::iso_8601(account.password_set_ms)},
        {"signed_in_at", time_or_null(account.signed_in_ms)},
    };
}

boost::json::value to_json(const database::TokenRow& token) {
    return boost::json::object{
        {"id", token.id},
        {"purpose", token.purpose},
        {"created_at", base::iso_8601(token.created_ms)},
        {"used_at", time_or_null(token.used_ms)},
    };
}

boost::json::value to_json(const access::Identity& identity) {
    boost::json::array permissions;
    for (const access::Permission permission : access::permissions_of(access::Role::administrator)) {
        if (identity.may(permission)) permissions.emplace_back(access::to_string(permission));
    }
    return boost::json::object{
        {"account", identity.name},
        {"display_name", identity.display_name},
        {"role", identity.role ? boost::json::value(access::to_string(*identity.role)) : boost::json::value()},
        {"permissions", std::move(permissions)},
    };
}

}  // namespace kinote::server
