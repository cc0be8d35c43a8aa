#include "server/api.hpp"

namespace kinote::server {

void add_health_route(http::Router& router) {
    router.add({http::Method::get, "/healthz", [](const http::Request&) { return http::text_response("ok\n"); },
                std::string{access::open_to_all}});
}

}  // namespace kinote::server
