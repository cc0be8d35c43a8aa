#pragma once
// Removes the discs whose time is over, those that were given up, and what a worker that died left of others.

#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "exporter/media_folder.hpp"

namespace kinote::exporter {

struct MediaExpirySettings {
    std::int64_t interval_ms = 60'000;
    std::int64_t page_size = 100;
};

/// Any thread; one at a time.
class MediaExpiry {
public:
    MediaExpiry(MediaExpirySettings settings, MediaFolder folder, database::Database& database,
                const base::Clock& clock)
        : settings_{settings}, folder_{std::move(folder)}, database_{database}, clock_{clock} {}

    /// First the row says so, then the discs go, then the row says that they are gone: what is left is tried again.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;

private:
    void remove_remains(database::Connection& connection) const;

    MediaExpirySettings settings_;
    MediaFolder folder_;
    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::exporter
