#include "server/request_parameters.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <charconv>
#include <optional>

#include "authoring/json_fields.hpp"
#include "base/error.hpp"
#include "dicom/uid.hpp"
#include "http/router.hpp"

namespace kinote::server {
namespace {

using base::Error;
using base::ErrorKind;

std::optional<std::int64_t> number_from(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

std::string_view checked_uid(std::string_view uid, std::string_view name) {
    if (dicom::is_valid_uid(uid)) return uid;
    throw Error{ErrorKind::invalid, fmt::format("{} is no UID: it must have 1 to 64 digits and dots", name)};
}

}  // namespace

std::int64_t integer_parameter(const http::Request& request, std::string_view name, std::int64_t otherwise) {
    const auto text = request.query.find(name);
    if (!text) return otherwise;
    if (const auto number = number_from(*text)) return *number;
    throw Error{ErrorKind::invalid, fmt::format("{} must be a whole number", name)};
}

bool dry_run_parameter(const http::Request& request) {
    const auto given = request.query.find("dryRun");
    if (given && *given != "true" && *given != "false") {
        throw base::Error{base::ErrorKind::invalid, "dryRun must be true or false"};
    }
    return given == "true";
}

std::int64_t page_limit(const http::Request& request) {
    constexpr std::int64_t usual_page = 100;
    constexpr std::int64_t largest_page = 1'000;
    const std::int64_t limit = integer_parameter(request, "limit", usual_page);
    if (limit >= 1 && limit <= largest_page) return limit;
    throw Error{ErrorKind::invalid, fmt::format("limit must be from 1 to {}", largest_page)};
}

Page page_of(const http::Request& request) {
    constexpr std::int64_t largest_page = 1'000;
    const Page usual;
    const Page page{integer_parameter(request, "limit", usual.limit), integer_parameter(request, "offset", 0)};
    if (page.limit >= 1 && page.limit <= largest_page && page.offset >= 0) return page;
    throw Error{ErrorKind::invalid, fmt::format("limit must be from 1 to {}, offset 0 or more", largest_page)};
}

std::string_view uid_parameter(const http::Request& request, std::string_view name) {
    const auto uid = request.query.find(name);
    return uid ? checked_uid(*uid, name) : std::string_view{};
}

std::string_view captured_uid(const http::Request& request, std::string_view name) {
    return checked_uid(http::capture(request, name), name);
}

std::int64_t captured_number(const http::Request& request, std::string_view name, std::string_view what) {
    if (const auto number = number_from(http::capture(request, name))) return *number;
    throw Error{ErrorKind::invalid, fmt::format("{} is named by its number", what)};
}

std::string reason_in_body(const http::Request& request) {
    constexpr std::size_t longest_reason = 1'000;
    const boost::json::value body = http::json_body(request);
    const authoring::JsonFields fields{body, ""};
    fields.allow_only({"reason"});
    return fields.lines("reason", longest_reason);
}

std::string reason_in_body_if_any(const http::Request& request) {
    return request.body.empty() ? std::string{} : reason_in_body(request);
}

}  // namespace kinote::server
