#pragma once
// When studies were last wanted: by a viewer, by who fetches them. Many accesses within a minute write once.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "database/database.hpp"

namespace kinote::image_cache {

/// Any thread.
class AccessTimes {
public:
    explicit AccessTimes(database::Database& database) : database_{database} {}

    /// Somebody wanted the study. Written unless this process has done so within the last minute. What cannot be
    /// written is left: no access fails over it.
    void note(std::string_view study_instance_uid, std::int64_t now_ms) noexcept;

private:
    [[nodiscard]] bool is_due(std::string_view study_instance_uid, std::int64_t now_ms);

    database::Database& database_;
    std::mutex mutex_;
    std::map<std::string, std::int64_t, std::less<>> written_ms_;  // under the mutex; of the last minute
};

}  // namespace kinote::image_cache
