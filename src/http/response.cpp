#include "http/response.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdlib>

namespace kinote::http {

std::string_view reason(Status status) {
    switch (status) {
        case Status::ok: return "OK";
        case Status::created: return "Created";
        case Status::accepted: return "Accepted";
        case Status::no_content: return "No Content";
        case Status::partial_content: return "Partial Content";
        case Status::moved_permanently: return "Moved Permanently";
        case Status::found: return "Found";
        case Status::see_other: return "See Other";
        case Status::not_modified: return "Not Modified";
        case Status::bad_request: return "Bad Request";
        case Status::unauthorized: return "Unauthorized";
        case Status::forbidden: return "Forbidden";
        case Status::not_found: return "Not Found";
        case Status::method_not_allowed: return "Method Not Allowed";
        case Status::not_acceptable: return "Not Acceptable";
        case Status::request_timeout: return "Request Timeout";
        case Status::conflict: return "Conflict";
        case Status::gone: return "Gone";
        case Status::precondition_failed: return "Precondition Failed";
        case Status::content_too_large: return "Content Too Large";
        case Status::unsupported_media_type: return "Unsupported Media Type";
        case Status::range_not_satisfiable: return "Range Not Satisfiable";
        case Status::expectation_failed: return "Expectation Failed";
        case Status::misdirected_request: return "Misdirected Request";
        case Status::unprocessable_content: return "Unprocessable Content";
        case Status::precondition_required: return "Precondition Required";
        case Status::too_many_requests: return "Too Many Requests";
        case Status::header_fields_too_large: return "Request Header Fields Too Large";
        case Status::internal_server_error: return "Internal Server Error";
        case Status::not_implemented: return "Not Implemented";
        case Status::service_unavailable: return "Service Unavailable";
        case Status::version_not_supported: return "HTTP Version Not Supported";
    }
    std::abort();
}

Response bytes_response(std::string bytes, std::string_view content_type) {
    Response response;
    response.headers.add("Content-Type", content_type);
    response.body = std::move(bytes);
    return response;
}

Response text_response(std::string_view text, Status status) {
    Response response = bytes_response(std::string{text}, "text/plain; charset=utf-8");
    response.status = status;
    return response;
}

Response json_text_response(std::string json, Status status) {
    Response response = bytes_response(std::move(json), "application/json");
    response.status = status;
    return response;
}

Response json_response(const boost::json::value& value, Status status) {
    return json_text_response(boost::json::serialize(value), status);
}

Response error_response(Status status, std::string_view code, std::string_view message) {
    return json_response({{"error", {{"code", code}, {"message", message}}}}, status);
}

Response file_response(base::File file, std::string_view content_type) {
    Response response;
    response.headers.add("Content-Type", content_type);
    const std::uint64_t length = file.size();
    response.body = FileRange{std::move(file), 0, length};
    return response;
}

Response stream_response(BodySource source, std::string_view content_type) {
    Response response;
    response.headers.add("Content-Type", content_type);
    response.more = std::move(source);
    return response;
}

Response not_modified_response(std::string_view etag) {
    Response response;
    response.status = Status::not_modified;
    response.headers.add("ETag", etag);
    return response;
}

void mark_immutable(Response& response, std::string_view etag) {
    response.headers.set("ETag", etag);
    response.headers.set("Cache-Control", "private, max-age=31536000, immutable");
}

}  // namespace kinote::http
