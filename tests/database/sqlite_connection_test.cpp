#include "database/sqlite_connection.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "base/error.hpp"
#include "database/database.hpp"
#include "database/schema.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::database {
namespace {

class SqliteConnectionTest : public ::testing::Test {
protected:
    std::string pragma(const Statement& statement) {
        const PooledConnection connection = database_.connection();
        Rows rows = connection->query(statement);
        return rows.next() ? rows.string(0) : "";
    }

    test::TemporaryFolder folder_;
    Database database_{(folder_.path() / "kinote.sqlite").string()};
};

TEST_F(SqliteConnectionTest, every_session_writes_ahead_syncs_fully_and_keeps_foreign_keys) {
    for (int session = 0; session < 2; ++session) {
        const PooledConnection taken = database_.connection();  // so that the next is another one
        EXPECT_EQ(pragma({"PRAGMA journal_mode"}), "wal");
        EXPECT_EQ(pragma({"PRAGMA synchronous"}), "2") << "FULL";
        EXPECT_EQ(pragma({"PRAGMA foreign_keys"}), "1");
    }
}

TEST_F(SqliteConnectionTest, a_row_without_its_parent_is_refused) {
    bring_schema_up_to_date(database_, 0);
    const PooledConnection connection = database_.connection();
    EXPECT_THROW(connection->run_script("INSERT INTO object_bytes (instance, bytes) VALUES (17, '')"), base::Error);
}

TEST_F(SqliteConnectionTest, a_statement_is_prepared_once_however_often_it_runs) {
    // SQLite counts how often a prepared statement has run, by the place of its text.
    const PooledConnection connection = database_.connection();
    connection->run_script("CREATE TABLE sample (id INTEGER PRIMARY KEY)");
    constexpr Statement add_sql{"INSERT INTO sample (id) VALUES ($1)"};
    constexpr Statement runs_sql{"SELECT nscan, run FROM sqlite_stmt WHERE sql LIKE 'INSERT INTO sample%'"};
    for (int id = 1; id <= 5; ++id) connection->execute(add_sql, {id});
    Rows rows = connection->query(runs_sql);
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.integer(1), 5);
    EXPECT_FALSE(rows.next());
}

TEST_F(SqliteConnectionTest, rows_read_to_their_end_let_their_statement_go) {
    const PooledConnection connection = database_.connection();
    connection->run_script("CREATE TABLE sample (id INTEGER PRIMARY KEY); INSERT INTO sample VALUES (1), (2)");
    constexpr Statement read_sql{"SELECT id FROM sample WHERE id >= $1 ORDER BY id"};
    Rows first = connection->query(read_sql, {2});
    EXPECT_TRUE(first.next());
    EXPECT_FALSE(first.next());
    Rows second = connection->query(read_sql, {1});
    EXPECT_TRUE(second.next());
    EXPECT_FALSE(first.next()) << "it stays at its end";
    EXPECT_EQ(second.integer(0), 1);
    EXPECT_TRUE(second.next());
    EXPECT_EQ(second.integer(0), 2);
}

TEST_F(SqliteConnectionTest, writers_of_one_process_take_turns_in_their_order) {
    WriterQueue writers;
    std::vector<int> order;
    writers.enter();
    {
        std::vector<std::jthread> threads;
        std::atomic<int> waiting = 0;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&, i] {
                ++waiting;
                writers.enter();
                order.push_back(i);
                writers.leave();
            });
        }
        while (waiting < 4) std::this_thread::yield();
        writers.leave();
    }
    EXPECT_THAT(order, testing::UnorderedElementsAre(0, 1, 2, 3));
}

TEST_F(SqliteConnectionTest, threads_that_write_at_once_all_get_through) {
    database_.connection()->run_script("CREATE TABLE sample (id INTEGER PRIMARY KEY)");
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([this, t] {
                constexpr Statement add_sql{"INSERT INTO sample (id) VALUES ($1)"};
                for (int i = 0; i < 25; ++i) {
                    const PooledConnection connection = database_.connection();
                    Transaction transaction{*connection};
                    transaction.execute(add_sql, {t * 100 + i});
                    transaction.commit();
                }
            });
        }
    }
    EXPECT_EQ(pragma({"SELECT count(*) FROM sample"}), "100");
}

}  // namespace
}  // namespace kinote::database
