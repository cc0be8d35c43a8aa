#pragma once
// REPLACE and WITHDRAW: what a destination has and should no longer show is withdrawn there by a rejection note, behind
// what takes its place.

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/destination_table.hpp"
#include "database/withdrawal_table.hpp"
#include "exporter/association_keeper.hpp"
#include "exporter/rejection_note.hpp"
#include "image_cache/image_cache.hpp"
#include "ingest/intake.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/worker_pool.hpp"

namespace kinote::exporter {

/// What both kinds of job stand on; outlives them.
struct WithdrawRooms {
    database::Database& database;
    const image_cache::ImageCache& image_cache;
    AssociationKeeper& associations;
    ingest::Intake& intake;
    jobs::JobQueue& queue;
    const base::Clock& clock;
};

/// REPLACE: the newer version of a note goes to the destination as an export of its key images, and WITHDRAW waits for
/// that. Any thread.
class ReplaceHandler {
public:
    explicit ReplaceHandler(const WithdrawRooms& rooms) : rooms_{rooms} {}

    /// @throws Error not_found where there is no such withdrawal, or nothing of its study is visible.
    [[nodiscard]] jobs::Ending operator()(const database::ClaimedJob& job, const std::stop_token& stop) const;

private:
    WithdrawRooms rooms_;
};

/// WITHDRAW. Any thread.
class WithdrawHandler {
public:
    WithdrawHandler(const WithdrawRooms& rooms, RejectionNoteIdentity identity)
        : rooms_{rooms}, identity_{std::move(identity)} {}

    /// Waits until nothing of it goes there at this moment. Makes the rejection note once, or takes the received one,
    /// and sends it; where the destination has taken it, the ledger says so of its objects. What is visible again by
    /// then is left out; where nothing is left, it ends.
    /// @throws Error unavailable where it may go later; refused where the destination refused it, is no longer in use,
    ///         or has not got what takes the place of the objects; not_found where there is no such withdrawal.
    [[nodiscard]] jobs::Ending operator()(const database::ClaimedJob& job, const std::stop_token& stop) const;

private:
    void wait_for_answers(const database::Withdrawal& withdrawal, const std::stop_token& stop) const;
    [[nodiscard]] std::string ensure_note(database::Withdrawal& withdrawal) const;
    void send(const database::Withdrawal& withdrawal, const database::Destination& destination, const std::string& note,
              const std::stop_token& stop) const;
    void add_note(database::Transaction& transaction, const std::string& uid,
                  const database::Withdrawal& withdrawal) const;

    WithdrawRooms rooms_;
    RejectionNoteIdentity identity_;
};

}  // namespace kinote::exporter
