#pragma once
// The jobs that tell what of a study can be had, in the transaction that changed that.

#include <cstdint>
#include <string>
#include <vector>

#include "database/connection.hpp"

namespace kinote::jobs {

/// One for each of the studies and each destination that wants to know, unless one lives. No worker is woken, as for
/// withdrawals. @param studies  Study Instance UIDs.
void enqueue_availability_notices(database::Transaction& transaction, const std::vector<std::string>& studies,
                                  std::int64_t now_ms);

}  // namespace kinote::jobs
