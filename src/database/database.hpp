#pragma once
// A database as a program opens it: its URL, its engine, sessions for threads, commits shared between threads.

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "database/connection.hpp"
#include "database/sqlite_connection.hpp"

namespace kinote::database {

class Database;

/// A session lent to one thread; it goes back to its database at the end of its life.
class PooledConnection {
public:
    PooledConnection(Database& database, std::unique_ptr<Connection> connection)
        : database_{&database}, connection_{std::move(connection)} {}
    ~PooledConnection();
    PooledConnection(PooledConnection&&) noexcept = default;
    PooledConnection& operator=(PooledConnection&&) = delete;
    PooledConnection(const PooledConnection&) = delete;
    PooledConnection& operator=(const PooledConnection&) = delete;

    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

private:
    Database* database_;
    std::unique_ptr<Connection> connection_;
};

/// Any thread. Outlives the connections that it lends.
class Database {
public:
    /// @param url  postgresql://..., or the path of an SQLite file, with or without sqlite: before it. Nothing is
    ///             opened yet. @throws Error invalid for another scheme.
    explicit Database(std::string url);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] Engine engine() const { return engine_; }
    /// The URL without its password, for logs and messages.
    [[nodiscard]] std::string shown_url() const;

    /// A session nobody else uses: a kept one, or a new one. @throws Error unavailable, refused.
    [[nodiscard]] PooledConnection connection();

    /// Runs the work in a transaction and returns once it is durable, or throws what the work threw, with its writes
    /// undone. The work of threads that come at the same time shares one commit and runs on any of them, and it runs
    /// again in a transaction of its own where the shared one fails: it must use nothing but the transaction and what
    /// it owns, set what it gives anew each time, and wait for nothing.
    void commit_together(const std::function<void(Transaction&)>& work);

private:
    friend class PooledConnection;
    struct Waiting;

    [[nodiscard]] std::unique_ptr<Connection> open();
    void give_back(std::unique_ptr<Connection> connection) noexcept;
    void commit_group(std::span<Waiting* const> group);
    void commit_at_once(std::span<Waiting* const> group, bool& is_in_doubt);

    std::string url_;
    Engine engine_ = Engine::sqlite;
    WriterQueue writers_;
    std::mutex pool_mutex_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::mutex group_mutex_;
    std::condition_variable group_done_;
    std::vector<Waiting*> waiting_;
    bool has_leader_ = false;
};

}  // namespace kinote::database
