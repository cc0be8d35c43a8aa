#pragma once
// What a peer asks us to send by C-MOVE or C-GET: the KOSDs that are still to be made, what must come back from an
// archive, and then the objects, page by page.

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/retrieve_listing.hpp"
#include "exporter/recall.hpp"
#include "exporter/retrieval_gaps.hpp"
#include "jobs/job_queue.hpp"
#include "query/retrieve_keys.hpp"

namespace kinote::exporter {

/// The retrieval of a study or patient is an export. Any thread.
class RetrievalPreparation {
public:
    struct Patience {
        std::chrono::milliseconds kosds;   ///< for KOSDs that are made for a retrieval
        std::chrono::milliseconds recall;  ///< for what its archive sends back
    };
    RetrievalPreparation(database::Database& database, jobs::JobQueue& queue, const base::Clock& clock,
                         Patience patience)
        : database_{database}, queue_{queue}, clock_{clock}, patience_{patience}, recall_{database, queue, clock} {}

    /// Has the KOSDs made that the notes of those studies have not yet, and what is NEARLINE brought back. Returns when
    /// it is there, or the patience is over, or a creation has failed: then an exception says which study goes that way
    /// without which notes.
    void prepare(const query::RetrieveKeys& keys, const RetrievalWay& way) const;

private:
    struct Awaited {
        std::string study_instance_uid;
        std::vector<std::int64_t> jobs;
        std::vector<std::int64_t> note_versions;  ///< of each job
    };
    void make_kosds(const std::vector<std::string>& studies, const RetrievalWay& way) const;
    [[nodiscard]] std::optional<Awaited> ask(const std::string& study_instance_uid) const;
    void report(const Awaited& awaited, const RetrievalWay& way) const;

    database::Database& database_;
    jobs::JobQueue& queue_;
    const base::Clock& clock_;
    Patience patience_;
    Recall recall_;
};

/// The objects, as many as there are when it begins, at most. One thread.
class Retrieval {
public:
    Retrieval(database::Database& database, const query::RetrieveKeys& keys);

    [[nodiscard]] std::size_t objects() const { return static_cast<std::size_t>(extent_.objects); }
    /// The next page; empty at the end.
    [[nodiscard]] std::vector<database::ObjectToSend> next_page(std::int64_t limit);

private:
    database::Database& database_;
    database::RetrieveScope scope_;
    database::RetrieveExtent extent_;
    std::int64_t after_ = 0;
};

}  // namespace kinote::exporter
