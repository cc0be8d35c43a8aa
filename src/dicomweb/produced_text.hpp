#pragma once
// Text that is pushed out piece by piece where it is made, and taken piece by piece where it is sent.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

namespace kinote::dicomweb {

/// Makes the text in a thread of its own, which waits where nobody takes what it has made: memory does not grow with
/// the whole. next() is called by one thread at a time; the end of this object's life stops and ends the thread.
class ProducedText {
public:
    /// Takes a piece. @return false where no more is wanted.
    using Give = std::function<bool(std::string piece)>;

    /// @param produce  runs in the thread; what it refers to outlives this.
    explicit ProducedText(std::function<void(const Give&)> produce);

    /// The next piece, nothing at the end. Waits for it. @throws what `produce` threw.
    [[nodiscard]] std::optional<std::string> next();

private:
    static constexpr std::size_t most_waiting_bytes = std::size_t{256} * 1024;

    bool give(std::string piece, const std::stop_token& stop);
    void run(const std::stop_token& stop);

    std::function<void(const Give&)> produce_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<std::string> waiting_;
    std::size_t waiting_bytes_ = 0;
    bool is_done_ = false;
    std::exception_ptr failure_;
    std::jthread thread_;  ///< last: it ends before what it uses
};

}  // namespace kinote::dicomweb
