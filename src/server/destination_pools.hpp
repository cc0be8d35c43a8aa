#pragma once
// Workers for each destination: as many as it takes associations, on its own queue, in its allowed hours.

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/destination_table.hpp"
#include "jobs/worker_pool.hpp"

namespace kinote::server {

/// Follows the table of destinations from construction to destruction.
class DestinationPools {
public:
    using Handlers = std::map<std::string, jobs::Handler, std::less<>>;
    using SettingsOf = std::function<jobs::WorkerPoolSettings(const std::string& queue, unsigned threads,
                                                              const jobs::RetryPolicy& retry)>;

    DestinationPools(SettingsOf settings_of, database::Database& database, const base::Clock& clock,
                     jobs::WakeUp& wake_up, Handlers handlers);
    ~DestinationPools();
    DestinationPools(const DestinationPools&) = delete;
    DestinationPools& operator=(const DestinationPools&) = delete;

private:
    struct Pool {
        std::int64_t changed_ms = 0;
        std::unique_ptr<jobs::WorkerPool> outgoing;
        std::unique_ptr<jobs::WorkerPool> returning;  ///< of an archive
    };

    void follow(const std::stop_token& stop);
    void refresh();
    [[nodiscard]] std::unique_ptr<jobs::WorkerPool> outgoing_workers(const database::Destination& destination) const;
    [[nodiscard]] std::unique_ptr<jobs::WorkerPool> returning_workers(const database::Destination& archive) const;
    [[nodiscard]] jobs::WorkerPoolSettings settings_for(const std::string& queue,
                                                        const database::Destination& destination) const;

    SettingsOf settings_of_;
    database::Database& database_;
    const base::Clock& clock_;
    jobs::WakeUp& wake_up_;
    Handlers handlers_;
    std::map<std::string, Pool> pools_;  ///< by the destination's name; of the thread alone
    std::jthread thread_;
};

}  // namespace kinote::server
