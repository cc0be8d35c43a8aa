#pragma once
// Objects whose bytes are here, in the columns of `instance`, as those see them who look whether the bytes are what
// they were.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "database/connection.hpp"
#include "database/instance_table.hpp"

namespace kinote::database {

/// A row of objects, whatever its state.
struct CachedObject {
    StoredObject object;     ///< without its bytes
    bool is_wanted = false;  ///< its bytes are to be here: it is neither NEARLINE nor marked for deletion
};
/// The rows behind that one, by their number.
[[nodiscard]] std::vector<CachedObject> list_cached_objects(Connection& connection, std::int64_t after_instance,
                                                            std::int64_t limit);
/// Absent where there is no such row any more.
[[nodiscard]] std::optional<CachedObject> find_cached_object(Connection& connection, std::int64_t instance);

/// Whether its file may be given up: it is visible and no KOSD, and an archive in use has committed what came.
[[nodiscard]] bool has_committed_copy(Connection& connection, std::int64_t instance);
/// The object is NEARLINE from now on. Nothing is known of its content but its digest: what its archive sends back is
/// believed. @return false where its bytes do not lie there any more.
bool give_up_file(Transaction& transaction, const StoredObject& object, std::int64_t now_ms);

}  // namespace kinote::database
