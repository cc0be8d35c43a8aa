#pragma once
// One attempt of an export: its objects over associations, its results into the ledger.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "database/database.hpp"
#include "database/destination_table.hpp"
#include "database/export_table.hpp"
#include "exporter/delivery_ledger.hpp"
#include "exporter/object_sender.hpp"

namespace kinote::exporter {

/// One thread.
class Transmission {
public:
    /// What is referred to outlives this.
    /// @param is_last  no attempt follows by itself.
    Transmission(database::Database& database, const base::Clock& clock, const database::ExportRow& request,
                 const database::Destination& destination, ObjectSender& sender, bool is_last)
        : database_{database},
          clock_{clock},
          request_{request},
          destination_{destination},
          sender_{sender},
          is_last_{is_last},
          ledger_{database, clock, destination, request.id} {}

    /// Until nothing is left to send. Objects over which an association of an earlier attempt ended come behind the
    /// others. One over which three ended while the destination took others is refused in the ledger, as it would be
    /// tried in vain for ever; so is one that is lost in the last attempt.
    /// @throws Error unavailable where the rest may go later.
    void run();

private:
    using Objects = std::vector<database::ObjectToSend>;

    [[nodiscard]] bool may_go_on() const;
    [[nodiscard]] Objects next_page(std::int64_t after_instance);
    [[nodiscard]] bool send_all();
    [[nodiscard]] Objects without_lost(Objects page, Objects& lost) const;
    void send_page(Objects page);
    void send_part(std::span<const database::ObjectToSend> part);
    void take(const database::ObjectToSend& object, const SendResult& result);
    void take_answer(const database::ObjectToSend& object, const SendResult& result);
    void take_loss(const database::ObjectToSend& object, const SendResult& result);
    void take_away(const database::ObjectToSend& object);
    void refuse(const database::ObjectToSend& object, std::string comment, bool may_be_there);
    [[nodiscard]] database::LostObject add_loss(const database::ObjectToSend& object) const;
    [[nodiscard]] bool can_bear_others_since(std::int64_t since_ms) const;
    void flush_if_due();
    void flush();

    database::Database& database_;
    const base::Clock& clock_;
    const database::ExportRow& request_;
    const database::Destination& destination_;
    ObjectSender& sender_;
    bool is_last_;
    std::map<std::string, database::LostObject> lost_before_;  ///< in earlier attempts
    std::vector<std::string> lost_;                            ///< in this one, and to be tried again
    std::string last_loss_;                                    ///< what was said of it
    DeliveryLedger ledger_;
    std::int64_t flushed_ms_ = 0;
    std::optional<base::Error> passing_;  ///< the last failure that can pass
    int failures_in_a_row_ = 0;
};

}  // namespace kinote::exporter
