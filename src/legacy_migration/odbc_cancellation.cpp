#include "legacy_migration/odbc_cancellation.hpp"

#include <sql.h>
#include <sqlext.h>

#include <chrono>
#include <string>
#include <system_error>
#include <utility>

#include "legacy_migration/odbc_text.hpp"

namespace kinote::legacy_migration {
namespace {

constexpr std::chrono::milliseconds pause{100};

}  // namespace

bool can_cancel(std::string_view driver) { return lower_case(driver).find("sqlite") == std::string::npos; }

OdbcCancellation::OdbcCancellation(void* statement, const std::stop_token& stop, std::function<void()> otherwise)
    : statement_{statement}, otherwise_{std::move(otherwise)} {
    callback_.emplace(stop, [this] { begin(); });
}

OdbcCancellation::~OdbcCancellation() {
    callback_.reset();  // waits for begin()
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock{mutex_};
        is_over_ = true;
    }
    over_.notify_all();
    thread_.join();
}

// On the thread that requests the stop, which is not kept waiting.
void OdbcCancellation::begin() noexcept {
    try {
        thread_ = std::thread{[this] { cancel_until_over(); }};
    } catch (const std::system_error&) {
        SQLCancel(statement_);
    }
}

void OdbcCancellation::cancel_until_over() {
    std::unique_lock lock{mutex_};
    while (!is_over_) {
        SQLCancel(statement_);
        if (over_.wait_for(lock, pause, [this] { return is_over_; }) || !otherwise_) continue;
        lock.unlock();  // whoever has got its answer meanwhile need not wait for this one
        otherwise_();
        lock.lock();
    }
}

}  // namespace kinote::legacy_migration
