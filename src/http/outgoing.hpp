#pragma once
// Messages that go out to a web server or a mail server, by libcurl: each within a time, and with an answer of bounded
// size.

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace kinote::http {

/// What holds for every message of a site.
struct OutgoingSettings {
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds timeout{30'000};  ///< for all of it, connecting included
    std::string ca_file;                        ///< PEM, trusted instead of the system's; empty: the system's
    std::string proxy;                          ///< as http://host:port, for web servers; empty: none
};

/// A POST of JSON. @param headers  further ones, as "Name: value".
struct OutgoingPost {
    std::string url;  ///< http or https
    std::string body;
    std::vector<std::string> headers;
};
/// Returns once the server has answered with 2xx. Redirects are not followed. Any thread.
/// @throws Error unavailable where there is no answer in time, or another; in words without the path of the URL, which
///         may hold a secret, and where the stop was requested.
void post(const OutgoingPost& message, const OutgoingSettings& settings, const std::stop_token& stop);

enum class MailTls {
    required,    ///< STARTTLS, or the mail is not sent
    if_offered,  ///< STARTTLS where the server has it
    none,
};
struct OutgoingMail {
    std::string server;    ///< smtp://host:port, or smtps://host:port for TLS from the beginning
    std::string user;      ///< empty: none is needed
    std::string password;  ///< of the user
    MailTls tls = MailTls::required;
    std::string from;  ///< an address
    std::vector<std::string> to;
    std::string message;  ///< header and body as RFC 5322 has it, lines ended by CR LF
};
/// Returns once the server has taken the mail for all recipients. Any thread. @throws as post().
void send_mail(const OutgoingMail& mail, const OutgoingSettings& settings, const std::stop_token& stop);

/// "https://hooks.example" for "https://hooks.example/services/T000/secret": what of a URL may be shown.
/// Empty where it is no URL of http, https, smtp or smtps with a host.
[[nodiscard]] std::string shown_server(const std::string& url);

}  // namespace kinote::http
