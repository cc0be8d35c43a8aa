#pragma once
// Workers for each destination, on its own queues, in its allowed hours: all that work for one system have as many
// associations at once as it takes.

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/destination_table.hpp"
#include "jobs/worker_pool.hpp"
#include "server/association_places.hpp"

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
    using System = std::tuple<std::string, std::string, std::int64_t>;  ///< AE title, host, port
    struct Pool {
        std::int64_t changed_ms = 0;
        std::unique_ptr<jobs::WorkerPool> outgoing;
        std::unique_ptr<jobs::WorkerPool> returning;  ///< of an archive
    };

    void follow(const std::stop_token& stop);
    void refresh();
    /// Of two destinations that are one system the smaller limit holds.
    void share_places(const std::vector<database::Destination>& destinations);
    /// Each waits for a place before it does its work.
    [[nodiscard]] Handlers handlers_for(const database::Destination& destination, bool goes_first) const;
    [[nodiscard]] std::unique_ptr<jobs::WorkerPool> outgoing_workers(const database::Destination& destination) const;
    [[nodiscard]] std::unique_ptr<jobs::WorkerPool> returning_workers(const database::Destination& archive) const;
    [[nodiscard]] jobs::WorkerPoolSettings settings_for(const std::string& queue,
                                                        const database::Destination& destination) const;

    SettingsOf settings_of_;
    database::Database& database_;
    const base::Clock& clock_;
    jobs::WakeUp& wake_up_;
    Handlers handlers_;
    std::map<System, std::shared_ptr<AssociationPlaces>> places_;  ///< of the thread alone, and shared with handlers
    std::map<std::string, Pool> pools_;                            ///< by the destination's name; of the thread alone
    std::jthread thread_;
};

}  // namespace kinote::server
