#pragma once
// A password as a person types it, or as a program hands it over.

#include <string>

namespace kinote::cli {

/// From a terminal twice, unseen; else the first line of standard input. @throws Error invalid where the two are not
/// the same, or there is none.
[[nodiscard]] std::string read_new_password();

}  // namespace kinote::cli
