#pragma once
// SIGTERM and SIGINT as a request to stop, for commands that end what they have begun.

#include <stop_token>
#include <thread>

namespace kinote::cli {

/// From construction to destruction the two signals request a stop instead of ending the program. Made before the
/// program's first thread, which would take them else.
class StopOnSignal {
public:
    StopOnSignal();
    ~StopOnSignal();
    StopOnSignal(const StopOnSignal&) = delete;
    StopOnSignal& operator=(const StopOnSignal&) = delete;

    [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

private:
    std::stop_source source_;
    std::jthread thread_;
};

}  // namespace kinote::cli
