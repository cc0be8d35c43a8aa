#include "http/outgoing.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <mutex>
#include <string_view>

#include "base/error.hpp"

namespace kinote::http {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::size_t most_answer_bytes = std::size_t{64} * 1024;
constexpr std::size_t most_shown_of_answer = 200;
constexpr std::size_t longest_url = 4'096;

struct FreeHandle {
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct FreeList {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
struct FreeUrl {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

List list_of(const std::vector<std::string>& texts) {
    List list;
    for (const std::string& text : texts) {
        curl_slist* longer = curl_slist_append(list.get(), text.c_str());
        if (longer == nullptr) throw std::bad_alloc{};
        (void)list.release();
        list.reset(longer);
    }
    return list;
}

// What goes on while libcurl works. Nothing that it calls may throw.
struct Progress {
    std::stop_token stop;
    std::string answer;  ///< its first bytes
    std::size_t received = 0;
    std::string_view to_send;  ///< of a mail
};

std::size_t take_answer(const char* bytes, std::size_t size, std::size_t count, void* of) noexcept {
    auto& progress = *static_cast<Progress*>(of);
    const std::size_t length = size * count;
    progress.received += length;
    if (progress.received > most_answer_bytes) return CURL_WRITEFUNC_ERROR;
    const std::size_t room = most_shown_of_answer - progress.answer.size();
    progress.answer.append(bytes, std::min(length, room));  // within its reserve
    return length;
}

std::size_t give_mail(char* buffer, std::size_t size, std::size_t count, void* of) noexcept {
    auto& left = static_cast<Progress*>(of)->to_send;
    const std::size_t length = std::min(size * count, left.size());
    std::memcpy(buffer, left.data(), length);
    left.remove_prefix(length);
    return length;
}

int is_stopped(void* of, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
    return static_cast<Progress*>(of)->stop.stop_requested() ? 1 : 0;
}

class Transfer {
public:
    Transfer(const std::string& url, const char* protocols, const OutgoingSettings& settings,
             const std::stop_token& stop)
        : server_{shown_server(url)} {
        static std::once_flag started;
        std::call_once(started, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
        handle_.reset(curl_easy_init());
        if (!handle_) throw std::bad_alloc{};
        if (server_.empty())
            throw Error{ErrorKind::invalid, "the receiver's URL is none: give it as https://host/path"};
        progress_.stop = stop;
        progress_.answer.reserve(most_shown_of_answer);
        set(CURLOPT_URL, url.c_str());
        set(CURLOPT_PROTOCOLS_STR, protocols);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_ERRORBUFFER, words_.data());
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(settings.timeout.count()));
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_XFERINFOFUNCTION, is_stopped);
        set(CURLOPT_XFERINFODATA, &progress_);
        set(CURLOPT_WRITEFUNCTION, take_answer);
        set(CURLOPT_WRITEDATA, &progress_);
        set(CURLOPT_PROXY, settings.proxy.c_str());  // an empty one: not the environment's either
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        if (!settings.ca_file.empty()) set(CURLOPT_CAINFO, settings.ca_file.c_str());
    }

    template <typename Option>
    void set(CURLoption option, Option value) {
        if (curl_easy_setopt(handle_.get(), option, value) != CURLE_OK) {
            throw Error{ErrorKind::internal, "this libcurl does not know an option that kinote needs"};
        }
    }

    Progress& progress() { return progress_; }

    /// @return the status of the answer. @throws Error unavailable.
    long run() {
        const CURLcode result = curl_easy_perform(handle_.get());
        if (result == CURLE_ABORTED_BY_CALLBACK) throw Error{ErrorKind::unavailable, "stopped while it was sent"};
        long status = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
        if (result == CURLE_OK) return status;
        const char* words = words_.front() == '\0' ? curl_easy_strerror(result) : words_.data();
        const std::string refusal = status >= 400 ? fmt::format(", status {}", status) : std::string{};
        throw Error{ErrorKind::unavailable, fmt::format("{}: {}{}", server_, words, refusal)};
    }

    [[nodiscard]] const std::string& server() const { return server_; }

private:
    std::string server_;
    std::unique_ptr<CURL, FreeHandle> handle_;
    Progress progress_;
    std::array<char, CURL_ERROR_SIZE> words_{};
};

// An answer is another's text: what of it can be read on one line.
std::string shown_answer(const std::string& answer) {
    std::string shown;
    for (const char character : answer) {
        const bool is_plain = character >= ' ' && character <= '~';
        if (is_plain) shown += character;
    }
    return shown.empty() ? shown : fmt::format(": {}", shown);
}

}  // namespace

void post(const OutgoingPost& message, const OutgoingSettings& settings, const std::stop_token& stop) {
    Transfer transfer{message.url, "http,https", settings, stop};
    std::vector<std::string> lines{"Content-Type: application/json", "Expect:"};
    lines.insert(lines.end(), message.headers.begin(), message.headers.end());
    const List headers = list_of(lines);
    transfer.set(CURLOPT_HTTPHEADER, headers.get());
    transfer.set(CURLOPT_USERAGENT, "kinote");
    transfer.set(CURLOPT_POST, 1L);
    transfer.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(message.body.size()));
    transfer.set(CURLOPT_POSTFIELDS, message.body.c_str());
    const long status = transfer.run();
    if (status >= 200 && status < 300) return;
    throw Error{ErrorKind::unavailable, fmt::format("{} answers with status {}{}", transfer.server(), status,
                                                    shown_answer(transfer.progress().answer))};
}

void send_mail(const OutgoingMail& mail, const OutgoingSettings& settings, const std::stop_token& stop) {
    OutgoingSettings direct = settings;
    direct.proxy.clear();
    Transfer transfer{mail.server, "smtp,smtps", direct, stop};
    const List recipients = list_of(mail.to);
    transfer.progress().to_send = mail.message;
    transfer.set(CURLOPT_MAIL_FROM, mail.from.c_str());
    transfer.set(CURLOPT_MAIL_RCPT, recipients.get());
    transfer.set(CURLOPT_UPLOAD, 1L);
    transfer.set(CURLOPT_READFUNCTION, give_mail);
    transfer.set(CURLOPT_READDATA, &transfer.progress());
    const long tls = mail.tls == MailTls::required     ? static_cast<long>(CURLUSESSL_ALL)
                     : mail.tls == MailTls::if_offered ? static_cast<long>(CURLUSESSL_TRY)
                                                       : static_cast<long>(CURLUSESSL_NONE);
    transfer.set(CURLOPT_USE_SSL, tls);
    if (!mail.user.empty()) {
        transfer.set(CURLOPT_USERNAME, mail.user.c_str());
        transfer.set(CURLOPT_PASSWORD, mail.password.c_str());
    }
    (void)transfer.run();
}

std::string shown_server(const std::string& url) {
    if (url.size() > longest_url) return {};
    const std::unique_ptr<CURLU, FreeUrl> parsed{curl_url()};
    if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return {};
    const auto part = [&parsed](CURLUPart what) {
        char* text = nullptr;
        std::string copy;
        if (curl_url_get(parsed.get(), what, &text, 0) == CURLUE_OK) copy = text;
        curl_free(text);
        return copy;
    };
    const std::string scheme = part(CURLUPART_SCHEME);
    const std::string port = part(CURLUPART_PORT);
    const bool is_known = scheme == "http" || scheme == "https" || scheme == "smtp" || scheme == "smtps";
    if (!is_known || part(CURLUPART_HOST).empty()) return {};
    return fmt::format("{}://{}{}{}", scheme, part(CURLUPART_HOST), port.empty() ? "" : ":", port);
}

}  // namespace kinote::http
