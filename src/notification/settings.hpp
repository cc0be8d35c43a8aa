#pragma once
// Whom this site tells of exceptions, and how.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/outgoing.hpp"

namespace kinote::notification {

namespace channel {
inline constexpr std::string_view webhook = "webhook";
inline constexpr std::string_view mail = "mail";
}  // namespace channel

struct NotificationSettings {
    http::OutgoingSettings outgoing;
    std::string webhook_url;     ///< empty: no web server is told
    std::string webhook_secret;  ///< that signs what it gets; empty: unsigned
    http::OutgoingMail mail;     ///< but for the message; no server or recipients: no mail
    std::string link;            ///< of the web client, as people open it; empty: none is named
    std::int64_t look_ms = 5'000;
    std::int64_t interval_ms = 900'000;   ///< between two messages of one cause
    std::int64_t retry_ms = 30'000;       ///< after the first attempt that failed; doubled, up to an hour
    std::int64_t failing_ms = 3'600'000;  ///< a message that has waited so long raises an exception

    /// Those that are told.
    [[nodiscard]] std::vector<std::string_view> channels() const {
        std::vector<std::string_view> named;
        if (!webhook_url.empty()) named.push_back(channel::webhook);
        if (!mail.server.empty() && !mail.to.empty()) named.push_back(channel::mail);
        return named;
    }
    /// What of the receiver may be shown: a URL's path may be a secret.
    [[nodiscard]] std::string receiver(std::string_view of) const {
        return http::shown_server(of == channel::webhook ? webhook_url : mail.server);
    }
};

}  // namespace kinote::notification
