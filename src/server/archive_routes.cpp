#include <boost/json.hpp>
#include <memory>

#include "base/error.hpp"
#include "exporter/recall.hpp"
#include "image_cache/freeing.hpp"
#include "query/studies.hpp"
#include "server/api.hpp"
#include "server/archive_views.hpp"
#include "server/request_parameters.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorKind;
using http::Request;
using http::Response;

std::string_view known_study(const ApiRooms& rooms, const Request& request) {
    const std::string_view study = http::capture(request, "study_instance_uid");
    if (!query::find_study(rooms.database, study)) throw Error{ErrorKind::not_found, "no such study is known here"};
    return study;
}

Response post_free(const ApiRooms& rooms, const Request& request) {
    const std::string_view study = known_study(rooms, request);
    const image_cache::CacheFreeing freeing{rooms.database, rooms.image_cache, rooms.clock};
    const bool is_dry_run = dry_run_parameter(request);
    const image_cache::FreeingResult result = is_dry_run ? freeing.look(study) : freeing.free(study, actor_of(request));
    return http::json_response(freeing_to_json(study, result, is_dry_run),
                               result.is_refused() ? http::Status::conflict : http::Status::ok);
}

Response post_retrieve(const ApiRooms& rooms, const Request& request) {
    const exporter::Recall recall{rooms.database, rooms.queue, rooms.clock};
    json::array jobs;
    const std::string_view fetched_for = uid_parameter(request, "for");
    for (const std::int64_t job : recall.ask(known_study(rooms, request), actor_of(request), fetched_for)) {
        jobs.emplace_back(job);
    }
    return http::json_response(json::object{{"jobs", std::move(jobs)}});
}

}  // namespace

void add_archive_routes(http::Router& router, const ApiRooms& rooms) {
    const auto shared = std::make_shared<ApiRooms>(rooms);
    router.add({http::Method::post,
                "/api/studies/{study_instance_uid}/free",
                [shared](const Request& request) { return post_free(*shared, request); },
                "purge",
                {"dryRun"}});
    router.add({http::Method::post,
                "/api/studies/{study_instance_uid}/retrieve",
                [shared](const Request& request) { return post_retrieve(*shared, request); },
                "export",
                {"for"}});
}

}  // namespace kinote::server
