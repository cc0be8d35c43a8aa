#include "task_scheduler/unregistered_kosd_sweep.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "database/job_listing.hpp"
#include "support/test_site.hpp"

namespace kinote::task_scheduler {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class UnregisteredKosdSweepTest : public test::SiteTest {
protected:
    static std::string uid(int number) { return "1.2.3.100.9." + std::to_string(number); }
    void adopt(int count) {
        for (int i = 1; i <= count; ++i) accept(test::kos_called(uid(i)), false);
    }
    /// Pages of two, and as many jobs in one run as the argument says.
    UnregisteredKosdSweepSettings paced(std::int64_t jobs_each_run) {
        return {.interval_ms = 1'000, .most_per_minute = jobs_each_run * 60, .page = 2};
    }
    std::string run(const UnregisteredKosdSweepSettings& settings, const std::string& cursor = "") {
        return UnregisteredKosdSweep{settings, database(), queue()}.run(cursor, std::stop_token{});
    }
    /// What the jobs are about, the oldest job first.
    std::vector<std::string> subjects() {
        std::vector<std::string> found;
        for (const database::JobRow& job : database::list_jobs(connection(), {}))
            found.insert(found.begin(), job.subject);
        return found;
    }
};

TEST_P(UnregisteredKosdSweepTest, makes_one_job_for_each_oldest_first) {
    adopt(5);
    run(paced(100));
    EXPECT_THAT(subjects(), ElementsAre(uid(1), uid(2), uid(3), uid(4), uid(5)));
    const auto jobs = database::list_jobs(connection(), {});
    EXPECT_THAT(jobs, testing::Each(testing::Field(&database::JobRow::priority, jobs::priority::sweep)));
    EXPECT_THAT(jobs, testing::Each(testing::Field(&database::JobRow::kind, "REGISTER_KOSD")));
}

TEST_P(UnregisteredKosdSweepTest, makes_no_more_in_one_run_than_its_pace_allows_and_goes_on_where_it_stopped) {
    adopt(5);
    std::string cursor = run(paced(3));
    EXPECT_THAT(subjects(), ElementsAre(uid(1), uid(2), uid(3)));
    cursor = run(paced(3), cursor);  // another sweep, as after a restart: the cursor is all that it knows
    EXPECT_THAT(subjects(), SizeIs(5));
    EXPECT_EQ(cursor, "0") << "it has come to the end and begins anew";
}

TEST_P(UnregisteredKosdSweepTest, never_makes_a_second_live_job_for_an_object) {
    adopt(3);
    run(paced(100));
    run(paced(100));
    EXPECT_THAT(subjects(), SizeIs(3));
}

TEST_P(UnregisteredKosdSweepTest, sweeps_that_run_at_once_make_one_job_for_each) {
    adopt(20);
    {
        std::vector<std::jthread> sweeps;
        for (int i = 0; i < 4; ++i) sweeps.emplace_back([this] { run(paced(100)); });
    }
    EXPECT_THAT(subjects(), testing::AllOf(SizeIs(20), testing::WhenSorted(testing::Contains(uid(20)))));
}

TEST_P(UnregisteredKosdSweepTest, leaves_alone_what_was_registered_quarantined_or_given_up) {
    adopt(4);
    const char* states[] = {"registered", "quarantined", "given_up"};
    for (int i = 0; i < 3; ++i) {
        constexpr database::Statement set_sql{R"(
            UPDATE kosd SET registration_state = $2
             WHERE instance = (SELECT id FROM instance WHERE sop_instance_uid = $1))"};
        connection().change(set_sql, {uid(i + 1), states[i]});
    }
    run(paced(100));
    EXPECT_THAT(subjects(), ElementsAre(uid(4)));
}

TEST_P(UnregisteredKosdSweepTest, what_is_unregistered_again_gets_a_job_again) {
    adopt(1);
    run(paced(100));
    connection().change(database::Statement{"UPDATE job SET state = 'done'"});
    std::string cursor = run(paced(100));
    EXPECT_THAT(subjects(), SizeIs(2));
}

TEST_P(UnregisteredKosdSweepTest, a_cursor_that_is_no_number_is_the_beginning) {
    adopt(1);
    run(paced(100), "nonsense");
    EXPECT_THAT(subjects(), SizeIs(1));
}

TEST_P(UnregisteredKosdSweepTest, stops_when_asked) {
    adopt(3);
    std::stop_source stop;
    stop.request_stop();
    (void)UnregisteredKosdSweep{paced(100), database(), queue()}.run("", stop.get_token());
    EXPECT_THAT(subjects(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Engines, UnregisteredKosdSweepTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::task_scheduler
