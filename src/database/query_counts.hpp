#pragma once
// What queries ask about patients, studies and series beyond their own rows: numbers and kinds of visible objects.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

struct VisibleCounts {
    std::int64_t studies = 0;
    std::int64_t series = 0;
    std::int64_t instances = 0;
};
/// By row; what has nothing visible is missing.
using CountsById = std::map<std::int64_t, VisibleCounts>;
using TextsById = std::map<std::int64_t, std::vector<std::string>>;

/// Studies, series and objects of each patient's row.
[[nodiscard]] CountsById count_of_patients(Connection& connection, std::span<const std::int64_t> patients);
/// Series and objects of each study's row.
[[nodiscard]] CountsById count_of_studies(Connection& connection, std::span<const std::int64_t> studies);
/// Objects of each series' row.
[[nodiscard]] CountsById count_of_series(Connection& connection, std::span<const std::int64_t> series);

/// The modalities of each study's visible series, and KO where a KOSD is visible in it; sorted.
[[nodiscard]] TextsById modalities_of_studies(Connection& connection, std::span<const std::int64_t> studies);
/// The SOP classes of each study's visible objects, sorted.
[[nodiscard]] TextsById sop_classes_of_studies(Connection& connection, std::span<const std::int64_t> studies);

}  // namespace kinote::database
