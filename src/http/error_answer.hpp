#pragma once
// The one table from kinds of error to statuses: what a handler throws is answered here.

#include "base/error.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace kinote::http {

/// invalid 400, refused 403, not_found 404, corrupt 422, unavailable 503, internal 500.
[[nodiscard]] Status status_for(base::ErrorKind kind);

/// The error as an answer. The message of an internal error stays with us; unavailable says when to try again.
[[nodiscard]] Response answer_error(const base::Error& error);

/// The same of the exception in flight, which is logged: once for each request that fails.
[[nodiscard]] Response answer_failure(const Request& request);

}  // namespace kinote::http
