#pragma once
// A database of its own for a test, once on each engine. PostgreSQL's server is the one that tools/with_postgresql.sh
// starts and stops around the tests.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <thread>

#include "base/random.hpp"
#include "database/database.hpp"
#include "database/schema.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::test {

/// The server that the tests run beside, as postgresql://USER@HOST:PORT. @throws where there is none.
inline std::string postgresql_server() {
    const char* server = std::getenv("KINOTE_TEST_POSTGRESQL");
    if (server == nullptr) throw std::runtime_error{"run this test as: tools/with_postgresql.sh COMMAND"};
    return server;
}

/// What a new database has in it.
enum class Filled : std::uint8_t { nothing, schema };

/// A database of the server that has the schema, made by the first test that asks: the steps of the schema take longer
/// than most tests do. @returns its name.
inline std::string schema_template() {
    constexpr const char* name = "test_schema";
    constexpr database::Statement lock_sql{"SELECT pg_advisory_lock(20)"};
    constexpr database::Statement find_sql{"SELECT 1 FROM pg_database WHERE datname = $1"};
    database::Database server{postgresql_server() + "/postgres"};
    const database::PooledConnection session = server.connection();
    (void)session->query(lock_sql);  // goes with the session; other tests make it at the same time
    if (session->query(find_sql, {name}).next()) return name;
    const std::string begun = "begun_" + base::random_hex(8);
    session->run_script("CREATE DATABASE " + begun);
    {
        database::Database database{postgresql_server() + "/" + begun};
        bring_schema_up_to_date(database, 0);
    }
    session->run_script("ALTER DATABASE " + begun + " RENAME TO " + name);
    return name;
}

/// A new database of PostgreSQL, dropped at the end.
class PostgresqlDatabase {
public:
    explicit PostgresqlDatabase(Filled filled = Filled::nothing) : name_{"test_" + base::random_hex(8)} {
        run("CREATE DATABASE " + name_ + (filled == Filled::schema ? " TEMPLATE " + schema_template() : ""));
    }
    ~PostgresqlDatabase() { run("DROP DATABASE " + name_ + " WITH (FORCE)"); }
    PostgresqlDatabase(const PostgresqlDatabase&) = delete;
    PostgresqlDatabase& operator=(const PostgresqlDatabase&) = delete;

    [[nodiscard]] std::string url() const { return postgresql_server() + "/" + name_; }

private:
    static void run(const std::string& sql) {
        database::Database server{postgresql_server() + "/postgres"};
        server.connection()->run_script(sql);
    }
    std::string name_;
};

class DatabaseTest : public ::testing::TestWithParam<database::Engine> {
protected:
    explicit DatabaseTest(Filled filled = Filled::schema) {
        if (GetParam() == database::Engine::postgresql) postgresql_.emplace(filled);
        database_.emplace(postgresql_ ? postgresql_->url() : (folder_.path() / "kinote.sqlite").string());
        connection_.emplace(database_->connection());
        if (filled == Filled::schema) bring_schema_up_to_date(*database_, 0);  // is there where it is a copy
    }

    [[nodiscard]] database::Database& database() { return *database_; }
    /// The session of the test's own thread.
    [[nodiscard]] database::Connection& connection() { return **connection_; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

    /// Returns once another session waits for what one has locked. On SQLite writers stand in a queue: at once.
    void wait_until_another_waits() {
        if (GetParam() == database::Engine::sqlite) return;
        constexpr database::Statement waiting_sql{R"(
            SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock')"};
        const database::PooledConnection probe = database_->connection();
        const auto limit = std::chrono::steady_clock::now() + std::chrono::minutes{1};
        while (std::chrono::steady_clock::now() < limit) {
            database::Rows rows = probe->query(waiting_sql);
            if (rows.next() && rows.integer(0) > 0) return;
            std::this_thread::yield();
        }
        ADD_FAILURE() << "nobody has waited";
    }

private:
    TemporaryFolder folder_;
    std::optional<PostgresqlDatabase> postgresql_;
    std::optional<database::Database> database_;
    std::optional<database::PooledConnection> connection_;
};

inline auto both_engines() { return ::testing::Values(database::Engine::sqlite, database::Engine::postgresql); }

inline std::string engine_name(const ::testing::TestParamInfo<database::Engine>& info) {
    return info.param == database::Engine::sqlite ? "sqlite" : "postgresql";
}

}  // namespace kinote::test
