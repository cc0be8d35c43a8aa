#pragma once
// One look through the cache for what may go: what a run and its preview go by. Theirs alone.

#include <cstdint>
#include <iterator>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "autopilot/cache_pressure.hpp"

namespace kinote::autopilot {

/// Stands for a time where a study waits for nothing but pressure.
[[nodiscard]] constexpr std::int64_t look_from(Pressure pressure) { return -static_cast<std::int64_t>(pressure); }

/// What a run goes by. What it frees counts at once, the sums are corrected behind it.
struct CachePressure::Round {
    std::vector<database::AutopilotRule> rules;
    std::int64_t rule_revision = 0;
    bool is_outdated = false;  // other rules are in force meanwhile
    Thresholds thresholds;
    CacheMeasure measure;
    std::int64_t key_share_percent = 10;
    std::vector<Kept> kept;                                  // not written yet
    std::map<Pressure, std::vector<std::int64_t>> awaiting;  // the same, what nothing but pressure is wanting for
    std::int64_t looked_at = 0;
    std::int64_t studies = 0;
    std::int64_t objects = 0;
    std::int64_t bytes = 0;

    [[nodiscard]] std::int64_t unwritten() const {
        std::int64_t count = std::ssize(kept);
        for (const auto& [pressure, studies_of_it] : awaiting) count += std::ssize(studies_of_it);
        return count;
    }
    [[nodiscard]] Pressure pressure() const { return pressure_of(measure, thresholds); }
    [[nodiscard]] bool has_work(database::CachedPart part) const {
        if (is_outdated) return false;
        if (part == database::CachedPart::key_groups && !is_key_share_reached(measure, key_share_percent)) return false;
        return is_any_in_force(rules, StagingAction::free, pressure());
    }
    void add(std::int64_t freed_objects, std::int64_t freed_bytes, database::CachedPart part) {
        if (freed_objects == 0) return;
        ++studies;
        objects += freed_objects;
        bytes += freed_bytes;
        measure.free_bytes += freed_bytes;
        measure.file_bytes -= freed_bytes;
        if (part == database::CachedPart::key_groups) measure.key_bytes -= freed_bytes;
    }
};

/// Page by page in the order of the last access, from where the last page ended: what is kept is passed over.
template <typename Find, typename Consider>
void CachePressure::walk(database::CachedPart part, Round& round, const std::stop_token& stop, Find find,
                         Consider consider) const {
    database::AccessPosition position{INT64_MIN, 0};
    while (round.has_work(part) && round.looked_at < settings_.most_studies_of_a_run && !stop.stop_requested()) {
        std::vector<database::CachedStudy> page;
        {
            const database::PooledConnection connection = database_.connection();
            page = find(*connection, part, position);
        }
        if (page.empty()) return;
        for (const database::CachedStudy& study : page) {
            if (!round.has_work(part) || stop.stop_requested()) return;
            ++round.looked_at;
            position = {study.last_access_ms, study.study};
            if (!consider(study)) return;
        }
    }
}

}  // namespace kinote::autopilot
