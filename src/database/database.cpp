#include "database/database.hpp"

#include <fmt/format.h>

#include <exception>
#include <regex>
#include <utility>

#include "base/error.hpp"
#include "database/postgresql_connection.hpp"

namespace kinote::database {
namespace {

constexpr std::size_t most_idle = 32;
constexpr std::string_view sqlite_scheme = "sqlite:";

}  // namespace

struct Database::Waiting {
    const std::function<void(Transaction&)>* work;
    std::exception_ptr failure;
    bool is_done = false;
};

PooledConnection::~PooledConnection() {
    if (connection_) database_->give_back(std::move(connection_));
}

Database::Database(std::string url) : url_{std::move(url)} {
    if (url_.starts_with("postgresql://") || url_.starts_with("postgres://")) {
        engine_ = Engine::postgresql;
    } else if (url_.starts_with(sqlite_scheme)) {
        url_.erase(0, sqlite_scheme.size());
        if (url_.starts_with("//")) url_.erase(0, 2);
    } else if (url_.find("://") != std::string::npos) {
        throw base::Error{base::ErrorKind::invalid,
                          "the database URL must begin with postgresql://, or name an SQLite file"};
    }
}

Database::~Database() = default;

std::string Database::shown_url() const {
    if (engine_ == Engine::sqlite) return url_;
    static const std::regex password{R"((://[^:/@]*):[^@]*@)"};
    static const std::regex parameter{R"(([?&]password=)[^&]*)"};
    return std::regex_replace(std::regex_replace(url_, password, "$1:***@"), parameter, "$1***");
}

std::unique_ptr<Connection> Database::open() {
    return engine_ == Engine::sqlite ? open_sqlite(url_, writers_) : open_postgresql(url_);
}

PooledConnection Database::connection() {
    {
        const std::lock_guard lock{pool_mutex_};
        if (!idle_.empty()) {
            std::unique_ptr<Connection> connection = std::move(idle_.back());
            idle_.pop_back();
            return {*this, std::move(connection)};
        }
    }
    return {*this, open()};
}

void Database::give_back(std::unique_ptr<Connection> connection) noexcept {
    const std::lock_guard lock{pool_mutex_};
    if (!connection->is_usable()) {  // the server is gone or was: those that wait here are as dead
        idle_.clear();
        return;
    }
    if (idle_.size() < most_idle) idle_.push_back(std::move(connection));
}

void Database::commit_together(const std::function<void(Transaction&)>& work) {
    Waiting mine{&work, nullptr, false};
    std::unique_lock lock{group_mutex_};
    waiting_.push_back(&mine);
    group_done_.wait(lock, [&] { return mine.is_done || !has_leader_; });
    if (!mine.is_done) {
        has_leader_ = true;
        const std::vector<Waiting*> group = std::exchange(waiting_, {});
        lock.unlock();
        commit_group(group);
        lock.lock();
        for (Waiting* member : group) member->is_done = true;
        has_leader_ = false;
        group_done_.notify_all();
    }
    lock.unlock();
    if (mine.failure) std::rethrow_exception(mine.failure);
}

// All in one transaction; where one of them fails, each in its own.
void Database::commit_group(std::span<Waiting* const> group) {
    bool is_in_doubt = false;
    try {
        commit_at_once(group, is_in_doubt);
        return;
    } catch (...) {
        const bool is_final = is_in_doubt || group.size() == 1;
        for (Waiting* member : group) member->failure = is_final ? std::current_exception() : nullptr;
        if (is_final) return;
    }
    for (std::size_t i = 0; i < group.size(); ++i) commit_group(group.subspan(i, 1));
}

void Database::commit_at_once(std::span<Waiting* const> group, bool& is_in_doubt) {
    const PooledConnection connection = this->connection();
    Transaction transaction{*connection};
    transaction.when_in_doubt([&is_in_doubt] { is_in_doubt = true; });
    for (const Waiting* member : group) (*member->work)(transaction);
    transaction.commit();
}

}  // namespace kinote::database
