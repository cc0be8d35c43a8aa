#include "server/api.hpp"

extern "C" {
extern const char kinote_api_description[];
extern const char kinote_api_description_end[];
}

namespace kinote::server {

std::string_view api_description() { return {kinote_api_description, kinote_api_description_end}; }

void add_description_route(http::Router& router) {
    router.add({http::Method::get, "/api/openapi.json",
                [](const http::Request&) { return http::json_text_response(std::string{api_description()}); }, "read"});
}

}  // namespace kinote::server
