#pragma once
// What the DICOMweb routes stand on.

#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/web_retrieval.hpp"
#include "http/request.hpp"
#include "http/router.hpp"
#include "image_cache/image_cache.hpp"

namespace kinote::dicomweb {

/// Where the service stands, below the root of the server.
inline constexpr std::string_view service_path = "/dicom-web";

/// Outlives the router.
struct DicomWebRooms {
    database::Database& database;
    const image_cache::ImageCache& image_cache;
    const base::Clock& clock;
    std::string retrieve_ae_title;  ///< ours
    /// Has a study brought back of which something is NEARLINE. @throws base::Error unavailable, always.
    std::function<void(std::string_view study_instance_uid)> refuse_nearline;
    std::string url = {};  ///< of the service as clients see it, without a slash behind; empty: by the Host header
};

/// The address of the service as the client knows it: "http://127.0.0.1:8480/dicom-web".
[[nodiscard]] std::string service_url(const DicomWebRooms& rooms, const http::Request& request);

/// Where an object stands: ".../studies/1.2/series/1.2.3/instances/1.2.3.4".
[[nodiscard]] std::string instance_url(std::string_view service, const database::WebObject& object);

/// Adds all routes of the service.
void add_dicomweb_routes(http::Router& router, const DicomWebRooms& rooms);

/// Adds the search routes (QIDO-RS, PS3.18 10.6): studies, series and instances, nested and across all.
void add_search_routes(http::Router& router, const DicomWebRooms& rooms);

/// Adds the routes that give whole objects (WADO-RS, PS3.18 10.4).
void add_retrieve_routes(http::Router& router, const DicomWebRooms& rooms);
/// Adds the routes that give the attributes of objects.
void add_metadata_routes(http::Router& router, const DicomWebRooms& rooms);
/// Adds the routes that give frames and single values.
void add_frame_routes(http::Router& router, const DicomWebRooms& rooms);
/// Adds the routes that give pictures, and notes as pages.
void add_picture_routes(http::Router& router, const DicomWebRooms& rooms);
/// Adds the routes that say what the others can do. @param router  outlives its routes.
void add_capability_routes(http::Router& router, const DicomWebRooms& rooms);

}  // namespace kinote::dicomweb
