#pragma once
// Values that may be absent, as the API shows them: null.

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>

namespace kinote::server {

/// Of an empty text null.
[[nodiscard]] boost::json::value text_or_null(const std::string& text);
[[nodiscard]] boost::json::value text_or_null(const std::optional<std::string>& text);
[[nodiscard]] boost::json::value number_or_null(const std::optional<std::int64_t>& number);
/// In ISO 8601.
[[nodiscard]] boost::json::value time_or_null(const std::optional<std::int64_t>& utc_ms);

}  // namespace kinote::server
