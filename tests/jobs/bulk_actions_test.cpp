#include "jobs/bulk_actions.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "database/job_exception_table.hpp"
#include "database/queue_table.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "support/test_database.hpp"

namespace kinote::jobs {
namespace {

using database::Transaction;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Action = BulkOrder::Action;

class BulkActionsTest : public test::DatabaseTest {
protected:
    BulkActionsTest() {
        Transaction transaction{connection()};
        database::declare_queue(transaction, queue::mvf_object_creator, 0);
        transaction.commit();
    }
    void add_jobs(int count) {
        Transaction transaction{connection()};
        for (int number = 1; number <= count; ++number) {
            queue_.enqueue(transaction, new_job(RegisterKosd{"1.2." + std::to_string(number), "1.2"}));
        }
        transaction.commit();
    }
    BulkResult act(Action action, std::string state = "", std::string cause = "", bool is_dry_run = false) {
        BulkOrder order;
        order.action = action;
        order.filter.state = std::move(state);
        order.filter.cause = std::move(cause);
        order.is_dry_run = is_dry_run;
        return act_on_all(database(), clock_, order, {"anna", "command line"});
    }
    std::size_t jobs_in(const std::string& state) {
        database::JobFilter filter;
        filter.state = state;
        filter.limit = 10'000;
        return database::list_jobs(connection(), filter).size();
    }

    base::SettableClock clock_{1'700'000'000'000};
    WakeUp wake_up_;
    JobQueue queue_{clock_, wake_up_};
};

TEST_P(BulkActionsTest, more_than_a_page_is_done_to_the_last_with_an_audit_event_each) {
    add_jobs(450);
    EXPECT_THAT(act(Action::abandon, "", "", true).jobs, SizeIs(450));
    EXPECT_EQ(jobs_in("new"), 450U) << "a dry run does nothing";
    EXPECT_THAT(act(Action::abandon).jobs, SizeIs(450));
    EXPECT_EQ(jobs_in("abandoned"), 450U);
    EXPECT_THAT(database::list_audit_events(connection(), "", INT64_MAX, 1'000), SizeIs(450));
    EXPECT_THAT(act(Action::retry).jobs, IsEmpty());
    EXPECT_THAT(act(Action::retry, "abandoned").jobs, SizeIs(450));
    EXPECT_EQ(jobs_in("new"), 450U);
}

TEST_P(BulkActionsTest, what_has_ended_is_not_looked_at_unless_its_state_is_named) {
    add_jobs(450);
    connection().run_script("UPDATE job SET state = 'done' WHERE id > 3");
    BulkOrder order;
    order.action = Action::suspend;
    order.filter.queue = "MVF*";
    EXPECT_THAT(act_on_all(database(), clock_, order, {"anna", "command line"}).jobs, ElementsAre(3, 2, 1));
    EXPECT_EQ(jobs_in("done"), 447U);
    EXPECT_THAT(act(Action::retry, "done").jobs, IsEmpty());
}

TEST_P(BulkActionsTest, jobs_are_named_by_the_cause_of_their_exceptions) {
    add_jobs(3);
    Transaction transaction{connection()};
    transaction.execute({"UPDATE job SET state = 'error'"});
    database::raise_exception(transaction, {2, "corrupt", "", "", "1.2", "1.2.2"}, 0);
    database::raise_exception(transaction, {3, "unavailable", "", "", "1.2", "1.2.3"}, 0);
    transaction.commit();
    EXPECT_THAT(act(Action::retry, "", "corr*").jobs, ElementsAre(2));
    EXPECT_THAT(act(Action::retry, "", "corrupt").jobs, IsEmpty()) << "its exception is closed";
}

TEST_P(BulkActionsTest, what_cannot_be_done_to_a_job_is_told_and_hinders_no_other) {
    add_jobs(2);
    connection().run_script("UPDATE job SET state = 'error'; UPDATE job SET kind = 'SEND' WHERE id = 1");
    const BulkResult result = act(Action::retry);
    EXPECT_THAT(result.jobs, ElementsAre(2));
    ASSERT_THAT(result.refused, SizeIs(1));
    EXPECT_EQ(result.refused[0].job, 1);
    EXPECT_THROW((void)act(Action::retry, "no state"), base::Error);
}

INSTANTIATE_TEST_SUITE_P(Engines, BulkActionsTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::jobs
