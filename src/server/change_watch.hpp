#pragma once
// What has changed since a listener last heard: looked up once for all listeners.

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "database/change_marks.hpp"
#include "database/database.hpp"
#include "server/summary.hpp"

namespace kinote::server {

/// What pages show, in the order of Changes.
inline constexpr std::array<std::string_view, 11> change_topics{"summary",   "jobs",       "exports", "reconciliations",
                                                                "notes",     "quarantine", "tasks",   "destinations",
                                                                "deletions", "audit",      "media"};

/// How often each topic has changed since the watch began.
using Changes = std::array<std::uint64_t, change_topics.size()>;

/// Any thread. Database and clock outlive it.
class ChangeWatch {
public:
    ChangeWatch(database::Database& database, const base::Clock& clock, std::shared_ptr<Summary> summary)
        : database_{database}, clock_{clock}, summary_{std::move(summary)} {}

    /// Looks at most once a second, whoever asks. While one thread looks, the others get what was known before.
    /// @throws Error unavailable where the database does not answer.
    [[nodiscard]] Changes look();

private:
    void take(const database::ChangeMarks& marks, const std::string& summary);

    database::Database& database_;
    const base::Clock& clock_;
    std::shared_ptr<Summary> summary_;
    std::mutex looking_;
    std::mutex mutex_;
    Changes changes_{};
    database::ChangeMarks marks_;
    std::string summary_text_;
    std::int64_t due_ms_ = 0;
};

}  // namespace kinote::server
