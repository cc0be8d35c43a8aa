#include "http/router.hpp"

#include <gtest/gtest.h>

#include <any>

#include "base/error.hpp"
#include "http/target.hpp"

namespace kinote::http {
namespace {

Handler says(std::string_view text) {
    return [text = std::string{text}](const Request&) { return text_response(text); };
}

Request request_for(Method method, std::string_view path) {
    Request request;
    request.method = method;
    request.path = read_target(path).path;
    return request;
}

std::string text_of(const Response& response) { return std::get<std::string>(response.body); }

std::string answer_text(const Router& router, Method method, std::string_view path) {
    Request request = request_for(method, path);
    return text_of(router.answer(request));
}

Response answer_to(const Router& router, Method method, std::string_view path) {
    Request request = request_for(method, path);
    return router.answer(request);
}

TEST(RouterTest, what_is_refused_whatever_the_body_is_told_beforehand) {
    Router router;
    router.add({Method::post, "/api/notes", says("create")});
    const auto refusal = [&](Method method, std::string_view path) {
        Request request = request_for(method, path);
        const std::optional<Response> response = router.refuse(request);
        return response ? response->status : Status::ok;
    };
    EXPECT_EQ(refusal(Method::post, "/api/notes"), Status::ok);
    EXPECT_EQ(refusal(Method::put, "/api/notes"), Status::method_not_allowed);
    EXPECT_EQ(refusal(Method::post, "/nothing"), Status::not_found);
    router.set_guard([](Request&, const Route*) -> std::optional<Response> {
        return error_response(Status::unauthorized, "unauthorized", "who are you?");
    });
    EXPECT_EQ(refusal(Method::post, "/api/notes"), Status::unauthorized);
}

TEST(RouterTest, a_request_goes_to_the_route_of_its_method_and_path) {
    Router router;
    router.add({Method::get, "/", says("root")});
    router.add({Method::get, "/api/notes", says("list")});
    router.add({Method::post, "/api/notes", says("create")});
    EXPECT_EQ(answer_text(router, Method::get, "/"), "root");
    EXPECT_EQ(answer_text(router, Method::get, "/api/notes"), "list");
    EXPECT_EQ(answer_text(router, Method::post, "/api/notes"), "create");
}

TEST(RouterTest, captures_are_given_to_the_handler_by_name) {
    Router router;
    router.add({Method::get, "/studies/{study}/series/{series}", [](const Request& request) {
                    return text_response(std::string{capture(request, "study")} + "|" +
                                         std::string{capture(request, "series")});
                }});
    EXPECT_EQ(answer_text(router, Method::get, "/studies/1.2/series/a%20b"), "1.2|a b");
}

TEST(RouterTest, a_capture_is_never_empty) {
    Router router;
    router.add({Method::get, "/studies/{study}", says("")});
    EXPECT_EQ(answer_to(router, Method::get, "/studies/").status, Status::not_found);
    EXPECT_EQ(answer_to(router, Method::get, "/studies").status, Status::not_found);
    EXPECT_EQ(answer_to(router, Method::get, "/studies/1/").status, Status::not_found);
}

TEST(RouterTest, a_literal_segment_wins_over_a_capture_whatever_the_order) {
    Router router;
    router.add({Method::get, "/notes/{id}", says("capture")});
    router.add({Method::get, "/notes/titles", says("literal")});
    router.add({Method::get, "/jobs/states", says("literal")});
    router.add({Method::get, "/jobs/{id}", says("capture")});
    EXPECT_EQ(answer_text(router, Method::get, "/notes/titles"), "literal");
    EXPECT_EQ(answer_text(router, Method::get, "/jobs/states"), "literal");
    EXPECT_EQ(answer_text(router, Method::get, "/jobs/1"), "capture");
}

TEST(RouterTest, a_capture_answers_where_the_literal_route_has_another_method) {
    Router router;
    router.add({Method::post, "/notes/search", says("literal")});
    router.add({Method::get, "/notes/{id}", says("capture")});
    EXPECT_EQ(answer_text(router, Method::get, "/notes/search"), "capture");
}

TEST(RouterTest, head_is_answered_by_the_route_for_get) {
    Router router;
    router.add({Method::get, "/a", says("a")});
    EXPECT_EQ(answer_text(router, Method::head, "/a"), "a");
}

TEST(RouterTest, an_unknown_path_is_not_found) {
    EXPECT_EQ(answer_to(Router{}, Method::get, "/a").status, Status::not_found);
}

TEST(RouterTest, a_method_that_the_path_does_not_have_is_told_which_it_has) {
    Router router;
    router.add({Method::get, "/a/{b}", says("")});
    router.add({Method::delete_resource, "/a/{b}", says("")});
    const Response response = answer_to(router, Method::post, "/a/1");
    EXPECT_EQ(response.status, Status::method_not_allowed);
    EXPECT_EQ(response.headers.find("Allow"), "GET, HEAD, DELETE");
}

TEST(RouterTest, the_same_route_cannot_be_added_twice) {
    Router router;
    router.add({Method::get, "/a/{b}", says("")});
    EXPECT_THROW(router.add({Method::get, "/a/{c}", says("")}), base::Error);
    EXPECT_NO_THROW(router.add({Method::post, "/a/{c}", says("")}));
}

TEST(RouterTest, malformed_patterns_are_refused) {
    for (const char* pattern : {"", "a", "/a//b", "/a//", "/{}", "/{a", "/a}", "/x{a}", "/{a}x"}) {
        EXPECT_THROW(Router{}.add({Method::get, pattern, says("")}), base::Error) << pattern;
    }
}

TEST(RouterTest, a_slash_at_the_end_makes_another_pattern) {
    Router router;
    router.add({Method::get, "/a/", says("with")});
    router.add({Method::get, "/a", says("without")});
    EXPECT_EQ(answer_text(router, Method::get, "/a/"), "with");
    EXPECT_EQ(answer_text(router, Method::get, "/a"), "without");
}

TEST(RouterTest, the_table_can_be_read) {
    Router router;
    router.add({Method::get, "/a", says(""), "read"});
    router.add({Method::post, "/a", says(""), "author"});
    ASSERT_EQ(router.routes().size(), 2U);
    EXPECT_EQ(router.routes()[1].pattern, "/a");
    EXPECT_EQ(router.routes()[1].permission, "author");
}

TEST(RouterTest, a_query_parameter_that_the_route_does_not_take_is_refused_by_name) {
    Router router;
    router.add({Method::get, "/list", says("list"), "", {"limit", "hasNotes"}});
    router.add({Method::get, "/plain", says("plain")});
    const auto refusal = [&](std::string_view path, std::string_view parameter) -> std::string {
        Request request = request_for(Method::get, path);
        request.query.add(parameter, "1");
        try {
            return text_of(router.answer(request));
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
            return error.what();
        }
    };
    EXPECT_EQ(refusal("/list", "limit"), "list");
    EXPECT_EQ(refusal("/list", "hasnotes"), "there is no parameter 'hasnotes' here: it takes limit, hasNotes");
    EXPECT_EQ(refusal("/plain", "limit"), "there is no parameter 'limit' here: it takes none");
}

TEST(RouterTest, the_guard_sees_the_route_before_the_handler_runs_and_may_answer_instead) {
    Router router;
    router.add({Method::get, "/open", says("open")});
    router.add({Method::get, "/closed", says("closed"), "administer"});
    router.set_guard([](Request&, const Route* route) -> std::optional<Response> {
        if (route != nullptr && route->permission.empty()) return std::nullopt;
        return error_response(Status::unauthorized, "unauthorized", "sign in");
    });
    EXPECT_EQ(answer_text(router, Method::get, "/open"), "open");
    EXPECT_EQ(answer_to(router, Method::get, "/closed").status, Status::unauthorized);
}

TEST(RouterTest, the_guard_hides_from_strangers_what_exists) {
    Router router;
    router.add({Method::get, "/a", says("")});
    router.set_fallback([](const Request&) { return text_response("asset"); });
    router.set_guard([](Request&, const Route*) { return error_response(Status::unauthorized, "unauthorized", ""); });
    EXPECT_EQ(answer_to(router, Method::get, "/unknown").status, Status::unauthorized);
    EXPECT_EQ(answer_to(router, Method::post, "/a").status, Status::unauthorized);
}

TEST(RouterTest, the_guard_passes_on_who_asks) {
    Router router;
    router.add({Method::get, "/me",
                [](const Request& request) { return text_response(std::any_cast<std::string>(request.identity)); }});
    router.set_guard([](Request& request, const Route*) -> std::optional<Response> {
        request.identity = std::string{"reader"};
        return std::nullopt;
    });
    EXPECT_EQ(answer_text(router, Method::get, "/me"), "reader");
}

TEST(RouterTest, the_fallback_answers_get_and_head_of_unknown_paths_only) {
    Router router;
    router.add({Method::post, "/api", says("")});
    router.set_fallback([](const Request& request) -> std::optional<Response> {
        if (request.path.front() == "missing") return std::nullopt;
        return text_response("asset");
    });
    EXPECT_EQ(answer_text(router, Method::get, "/x"), "asset");
    EXPECT_EQ(answer_text(router, Method::head, "/x"), "asset");
    EXPECT_EQ(answer_to(router, Method::post, "/x").status, Status::not_found);
    EXPECT_EQ(answer_to(router, Method::get, "/missing").status, Status::not_found);
    EXPECT_EQ(answer_to(router, Method::get, "/api").status, Status::method_not_allowed);
}

}  // namespace
}  // namespace kinote::http
