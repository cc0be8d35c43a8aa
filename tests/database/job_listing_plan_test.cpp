// What people look at of the queues costs what lives and what is shown, not the history.

#include <gmock/gmock.h>

#include "database/job_listing.hpp"
#include "database/queue_table.hpp"
#include "support/filled_archive_test.hpp"

namespace kinote::database {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

class JobListingPlanTest : public test::FilledArchiveTest {
protected:
    // As it is in use: SQLite has no statistics.
    JobListingPlanTest() {
        if (GetParam() == Engine::sqlite) connection().run_script("DROP TABLE sqlite_stat1; ANALYZE sqlite_schema");
    }
    // Lists by an index that has the order: no job is read that is not shown, or of another queue and kind.
    void expect_walk_along(const char* index, const char* index_of_postgresql) {
        const std::string plan = last_plan();
        const bool is_sqlite = GetParam() == Engine::sqlite;
        EXPECT_THAT(plan, HasSubstr(is_sqlite ? index : index_of_postgresql));
        EXPECT_THAT(plan, Not(AnyOf(HasSubstr("TEMP B-TREE"), HasSubstr("Sort"), HasSubstr("job_by_time")))) << plan;
    }
};

TEST_P(JobListingPlanTest, the_newest_are_listed_without_a_look_at_the_others) {
    JobFilter filter;
    filter.limit = 1;
    expect_read_indexed([&](Connection& connection) { EXPECT_EQ(list_jobs(connection, filter).size(), 1U); });
    expect_walk_along("INTEGER PRIMARY KEY", "job_pkey");
}

TEST_P(JobListingPlanTest, jobs_of_a_kind_and_a_queue_are_found_by_them) {
    JobFilter filter;
    filter.kind = "NOPE";
    expect_read_indexed([&](Connection& connection) { EXPECT_TRUE(list_jobs(connection, filter).empty()); });
    filter.state = "done";
    expect_read_indexed([&](Connection& connection) { EXPECT_TRUE(list_jobs(connection, filter).empty()); });
    expect_walk_along("job_ended", "job_ended");
    filter.kind = "REGISTER*";
    filter.queue = "MVF*";
    filter.limit = 10;
    filter.state.clear();
    expect_read_indexed([&](Connection& connection) { EXPECT_EQ(list_jobs(connection, filter).size(), 10U); });
    filter.state = "done";
    expect_read_indexed([&](Connection& connection) { EXPECT_EQ(list_jobs(connection, filter).front().id, 10'000); });
}

TEST_P(JobListingPlanTest, jobs_about_a_subject_are_found_by_it) {
    JobFilter filter;
    filter.subject = "1.2.777.2";
    expect_read_indexed([&](Connection& connection) { EXPECT_EQ(list_jobs(connection, filter).at(0).id, 777); });
    EXPECT_THAT(last_plan(), HasSubstr("job_ended_by_subject"));
    filter.subject = "1.2.777*";  // 777, 7770 to 7779
    filter.state = "done";
    expect_read_indexed([&](Connection& connection) { EXPECT_EQ(list_jobs(connection, filter).size(), 11U); });
    filter.kind = "NOPE";
    expect_read_indexed([&](Connection& connection) { EXPECT_TRUE(list_jobs(connection, filter).empty()); });
    EXPECT_THAT(last_plan(), HasSubstr("job_ended_by_subject"));
}

TEST_P(JobListingPlanTest, those_that_live_are_found_by_their_states) {
    JobFilter filter;
    filter.is_of_live = true;
    filter.limit = 1'000;
    expect_read_indexed([&](Connection& connection) { EXPECT_EQ(list_jobs(connection, filter).size(), 400U); });
    if (GetParam() == Engine::sqlite) expect_walk_along("job_by_state", "");
}

TEST_P(JobListingPlanTest, those_of_a_cause_are_found_by_the_exceptions_that_stand) {
    JobFilter filter;
    filter.cause = "other*";
    filter.limit = 10;
    expect_read_indexed([&](Connection& connection) { EXPECT_EQ(list_jobs(connection, filter).size(), 10U); });
}

TEST_P(JobListingPlanTest, queues_are_shown_with_what_lives) {
    expect_read_indexed([](Connection& connection) {
        const std::vector<QueueRow> queues = read_queues(connection, 0);
        ASSERT_EQ(queues.size(), 1U);
        EXPECT_EQ(queues.front().jobs_by_state.at("error"), 100);
        EXPECT_EQ(queues.front().jobs_by_state.count("done"), 0U);
    });
    EXPECT_THAT(last_plan(), Not(HasSubstr("SCAN job"))) << last_plan();
}

INSTANTIATE_TEST_SUITE_P(Engines, JobListingPlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
