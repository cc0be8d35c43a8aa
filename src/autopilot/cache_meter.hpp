#pragma once
// Counts what lies in the cache and how fast it comes, behind the arrivals: they write nothing for it.

#include <cstdint>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include "autopilot/autopilot_settings.hpp"
#include "base/clock.hpp"
#include "database/database.hpp"
#include "image_cache/image_cache.hpp"

namespace kinote::autopilot {

/// Any thread. Several may count at once: one of them is the quicker then.
class CacheMeter {
public:
    CacheMeter(AutopilotSettings settings, database::Database& database, const image_cache::ImageCache& image_cache,
               const base::Clock& clock)
        : settings_{std::move(settings)}, database_{database}, image_cache_{image_cache}, clock_{clock} {}

    /// Counts what has come and changed since the last time, in short transactions, each for a page of studies; and a
    /// piece of the round that counts all studies anew once a day.
    void count(const std::stop_token& stop) const;
    /// Counts these studies anew.
    void count_studies(std::span<const std::int64_t> studies) const;
    /// What is known now.
    [[nodiscard]] CacheMeasure measure() const;

private:
    void count_arrivals(const std::stop_token& stop) const;
    [[nodiscard]] bool count_page_of_arrivals() const;
    void count_changes(const std::stop_token& stop) const;
    void count_notes(const std::stop_token& stop) const;
    void count_round(const std::stop_token& stop) const;

    AutopilotSettings settings_;
    database::Database& database_;
    const image_cache::ImageCache& image_cache_;
    const base::Clock& clock_;
};

}  // namespace kinote::autopilot
