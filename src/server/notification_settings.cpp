#include "server/notification_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.hpp"
#include "server/setting_values.hpp"

namespace kinote::server {
namespace {

using base::ConfigurationKey;
using base::Error;
using base::ErrorKind;
using base::ValueType;

constexpr std::array notification_own_keys{
    ConfigurationKey{"notifications.webhook_url", ValueType::text, "",
                     "a web server that is told of exceptions by POST; nobody is unless given"},
    ConfigurationKey{"notifications.webhook_secret", ValueType::text, "",
                     "signs what it gets, in the header Kinote-Signature"},
    ConfigurationKey{"notifications.smtp_url", ValueType::text, "",
                     "the mail server, as smtp://host:587, or smtps://host:465 for TLS from the beginning"},
    ConfigurationKey{"notifications.smtp_user", ValueType::text, "", "the account there, where it wants one"},
    ConfigurationKey{"notifications.smtp_password", ValueType::text, "", "of the account"},
    ConfigurationKey{"notifications.smtp_tls", ValueType::text, "required",
                     "STARTTLS of an smtp:// server: required, if_offered or none"},
    ConfigurationKey{"notifications.mail_from", ValueType::text, "", "the address that mails come from"},
    ConfigurationKey{"notifications.mail_to", ValueType::text_list, "", "addresses that are told of exceptions"},
    ConfigurationKey{"notifications.link", ValueType::text, "",
                     "the web client as people open it, for messages: https://kinote.example"},
    ConfigurationKey{"notifications.ca_file", ValueType::text, "",
                     "PEM file of whom to trust for TLS; the system's unless given"},
    ConfigurationKey{"notifications.proxy", ValueType::text, "",
                     "that the web server is reached by, as http://host:port"},
    ConfigurationKey{"notifications.interval_seconds", ValueType::integer, "900", "between two messages of one cause",
                     1, 86'400},
    ConfigurationKey{"notifications.look_seconds", ValueType::integer, "5", "between two looks for what is to be told",
                     1, 3'600},
    ConfigurationKey{"notifications.timeout_seconds", ValueType::integer, "30", "that sending one message may take", 1,
                     300},
    ConfigurationKey{"notifications.retry_seconds", ValueType::integer, "30",
                     "before the second attempt; doubled for each further one, up to an hour", 1, 3'600},
    ConfigurationKey{"notifications.failing_seconds", ValueType::integer, "3600",
                     "that a message may be tried; then an exception says so, and it is tried on", 1, 604'800},
};

constexpr std::array<std::pair<std::string_view, http::MailTls>, 3> tls_words{
    {{"required", http::MailTls::required}, {"if_offered", http::MailTls::if_offered}, {"none", http::MailTls::none}}};

// An address stands between angle brackets, in SMTP's commands and in the mail's head.
void check_mail_address(std::string_view key, const std::string& address) {
    constexpr std::size_t longest = 254;  // RFC 5321 4.5.3.1.3
    const bool is_plain =
        std::ranges::all_of(address, [](char sign) { return sign > ' ' && sign <= '~' && sign != '<' && sign != '>'; });
    const std::size_t at = address.find('@');
    if (is_plain && address.size() <= longest && at != std::string::npos && at > 0 && at + 1 < address.size()) return;
    throw Error{ErrorKind::invalid, fmt::format("{}: '{}' is no mail address: give it as name@host", key, address)};
}

void check_url(std::string_view key, const std::string& url, std::string_view scheme, std::string_view other) {
    if (url.empty()) return;
    const std::string shown = http::shown_server(url);
    if (shown.starts_with(fmt::format("{}://", scheme)) || shown.starts_with(fmt::format("{}://", other))) return;
    throw Error{ErrorKind::invalid, fmt::format("{}: is no URL of {} or {}", key, scheme, other)};
}

http::OutgoingMail read_mail(const base::Configuration& configuration) {
    http::OutgoingMail mail;
    mail.server = configuration.text("notifications.smtp_url");
    check_url("notifications.smtp_url", mail.server, "smtp", "smtps");
    mail.user = configuration.text("notifications.smtp_user");
    mail.password = configuration.text("notifications.smtp_password");
    mail.tls = choice_of(configuration, "notifications.smtp_tls", tls_words);
    mail.from = configuration.text("notifications.mail_from");
    mail.to = configuration.text_list("notifications.mail_to");
    if (mail.server.empty() != mail.to.empty()) {
        throw Error{ErrorKind::invalid,
                    "notifications.smtp_url and notifications.mail_to: mail needs both, or neither is given"};
    }
    if (mail.server.empty()) return mail;
    check_mail_address("notifications.mail_from", mail.from);
    for (const std::string& address : mail.to) check_mail_address("notifications.mail_to", address);
    if (!mail.user.empty() && mail.tls != http::MailTls::required && !mail.server.starts_with("smtps")) {
        throw Error{
            ErrorKind::invalid,
            "notifications.smtp_tls: must be required where there is a notifications.smtp_user: a password goes "
            "over TLS alone"};
    }
    return mail;
}

}  // namespace

std::span<const ConfigurationKey> notification_keys() { return notification_own_keys; }

notification::NotificationSettings read_notifications(const base::Configuration& configuration) {
    constexpr std::int64_t second_ms = 1'000;
    notification::NotificationSettings settings;
    settings.webhook_url = configuration.text("notifications.webhook_url");
    check_url("notifications.webhook_url", settings.webhook_url, "http", "https");
    settings.webhook_secret = configuration.text("notifications.webhook_secret");
    settings.mail = read_mail(configuration);
    settings.link = configuration.text("notifications.link");
    check_url("notifications.link", settings.link, "http", "https");
    settings.outgoing.ca_file = configuration.text("notifications.ca_file");
    settings.outgoing.proxy = configuration.text("notifications.proxy");
    settings.outgoing.timeout = std::chrono::seconds{configuration.integer("notifications.timeout_seconds")};
    settings.outgoing.connect_timeout = std::min(settings.outgoing.connect_timeout, settings.outgoing.timeout);
    settings.interval_ms = configuration.integer("notifications.interval_seconds") * second_ms;
    settings.look_ms = configuration.integer("notifications.look_seconds") * second_ms;
    settings.retry_ms = configuration.integer("notifications.retry_seconds") * second_ms;
    settings.failing_ms = configuration.integer("notifications.failing_seconds") * second_ms;
    return settings;
}

}  // namespace kinote::server
