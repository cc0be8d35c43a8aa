#pragma once
// STOW-RS as kinote answers it.

#include <functional>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "dicomweb/rooms.hpp"
#include "ingest/intake.hpp"

namespace kinote::server {

/// Every object goes to ingest, in the name of who asks: audited as an import, once for each study and request. What
/// cannot be understood is refused, and an exception says what came from whom. The parameters outlive the function.
[[nodiscard]] std::function<dicomweb::StoreObject(const http::Request&)> make_web_store(ingest::Intake& intake,
                                                                                        database::Database& database,
                                                                                        const base::Clock& clock);

}  // namespace kinote::server
