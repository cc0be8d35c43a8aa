#include "dicomweb/rooms.hpp"

#include <fmt/format.h>

namespace kinote::dicomweb {

std::string service_url(const DicomWebRooms& rooms, const http::Request& request) {
    if (!rooms.url.empty()) return rooms.url;
    return fmt::format("http://{}{}", request.headers.find("Host").value_or("localhost"), service_path);
}

}  // namespace kinote::dicomweb
