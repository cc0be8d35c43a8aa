#include "server/cross_origin.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace kinote::server {
namespace {

using http::Request;
using http::Response;
using http::Status;

constexpr std::string_view viewer = "https://viewer.example";
constexpr std::string_view allow_origin = "Access-Control-Allow-Origin";

Request from(std::string_view origin, std::string_view service = "dicom-web") {
    Request request;
    request.path = {std::string{service}, "studies"};
    request.headers.add("Origin", origin);
    return request;
}

Request preflight_from(std::string_view origin) {
    Request request = from(origin);
    request.method = http::Method::options;
    request.headers.add("Access-Control-Request-Method", "GET");
    return request;
}

Response answer(const CrossOrigin& cross_origin, Request request) {
    return cross_origin.answer(request, [](Request&) { return http::text_response("answered"); });
}

TEST(CrossOriginTest, off_it_changes_nothing) {
    const CrossOrigin off{{}};
    EXPECT_FALSE(answer(off, from(viewer)).headers.contains(allow_origin));
    EXPECT_FALSE(answer(off, from(viewer)).headers.contains("Vary"));
    EXPECT_FALSE(off.preflight(preflight_from(viewer)));
}

TEST(CrossOriginTest, a_named_origin_reads_dicomweb_alone) {
    const CrossOrigin on{{std::string{viewer}}};
    EXPECT_EQ(answer(on, from(viewer)).headers.find(allow_origin), viewer);
    EXPECT_FALSE(answer(on, from("https://viewer.example.org")).headers.contains(allow_origin));
    EXPECT_EQ(answer(on, from("https://viewer.example.org")).headers.find("Vary"), "Origin");
    EXPECT_FALSE(answer(on, from(viewer, "api")).headers.contains(allow_origin));
    EXPECT_FALSE(answer(on, from(viewer)).headers.contains("Access-Control-Allow-Credentials"));
}

TEST(CrossOriginTest, the_question_before_is_answered_without_the_application) {
    const CrossOrigin on{{"*"}};
    const Response response = answer(on, preflight_from(viewer));
    EXPECT_EQ(response.status, Status::no_content);
    EXPECT_EQ(response.headers.find(allow_origin), viewer);
    Request capabilities = from(viewer);
    capabilities.method = http::Method::options;
    EXPECT_EQ(answer(on, capabilities).status, Status::ok) << "OPTIONS that is no such question";
}

TEST(CrossOriginTest, errors_can_be_read_too) {
    const CrossOrigin on{{std::string{viewer}}};
    const auto failing = [](Request&) -> Response { throw base::Error{base::ErrorKind::invalid, "limit is wrong"}; };
    Request request = from(viewer);
    const Response response = on.answer(request, failing);
    EXPECT_EQ(response.status, Status::bad_request);
    EXPECT_EQ(response.headers.find(allow_origin), viewer);
    Request other = from("https://else.example");
    EXPECT_THROW((void)on.answer(other, failing), base::Error);
}

}  // namespace
}  // namespace kinote::server
