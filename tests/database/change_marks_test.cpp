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

TEST_P(ChangeMarksTest, of_media_differ_while_one_is_written_and_once_one_is_done) {
    const ChangeMarks before = read_change_marks(connection());
    connection().run_script("UPDATE job SET kind = 'CD_EXPORT' WHERE id = 2");
    EXPECT_TRUE(read_change_marks(connection()).is_writing_media);
    connection().run_script(R"(
        INSERT INTO media_export (label, form, profile, scope, disc_bytes, language, is_deidentified,
                                  deidentification_key, state, requested_by, requested_ms, expires_ms, report)
        VALUES ('A', 'iso', 'STD-GEN-CD', 'study', 1, 'en', 0, '', 'open', '', 0, NULL, '[]'))");
    const ChangeMarks asked = read_change_marks(connection());
    EXPECT_NE(asked.media, before.media);
    connection().run_script("UPDATE media_export SET state = 'done', expires_ms = 1000");
    const ChangeMarks done = read_change_marks(connection());
    EXPECT_NE(done.media, asked.media);
    connection().run_script("UPDATE media_export SET state = 'expired'");
    EXPECT_NE(read_change_marks(connection()).media, done.media);
}

INSTANTIATE_TEST_SUITE_P(Engines, ChangeMarksTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
