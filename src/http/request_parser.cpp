#include "http/request_parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "http/target.hpp"
#include "http/text.hpp"

namespace kinote::http {

namespace beast = boost::beast;

namespace {

std::optional<Method> method_from(std::string_view word) {
    for (const Method method : {Method::get, Method::head, Method::post, Method::put, Method::patch,
                                Method::delete_resource, Method::options}) {
        if (to_string(method) == word) return method;
    }
    return std::nullopt;
}

// RFC 6265 4.2.1. What has no '=' is no cookie.
void read_cookies(std::string_view header, Parameters& cookies) {
    for (const std::string_view pair : split(header, ';')) {
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || equals == 0) continue;
        std::string_view value = trim(pair.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        cookies.add(trim(pair.substr(0, equals)), value);
    }
}

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

// Beast's grammar with our memory and our rules.
class RequestParser::Grammar final : public beast::http::basic_parser<true> {
public:
    explicit Grammar(Limits given_limits) : limits{given_limits} {
        header_limit(static_cast<std::uint32_t>(limits.header_bytes));
        body_limit(boost::none);
    }

    std::size_t consume(std::string_view bytes);

    void refuse(Status status, std::string_view code, std::string_view message) {
        if (state == State::refused) return;
        state = State::refused;
        refusal = {status, code, message};
    }

    struct Refusal {
        Status status = Status::bad_request;
        std::string_view code;
        std::string_view message;
    };

    const Limits limits;
    State state = State::head;
    Request request;
    std::string host;
    bool expects_continue = false;
    bool is_http_1_1 = false;
    std::size_t taken = 0;  ///< bytes of this request so far
    bool streams_body = false;
    Refusal refusal;

private:
    void finish_head();
    void check_framing();
    [[nodiscard]] std::size_t empty_lines(std::string_view bytes) const;
    void check_length();
    [[nodiscard]] bool is_too_much(std::uint64_t more) const;
    void refuse_fault(beast::error_code fault);

    void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version,
                         beast::error_code&) override;
    void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                       beast::error_code&) override;
    std::size_t on_body_impl(beast::string_view bytes, beast::error_code&) override;
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes, beast::error_code& fault) override {
        return on_body_impl(bytes, fault);
    }
    void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}
    void on_header_impl(beast::error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code&) override {}
    void on_chunk_header_impl(std::uint64_t size, beast::string_view, beast::error_code& fault) override {
        if (is_too_much(size)) fault = beast::http::error::body_limit;
    }
    void on_finish_impl(beast::error_code&) override {}
};

std::size_t RequestParser::Grammar::consume(std::string_view bytes) {
    std::size_t consumed = empty_lines(bytes);
    check_length();
    while (state == State::head || state == State::body) {
        const std::string_view rest = bytes.substr(consumed);
        if (rest.empty() || (taken == 0 && rest == "\r")) break;
        beast::error_code fault;
        const std::size_t count = put(boost::asio::const_buffer{rest.data(), rest.size()}, fault);
        consumed += count;
        taken += count;
        if (fault && fault != beast::http::error::need_more) {
            refuse_fault(fault);
        } else if (taken + (fault ? rest.size() - count : 0) > limits.header_bytes && state == State::head) {
            // Beast limits what it holds at once, not the sum of the lines that it has taken.
            refuse_fault(beast::http::error::header_limit);
        } else if (fault && rest.size() - count > limits.header_bytes) {
            refuse(Status::bad_request, "bad_request", "a chunk's line or the trailers are too long");
        } else if (state == State::head && is_header_done()) {
            finish_head();
            break;
        }
        check_length();
        if (state == State::body && is_done()) state = State::complete;
        if (fault) break;
    }
    return consumed;
}

void RequestParser::Grammar::finish_head() {
    check_framing();
    const auto hosts = request.headers.find_all("Host");
    if (hosts.size() > 1 || (hosts.empty() && is_http_1_1)) {  // RFC 9112 3.2
        refuse(Status::bad_request, "bad_request", "a request needs exactly one Host header");
    }
    if (host.empty() && !hosts.empty()) host = hosts.front();
    if (const auto expectation = request.headers.find("Expect")) {
        expects_continue = equals_ignoring_case(*expectation, "100-continue") && is_http_1_1;
        if (!expects_continue)
            refuse(Status::expectation_failed, "expectation_failed", "only 100-continue can be expected");
    }
    for (const std::string_view header : request.headers.find_all("Cookie")) read_cookies(header, request.cookies);
    if (state != State::refused) state = is_done() ? State::complete : State::body;
}

// Against request smuggling: the length of a body must be said in one way only (RFC 9112 6.1, 6.3).
void RequestParser::Grammar::check_framing() {
    const auto codings = request.headers.find_all("Transfer-Encoding");
    const auto lengths = request.headers.find_all("Content-Length");
    if (lengths.size() > 1 || (!lengths.empty() && lengths.front().find(',') != std::string_view::npos)) {
        refuse(Status::bad_request, "bad_request", "a request has at most one Content-Length");
    }
    if (codings.empty()) return;
    if (!lengths.empty()) {
        refuse(Status::bad_request, "bad_request", "a request has Content-Length or Transfer-Encoding, not both");
    } else if (!is_http_1_1) {
        refuse(Status::bad_request, "bad_request", "HTTP/1.0 has no Transfer-Encoding");
    } else if (codings.size() > 1 || !equals_ignoring_case(codings.front(), "chunked")) {
        refuse(Status::not_implemented, "not_implemented", "the only Transfer-Encoding known here is chunked");
    }
}

// RFC 9112 2.2: an empty line before the request line is passed over.
std::size_t RequestParser::Grammar::empty_lines(std::string_view bytes) const {
    std::size_t passed = 0;
    while (taken == 0 && state == State::head && bytes.substr(passed).starts_with("\r\n")) passed += 2;
    return passed;
}

bool RequestParser::Grammar::is_too_much(std::uint64_t more) const {
    return !streams_body && more > limits.body_bytes - std::min(limits.body_bytes, request.body.size());
}

// At the head nobody knows yet who takes the body.
void RequestParser::Grammar::check_length() {
    if (state == State::body && is_too_much(content_length_remaining().value_or(0)))
        refuse_fault(beast::http::error::body_limit);
}

void RequestParser::Grammar::refuse_fault(beast::error_code fault) {
    if (fault == beast::http::error::header_limit) {
        refuse(Status::header_fields_too_large, "header_fields_too_large", "the headers are too large");
    } else if (fault == beast::http::error::body_limit) {
        refuse(Status::content_too_large, "content_too_large", "the body is too large");
    } else if (fault == beast::http::error::bad_version) {
        refuse(Status::version_not_supported, "version_not_supported", "this server speaks HTTP/1.1");
    } else {
        refuse(Status::bad_request, "bad_request", "this is no well-formed HTTP request");
    }
}

void RequestParser::Grammar::on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target,
                                             int version, beast::error_code&) {
    is_http_1_1 = version >= 11;
    if (const auto known = method_from(view(method))) {
        request.method = *known;
    } else {
        refuse(Status::not_implemented, "not_implemented", "this method is not known here");
    }
    Target read = read_target(view(target));
    if (!read.fault.empty()) refuse(Status::bad_request, "bad_request", read.fault);
    request.path = std::move(read.path);
    request.query = std::move(read.query);
    host = std::move(read.authority);
}

void RequestParser::Grammar::on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                                           beast::error_code&) {
    // Fields in the trailer come here too, after the request was judged: they are dropped (RFC 9110 6.5.1).
    if (state == State::head) request.headers.add(view(name), view(value));
}

std::size_t RequestParser::Grammar::on_body_impl(beast::string_view bytes, beast::error_code&) {
    request.body.append(bytes.data(), bytes.size());
    return bytes.size();
}

RequestParser::RequestParser(Limits limits) : grammar_{std::make_unique<Grammar>(limits)} {}
RequestParser::~RequestParser() = default;

std::size_t RequestParser::consume(std::string_view bytes) { return grammar_->consume(bytes); }
RequestParser::State RequestParser::state() const { return grammar_->state; }
Request& RequestParser::request() { return grammar_->request; }
void RequestParser::stream_body() { grammar_->streams_body = true; }
std::string RequestParser::take_body() { return std::exchange(grammar_->request.body, {}); }
std::string_view RequestParser::host() const { return grammar_->host; }
bool RequestParser::expects_continue() const { return grammar_->expects_continue; }
bool RequestParser::keeps_alive() const { return grammar_->state == State::complete && grammar_->keep_alive(); }
bool RequestParser::takes_chunks() const { return grammar_->is_http_1_1; }

Response RequestParser::refusal() const {
    const auto& [status, code, message] = grammar_->refusal;
    return error_response(status, code, message);
}

}  // namespace kinote::http
