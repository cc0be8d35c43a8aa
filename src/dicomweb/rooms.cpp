#include "dicomweb/rooms.hpp"

#include <fmt/format.h>

namespace kinote::dicomweb {

std::string service_url(const DicomWebRooms& rooms, const http::Request& request) {
    if (!rooms.url.empty()) return rooms.url;
    return fmt::format("http://{}{}", request.headers.find("Host").value_or("localhost"), service_path);
}

std::string instance_url(std::string_view service, const database::WebObject& object) {
    return instance_url(service, object.study_instance_uid, object.series_instance_uid, object.sop_instance_uid);
}

std::string instance_url(std::string_view service, std::string_view study_instance_uid,
                         std::string_view series_instance_uid, std::string_view sop_instance_uid) {
    return fmt::format("{}/series/{}/instances/{}", study_url(service, study_instance_uid), series_instance_uid,
                       sop_instance_uid);
}

std::string study_url(std::string_view service, std::string_view study_instance_uid) {
    return fmt::format("{}/studies/{}", service, study_instance_uid);
}

void add_dicomweb_routes(http::Router& router, const DicomWebRooms& rooms) {
    add_search_routes(router, rooms);
    add_retrieve_routes(router, rooms);
    add_store_routes(router, rooms);
    add_metadata_routes(router, rooms);
    add_frame_routes(router, rooms);
    add_picture_routes(router, rooms);
    add_capability_routes(router, rooms);
}

}  // namespace kinote::dicomweb
