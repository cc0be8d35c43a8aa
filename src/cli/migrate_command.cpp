#include "cli/options.hpp"
namespace kinote::cli {
int run(const MigrateOptions&) { return failed; }
}
