#pragma once
// Exports to media as JSON.

#include <boost/json/value.hpp>
#include <cstdint>
#include <string_view>

#include "database/media_table.hpp"
#include "exporter/media_preview.hpp"
#include "exporter/note_sheet.hpp"

namespace kinote::server {

/// @throws Error not_found where there is no such export.
[[nodiscard]] boost::json::value media_to_json(database::Connection& connection, std::int64_t id);
/// The latest first. @param study_instance_uid  empty: of all studies. @param before  numbers below it.
[[nodiscard]] boost::json::value all_media_to_json(database::Connection& connection,
                                                   std::string_view study_instance_uid, std::int64_t before,
                                                   std::int64_t limit);
[[nodiscard]] boost::json::value to_json(const database::MediaLedgerRow& row);
[[nodiscard]] boost::json::value to_json(const exporter::MediaPreview& preview);
[[nodiscard]] boost::json::value to_json(const exporter::StoredSheet& sheet);

}  // namespace kinote::server
