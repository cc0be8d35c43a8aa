#pragma once
// What somebody waits for, in one transaction, begun anew where the engine has undone it for another's sake.

#include "base/error.hpp"
#include "database/database.hpp"

namespace kinote::database {

/// The work as a whole, or nothing of it. Where two wait for each other, the engine undoes one of them: that may be
/// tried again.
/// @param work  takes the transaction. It may run again, and sets what it gives anew each time.
/// @throws Error unavailable where no try succeeds; what the work throws.
template <typename Work>
void commit_as_a_whole(Database& database, Work work) {
    constexpr int most_tries = 4;
    for (int attempt = 1;; ++attempt) {
        try {
            const PooledConnection connection = database.connection();
            Transaction transaction{*connection};
            work(transaction);
            transaction.commit();
            return;
        } catch (const base::Error& error) {
            if (error.kind() != base::ErrorKind::unavailable || attempt == most_tries) throw;
        }
    }
}

}  // namespace kinote::database
