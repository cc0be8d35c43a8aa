#pragma once
// Breaks off what a driver waits for, once a stop is requested.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>
#include <thread>

namespace kinote::legacy_migration {

/// False for a driver whose SQLCancel frees the statement under the call that is to be broken off. @param driver  what
/// SQL_DRIVER_NAME says.
[[nodiscard]] bool can_cancel(std::string_view driver);

/// Stands around one call of a driver. Cancels again and again until the call has returned: a cancel that comes a
/// moment before the driver waits is lost.
class OdbcCancellation {
public:
    /// @param statement  SQLHSTMT, outlives this; of a driver that can_cancel().
    /// @param otherwise  what breaks the call off where SQLCancel does not, may be empty; runs on a thread of this.
    OdbcCancellation(void* statement, const std::stop_token& stop, std::function<void()> otherwise);
    ~OdbcCancellation();
    OdbcCancellation(const OdbcCancellation&) = delete;
    OdbcCancellation& operator=(const OdbcCancellation&) = delete;

private:
    void begin() noexcept;
    void cancel_until_over();

    void* statement_;
    std::function<void()> otherwise_;
    std::mutex mutex_;
    std::condition_variable over_;
    bool is_over_ = false;
    std::thread thread_;  // only where a stop was requested
    std::optional<std::stop_callback<std::function<void()>>> callback_;
};

}  // namespace kinote::legacy_migration
