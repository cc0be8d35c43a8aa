#pragma once
// Series of which something visible is here, and visible objects, as DICOM queries find them: page by page, in an order
// that stays.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "database/connection.hpp"
#include "database/queried_rows.hpp"

namespace kinote::database {

/// The next series of those studies' rows. @param after  the last one of the page before, or a new one.
[[nodiscard]] std::vector<QueriedSeries> next_series(Connection& connection, std::span<const std::int64_t> studies,
                                                     const QueriedSeries& after, std::int64_t limit);

/// The next objects of those series' rows. @param after  as above.
[[nodiscard]] std::vector<QueriedInstance> next_instances(Connection& connection, std::span<const std::int64_t> series,
                                                          const QueriedInstance& after, std::int64_t limit);

/// All visible objects with one of the UIDs, of whatever series, ordered by series.
[[nodiscard]] std::vector<QueriedInstance> find_queried_instances(Connection& connection,
                                                                  std::span<const std::string_view> sop_instance_uids);

/// One object of each of those series' rows: the one that is here for the longest time.
[[nodiscard]] std::vector<QueriedInstance> first_instances(Connection& connection,
                                                           std::span<const std::int64_t> series);

}  // namespace kinote::database
