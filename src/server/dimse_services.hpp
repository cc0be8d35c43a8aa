#pragma once
// The DIMSE services as kinote answers them.

#include "dimse/query_request.hpp"
#include "dimse/store_request.hpp"
#include "image_cache/image_cache.hpp"
#include "ingest/intake.hpp"

namespace kinote::server {

/// C-STORE: every object goes to ingest. What cannot be understood is refused, and an exception says what came from
/// whom. The parameters outlive the handler.
[[nodiscard]] dimse::StoreHandler make_store_handler(ingest::Intake& intake, database::Database& database,
                                                     const base::Clock& clock);

/// C-FIND at every level of both models: what is visible. @param ae_title  ours, from which the matches can be
/// retrieved. The others outlive the handler.
[[nodiscard]] dimse::FindHandler make_find_handler(database::Database& database,
                                                   const image_cache::ImageCache& image_cache,
                                                   const dicom::AeTitle& ae_title, const base::Clock& clock);

/// What make_find_handler()'s queries can do beyond the baseline, PS3.4 C.5.
[[nodiscard]] dimse::QueryOptions query_options();

}  // namespace kinote::server
