#include "exporter/export_study.hpp"

#include "database/destination_table.hpp"
#include "database/export_table.hpp"
#include "jobs/job_kinds.hpp"
#include "query/studies.hpp"

namespace kinote::exporter {

jobs::Ending ExportStudyHandler::operator()(const database::ClaimedJob& job, const std::stop_token& /*stop*/) const {
    const std::string& study = job.study_instance_uid;
    const std::string name = jobs::destination_of_export(job);
    if (!query::find_study(database_, study)) return [](database::Transaction&) {};
    {
        const database::PooledConnection connection = database_.connection();
        const auto destination = database::find_destination(*connection, name);
        const bool is_in_use = destination && !destination->is_retired;
        if (is_in_use && !database::has_something_to_send(*connection, destination->id, study)) {
            return [](database::Transaction&) {};
        }
    }
    (void)requests_.open({name, study, database::ExportScope::study, false, true}, {"kinote", "autopilot"});
    return [](database::Transaction&) {};
}

}  // namespace kinote::exporter
