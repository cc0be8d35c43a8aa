#include "http/server.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <future>
#include <thread>

#include "base/error.hpp"
#include "http/raw_client.hpp"
#include "http/router.hpp"

namespace kinote::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::size_t large_size = 20'000'000;

// A file that is removed with its folder.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& content) {
        std::string pattern = testing::TempDir() + "kinote_http_XXXXXX";
        folder_ = mkdtemp(pattern.data());
        std::ofstream{path(), std::ios::binary} << content;
    }
    ~TemporaryFile() { std::filesystem::remove_all(folder_); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    [[nodiscard]] std::filesystem::path path() const { return folder_ / "file"; }

private:
    std::filesystem::path folder_;
};

std::string patterned(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t index = 0; index < size; ++index) bytes[index] = static_cast<char>(index * index / 7);
    return bytes;
}

Response echo(Request& request) {
    return text_response(std::string{to_string(request.method)} + " " + path_text(request) + " " + request.body);
}

class ServerTest : public testing::Test {
protected:
    void start(Application application, ServerOptions options = {}) {
        server_.emplace(std::move(options), std::move(application));
    }
    [[nodiscard]] std::uint16_t port() const { return server_->port(); }
    [[nodiscard]] RawClient client() const { return RawClient{port()}; }
    [[nodiscard]] std::string ask(std::string_view path, std::string_view headers = "") const {
        RawClient asking = client();
        asking.send(get(port(), path, headers));
        return asking.read_response();
    }

    std::optional<Server> server_;
};

TEST_F(ServerTest, a_request_is_answered) {
    start(echo);
    const std::string response = ask("/a/b?token=secret");
    EXPECT_EQ(status_line(response), "HTTP/1.1 200 OK");
    EXPECT_EQ(body_of(response), "GET /a/b ");
    EXPECT_THAT(response, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
    EXPECT_THAT(response, HasSubstr("\r\nContent-Security-Policy: default-src 'self'"));
    EXPECT_THAT(response, HasSubstr("\r\nReferrer-Policy: no-referrer\r\n"));
}

TEST_F(ServerTest, a_connection_carries_many_requests) {
    start(echo);
    RawClient asking = client();
    for (int count = 0; count < 100; ++count) {
        ASSERT_TRUE(asking.send(get(port(), "/" + std::to_string(count))));
        ASSERT_EQ(body_of(asking.read_response()), "GET /" + std::to_string(count) + " ");
    }
}

TEST_F(ServerTest, pipelined_requests_are_answered_in_order) {
    start(echo);
    RawClient asking = client();
    std::string requests;
    for (int count = 0; count < 50; ++count) {
        requests += "POST /" + std::to_string(count) + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port()) +
                    "\r\nContent-Length: 3\r\n\r\nabc";
    }
    asking.send(requests);
    for (int count = 0; count < 50; ++count) {
        ASSERT_EQ(body_of(asking.read_response()), "POST /" + std::to_string(count) + " abc");
    }
}

TEST_F(ServerTest, a_client_that_wants_to_close_is_closed) {
    start(echo);
    RawClient asking = client();
    asking.send(get(port(), "/", "Connection: close\r\n"));
    const std::string response = asking.read_all();
    EXPECT_THAT(response, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_THAT(response, EndsWith("GET / "));
}

TEST_F(ServerTest, http_1_0_is_answered_and_closed) {
    start(echo, {.allowed_hosts = {"*"}});
    RawClient asking = client();
    asking.send("GET /old HTTP/1.0\r\n\r\n");
    EXPECT_THAT(asking.read_all(), EndsWith("GET /old "));
}

TEST_F(ServerTest, a_half_closed_client_still_gets_its_answer) {
    start(echo);
    RawClient asking = client();
    asking.send(get(port(), "/half"));
    asking.end_sending();
    EXPECT_THAT(asking.read_all(), EndsWith("GET /half "));
}

TEST_F(ServerTest, head_gets_the_length_and_no_body) {
    start(echo);
    RawClient asking = client();
    asking.send("HEAD /a HTTP/1.1\r\nHost: localhost:" + std::to_string(port()) + "\r\n\r\n" + get(port(), "/b"));
    const std::string response = asking.read_response(false);
    EXPECT_THAT(response, HasSubstr("\r\nContent-Length: 8\r\n"));
    EXPECT_EQ(body_of(asking.read_response()), "GET /b ");
}

TEST_F(ServerTest, the_address_of_the_peer_is_known) {
    start([](Request& request) { return text_response(request.peer_address); });
    EXPECT_EQ(body_of(ask("/")), "127.0.0.1");
}

TEST_F(ServerTest, what_a_handler_throws_becomes_a_status_and_the_connection_goes_on) {
    start([](Request& request) -> Response {
        if (request.path.empty()) return text_response("well");
        throw base::Error{base::ErrorKind::corrupt, "the object cannot be read"};
    });
    RawClient asking = client();
    asking.send(get(port(), "/bad") + get(port(), "/"));
    EXPECT_EQ(status_line(asking.read_response()), "HTTP/1.1 422 Unprocessable Content");
    EXPECT_EQ(body_of(asking.read_response()), "well");
}

TEST_F(ServerTest, a_foreign_host_is_misdirected) {
    start(echo);
    for (const std::string& request :
         {std::string{"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"}, std::string{"GET / HTTP/1.0\r\n\r\n"},
          "GET http://evil.example/ HTTP/1.1\r\nHost: localhost:" + std::to_string(port()) + "\r\n\r\n"}) {
        RawClient asking = client();
        asking.send(request);
        EXPECT_EQ(status_line(asking.read_all()), "HTTP/1.1 421 Misdirected Request");
    }
}

TEST_F(ServerTest, a_malformed_request_is_refused_in_words_and_closed) {
    start(echo);
    RawClient asking = client();
    asking.send("GARBAGE\r\n\r\n");
    const std::string response = asking.read_all();
    EXPECT_EQ(status_line(response), "HTTP/1.1 400 Bad Request");
    EXPECT_THAT(response, HasSubstr("{\"error\":{\"code\":\"bad_request\",\"message\":"));
    EXPECT_THAT(response, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
}

TEST_F(ServerTest, what_follows_a_refused_request_is_not_read_as_another) {
    std::atomic<int> answered = 0;
    start([&](Request&) {
        ++answered;
        return text_response("");
    });
    RawClient asking = client();
    asking.send("POST / HTTP/1.1\r\nHost: localhost:" + std::to_string(port()) +
                "\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get(port(), "/smuggled"));
    EXPECT_EQ(status_line(asking.read_all()), "HTTP/1.1 400 Bad Request");
    EXPECT_EQ(answered, 0);
}

TEST_F(ServerTest, a_client_that_waits_for_100_is_told_to_continue) {
    start(echo);
    RawClient asking = client();
    asking.send("POST /a HTTP/1.1\r\nHost: localhost:" + std::to_string(port()) +
                "\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    EXPECT_EQ(asking.read_response(), "HTTP/1.1 100 Continue\r\n\r\n");
    asking.send("hello");
    EXPECT_EQ(body_of(asking.read_response()), "POST /a hello");
}

TEST_F(ServerTest, a_body_that_is_too_large_is_refused_without_being_read) {
    start(echo, {.max_body_bytes = 1000});
    RawClient asking = client();
    asking.send("POST /a HTTP/1.1\r\nHost: localhost:" + std::to_string(port()) +
                "\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
    EXPECT_EQ(status_line(asking.read_all()), "HTTP/1.1 413 Content Too Large");
}

TEST_F(ServerTest, a_client_that_sends_a_body_that_is_too_large_all_the_same_can_read_the_refusal) {
    start(echo, {.max_body_bytes = 1000});
    RawClient asking = client();
    asking.send("POST /a HTTP/1.1\r\nHost: localhost:" + std::to_string(port()) +
                "\r\nContent-Length: 8000000\r\n\r\n");
    asking.send(std::string(8'000'000, 'x'));
    asking.end_sending();
    const std::string response = asking.read_all();
    EXPECT_EQ(status_line(response), "HTTP/1.1 413 Content Too Large");
    EXPECT_THAT(response, Not(HasSubstr("[reset]")));
}

TEST_F(ServerTest, a_body_of_the_allowed_size_is_taken) {
    start([](Request& request) { return bytes_response(std::move(request.body), "application/octet-stream"); });
    const std::string body = patterned(1024 * 1024);
    RawClient asking = client();
    asking.send("POST / HTTP/1.1\r\nHost: localhost:" + std::to_string(port()) +
                "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    EXPECT_TRUE(body_of(asking.read_response()) == body);
}

TEST_F(ServerTest, a_large_file_arrives_unchanged_and_the_connection_goes_on) {
    const std::string content = patterned(large_size);
    const TemporaryFile file{content};
    start([&](Request&) { return file_response(base::File::open_for_reading(file.path()), "application/dicom"); });
    RawClient asking = client();
    for (int count = 0; count < 2; ++count) {
        asking.send(get(port(), "/"));
        ASSERT_TRUE(body_of(asking.read_response()) == content);
    }
}

TEST_F(ServerTest, part_of_a_file_can_be_sent) {
    const TemporaryFile file{"0123456789"};
    start([&](Request&) {
        Response response;
        response.body = FileRange{base::File::open_for_reading(file.path()), 3, 4};
        return response;
    });
    EXPECT_EQ(body_of(ask("/")), "3456");
}

TEST_F(ServerTest, a_file_that_got_shorter_breaks_the_answer_off) {
    const TemporaryFile file{"0123456789"};
    start([&](Request&) {
        Response response;
        response.body = FileRange{base::File::open_for_reading(file.path()), 0, 100};
        return response;
    });
    RawClient asking = client();
    asking.send(get(port(), "/"));
    EXPECT_THAT(asking.read_all(), HasSubstr("0123456789"));
}

TEST_F(ServerTest, shared_bytes_are_sent_from_where_they_are) {
    const auto owner = std::make_shared<const std::string>(patterned(3'000'000));
    start([&](Request&) {
        Response response;
        response.body = SharedBytes{owner, *owner};
        return response;
    });
    EXPECT_TRUE(body_of(ask("/")) == *owner);
}

BodySource pieces_of(const TemporaryFile& file) {
    return [&file, next = 0]() mutable -> std::optional<BodyPiece> {
        static const std::string shared = "shared,";
        switch (next++) {
            case 0: return std::string{"text,"};
            case 1: return std::string{};
            case 2: return FileRange{base::File::open_for_reading(file.path()), 0, 5};
            case 3: return SharedBytes{nullptr, shared};
            default: return std::nullopt;
        }
    };
}

TEST_F(ServerTest, a_body_made_piece_by_piece_arrives_in_chunks_and_the_connection_goes_on) {
    const TemporaryFile file{"file,"};
    start([&](Request& request) {
        return request.path.empty() ? stream_response(pieces_of(file), "multipart/related") : text_response("next");
    });
    RawClient asking = client();
    asking.send(get(port(), "/") + get(port(), "/next"));
    const std::size_t end = asking.read_until("0\r\n\r\n");
    ASSERT_NE(end, std::string::npos);
    asking.close();

    RawClient closing = client();
    closing.send(get(port(), "/") + get(port(), "/next", "Connection: close\r\n"));
    const std::string response = closing.read_all();
    EXPECT_THAT(response,
                HasSubstr("\r\n\r\n5\r\ntext,\r\n5\r\nfile,\r\n7\r\nshared,\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(response, EndsWith("next"));
}

TEST_F(ServerTest, http_1_0_gets_a_body_made_piece_by_piece_up_to_the_close) {
    const TemporaryFile file{"file,"};
    start([&](Request&) { return stream_response(pieces_of(file), "multipart/related"); }, {.allowed_hosts = {"*"}});
    RawClient asking = client();
    asking.send("GET / HTTP/1.0\r\n\r\n");
    const std::string response = asking.read_all();
    EXPECT_THAT(response, Not(HasSubstr("chunked")));
    EXPECT_EQ(body_of(response), "text,file,shared,");
}

TEST_F(ServerTest, a_source_that_fails_breaks_the_connection_off) {
    start([](Request&) {
        return stream_response(
            [next = 0]() mutable -> std::optional<BodyPiece> {
                if (next++ == 0) return std::string{"first"};
                throw base::Error{base::ErrorKind::not_found, "the second object has gone"};
            },
            "multipart/related");
    });
    RawClient asking = client();
    asking.send(get(port(), "/"));
    const std::string response = asking.read_all();
    EXPECT_THAT(response, EndsWith("[reset]"));
    EXPECT_THAT(response, Not(HasSubstr("0\r\n\r\n[reset]")));
}

TEST_F(ServerTest, an_answer_that_rests_keeps_no_worker_and_ends_with_the_server) {
    std::atomic<int> asked_for = 0;
    const auto listen = [&asked_for] {
        Response response = stream_response(
            [&asked_for, begun = false]() mutable -> std::optional<BodyPiece> {
                ++asked_for;
                return std::string{std::exchange(begun, true) ? "" : "ready"};
            },
            "text/event-stream");
        response.rest = std::chrono::milliseconds{1};
        return response;
    };
    start([&](Request& request) { return request.path.empty() ? listen() : text_response("next"); }, {.threads = 1});
    RawClient listening = client();
    listening.send(get(port(), "/"));
    ASSERT_NE(listening.read_until("5\r\nready\r\n"), std::string::npos);
    while (asked_for < 5) std::this_thread::yield();
    EXPECT_EQ(body_of(ask("/next")), "next");
    server_.reset();
    EXPECT_THAT(listening.read_all(), EndsWith("0\r\n\r\n"));
}

TEST_F(ServerTest, a_piece_is_asked_for_only_after_the_one_before_has_gone) {
    std::atomic<int> asked_for = 0;
    start([&](Request&) {
        return stream_response(
            [&]() -> std::optional<BodyPiece> {
                ++asked_for;
                return std::string(large_size, 'x');
            },
            "application/octet-stream");
    });
    {
        RawClient asking{port(), 4096};
        asking.send(get(port(), "/"));
        ASSERT_NE(asking.read_until("\r\n\r\n"), std::string::npos);
    }
    server_.reset();
    EXPECT_EQ(asked_for, 1);
}

TEST_F(ServerTest, slow_handlers_do_not_keep_others_from_connecting_and_being_answered) {
    std::promise<void> release;
    const std::shared_future<void> released = release.get_future().share();
    start(
        [&](Request& request) {
            if (!request.path.empty()) released.wait();
            return text_response("done");
        },
        {.threads = 4});
    std::vector<RawClient> slow;
    for (int count = 0; count < 3; ++count) slow.push_back(client());
    for (const RawClient& asking : slow) asking.send(get(port(), "/slow"));
    EXPECT_EQ(body_of(ask("/")), "done");
    release.set_value();
    for (RawClient& asking : slow) EXPECT_EQ(body_of(asking.read_response()), "done");
}

TEST_F(ServerTest, hundreds_of_connections_are_served_by_two_workers) {
    start(echo, {.threads = 2, .max_connections = 2000});
    std::vector<RawClient> clients;
    for (int count = 0; count < 400; ++count) clients.push_back(client());
    for (int round = 0; round < 3; ++round) {
        for (const RawClient& asking : clients) ASSERT_TRUE(asking.send(get(port(), "/x")));
        for (RawClient& asking : clients) ASSERT_EQ(body_of(asking.read_response()), "GET /x ");
    }
}

TEST_F(ServerTest, many_clients_at_once_get_their_own_answers) {
    start(echo, {.threads = 4});
    std::vector<std::jthread> threads;
    std::atomic<int> wrong = 0;
    for (int number = 0; number < 8; ++number) {
        threads.emplace_back([&, number] {
            RawClient asking = client();
            for (int count = 0; count < 200; ++count) {
                const std::string path = "/" + std::to_string(number) + "/" + std::to_string(count);
                asking.send(get(port(), path));
                if (body_of(asking.read_response()) != "GET " + path + " ") ++wrong;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(wrong, 0);
}

TEST_F(ServerTest, it_listens_on_ipv6) {
    start(echo, {.address = "::1"});
    EXPECT_NE(port(), 0);
}

TEST_F(ServerTest, a_taken_port_is_unavailable_and_a_malformed_address_invalid) {
    start(echo);
    const auto kind_of = [](ServerOptions options) {
        try {
            const Server server{std::move(options), echo};
        } catch (const base::Error& error) {
            return error.kind();
        }
        return base::ErrorKind::internal;
    };
    EXPECT_EQ(kind_of({.port = port()}), base::ErrorKind::unavailable);
    EXPECT_EQ(kind_of({.address = "not an address"}), base::ErrorKind::invalid);
}

}  // namespace
}  // namespace kinote::http
