#include "database/connection.hpp"

#include <gmock/gmock.h>

#include <mutex>
#include <set>
#include <thread>

#include "base/error.hpp"
#include "base/file.hpp"
#include "support/test_database.hpp"

namespace kinote::database {
namespace {

using base::Error;
using base::ErrorKind;

constexpr Statement create_sql{
    "CREATE TABLE sample (id BIGINT PRIMARY KEY, number BIGINT, words TEXT, content {bytes})"};
constexpr Statement add_row_sql{"INSERT INTO sample (id, number, words, content) VALUES ($1, $2, $3, $4)"};
constexpr Statement read_sql{"SELECT number, words, content FROM sample WHERE id = $1"};
constexpr Statement count_sql{"SELECT count(*) FROM sample"};
constexpr Statement all_sql{"SELECT id FROM sample ORDER BY id"};
constexpr Statement wrong_sql{"SELECT no_such_column FROM sample"};

class ConnectionTest : public test::DatabaseTest {
protected:
    ConnectionTest() : DatabaseTest{test::Filled::nothing} {
        connection().run_script(text_for(connection().engine(), create_sql.text));
    }

    std::int64_t count() {
        Rows rows = connection().query(count_sql);
        rows.next();
        return rows.integer(0);
    }
    static void add(Transaction& transaction, std::int64_t id) {
        transaction.execute(add_row_sql, {id, 1, "words", nullptr});
    }
};

TEST_P(ConnectionTest, gives_back_every_kind_of_value_as_it_was) {
    const std::vector<std::byte> bytes{std::byte{0}, std::byte{0xFF}, std::byte{'\''}};
    connection().execute(add_row_sql, {1, INT64_MIN, "Mü\\'\"山田 $1", std::span{bytes}});
    connection().execute(add_row_sql, {2, nullptr, nullptr, nullptr});

    Rows row = connection().query(read_sql, {1});
    ASSERT_TRUE(row.next());
    EXPECT_EQ(row.integer(0), INT64_MIN);
    EXPECT_EQ(row.text(1), "Mü\\'\"山田 $1");
    EXPECT_TRUE(std::ranges::equal(row.bytes(2), bytes));
    EXPECT_FALSE(row.next());

    Rows empty = connection().query(read_sql, {2});
    ASSERT_TRUE(empty.next());
    EXPECT_TRUE(empty.is_null(0));
    EXPECT_TRUE(empty.is_null(1));
    EXPECT_EQ(empty.optional_string(1), std::nullopt);
    EXPECT_EQ(empty.optional_integer(0), std::nullopt);
}

TEST_P(ConnectionTest, an_empty_text_and_empty_bytes_are_no_null) {
    connection().execute(add_row_sql, {1, 0, "", std::span<const std::byte>{}});
    Rows row = connection().query(read_sql, {1});
    ASSERT_TRUE(row.next());
    EXPECT_FALSE(row.is_null(1));
    EXPECT_FALSE(row.is_null(2));
    EXPECT_EQ(row.bytes(2).size(), 0U);
}

TEST_P(ConnectionTest, a_transaction_that_is_not_committed_leaves_nothing) {
    {
        Transaction transaction{connection()};
        add(transaction, 1);
    }
    EXPECT_EQ(count(), 0);
}

TEST_P(ConnectionTest, a_commit_keeps_what_was_written_and_runs_what_waits_for_it) {
    bool ran = false;
    Transaction transaction{connection()};
    transaction.after_commit([&ran] { ran = true; });
    add(transaction, 1);
    EXPECT_FALSE(ran);
    transaction.commit();
    EXPECT_TRUE(ran);
    EXPECT_EQ(count(), 1);
}

TEST_P(ConnectionTest, what_waits_for_a_commit_does_not_run_without_it) {
    bool ran = false;
    {
        Transaction transaction{connection()};
        transaction.after_commit([&ran] { ran = true; });
        add(transaction, 1);
    }
    EXPECT_FALSE(ran);
}

TEST_P(ConnectionTest, a_statement_that_must_change_rows_and_does_not_undoes_its_transaction) {
    constexpr Statement rename_sql{"UPDATE sample SET words = 'b' WHERE id = $1"};
    {
        Transaction transaction{connection()};
        add(transaction, 1);
        transaction.execute_on(1, rename_sql, {1});
        transaction.commit();
    }
    const auto rename_two = [&] {
        Transaction transaction{connection()};
        add(transaction, 2);
        transaction.execute_on(2, rename_sql, {1});
        transaction.commit();
    };
    try {
        rename_two();
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::unavailable);
    }
    EXPECT_EQ(count(), 1);
    EXPECT_TRUE(connection().is_usable());
}

TEST_P(ConnectionTest, an_error_of_a_statement_that_was_not_waited_for_shows_no_later_than_at_the_commit) {
    const auto write_twice = [this] {
        Transaction transaction{connection()};
        add(transaction, 1);
        add(transaction, 1);
        transaction.commit();
    };
    EXPECT_THROW(write_twice(), Error);
    EXPECT_EQ(count(), 0);
    EXPECT_TRUE(connection().is_usable());
}

TEST_P(ConnectionTest, many_statements_may_follow_one_another_unwaited) {
    Transaction transaction{connection()};
    for (std::int64_t id = 1; id <= 3'000; ++id) add(transaction, id);
    transaction.commit();
    EXPECT_EQ(count(), 3'000);
}

TEST_P(ConnectionTest, wrong_sql_is_an_internal_error_that_names_the_fault_and_leaves_the_connection_usable) {
    try {
        (void)connection().query(wrong_sql).next();
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::internal);
        EXPECT_THAT(error.what(), testing::HasSubstr("no_such_column"));
    }
    EXPECT_EQ(count(), 0);
}

TEST_P(ConnectionTest, a_text_with_a_nul_never_arrives_shortened) {
    using namespace std::string_literals;
    try {
        connection().execute(add_row_sql, {1, 1, "before\0after"s, nullptr});
        Rows row = connection().query(read_sql, {1});
        ASSERT_TRUE(row.next());
        EXPECT_EQ(row.text(1), "before\0after"s);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::invalid);
        EXPECT_EQ(count(), 0);
    }
}

TEST_P(ConnectionTest, rows_can_be_read_while_the_same_statement_is_asked_again) {
    connection().execute(add_row_sql, {1, 10, "a", nullptr});
    connection().execute(add_row_sql, {2, 20, "b", nullptr});
    Rows outer = connection().query(all_sql);
    std::vector<std::int64_t> numbers;
    while (outer.next()) {
        Rows inner = connection().query(all_sql);
        while (inner.next()) numbers.push_back(outer.integer(0) * 10 + inner.integer(0));
    }
    EXPECT_THAT(numbers, testing::ElementsAre(11, 12, 21, 22));
}

TEST_P(ConnectionTest, threads_that_commit_together_each_get_their_own_result) {
    constexpr int threads = 8;
    constexpr int each = 50;
    std::atomic<int> refused = 0;
    {
        std::vector<std::jthread> workers;
        for (int t = 0; t < threads; ++t) {
            workers.emplace_back([this, t, &refused] {
                for (int i = 0; i < each; ++i) {
                    try {
                        database().commit_together([&](Transaction& transaction) {
                            add(transaction, t * 1'000 + i);
                            if (i % 10 == 9) throw Error{ErrorKind::invalid, "on purpose"};
                        });
                    } catch (const Error& error) {
                        if (error.kind() == ErrorKind::invalid) ++refused;
                    }
                }
            });
        }
    }
    EXPECT_EQ(refused, threads * each / 10);
    EXPECT_EQ(count(), threads * each * 9 / 10);
}

TEST_P(ConnectionTest, threads_that_commit_together_are_told_the_truth_when_the_engine_undoes_their_group) {
    constexpr int threads = 8;
    constexpr int each = 50;
    std::mutex mutex;
    std::set<std::int64_t> committed;
    {
        std::vector<std::jthread> workers;
        for (int t = 0; t < threads; ++t) {
            workers.emplace_back([&, t] {
                for (int i = 0; i < each; ++i) {
                    const std::int64_t id = t * 1'000 + i;
                    try {
                        database().commit_together([&](Transaction& transaction) {
                            add(transaction, id);
                            if (i % 10 != 9) return;
                            transaction.connection().run_script("ROLLBACK");  // as SQLite does where the disk is full
                            throw Error{ErrorKind::unavailable, "on purpose"};
                        });
                    } catch (const Error& error) {
                        EXPECT_EQ(error.kind(), ErrorKind::unavailable) << error.what();
                        continue;
                    }
                    const std::lock_guard lock{mutex};
                    committed.insert(id);
                }
            });
        }
    }
    std::set<std::int64_t> found;
    Rows rows = connection().query(all_sql);
    while (rows.next()) found.insert(rows.integer(0));
    EXPECT_EQ(found, committed);
    EXPECT_FALSE(committed.empty());
}

TEST_P(ConnectionTest, a_second_connection_sees_only_what_was_committed) {
    const PooledConnection other = database().connection();
    Transaction transaction{connection()};
    add(transaction, 1);
    (void)transaction.change(add_row_sql, {2, 1, "", nullptr});  // on the server by now
    {
        Rows rows = other->query(count_sql);
        rows.next();
        EXPECT_EQ(rows.integer(0), 0);
    }
    transaction.commit();
    Rows rows = other->query(count_sql);
    rows.next();
    EXPECT_EQ(rows.integer(0), 2);
}

INSTANTIATE_TEST_SUITE_P(Engines, ConnectionTest, test::both_engines(), test::engine_name);

TEST(DatabaseTest, a_database_that_cannot_be_reached_is_unavailable_in_words) {
    Database database{"postgresql://nobody@127.0.0.1:1/nothing"};
    try {
        (void)database.connection();
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::unavailable);
        EXPECT_THAT(error.what(), testing::HasSubstr("PostgreSQL"));
    }
}

TEST(DatabaseTest, a_url_of_another_kind_is_refused) { EXPECT_THROW(Database{"mysql://host/name"}, Error); }

TEST(DatabaseTest, the_shown_url_has_no_password) {
    EXPECT_EQ(Database{"postgresql://reader:secret@host/name"}.shown_url(), "postgresql://reader:***@host/name");
    EXPECT_EQ(Database{"postgresql://host/name?user=a&password=secret"}.shown_url(),
              "postgresql://host/name?user=a&password=***");
}

TEST(DatabaseTest, a_file_that_is_no_database_is_corrupt_in_words) {
    const test::TemporaryFolder folder;
    const std::filesystem::path file = folder.path() / "kinote.sqlite";
    base::write_file_durably(file, std::string(8'192, 'x'));
    Database database{file.string()};
    try {
        (void)database.connection();
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::corrupt);
    }
}

}  // namespace
}  // namespace kinote::database
