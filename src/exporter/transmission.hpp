#pragma once
// One attempt of an export: its objects over associations, its results into the ledger.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "database/database.hpp"
#include "database/destination_table.hpp"
#include "database/export_table.hpp"
#include "exporter/object_sender.hpp"

namespace kinote::exporter {

/// One thread.
class Transmission {
public:
    /// What is referred to outlives this.
    Transmission(database::Database& database, const base::Clock& clock, const database::ExportRow& request,
                 const database::Destination& destination, ObjectSender& sender)
        : database_{database}, clock_{clock}, request_{request}, destination_{destination}, sender_{sender} {}

    /// Until nothing is left to send. @throws Error unavailable where the rest may go later.
    void run();

private:
    using Objects = std::vector<database::ObjectToSend>;

    [[nodiscard]] bool may_go_on() const;
    [[nodiscard]] Objects next_page(std::int64_t after_instance);
    void send_page(Objects page);
    void take(const database::ObjectToSend& object, const SendResult& result);
    void take_answer(const database::ObjectToSend& object, const SendResult& result);
    void flush_if_due();
    void flush();
    void withdraw_hidden(database::Transaction& transaction) const;

    database::Database& database_;
    const base::Clock& clock_;
    const database::ExportRow& request_;
    const database::Destination& destination_;
    ObjectSender& sender_;
    std::vector<database::Delivery> results_;  ///< not in the ledger yet
    std::int64_t flushed_ms_ = 0;
    std::optional<base::Error> passing_;  ///< the last failure that can pass
    int failures_in_a_row_ = 0;
};

}  // namespace kinote::exporter
