#pragma once
// The table `file_removal`: files of the cache that no row names any more and that are still to go.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// To be called in the transaction that takes the row away which named the file. @param path  below the cache folder.
void list_file_removal(Transaction& transaction, std::string_view path, std::int64_t now_ms);

/// A page behind that path, by path.
[[nodiscard]] std::vector<std::string> find_file_removals(Connection& connection, std::string_view after,
                                                          std::int64_t limit);
/// The file is gone.
void end_file_removal(Transaction& transaction, std::string_view path);
/// It is still there, and why.
void note_failed_removal(Transaction& transaction, std::string_view path, std::string_view error);

struct FailedRemoval {
    std::string path;
    std::int64_t listed_ms = 0;
    std::string error;
};
/// Files that could not be removed when it was last tried, by path.
[[nodiscard]] std::vector<FailedRemoval> list_failed_removals(Connection& connection, std::int64_t limit);

}  // namespace kinote::database
