#include "notification/message.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <ctime>

#include "base/clock.hpp"
#include "base/digest.hpp"

namespace kinote::notification {
namespace {

namespace json = boost::json;
using database::Notification;

constexpr std::size_t longest_line = 500;  // RFC 5322 2.1.1 allows 998

// One line of ASCII: what else there is becomes a question mark, and nothing can begin a line of its own.
std::string plain_line(std::string_view text) {
    std::string line{text.substr(0, longest_line)};
    std::ranges::replace_if(
        line, [](char sign) { return sign < ' ' || sign > '~'; }, '?');
    return line;
}

std::string status_page(const std::string& link) {
    if (link.empty()) return {};
    return link + (link.ends_with('/') ? "status" : "/status");
}

std::string exceptions(std::int64_t number) {
    return number == 1 ? std::string{"1 exception"} : fmt::format("{} exceptions", number);
}

std::string standing_sentence(const Notification& notification) {
    if (notification.standing == 0) return "None of them is left.";
    return fmt::format("{}{} of this cause {} for a person.", notification.standing > most_counted ? "More than " : "",
                       exceptions(std::min(notification.standing, most_counted)),
                       notification.standing == 1 ? "waits" : "wait");
}

// RFC 5322 3.3, in UTC.
std::string mail_date(std::int64_t utc_ms) {
    const std::time_t seconds = utc_ms / 1'000;
    std::tm utc{};
    (void)::gmtime_r(&seconds, &utc);
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", utc);
}

std::string mail_text(const Notification& notification, const std::string& link) {
    std::string text = fmt::format("{}.\r\n", summary_of(notification));
    if (notification.kind == "test") {
        text += "Somebody tries whether kinote's messages arrive. Nothing is to be done.\r\n";
    } else {
        text += fmt::format("{}\r\n", standing_sentence(notification));
    }
    if (notification.raised > 0) {
        text += fmt::format("\r\nRaised from {} to {}.\r\n", base::iso_8601(notification.first_ms),
                            base::iso_8601(notification.last_ms));
    }
    if (!notification.remedy.empty()) {
        text += fmt::format("\r\nWhat to do about the latest:\r\n{}\r\n", plain_line(notification.remedy));
    }
    if (!notification.studies.empty()) {
        text += "\r\nStudies, some of them where there are many:\r\n";
        for (const std::string& study : notification.studies) text += fmt::format("{}\r\n", plain_line(study));
    }
    text += "\r\nThe list: kinote exceptions list\r\n";
    if (!link.empty()) text += fmt::format("{}\r\n", plain_line(status_page(link)));
    return text;
}

}  // namespace

Notification test_notification(std::string uuid, std::string_view channel, std::int64_t now_ms) {
    Notification test;
    test.uuid = std::move(uuid);
    test.channel = channel;
    test.cause = "test";
    test.kind = "test";
    test.created_ms = now_ms;
    return test;
}

std::string summary_of(const Notification& notification) {
    const std::string cause = plain_line(notification.cause);
    if (notification.kind == "test") return "A test of the notifications";
    if (notification.kind == "closed" && notification.raised == 0) {
        return fmt::format("No exception is left: {}", cause);
    }
    if (notification.kind == "closed") {
        return fmt::format("{} came and went: {}", exceptions(notification.raised), cause);
    }
    return fmt::format("{} {}exception{}: {}", notification.raised, notification.kind == "more" ? "more " : "new ",
                       notification.raised == 1 ? "" : "s", cause);
}

std::string webhook_body(const Notification& notification, const std::string& link) {
    const std::string page = status_page(link);
    return json::serialize(json::object{
        {"id", notification.uuid},
        {"revision", notification.revision},
        {"kind", notification.kind},
        {"cause", notification.cause},
        {"summary", summary_of(notification)},
        {"raised", notification.raised},
        {"open", std::min(notification.standing, most_counted)},
        {"open_is_more", notification.standing > most_counted},
        {"studies", json::array(notification.studies.begin(), notification.studies.end())},
        {"remedy", notification.remedy},
        {"first_at", notification.raised > 0 ? json::value(base::iso_8601(notification.first_ms)) : json::value()},
        {"last_at", notification.raised > 0 ? json::value(base::iso_8601(notification.last_ms)) : json::value()},
        {"written_at", base::iso_8601(notification.created_ms)},
        {"link", page.empty() ? json::value() : json::value(page)},
    });
}

std::string webhook_signature(std::string_view secret, std::string_view body, std::int64_t now_ms) {
    const std::int64_t seconds = now_ms / 1'000;
    return fmt::format("t={},v1={}", seconds, base::hmac_sha256_hex(secret, fmt::format("{}.{}", seconds, body)));
}

std::string mail_message(const Notification& notification, std::string_view from, const std::vector<std::string>& to,
                         const std::string& link, std::int64_t now_ms) {
    const std::string sender = plain_line(from);
    const std::string domain = sender.substr(std::min(sender.find('@'), sender.size() - 1) + 1);
    return fmt::format(
        "Date: {}\r\nFrom: kinote <{}>\r\nTo: {}\r\nSubject: [kinote] {}\r\nMessage-ID: <{}.{}@{}>\r\n"
        "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n{}",
        mail_date(now_ms), sender, fmt::join(to, ",\r\n "), summary_of(notification), notification.uuid,
        notification.revision, domain, mail_text(notification, link));
}

}  // namespace kinote::notification
