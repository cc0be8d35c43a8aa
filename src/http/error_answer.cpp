#include "http/error_answer.hpp"

#include <cstdlib>

#include "base/log.hpp"

namespace kinote::http {
namespace {

void log_failure(const base::Error& error, const Request& request) {
    const base::log::Fields fields = {
        {"method", to_string(request.method)}, {"path", path_text(request)}, {"reason", error.what()}};
    switch (error.kind()) {
        case base::ErrorKind::internal: return base::log::error("a request failed by a fault of ours", fields);
        case base::ErrorKind::unavailable: return base::log::warn("a request could not be answered now", fields);
        default: return base::log::debug("a request was refused", fields);
    }
}

}  // namespace

Status status_for(base::ErrorKind kind) {  // RFC 9110 15.5, 15.6
    switch (kind) {
        case base::ErrorKind::invalid: return Status::bad_request;
        case base::ErrorKind::not_found: return Status::not_found;
        case base::ErrorKind::refused: return Status::forbidden;
        case base::ErrorKind::unavailable: return Status::service_unavailable;
        case base::ErrorKind::corrupt: return Status::unprocessable_content;
        case base::ErrorKind::internal: return Status::internal_server_error;
    }
    std::abort();
}

Response answer_error(const base::Error& error) {
    const bool is_ours = error.kind() == base::ErrorKind::internal;
    const std::string_view message = is_ours ? "the server made a mistake; its log says which" : error.what();
    Response response = error_response(status_for(error.kind()), to_string(error.kind()), message);
    if (error.kind() == base::ErrorKind::unavailable) response.headers.add("Retry-After", "5");
    return response;
}

Response answer_failure(const Request& request) {
    const base::Error error = base::current_error();
    log_failure(error, request);
    return answer_error(error);
}

}  // namespace kinote::http
