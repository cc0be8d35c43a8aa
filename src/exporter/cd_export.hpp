#pragma once
// CD_EXPORT: the discs of an export to media.

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/media_table.hpp"
#include "exporter/media_folder.hpp"
#include "exporter/media_writing.hpp"
#include "exporter/recall.hpp"
#include "image_cache/image_cache.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/worker_pool.hpp"

namespace kinote::exporter {

struct MediaSettings {
    std::filesystem::path folder;  ///< where the discs lie; made where it is absent
    std::int64_t keep_ms = 7LL * 24 * 60 * 60 * 1'000;
    MediaIdentity identity{};
};

/// Any thread.
class CdExportHandler {
public:
    CdExportHandler(const MediaSettings& settings, database::Database& database,
                    const image_cache::ImageCache& image_cache, jobs::JobQueue& queue, const base::Clock& clock)
        : settings_{settings},
          folder_{settings.folder},
          database_{database},
          image_cache_{image_cache},
          clock_{clock},
          recall_{database, queue, clock} {}

    /// Writes the visible objects, each after the rule was asked for it once more, and asks it again for all of them
    /// before a disc is closed, and in the transaction that says that they are done: what is hidden until then is on
    /// none. Each disc is read back and compared. Nothing is seen of discs that are not done.
    /// @throws Error as MediaWriting::write(); unavailable where objects are being hidden meanwhile.
    [[nodiscard]] jobs::Ending operator()(const database::ClaimedJob& job, const std::stop_token& stop) const;

private:
    [[nodiscard]] WrittenDiscs write(const database::MediaExportRow& request, const std::stop_token& stop) const;
    void recall(const database::MediaExportRow& request) const;
    void end(database::Transaction& transaction, std::int64_t id, const WrittenDiscs& written) const;

    MediaSettings settings_;
    MediaFolder folder_;
    database::Database& database_;
    const image_cache::ImageCache& image_cache_;
    const base::Clock& clock_;
    Recall recall_;
};

}  // namespace kinote::exporter
