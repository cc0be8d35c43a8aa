#pragma once
// Cross-origin requests (Fetch standard, CORS): which pages of other servers may read what DICOMweb answers.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/server.hpp"

namespace kinote::server {

/// Off without an origin. Opens DICOMweb alone, and lets nobody in: a page still needs the token, as bearer. Any
/// thread.
class CrossOrigin {
public:
    /// @param origins  as browsers name them, "https://viewer.example:8443"; "*" for any.
    explicit CrossOrigin(std::vector<std::string> origins) : origins_{std::move(origins)} {}

    /// The answer to the question of a browser whether a page may ask (the preflight), which bears no token; nothing
    /// for any other request.
    [[nodiscard]] std::optional<http::Response> preflight(const http::Request& request) const;

    /// What the application answers, its errors too, with the headers that let the page read it.
    [[nodiscard]] http::Response answer(http::Request& request, const http::Application& application) const;

private:
    [[nodiscard]] std::optional<std::string_view> allowed_origin(const http::Request& request) const;

    std::vector<std::string> origins_;
};

}  // namespace kinote::server
