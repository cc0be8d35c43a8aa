#include "database/task_table.hpp"

#include <gmock/gmock.h>

#include "database/task_lease_table.hpp"
#include "support/test_database.hpp"

namespace kinote::database {
namespace {

constexpr std::string_view sample = "stray_file_sweep";

class TaskTableTest : public test::DatabaseTest {
protected:
    void declare(std::int64_t interval_ms, std::int64_t now_ms) {
        Transaction transaction{connection()};
        declare_task(transaction, sample, interval_ms, now_ms);
        transaction.commit();
    }
    std::optional<std::int64_t> take_lease(std::string_view node, std::int64_t now_ms) {
        Transaction transaction{connection()};
        const auto term = take_task_lease(transaction, node, now_ms, now_ms + 100);
        transaction.commit();
        return term;
    }
    bool take(std::int64_t term, std::int64_t now_ms) {
        Transaction transaction{connection()};
        const bool is_taken = take_task(transaction, sample, term, now_ms);
        transaction.commit();
        return is_taken;
    }
    bool record(std::int64_t term, std::string_view cursor, std::int64_t next_run_ms) {
        Transaction transaction{connection()};
        const bool is_recorded = record_task_run(transaction, {sample, term, "done", cursor, 7, next_run_ms});
        transaction.commit();
        return is_recorded;
    }
    TaskRow row() { return find_task(connection(), sample).value(); }
};

TEST_P(TaskTableTest, a_lease_is_taken_by_another_only_where_it_has_run_out) {
    EXPECT_EQ(take_lease("one", 1'000), 1);
    EXPECT_EQ(take_lease("other", 1'099), std::nullopt);
    EXPECT_EQ(take_lease("one", 1'099), 2) << "its own from before it died";
    EXPECT_EQ(take_lease("other", 1'199), 3);
    Transaction transaction{connection()};
    EXPECT_FALSE(renew_task_lease(transaction, "one", 2, 2'000));
    EXPECT_TRUE(renew_task_lease(transaction, "other", 3, 2'000));
    release_task_lease(transaction, "other", 3);
    transaction.commit();
    EXPECT_EQ(find_task_lease(connection()).lease_until_ms, 0);
}

TEST_P(TaskTableTest, a_run_is_taken_under_the_lease_alone_and_recorded_by_who_took_it_last) {
    declare(1'000, 0);
    EXPECT_FALSE(take(1, 10'000));
    ASSERT_EQ(take_lease("one", 10'000), 1);
    EXPECT_TRUE(take(1, 10'000));
    EXPECT_FALSE(take(1, 10'100)) << "it has run out";
    ASSERT_EQ(take_lease("other", 10'100), 2);
    EXPECT_TRUE(take(2, 10'100));
    EXPECT_FALSE(record(1, "old", 1));
    EXPECT_TRUE(record(2, "new", 11'100));
    EXPECT_FALSE(row().is_running);
    EXPECT_EQ(row().cursor, "new");
    EXPECT_EQ(row().duration_ms, 7);
    EXPECT_EQ(row().next_run_ms, 11'100);
}

TEST_P(TaskTableTest, a_shorter_interval_brings_the_next_run_nearer) {
    declare(1'000'000, 0);
    ASSERT_EQ(take_lease("one", 10'000), 1);
    ASSERT_TRUE(take(1, 10'000));
    ASSERT_TRUE(record(1, "", 1'010'000));
    declare(2'000'000, 10'000);
    EXPECT_EQ(row().next_run_ms, 1'010'000);
    declare(5'000, 10'000);
    EXPECT_EQ(row().next_run_ms, 15'000);
}

TEST_P(TaskTableTest, a_request_that_comes_while_a_task_runs_is_for_another_run) {
    declare(1'000, 0);
    ASSERT_EQ(take_lease("one", 10'000), 1);
    ASSERT_TRUE(take(1, 10'000));
    {
        Transaction transaction{connection()};
        ask_for_task(transaction, sample, "anna", 10'001);
        transaction.commit();
    }
    ASSERT_TRUE(record(1, "", 11'000));
    EXPECT_EQ(row().asked_ms, 10'001);
    EXPECT_EQ(row().asked_by, "anna");
}

INSTANTIATE_TEST_SUITE_P(Engines, TaskTableTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
