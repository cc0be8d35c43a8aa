#pragma once
// Progress of a long command on standard error: a line that redraws itself on a terminal, else one line now and then.

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

namespace kinote::cli {

/// Shows what the words give until its end. The function is called on a thread of its own.
class Progress {
public:
    explicit Progress(std::function<std::string()> words);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

private:
    std::function<std::string()> words_;
    bool is_terminal_;
    std::jthread thread_;
};

/// "[######....] 60 % 600/1000, 120/s, 3 s left"
[[nodiscard]] std::string progress_line(std::int64_t done, std::int64_t total, double seconds);

}  // namespace kinote::cli
