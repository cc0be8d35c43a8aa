#pragma once
// What comes under the UID of an object that is here.

#include <cstdint>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/instance_table.hpp"
#include "dicom/header.hpp"
#include "image_cache/image_cache.hpp"
#include "ingest/arrival.hpp"

namespace kinote::ingest {

/// Any thread.
class Duplicates {
public:
    /// @param most_refused_bytes  refused objects are kept aside up to this many in all.
    Duplicates(std::int64_t most_refused_bytes, database::Database& database, image_cache::ImageCache& image_cache,
               const base::Clock& clock)
        : most_refused_bytes_{most_refused_bytes}, database_{database}, image_cache_{image_cache}, clock_{clock} {}

    /// Compares an arrival with the object that is here under its UID, by the data set (without group 0002). Other
    /// content is kept aside within the limit, and raised as an exception, before this returns. What an archive sends
    /// back of what it has committed may have another header: it counts as the same. Where the bytes here are damaged,
    /// the archive's are the remedy: ours are given up, and the arrival is to be taken in as one that was NEARLINE.
    /// @return same_content or other_content. @throws Error unavailable then, and where there is no space or no
    /// database.
    [[nodiscard]] Outcome meet(const Arrival& arrival, const dicom::Header& header,
                               const database::StoredObject& present);

    /// Other content of an object that is NEARLINE, which cannot be taken for it: kept aside and raised likewise.
    [[nodiscard]] Outcome refuse(const Arrival& arrival, const dicom::Header& header);

private:
    [[nodiscard]] bool give_up_damaged(const Arrival& arrival, const database::StoredObject& present);
    void keep_aside(const Arrival& arrival, const dicom::Header& header);

    std::int64_t most_refused_bytes_;
    database::Database& database_;
    image_cache::ImageCache& image_cache_;
    const base::Clock& clock_;
};

}  // namespace kinote::ingest
