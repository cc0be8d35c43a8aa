#include <fmt/format.h>

#include "cli/options.hpp"
#include "server/settings.hpp"

namespace kinote::cli {

int run(const ConfigurationOptions& options) {
    (void)server::read_settings(options.given);  // throws what is wrong
    fmt::print("the configuration is right\n");
    return done;
}

}  // namespace kinote::cli
