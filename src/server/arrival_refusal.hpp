#pragma once
// Objects that are not taken in, as their senders and people are told.

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "database/database.hpp"
#include "dimse/status.hpp"
#include "ingest/arrival.hpp"

namespace kinote::server {

struct StoreRefusal {
    dimse::Status status = dimse::Status::success;
    std::string_view words;
};

/// success where the object is here.
[[nodiscard]] StoreRefusal refusal_of(ingest::Outcome outcome);

/// Who sent what.
struct RefusedArrival {
    std::string received_from;
    std::string sop_instance_uid;  ///< empty where it cannot be read
};

/// Raises an exception where the sender is to blame: for what is corrupt or invalid.
void raise_arrival_refusal(database::Database& database, const base::Clock& clock, const RefusedArrival& arrival,
                           const base::Error& error);

}  // namespace kinote::server
