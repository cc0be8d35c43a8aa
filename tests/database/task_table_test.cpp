#include "database/task_table.hpp"

#include <gmock/gmock.h>

#include "database/schema.hpp"
#include "support/test_database.hpp"

namespace kinote::database {
namespace {

class TaskTableTest : public test::DatabaseTest {
protected:
    TaskTableTest() {
        bring_schema_up_to_date(database(), 0);
        declare();
    }

    void declare() {
        Transaction transaction{connection()};
        declare_task(transaction, "stray_file_sweep", 1'000);
        transaction.commit();
    }
    void take(std::int64_t now_ms) {
        Transaction transaction{connection()};
        EXPECT_TRUE(take_due_task(transaction, "stray_file_sweep", now_ms));
        transaction.commit();
    }
};

TEST_P(TaskTableTest, a_run_that_was_broken_off_is_due_again_at_the_next_start) {
    take(10'000);
    EXPECT_FALSE(is_task_due(connection(), "stray_file_sweep", 10'500));
    declare();  // the process had died before the run ended
    EXPECT_TRUE(is_task_due(connection(), "stray_file_sweep", 10'500));
}

TEST_P(TaskTableTest, a_run_that_has_ended_is_not_due_again_before_its_time) {
    take(10'000);
    Transaction transaction{connection()};
    record_task_run(transaction, "stray_file_sweep", "done", "", 10'100);
    transaction.commit();
    declare();
    EXPECT_FALSE(is_task_due(connection(), "stray_file_sweep", 10'500));
    EXPECT_TRUE(is_task_due(connection(), "stray_file_sweep", 11'100));
}

INSTANTIATE_TEST_SUITE_P(Engines, TaskTableTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
