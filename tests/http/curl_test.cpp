// Another implementation of HTTP as the client: the curl program.
#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>

#include "http/asset_store.hpp"
#include "http/router.hpp"
#include "http/server.hpp"

namespace kinote::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::array curl_assets = {
    Asset{"/index.html", "text/html; charset=utf-8", "<html>", "", "\"i\"", false},
    Asset{"/a.txt", "text/plain", "plain", "compressed", "\"a\"", true},
};

// This program itself: a file of more than the 1 MiB that a body may have.
std::string program_path() { return std::filesystem::read_symlink("/proc/self/exe"); }

class CurlTest : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(std::system("curl --version > /dev/null 2>&1"), 0) << "install the package curl";
    }

    CurlTest() {
        router_.add({Method::get,
                     "/notes/{id}",
                     [](const Request& request) { return text_response(capture(request, "id")); },
                     "",
                     {"x"}});
        router_.add({Method::post, "/size",
                     [](const Request& request) { return text_response(std::to_string(request.body.size())); }});
        router_.add({Method::get, "/stream", [](const Request&) {
                         return stream_response(
                             [left = 1000]() mutable -> std::optional<BodyPiece> {
                                 if (left-- == 0) return std::nullopt;
                                 return std::string(1000, 'x');
                             },
                             "text/plain");
                     }});
        router_.set_fallback([this](const Request& request) { return assets_.answer(request); });
        server_.emplace(ServerOptions{}, [this](Request& request) { return router_.answer(request); });
    }

    // What curl writes to its standard output.
    [[nodiscard]] std::string curl(const std::string& options, const std::string& path) const {
        const std::string command = "curl --silent --show-error --noproxy '*' " + options +
                                    " 'http://localhost:" + std::to_string(server_->port()) + path + "' 2>&1";
        const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(command.c_str(), "r"), pclose};
        std::string output;
        std::array<char, 4096> buffer{};
        while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe.get()))
            output.append(buffer.data(), count);
        return output;
    }

    Router router_;
    const AssetStore assets_{curl_assets, {"api"}};
    std::optional<Server> server_;
};

TEST_F(CurlTest, it_gets_what_a_handler_says) { EXPECT_EQ(curl("", "/notes/a%20b?x=1"), "a b"); }

TEST_F(CurlTest, it_reads_chunks) { EXPECT_EQ(curl("-w '%{size_download}' -o /dev/null", "/stream"), "1000000"); }

TEST_F(CurlTest, it_speaks_http_1_0) { EXPECT_EQ(curl("-0 -w '%{size_download}' -o /dev/null", "/stream"), "1000000"); }

TEST_F(CurlTest, it_uses_one_connection_for_several_requests) {
    const std::string second = " 'http://localhost:" + std::to_string(server_->port()) + "/notes/2'";
    EXPECT_EQ(curl("-w ' %{num_connects} '" + second, "/notes/1"), "2 1 1 0 ");
}

TEST_F(CurlTest, it_posts_with_a_length_and_in_chunks) {
    EXPECT_EQ(curl("--data-binary @/bin/true", "/size"), curl("-X POST -T - < /bin/true", "/size"));
    EXPECT_EQ(curl("-H 'Expect: 100-continue' -d hello", "/size"), "5");
}

TEST_F(CurlTest, it_reads_the_refusal_of_too_large_a_body) {
    EXPECT_EQ(curl("-o /dev/null -w '%{http_code}' -X POST -H 'Expect:' --upload-file " + program_path(), "/size"),
              "413");
    EXPECT_EQ(curl("-o /dev/null -w '%{http_code}' -X POST --upload-file - < " + program_path(), "/size"), "413");
}

TEST_F(CurlTest, it_cannot_climb_out) {
    EXPECT_THAT(curl("--path-as-is", "/../../etc/passwd"), StartsWith("{\"error\":"));
    EXPECT_THAT(curl("--path-as-is", "/%2e%2e/%2e%2e/etc/passwd"), StartsWith("{\"error\":"));
    EXPECT_THAT(curl("--path-as-is", "/..%2f..%2fetc/passwd"), StartsWith("{\"error\":"));
}

TEST_F(CurlTest, it_gets_the_headers_alone_for_head) {
    const std::string head = curl("--head", "/notes/1234");
    EXPECT_THAT(head, HasSubstr("Content-Length: 4\r\n"));
}

TEST_F(CurlTest, it_gets_an_asset_compressed_where_it_asks_for_that) {
    EXPECT_EQ(curl("-o /dev/null -w '%{size_download}' -H 'Accept-Encoding: gzip'", "/a.txt"), "10");
    EXPECT_EQ(curl("", "/a.txt"), "plain");
    EXPECT_EQ(curl("-o /dev/null -w '%{http_code}' -H 'If-None-Match: W/\"a\"'", "/a.txt"), "304");
}

TEST_F(CurlTest, it_is_told_which_methods_there_are) {
    EXPECT_THAT(curl("-i -X DELETE", "/notes/1"), HasSubstr("Allow: GET, HEAD\r\n"));
    EXPECT_THAT(curl("", "/api/unknown"), HasSubstr("not_found"));
}

}  // namespace
}  // namespace kinote::http
