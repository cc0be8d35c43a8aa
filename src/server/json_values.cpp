#include "server/json_values.hpp"

#include <boost/json.hpp>

#include "base/clock.hpp"

namespace kinote::server {

namespace json = boost::json;

json::value text_or_null(const std::string& text) { return text.empty() ? json::value() : json::value(text); }

json::value text_or_null(const std::optional<std::string>& text) { return text ? json::value(*text) : json::value(); }

json::value number_or_null(const std::optional<std::int64_t>& number) {
    return number ? json::value(*number) : json::value();
}

json::value time_or_null(const std::optional<std::int64_t>& utc_ms) {
    return utc_ms ? json::value(base::iso_8601(*utc_ms)) : json::value();
}

}  // namespace kinote::server
