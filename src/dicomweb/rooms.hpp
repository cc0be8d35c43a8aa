#pragma once
// What the DICOMweb routes stand on.

#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/web_retrieval.hpp"
#include "dicom/received_object.hpp"
#include "dicom/received_object_writer.hpp"
#include "dicomweb/store_answer.hpp"
#include "http/request.hpp"
#include "http/router.hpp"
#include "image_cache/image_cache.hpp"

namespace kinote::dicomweb {

/// Where the service stands, below the root of the server.
inline constexpr std::string_view service_path = "/dicom-web";

/// Takes in one object of a store request. What it throws ends the request.
using StoreObject = std::function<StoreResult(dicom::ReceivedObject& object)>;

/// Outlives the router.
struct DicomWebRooms {
    database::Database& database;
    const image_cache::ImageCache& image_cache;
    const base::Clock& clock;
    std::string retrieve_ae_title;  ///< ours
    /// Has a study brought back of which something is NEARLINE. @throws base::Error unavailable, always.
    std::function<void(std::string_view study_instance_uid)> refuse_nearline;
    /// What takes in the objects of that request, on one thread at a time. Outlived by the request.
    std::function<StoreObject(const http::Request& request)> open_store;
    dicom::ObjectLimits object_limits;  ///< of an object that is stored
    std::string url = {};  ///< of the service as clients see it, without a slash behind; empty: by the Host header
};

/// The address of the service as the client knows it: "http://127.0.0.1:8480/dicom-web".
[[nodiscard]] std::string service_url(const DicomWebRooms& rooms, const http::Request& request);

/// Where an object stands: ".../studies/1.2/series/1.2.3/instances/1.2.3.4".
[[nodiscard]] std::string instance_url(std::string_view service, const database::WebObject& object);

/// The same by UIDs.
[[nodiscard]] std::string instance_url(std::string_view service, std::string_view study_instance_uid,
                                       std::string_view series_instance_uid, std::string_view sop_instance_uid);
[[nodiscard]] std::string study_url(std::string_view service, std::string_view study_instance_uid);

/// Adds all routes of the service.
void add_dicomweb_routes(http::Router& router, const DicomWebRooms& rooms);

/// Adds the search routes (QIDO-RS, PS3.18 10.6): studies, series and instances, nested and across all.
void add_search_routes(http::Router& router, const DicomWebRooms& rooms);

/// Adds the routes that give whole objects (WADO-RS, PS3.18 10.4).
void add_retrieve_routes(http::Router& router, const DicomWebRooms& rooms);
/// Adds the routes that store objects (STOW-RS, PS3.18 10.5): parts are taken in while the next ones come.
void add_store_routes(http::Router& router, const DicomWebRooms& rooms);
/// Adds the routes that give the attributes of objects.
void add_metadata_routes(http::Router& router, const DicomWebRooms& rooms);
/// Adds the routes that give frames and single values.
void add_frame_routes(http::Router& router, const DicomWebRooms& rooms);
/// Adds the routes that give pictures, and notes as pages.
void add_picture_routes(http::Router& router, const DicomWebRooms& rooms);
/// Adds the routes that say what the others can do. @param router  outlives its routes.
void add_capability_routes(http::Router& router, const DicomWebRooms& rooms);

}  // namespace kinote::dicomweb
