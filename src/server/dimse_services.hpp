#pragma once
// The DIMSE services as kinote answers them.

#include "dimse/store_request.hpp"
#include "ingest/intake.hpp"

namespace kinote::server {

/// C-STORE: every object goes to ingest. What cannot be understood is refused, and an exception says what came from
/// whom. The parameters outlive the handler.
[[nodiscard]] dimse::StoreHandler make_store_handler(ingest::Intake& intake, database::Database& database,
                                                     const base::Clock& clock);

}  // namespace kinote::server
