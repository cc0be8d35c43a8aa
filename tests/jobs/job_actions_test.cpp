#include "jobs/job_actions.hpp"

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

class JobActionsTest : public test::DatabaseTest {
protected:
    JobActionsTest() {
        Transaction transaction{connection()};
        database::declare_queue(transaction, queue::mvf_object_creator, 0);
        transaction.commit();
    }
    std::int64_t number(const database::Statement& statement) {
        database::Rows rows = connection().query(statement, {});
        rows.next();
        return rows.integer(0);
    }
    base::Clock& clock() { return clock_; }
    std::int64_t add_job(const std::string& state) {
        {
            Transaction transaction{connection()};
            queue_.enqueue(transaction, new_job(RegisterKosd{"1.2.9", "1.2"}));
            transaction.commit();
        }
        Transaction transaction{connection()};
        transaction.execute({"UPDATE job SET state = $1"}, {state});
        transaction.commit();
        return number({"SELECT max(id) FROM job"});
    }
    std::vector<std::string> audited() {
        std::vector<std::string> events;
        for (const database::AuditRow& row : database::list_audit_events(connection(), "", INT64_MAX, 10)) {
            events.push_back(row.actor + " " + row.action + " " + row.subject + " " + row.study_instance_uid);
        }
        return events;
    }
    base::SettableClock clock_{1'700'000'000'000};
    WakeUp wake_up_;
    JobQueue queue_{clock_, wake_up_};
    const database::Actor person_{"anna", "command line"};
};

TEST_P(JobActionsTest, what_a_person_does_is_written_down_with_it) {
    const std::int64_t job = add_job("error");
    retry(database(), clock(), job, person_);
    abandon(database(), clock(), job, person_);
    halt(database(), clock(), queue::mvf_object_creator, person_);
    start(database(), clock(), queue::mvf_object_creator, person_);
    {
        Transaction transaction{connection()};
        database::raise_exception(transaction, {std::nullopt, "cause", "what", "remedy", "1.2", ""}, 0);
        transaction.commit();
    }
    acknowledge(database(), clock(), number({"SELECT max(id) FROM job_exception"}), person_);
    EXPECT_THAT(audited(), ElementsAre("anna exception_acknowledged 1 ", "anna queue_started MVF_OBJECT_CREATOR ",
                                       "anna queue_halted MVF_OBJECT_CREATOR ", "anna job_abandoned 1.2.9 1.2",
                                       "anna job_retried 1.2.9 1.2"));
}

TEST_P(JobActionsTest, a_job_is_kept_back_and_goes_on_as_it_was) {
    const std::int64_t job = add_job("retry");
    connection().run_script("UPDATE job SET attempts = 3, run_after_ms = 5000");
    suspend(database(), clock(), job, person_);
    EXPECT_EQ(database::find_job(connection(), job)->state, "suspended");
    EXPECT_FALSE(database::next_ripening(connection()));
    EXPECT_THROW(suspend(database(), clock(), job, person_), base::Error);
    resume(database(), clock(), job, person_);
    const auto row = database::find_job(connection(), job);
    EXPECT_EQ(row->state, "retry");
    EXPECT_EQ(row->attempts, 3);
    EXPECT_EQ(database::next_ripening(connection()), 5'000);
    EXPECT_THROW(resume(database(), clock(), job, person_), base::Error);
    EXPECT_THAT(audited(), ElementsAre("anna job_resumed 1.2.9 1.2", "anna job_suspended 1.2.9 1.2"));
}

TEST_P(JobActionsTest, a_job_in_progress_is_not_suspended) {
    const std::int64_t job = add_job("in_progress");
    EXPECT_THROW(suspend(database(), clock(), job, person_), base::Error);
    EXPECT_EQ(database::find_job(connection(), job)->state, "in_progress");
}

TEST_P(JobActionsTest, what_could_not_be_done_is_not) {
    const std::int64_t job = add_job("done");
    EXPECT_THROW(retry(database(), clock(), job, person_), base::Error);
    EXPECT_THROW(abandon(database(), clock(), job, person_), base::Error);
    EXPECT_THROW(halt(database(), clock(), "NOWHERE", person_), base::Error);
    EXPECT_THROW(acknowledge(database(), clock(), 17, person_), base::Error);
    EXPECT_THAT(audited(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Engines, JobActionsTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::jobs
