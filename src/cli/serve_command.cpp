#include <fmt/format.h>
#include <pthread.h>

#include <csignal>
#include <cstdio>

#include "base/log.hpp"
#include "cli/options.hpp"
#include "server/server.hpp"

namespace kinote::cli {
namespace {

// SIGTERM and SIGINT, blocked in every thread from before the first one, and taken here.
class StopSignals {
public:
    StopSignals() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGTERM);
        sigaddset(&signals_, SIGINT);
        pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    }
    void wait() const {
        int signal = 0;
        sigwait(&signals_, &signal);
    }

private:
    sigset_t signals_{};
};

}  // namespace

int run(const ServeOptions& options) {
    const StopSignals stop;
    server::Site site = server::open_site(options.given, server::DataFolder::required);
    {
        const server::Server server{site};
        fmt::print("{}\n", server.ready_line());
        (void)std::fflush(stdout);
        base::log::info("serving", {{"data", site.settings.data.string()}, {"database", site.database->shown_url()}});
        stop.wait();
    }
    base::log::info("stopped");
    return done;
}

}  // namespace kinote::cli
