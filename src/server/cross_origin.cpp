#include "server/cross_origin.hpp"

#include <algorithm>

#include "http/error_answer.hpp"

namespace kinote::server {
namespace {

using http::Request;
using http::Response;

bool is_dicomweb(const Request& request) { return !request.path.empty() && request.path.front() == "dicom-web"; }

}  // namespace

std::optional<std::string_view> CrossOrigin::allowed_origin(const Request& request) const {
    if (origins_.empty() || !is_dicomweb(request)) return std::nullopt;
    const auto origin = request.headers.find("Origin");
    if (!origin) return std::nullopt;
    const bool is_allowed =
        std::ranges::any_of(origins_, [&](const std::string& allowed) { return allowed == "*" || allowed == *origin; });
    return is_allowed ? origin : std::nullopt;
}

std::optional<Response> CrossOrigin::preflight(const Request& request) const {
    const bool is_question =
        request.method == http::Method::options && request.headers.contains("Access-Control-Request-Method");
    const auto origin = is_question ? allowed_origin(request) : std::nullopt;
    if (!origin) return std::nullopt;
    Response response;
    response.status = http::Status::no_content;
    response.headers.add("Access-Control-Allow-Origin", *origin);
    response.headers.add("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
    response.headers.add("Access-Control-Allow-Headers", "Accept, Authorization, If-None-Match, If-Range, Range");
    response.headers.add("Access-Control-Max-Age", "600");
    response.headers.add("Vary", "Origin");
    return response;
}

Response CrossOrigin::answer(Request& request, const http::Application& application) const {
    if (auto answer = preflight(request)) return *std::move(answer);
    const auto origin = allowed_origin(request);
    Response response;
    if (origin) {
        try {
            response = application(request);
        } catch (...) {
            response = http::answer_failure(request);  // a page could not read why, else
        }
        response.headers.add("Access-Control-Allow-Origin", *origin);
        response.headers.add("Access-Control-Expose-Headers",
                             "Accept-Ranges, Content-Length, Content-Range, ETag, Retry-After, Warning");
    } else {
        response = application(request);
    }
    if (!origins_.empty() && is_dicomweb(request)) response.headers.add("Vary", "Origin");
    return response;
}

}  // namespace kinote::server
