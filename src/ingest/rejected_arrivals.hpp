#pragma once
// Arrivals that a rejection concerns: objects that were rejected and come again, and rejection notes that wait for a
// person.

#include <string>
#include <utility>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/instance_table.hpp"
#include "dicom/header.hpp"
#include "ingest/arrival.hpp"
#include "ingest/rejection_gate.hpp"

namespace kinote::ingest {

/// The object was rejected, and has been here before.
[[nodiscard]] bool is_return(const database::Whereabouts& whereabouts);

/// Any thread. Database and clock outlive it.
class RejectedArrivals {
public:
    RejectedArrivals(RejectionSettings settings, database::Database& database, const base::Clock& clock)
        : settings_{std::move(settings)}, database_{database}, clock_{clock} {}

    /// What becomes of an object that comes again: it may be seen again, or a person is told that it came.
    [[nodiscard]] RejectedReturn meet_return(const Arrival& arrival, const dicom::Header& header,
                                             const database::Whereabouts& whereabouts) const;

    /// One who may reject sends a rejection note that is here: where it waits for a person, it takes effect.
    void accept_waiting(const Arrival& arrival, const dicom::Header& header) const;

private:
    RejectionSettings settings_;
    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::ingest
