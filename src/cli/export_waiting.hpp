#pragma once
// Exports as commands that open them show them: awaited, printed, and judged by an exit code.

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "server/site.hpp"

namespace kinote::cli {

/// Texts as they are, anything else as JSON.
[[nodiscard]] std::string text_of(const boost::json::value& value);
void print_exports(const boost::json::array& exports);
/// Looks until all are over, or the time is.
[[nodiscard]] boost::json::array wait_for(const server::Site& site, const std::vector<std::int64_t>& ids,
                                          std::int64_t seconds);
[[nodiscard]] int exit_code_of(const boost::json::array& exports);

}  // namespace kinote::cli
