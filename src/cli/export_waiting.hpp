#pragma once
// Exports as commands that open them show them: awaited, printed, and judged by an exit code.

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exporter/export_request.hpp"
#include "server/site.hpp"

namespace kinote::cli {

/// Texts as they are, anything else as JSON.
[[nodiscard]] std::string text_of(const boost::json::value& value);
void print_exports(const boost::json::array& exports);
/// What did not go with each, and what to do.
void print_remarks(const boost::json::array& exports);
/// Opens exports and shows them, once they are over where that is waited for. @return the exit code.
[[nodiscard]] int open_exports(const server::Site& site, const std::vector<exporter::ExportOrder>& orders,
                               const std::optional<std::int64_t>& wait_seconds, bool is_json);

}  // namespace kinote::cli
