// GET /api/events: tells a page which of what it shows has changed (server-sent events, HTML standard 9.2), so that it
// need not ask again and again.

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "server/api.hpp"
#include "server/change_watch.hpp"

namespace kinote::server {
namespace {

constexpr int most_listeners = 500;  // of the server's connections about half
constexpr std::chrono::milliseconds look_interval{1'000};
constexpr std::int64_t silence_ms = 15'000;
/// After it the page asks anew, and is let in again only where its session still stands.
constexpr std::int64_t lifetime_ms = 300'000;

// One of the listeners, counted as long as it lives.
class Place {
public:
    explicit Place(std::shared_ptr<std::atomic<int>> taken) : taken_{std::move(taken)} { ++*taken_; }
    ~Place() { --*taken_; }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

private:
    std::shared_ptr<std::atomic<int>> taken_;
};

class Listening {
public:
    Listening(std::shared_ptr<ChangeWatch> watch, const base::Clock& clock, std::shared_ptr<std::atomic<int>> taken)
        : place_{std::move(taken)}, watch_{std::move(watch)}, clock_{clock}, begun_ms_{clock.now_ms()} {}

    std::optional<http::BodyPiece> next() {
        const std::int64_t now_ms = clock_.now_ms();
        if (now_ms - begun_ms_ >= lifetime_ms) return std::nullopt;
        std::string text = is_begun_ ? changed() : beginning();
        if (text.empty() && now_ms - said_ms_ >= silence_ms) text = ": nothing has changed\n\n";
        if (!text.empty()) said_ms_ = now_ms;
        return text;
    }

private:
    std::string beginning() {
        seen_ = watch_->look();
        is_begun_ = true;
        return "retry: 3000\nevent: ready\ndata: {}\n\n";
    }

    std::string changed() {
        Changes now;
        try {
            now = watch_->look();
        } catch (const base::Error&) {
            return {};  // whoever asks for something himself is told why there is no answer
        }
        std::string topics;
        for (std::size_t topic = 0; topic < change_topics.size(); ++topic) {
            if (now[topic] == seen_[topic]) continue;
            topics += fmt::format("{}\"{}\"", topics.empty() ? "" : ",", change_topics[topic]);
        }
        seen_ = now;
        return topics.empty() ? topics : fmt::format("event: changed\ndata: {{\"topics\":[{}]}}\n\n", topics);
    }

    Place place_;
    std::shared_ptr<ChangeWatch> watch_;
    const base::Clock& clock_;
    std::int64_t begun_ms_;
    std::int64_t said_ms_ = 0;
    bool is_begun_ = false;
    Changes seen_{};
};

}  // namespace

void add_event_route(http::Router& router, const ApiRooms& rooms, const std::shared_ptr<Summary>& summary) {
    const auto watch = std::make_shared<ChangeWatch>(rooms.database, rooms.clock, summary);
    const auto taken = std::make_shared<std::atomic<int>>(0);
    const auto listen = [watch, taken, &clock = rooms.clock](const http::Request&) {
        if (*taken >= most_listeners) {
            throw base::Error{base::ErrorKind::unavailable, "too many pages listen at once: ask for what is shown"};
        }
        auto listening = std::make_shared<Listening>(watch, clock, taken);
        http::Response response = http::stream_response([listening] { return listening->next(); }, "text/event-stream");
        response.rest = look_interval;
        response.headers.add("Cache-Control", "no-store");
        response.headers.add("X-Accel-Buffering", "no");  // else nginx keeps what is said until there is more of it
        return response;
    };
    router.add({http::Method::get, "/api/events", listen, "read"});
}

}  // namespace kinote::server
