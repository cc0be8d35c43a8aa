#pragma once
// EXPORT_STUDY: opens an export of a study to a destination, where there is anything to send.

#include "exporter/export_request.hpp"
#include "jobs/worker_pool.hpp"

namespace kinote::exporter {

/// Any thread. The export stands once the call has returned; a repeated job finds nothing more to send, or an export
/// that sends it.
class ExportStudyHandler {
public:
    ExportStudyHandler(database::Database& database, jobs::JobQueue& queue, const base::Clock& clock)
        : database_{database}, requests_{database, queue, clock} {}

    /// What the destination has refused for good is left to a person. @throws Error not_found where there is no such
    /// destination any more.
    [[nodiscard]] jobs::Ending operator()(const database::ClaimedJob& job, const std::stop_token& stop) const;

private:
    database::Database& database_;
    ExportRequests requests_;
};

}  // namespace kinote::exporter
