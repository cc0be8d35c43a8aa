#pragma once
// SQLite: write-ahead log, full durability, foreign keys, one writer at a time.

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>

#include "database/connection.hpp"

namespace kinote::database {

/// The writers of this process in the order in which they came: SQLite itself lets one write and the others poll.
class WriterQueue {
public:
    void enter();
    void leave() noexcept;

private:
    std::mutex mutex_;
    std::condition_variable turn_;
    std::uint64_t next_ticket_ = 0;
    std::uint64_t now_serving_ = 0;
};

/// Opens a session with the file, which is created where it is absent. @param writers outlives the connection.
[[nodiscard]] std::unique_ptr<Connection> open_sqlite(const std::filesystem::path& file, WriterQueue& writers);

}  // namespace kinote::database
