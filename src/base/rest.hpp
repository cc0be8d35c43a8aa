#pragma once

#include <chrono>
#include <stop_token>

namespace kinote::base {

/// Returns after that time, or at once when it is to stop. Any thread.
void rest(const std::stop_token& stop, std::chrono::steady_clock::duration time);

}  // namespace kinote::base
