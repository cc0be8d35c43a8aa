#pragma once
// What comes under the UID of an object that is NEARLINE: its bytes, sent back by an archive.

#include <optional>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/instance_table.hpp"
#include "database/nearline_table.hpp"
#include "dicom/header.hpp"
#include "image_cache/image_cache.hpp"
#include "ingest/arrival.hpp"

namespace kinote::ingest {

/// Any thread.
class Returns {
public:
    Returns(database::Database& database, image_cache::ImageCache& image_cache, const base::Clock& clock)
        : database_{database}, image_cache_{image_cache}, clock_{clock} {}

    /// The same content is taken from whoever brings it. Other content is taken from an archive that has committed the
    /// object, where its pixels and other bulk data are those that went: with a new digest, and an exception that says
    /// what differs. Of an object whose file was damaged here nothing is known but the digest of its bytes: such an
    /// archive is believed. The object is ONLINE then, its bytes as they came.
    /// @param kept  the arrival's file, where a first try has kept it; released here.
    /// @return stored; absent where it may not be taken. @throws Error unavailable where another was quicker.
    [[nodiscard]] std::optional<Outcome> take(const Arrival& arrival, const dicom::Header& header,
                                              const database::Whereabouts& whereabouts,
                                              std::optional<image_cache::KeptFile>& kept) const;

private:
    database::Database& database_;
    image_cache::ImageCache& image_cache_;
    const base::Clock& clock_;
};

/// The archive in use that sends the arrival and has committed the object that is here; absent where no such one does.
[[nodiscard]] std::optional<database::Returner> find_returner_of(database::Database& database, const Arrival& arrival,
                                                                 const database::StoredObject& known);

/// Whether an archive sends what is here already, with another header: it is the one that has committed it, and pixels
/// and other bulk data are the same. @param stored  the bytes that are here.
[[nodiscard]] bool is_archives_version(database::Database& database, const Arrival& arrival,
                                       const database::StoredObject& present, const dicom::ByteSource& stored);

}  // namespace kinote::ingest
