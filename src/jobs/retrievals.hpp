#pragma once
// Has archives send back what of a study is NEARLINE, in the transaction of whoever has the reason.

#include <cstdint>
#include <string_view>
#include <vector>

#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"

namespace kinote::jobs {

/// The RETRIEVEs that bring back what of the study is visible and NEARLINE: of the archive that holds most of it, and
/// of the others where that one has not all. None where all is here, or where no archive in use holds what is not.
[[nodiscard]] std::vector<Retrieve> needed_retrievals(database::Connection& connection,
                                                      std::string_view study_instance_uid);

/// Has a job for each of them. @return the jobs.
[[nodiscard]] std::vector<std::int64_t> ensure_retrievals(database::Transaction& transaction, JobQueue& queue,
                                                          std::string_view study_instance_uid);

}  // namespace kinote::jobs
