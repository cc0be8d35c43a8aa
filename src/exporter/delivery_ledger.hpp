#pragma once
// The ledger of one destination while objects go there: what began to go stands in it before the first byte leaves,
// what was answered soon after.

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/destination_table.hpp"
#include "database/export_table.hpp"

namespace kinote::exporter {

/// Whoever dies leaves what began and is in no ledger yet as begun: it may be there, and who hides it withdraws it
/// there. One thread.
class DeliveryLedger {
public:
    /// What is referred to outlives this.
    /// @param export_id  absent where a peer fetches.
    DeliveryLedger(database::Database& database, const base::Clock& clock, const database::Destination& destination,
                   std::optional<std::int64_t> export_id)
        : database_{database}, clock_{clock}, destination_{destination}, export_{export_id} {}

    /// To be called before the first of them is sent, with a number of objects that go soon; ends what began before.
    void begin(std::span<const database::ObjectToSend> objects);
    /// Whether one of those has: what was hidden at that moment has not, and is not to be sent.
    [[nodiscard]] bool has_begun(std::string_view sop_instance_uid) const {
        return now_.now.contains(sop_instance_uid);
    }
    /// Of an object that has begun: what became of it, for the next commit.
    void add(database::Delivery delivery);
    /// The association ended over it: it may be there.
    void leave_begun(const std::string& sop_instance_uid);
    /// Commits what was added.
    void flush();
    /// The same, and what else has begun did not go.
    void end();

private:
    void write(std::span<const database::ObjectToSend> next, bool releases);
    void hold_studies(database::Transaction& transaction, std::span<const database::ObjectToSend> next) const;
    void withdraw_hidden(database::Transaction& transaction) const;

    database::Database& database_;
    const base::Clock& clock_;
    const database::Destination& destination_;
    std::optional<std::int64_t> export_;
    database::BegunDeliveries now_{};            ///< that began last
    std::set<std::string, std::less<>> open_{};  ///< of them, and nothing is known yet, now or before
    std::vector<std::string> left_{};            ///< to be left begun by the next commit
    std::vector<database::Delivery> results_{};  ///< not in the database yet
};

}  // namespace kinote::exporter
