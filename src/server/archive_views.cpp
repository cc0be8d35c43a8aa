#include "server/archive_views.hpp"

#include <boost/json.hpp>

namespace kinote::server {

namespace json = boost::json;

json::value freeing_to_json(std::string_view study_instance_uid, const image_cache::FreeingResult& result,
                            bool is_dry_run) {
    json::array unarchived;
    for (const database::UnarchivedObject& object : result.unarchived) {
        unarchived.push_back(json::object{{"sop_instance_uid", object.sop_instance_uid}, {"reason", object.reason}});
    }
    json::array jobs;
    for (const database::JobAboutStudy& job : result.jobs) {
        jobs.push_back(json::object{{"id", job.id}, {"kind", job.kind}, {"state", job.state}});
    }
    return json::object{
        {"study_instance_uid", study_instance_uid},
        {"freed", !is_dry_run && !result.is_refused()},
        {"objects", result.objects},
        {"bytes", result.bytes},
        {"unarchived", std::move(unarchived)},
        {"jobs", std::move(jobs)},
    };
}

}  // namespace kinote::server
