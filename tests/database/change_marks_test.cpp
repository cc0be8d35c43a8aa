// What tells that something has changed is told at the same cost, however much is stored.

#include "database/change_marks.hpp"

#include <gtest/gtest.h>

#include "support/filled_archive_test.hpp"

namespace kinote::database {
namespace {

class ChangeMarksTest : public test::FilledArchiveTest {};

TEST_P(ChangeMarksTest, are_read_by_index) {
    expect_read_indexed([](Connection& connection) {
        const ChangeMarks marks = read_change_marks(connection);
        EXPECT_EQ(marks.job, 10'000);
        EXPECT_EQ(marks.instance, 20'000);
        EXPECT_FALSE(marks.is_sending);
    });
}

TEST_P(ChangeMarksTest, differ_once_something_has_become_other) {
    const ChangeMarks before = read_change_marks(connection());
    EXPECT_EQ(read_change_marks(connection()), before);
    connection().run_script("UPDATE job SET kind = 'SEND' WHERE id = 2");
    ChangeMarks now = read_change_marks(connection());
    EXPECT_TRUE(now.is_sending);
    EXPECT_NE(now, before);
}

INSTANTIATE_TEST_SUITE_P(Engines, ChangeMarksTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
