#pragma once
// What a peer asks us to send by C-MOVE or C-GET: the KOSDs that are still to be made, and then the objects, page by
// page.

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/retrieve_listing.hpp"
#include "jobs/job_queue.hpp"
#include "query/retrieve_keys.hpp"

namespace kinote::exporter {

/// The retrieval of a study or patient is an export. Any thread.
class KosdPreparation {
public:
    /// @param patience  how long a retrieval waits for KOSDs that are made for it.
    KosdPreparation(database::Database& database, jobs::JobQueue& queue, const base::Clock& clock,
                    std::chrono::milliseconds patience)
        : database_{database}, queue_{queue}, clock_{clock}, patience_{patience} {}

    /// Has the KOSDs made that the notes of those studies have not yet. Returns when they are there, or the patience is
    /// over or a creation has failed: then an exception says which study went without.
    void prepare(const query::RetrieveKeys& keys) const;

private:
    struct Awaited {
        std::string study_instance_uid;
        std::vector<std::int64_t> jobs;
    };
    [[nodiscard]] std::optional<Awaited> ask(const std::string& study_instance_uid) const;
    void report(const Awaited& awaited) const;

    database::Database& database_;
    jobs::JobQueue& queue_;
    const base::Clock& clock_;
    std::chrono::milliseconds patience_;
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
