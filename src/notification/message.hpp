#pragma once
// What a receiver reads: JSON for a web server, a mail for people. Study Instance UIDs, numbers, causes and remedies;
// nothing that a patient could be known by, and so no exception's own message.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "database/notification_table.hpp"

namespace kinote::notification {

/// Exceptions that are not closed are counted up to that many.
inline constexpr std::int64_t most_counted = 10'000;

/// A message with which a person tries whether it arrives. @param uuid  names it.
[[nodiscard]] database::Notification test_notification(std::string uuid, std::string_view channel, std::int64_t now_ms);

/// One line: "2 new exceptions: other_patient".
[[nodiscard]] std::string summary_of(const database::Notification& notification);

/// A JSON object. @param link  of the web client; empty: none.
[[nodiscard]] std::string webhook_body(const database::Notification& notification, const std::string& link);
/// "t=1764320400,v1=" and the HMAC-SHA-256 of the time, a dot and the body.
[[nodiscard]] std::string webhook_signature(std::string_view secret, std::string_view body, std::int64_t now_ms);

/// RFC 5322, lines ended by CR LF, ASCII. The same notification has the same Message-ID at each attempt.
[[nodiscard]] std::string mail_message(const database::Notification& notification, std::string_view from,
                                       const std::vector<std::string>& to, const std::string& link,
                                       std::int64_t now_ms);

}  // namespace kinote::notification
