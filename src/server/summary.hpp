#pragma once
// The figures of the whole site at a glance, counted once for all who look.

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"

namespace kinote::server {

/// Many pages look at it all the time: counted at most every two seconds, and the seldomer the longer it takes.
class Summary {
public:
    Summary(database::Database& database, const base::Clock& clock) : database_{database}, clock_{clock} {}

    /// JSON. While one thread counts, the others get what was counted before. Any thread.
    [[nodiscard]] std::string text();

private:
    database::Database& database_;
    const base::Clock& clock_;
    std::mutex mutex_;
    std::optional<std::string> text_;
    bool is_counting_ = false;
    std::int64_t due_ms_ = 0;
};

}  // namespace kinote::server
