#include "cli/stop_on_signal.hpp"

#include <pthread.h>

#include <csignal>

namespace kinote::cli {
namespace {

constexpr long look_interval_ns = 100'000'000;

sigset_t stop_signals() {
    sigset_t signals{};
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    return signals;
}

}  // namespace

StopOnSignal::StopOnSignal() {
    const sigset_t signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    thread_ = std::jthread{[this](const std::stop_token& end) {
        const sigset_t awaited = stop_signals();
        const timespec interval{0, look_interval_ns};
        while (!end.stop_requested()) {
            if (sigtimedwait(&awaited, nullptr, &interval) > 0) source_.request_stop();
        }
    }};
}

StopOnSignal::~StopOnSignal() {
    thread_.request_stop();
    thread_.join();
    const sigset_t signals = stop_signals();
    pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

}  // namespace kinote::cli
