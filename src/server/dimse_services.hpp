#pragma once
// The DIMSE services as kinote answers them.

#include <optional>

#include "dimse/query_request.hpp"
#include "dimse/store_request.hpp"
#include "exporter/recall.hpp"
#include "image_cache/image_cache.hpp"
#include "ingest/intake.hpp"

namespace kinote::server {

/// C-STORE: every object goes to ingest. What cannot be understood is refused, and an exception says what came from
/// whom. The parameters outlive the handler.
[[nodiscard]] dimse::StoreHandler make_store_handler(ingest::Intake& intake, database::Database& database,
                                                     const base::Clock& clock);

/// What queries are answered from. What is referred to outlives the handler.
struct FindRooms {
    database::Database& database;
    const image_cache::ImageCache& image_cache;
    dicom::AeTitle ae_title;  ///< ours, from which the matches can be retrieved
    const base::Clock& clock;
    std::optional<exporter::Recall> recall;  ///< absent where queries bring nothing back
};
/// C-FIND at every level of both models: what is visible. A query that names one study, and asks for what only an
/// archive could answer now, is answered with what is known, and brings the study back.
[[nodiscard]] dimse::FindHandler make_find_handler(const FindRooms& rooms);

/// What make_find_handler()'s queries can do beyond the baseline, PS3.4 C.5.
[[nodiscard]] dimse::QueryOptions query_options();

}  // namespace kinote::server
