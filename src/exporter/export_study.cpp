#include "exporter/export_study.hpp"

#include "database/destination_table.hpp"
#include "database/export_table.hpp"
#include "database/held_object.hpp"
#include "jobs/job_kinds.hpp"
#include "query/studies.hpp"

namespace kinote::exporter {

jobs::Ending ExportStudyHandler::operator()(const database::ClaimedJob& job, const std::stop_token& /*stop*/) const {
    const std::string& study = job.study_instance_uid;
    const std::string name = jobs::destination_of_export(job);
    if (!query::find_study(database_, study)) return [](database::Transaction&) {};
    ExportOrder order{name, study, database::ExportScope::study, false, true};
    database::Actor actor{"kinote", "autopilot"};
    {
        const database::PooledConnection connection = database_.connection();
        const auto destination = database::find_destination(*connection, name);
        const bool is_in_use = destination && !destination->is_retired;
        if (is_in_use && !database::has_something_to_send(*connection, destination->id, study)) {
            return [](database::Transaction&) {};
        }
        if (is_in_use && !destination->is_archive) {
            order.scope = database::scope_at(*connection, destination->id, study, database::ExportScope::key_images);
            actor.came_from = "a KOSD made later";
        }
    }
    (void)requests_.open(order, actor);
    return [](database::Transaction&) {};
}

}  // namespace kinote::exporter
