#include <boost/json.hpp>

#include "server/api.hpp"

namespace kinote::server {

void add_configuration_routes(http::Router& router, const ApiRooms& rooms) {
    router.add({http::Method::get, "/api/configuration",
                [shown = rooms.configuration](const http::Request&) {
                    return http::json_response(to_json(shown == nullptr ? ShownConfiguration{} : *shown));
                },
                "administer"});
}

}  // namespace kinote::server
