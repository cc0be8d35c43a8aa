#pragma once
// NOTIFY_AVAILABILITY: a destination is told what of a study can be had from us, PS3.4 Annex R, IHE RAD 4.49.

#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/destination_table.hpp"
#include "dicom/ae_title.hpp"
#include "jobs/worker_pool.hpp"

namespace kinote::exporter {

/// Any thread. What is referred to outlives this.
class NotifyAvailabilityHandler {
public:
    /// @param ae_title  that objects can be had from; calls destinations that name no other.
    NotifyAvailabilityHandler(dicom::AeTitle ae_title, database::Database& database, const base::Clock& clock)
        : ae_title_{std::move(ae_title)}, database_{database}, clock_{clock} {}

    /// Tells how the study stands now, and once more where it changes meanwhile. The same change and standing have the
    /// same UID, so that one who has heard it before can tell. Where the destination wants none any more, nothing goes.
    /// @throws Error unavailable where it may be told later; refused where it does not take notifications.
    [[nodiscard]] jobs::Ending operator()(const database::ClaimedJob& job, const std::stop_token& stop) const;

private:
    /// What was told, and of which change.
    struct Told {
        std::string change;
        std::string details;  ///< JSON, for the audit event; empty where there was nothing to tell
    };

    [[nodiscard]] std::optional<Told> tell_what_is_due(const database::Destination& destination,
                                                       const std::string& study, const std::stop_token& stop) const;
    [[nodiscard]] std::string tell(const database::Destination& destination, const std::string& study,
                                   const std::string& change, const std::stop_token& stop) const;
    void send(const database::Destination& destination, const std::string& study, const std::string& uid,
              const std::vector<std::byte>& attributes, const std::stop_token& stop) const;

    dicom::AeTitle ae_title_;
    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::exporter
