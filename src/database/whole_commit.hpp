#pragma once
// What somebody waits for, in one transaction, begun anew where the engine has undone it for another's sake.

#include "base/error.hpp"
#include "database/database.hpp"

namespace kinote::database {

/// What commit_as_a_whole() and try_as_a_whole() do until it succeeds.
template <typename Work>
void repeat_where_undone(Database& database, Work& work, bool commits) {
    constexpr int most_tries = 4;
    for (int attempt = 1;; ++attempt) {
        try {
            const PooledConnection connection = database.connection();
            Transaction transaction{*connection};
            work(transaction);
            if (commits) transaction.commit();
            return;
        } catch (const base::Error& error) {
            if (error.kind() != base::ErrorKind::unavailable || attempt == most_tries) throw;
        }
    }
}

/// The work as a whole, or nothing of it. Where two wait for each other, the engine undoes one of them: that may be
/// tried again.
/// @param work  takes the transaction. It may run again, and sets what it gives anew each time.
/// @throws Error unavailable where no try succeeds; what the work throws.
template <typename Work>
void commit_as_a_whole(Database& database, Work work) {
    repeat_where_undone(database, work, true);
}

/// The same, and all of it undone: to see what it would do.
template <typename Work>
void try_as_a_whole(Database& database, Work work) {
    repeat_where_undone(database, work, false);
}

}  // namespace kinote::database
