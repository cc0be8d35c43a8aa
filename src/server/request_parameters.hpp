#pragma once
// What routes read from the address of a request.

#include <cstdint>
#include <string>
#include <string_view>

#include "http/request.hpp"

namespace kinote::server {

/// A query parameter as number. @throws Error invalid where it is none.
[[nodiscard]] std::int64_t integer_parameter(const http::Request& request, std::string_view name,
                                             std::int64_t otherwise);

/// `dryRun`: whether a request only looks; it does not unless it says so. @throws Error invalid where it is another
/// word.
[[nodiscard]] bool dry_run_parameter(const http::Request& request);

/// How many rows a page is to have: `limit`, 100 unless given. @throws Error invalid where it is not from 1 to 1,000.
[[nodiscard]] std::int64_t page_limit(const http::Request& request);

struct Page {
    std::int64_t limit = 25;
    std::int64_t offset = 0;
};
/// `limit` and `offset`. @throws Error invalid where they are not from 1 to 1,000 and not negative.
[[nodiscard]] Page page_of(const http::Request& request);

/// A query parameter as UID; empty where it is absent. @throws Error invalid where it is none.
[[nodiscard]] std::string_view uid_parameter(const http::Request& request, std::string_view name);

/// A part of the path as UID. @throws Error invalid.
[[nodiscard]] std::string_view captured_uid(const http::Request& request, std::string_view name);

/// A part of the path as number. @param what  it is of, for the message: "an export". @throws Error invalid.
[[nodiscard]] std::int64_t captured_number(const http::Request& request, std::string_view name, std::string_view what);

/// `reason`, the one field of the body: why a person decides so; empty where it is absent. @throws Error invalid where
/// it has more than 1,000 characters.
[[nodiscard]] std::string reason_in_body(const http::Request& request);
/// The same of a body that may be left out.
[[nodiscard]] std::string reason_in_body_if_any(const http::Request& request);

}  // namespace kinote::server
