#pragma once
// Which of the nodes on one database runs the tasks: the one that holds the lease.

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"

namespace kinote::task_scheduler {

/// One thread. Gives the lease back at the end of its life.
class Leadership {
public:
    /// @param node  names this process among all on the database, and no other that lives.
    Leadership(database::Database& database, const base::Clock& clock, std::string node, std::int64_t lease_ms)
        : database_{database}, clock_{clock}, node_{std::move(node)}, lease_ms_{lease_ms} {}
    ~Leadership();
    Leadership(const Leadership&) = delete;
    Leadership& operator=(const Leadership&) = delete;

    /// Takes the lease where it is free, prolongs it once a third of it is over. @return the term of this node; absent
    /// where another leads, and where the database was away until the lease was over.
    [[nodiscard]] std::optional<std::int64_t> keep();

private:
    void prolong(std::int64_t now_ms);
    void take(std::int64_t now_ms);

    database::Database& database_;
    const base::Clock& clock_;
    std::string node_;
    std::int64_t lease_ms_;
    std::optional<std::int64_t> term_;
    std::int64_t renewed_ms_ = 0;
};

}  // namespace kinote::task_scheduler
