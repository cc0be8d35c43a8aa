#pragma once
// The study that an arrival belongs to, and whether it is that of another patient.

#include <cstdint>

#include "database/database.hpp"
#include "database/instance_table.hpp"
#include "dicom/header.hpp"
#include "jobs/job_queue.hpp"

namespace kinote::ingest {

[[nodiscard]] bool is_kosd(const dicom::Header& header);

/// The study's id; it is made where it is not known. Where the study is known under another patient than the object
/// says, a person is told: where only notes had said so, the object is believed, and the notes are judged anew or
/// withheld; else the study stays as it is. @param whereabouts  of an earlier look.
[[nodiscard]] std::int64_t study_of_arrival(database::Transaction& transaction, jobs::JobQueue& queue,
                                            const dicom::Header& header, const database::Whereabouts& whereabouts,
                                            std::int64_t now_ms);

}  // namespace kinote::ingest
