#pragma once
// Ids taken before the rows that bear them are written, so that rows which name those go in without waiting.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// Where the ids of a table come from. SQLite has one writer, the transaction: its next id is the one above the
/// highest.
struct IdSource {
    Statement highest;  ///< for SQLite: gives the highest id
    Statement next;     ///< for PostgreSQL: gives $1 ids of the table's sequence
};

/// So many ids that nobody else gets. @param source  lives as long as the program.
[[nodiscard]] std::vector<std::int64_t> reserve_ids(Transaction& transaction, const IdSource& source,
                                                    std::size_t count);

}  // namespace kinote::database
