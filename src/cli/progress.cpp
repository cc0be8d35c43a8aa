#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/rest.hpp"

namespace kinote::cli {
namespace {

constexpr std::chrono::milliseconds redraw_interval{200};
constexpr std::chrono::milliseconds line_interval{5'000};
constexpr int bar_width = 24;

}  // namespace

Progress::Progress(std::function<std::string()> words)
    : words_{std::move(words)}, is_terminal_{::isatty(STDERR_FILENO) != 0} {
    thread_ = std::jthread{[this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            base::rest(stop, is_terminal_ ? redraw_interval : line_interval);
            if (is_terminal_) {
                fmt::print(stderr, "\r\033[K{}", words_());
                (void)std::fflush(stderr);
            } else if (!stop.stop_requested()) {
                fmt::print(stderr, "{}\n", words_());
            }
        }
    }};
}

Progress::~Progress() {
    thread_.request_stop();
    thread_.join();
    if (is_terminal_) fmt::print(stderr, "\n");
}

std::string progress_line(std::int64_t done, std::int64_t total, double seconds) {
    const double share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 1.0;
    const int filled = std::clamp(static_cast<int>(share * bar_width), 0, bar_width);
    const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0.0;
    const double left = rate > 0 ? static_cast<double>(total - done) / rate : 0.0;
    return fmt::format(
        "[{}{}] {:3.0f} % {}/{}, {:.0f}/s, {:.0f} s left", std::string(static_cast<std::size_t>(filled), '#'),
        std::string(static_cast<std::size_t>(bar_width - filled), '.'), share * 100, done, total, rate, left);
}

}  // namespace kinote::cli
