#pragma once
// Frees the cache where it fills: the least recently accessed studies first, as the staging rules say, until there is
// room for as many hours as the site wants.

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "autopilot/autopilot_settings.hpp"
#include "autopilot/cache_meter.hpp"
#include "autopilot/study_facts.hpp"
#include "image_cache/freeing.hpp"

namespace kinote::autopilot {

/// What would go next, or is kept.
struct FreeingPreview {
    database::CachedStudy study;
    std::string rule;  ///< empty where none applies
    std::string reason;
    bool goes = false;
    std::int64_t objects = 0;
    std::int64_t bytes = 0;
};

/// Any thread; the task runs on the Task Scheduler's.
class CachePressure {
public:
    CachePressure(AutopilotSettings settings, database::Database& database, const image_cache::ImageCache& image_cache,
                  const base::Clock& clock)
        : settings_{std::move(settings)},
          database_{database},
          clock_{clock},
          meter_{settings_, database, image_cache, clock},
          freeing_{database, image_cache, clock} {}

    /// Counts, and frees what must go: each study in transactions of its own, with the decision. Where a rule is set or
    /// removed meanwhile it begins anew, and what the rules before kept is not written. What is kept is not
    /// looked at again for a while, so that it does not stand in the way of others. @return the cursor: none.
    /// @throws Error unavailable where the cache is red and nothing more may go: the Task Scheduler tells people.
    [[nodiscard]] std::string run(const std::string& cursor, const std::stop_token& stop) const;

    /// What a run would do now, without doing it: first what it would look at, what it would release among it, the
    /// least recently accessed first; then, where that does not make the cache green, what is kept for a while, and
    /// why. What waits for nothing but more pressure is not named. @param limit  of studies.
    [[nodiscard]] std::vector<FreeingPreview> preview(std::int64_t limit) const;

private:
    struct Round;
    struct Kept {
        database::CachedStudy study;
        std::string rule;  ///< empty where none applies
        std::string reason;
        std::int64_t look_ms = 0;  ///< no sooner than then
    };
    struct Outcome {
        std::int64_t objects = 0;
        std::int64_t bytes = 0;
        std::string kept_because;
    };
    [[nodiscard]] Round begin_round() const;
    void release_kept(const Round& round, const std::stop_token& stop) const;
    void forget_decisions(const std::stop_token& stop) const;
    void look_through(Round& round, const std::stop_token& stop) const;
    template <typename Find, typename Consider>
    void walk(database::CachedPart part, Round& round, const std::stop_token& stop, Find find, Consider consider) const;
    void consider(const database::CachedStudy& study, database::CachedPart part, Round& round,
                  const std::stop_token& stop) const;
    [[nodiscard]] Outcome free(const database::CachedStudy& study, database::CachedPart part,
                               const database::AutopilotRule& rule, const Round& round,
                               const std::stop_token& stop) const;
    void write_kept(Round& round, const std::stop_token& stop) const;
    [[nodiscard]] FreeingPreview preview_of(const database::CachedStudy& study, database::CachedPart part,
                                            Round& round) const;

    AutopilotSettings settings_;
    database::Database& database_;
    const base::Clock& clock_;
    CacheMeter meter_;
    image_cache::CacheFreeing freeing_;
};

/// What keeps a study, of what freeing says. @param result  is_refused().
[[nodiscard]] std::string reason_of(const image_cache::FreeingResult& result);

}  // namespace kinote::autopilot
