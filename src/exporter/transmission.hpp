#pragma once
// One attempt of an export: its objects over associations, its results into the ledger.

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "database/database.hpp"
#include "database/destination_table.hpp"
#include "database/export_table.hpp"
#include "dimse/store_scu.hpp"
#include "exporter/association_keeper.hpp"
#include "image_cache/image_cache.hpp"

namespace kinote::exporter {

/// One thread.
class Transmission {
public:
    Transmission(database::Database& database, const image_cache::ImageCache& image_cache,
                 AssociationKeeper& associations, const base::Clock& clock, const database::ExportRow& request,
                 const database::Destination& destination, const std::stop_token& stop)
        : database_{database},
          image_cache_{image_cache},
          associations_{associations},
          clock_{clock},
          request_{request},
          destination_{destination},
          stop_{stop} {}

    /// Until nothing is left to send. @throws Error unavailable where the rest may go later.
    void run();

private:
    using Objects = std::vector<database::ObjectToSend>;

    [[nodiscard]] Objects next_page(std::int64_t after_instance);
    void send_page(const Objects& page);
    void send_over_one(const Objects& objects, const ContextNeeds& needs);
    void send(dimse::StoreScu& scu, const database::ObjectToSend& object);
    void take_answer(const database::ObjectToSend& object, const std::string& sha256, const dimse::Answer& answer);
    void refuse(const database::ObjectToSend& object, const std::string& comment);
    void flush_if_due();
    void flush();

    database::Database& database_;
    const image_cache::ImageCache& image_cache_;
    AssociationKeeper& associations_;
    const base::Clock& clock_;
    const database::ExportRow& request_;
    const database::Destination& destination_;
    const std::stop_token& stop_;
    std::vector<database::Delivery> results_;  ///< not in the ledger yet
    std::int64_t flushed_ms_ = 0;
    std::optional<base::Error> passing_;  ///< the last failure that can pass
    int failures_in_a_row_ = 0;
};

}  // namespace kinote::exporter
