#pragma once
// C-MOVE and C-GET as SCP: what is visible goes out.

#include "base/clock.hpp"
#include "database/database.hpp"
#include "dimse/retrieve_request.hpp"
#include "exporter/association_keeper.hpp"
#include "exporter/retrieval.hpp"
#include "image_cache/image_cache.hpp"

namespace kinote::exporter {

/// What the services stand on; outlives the handlers.
struct RetrieveRooms {
    database::Database& database;
    const image_cache::ImageCache& image_cache;
    AssociationKeeper& associations;
    const RetrievalPreparation& preparation;
    const base::Clock& clock;
};

/// Sends to the destination whose AE title is named (A801 where none is), and writes its ledger.
[[nodiscard]] dimse::MoveHandler make_move_handler(const RetrieveRooms& rooms);
/// Sends over the association that asks, as the objects are stored or recoded where it takes nothing else.
[[nodiscard]] dimse::GetHandler make_get_handler(const RetrieveRooms& rooms);

}  // namespace kinote::exporter
