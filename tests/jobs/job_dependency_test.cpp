#include <fmt/format.h>
#include <gmock/gmock.h>

#include <array>
#include <future>

#include "database/job_dependency_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/job_listing.hpp"
#include "database/queue_table.hpp"
#include "jobs/job_actions.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/worker_pool.hpp"
#include "support/test_database.hpp"

namespace kinote::jobs {
namespace {

using base::Error;
using base::ErrorKind;
using database::ClaimedJob;
using database::Transaction;

constexpr std::string_view waiting_kind = "TEST_WAITING";
const database::Actor somebody{"somebody", "a test"};

class JobDependencyTest : public test::DatabaseTest {
protected:
    JobDependencyTest() {
        Transaction transaction{connection()};
        database::declare_queue(transaction, queue::mvf_object_creator, 0);
        transaction.commit();
    }

    static CreateKosd creation(const std::string& note) { return {note, 1, "1.2.3", priority::export_waits}; }
    static database::NewJob waiting(const std::string& subject) {
        return {queue::mvf_object_creator, waiting_kind, subject, "1.2.3", "{}", priority::export_waits};
    }
    std::int64_t ensure(const database::NewJob& job) {
        Transaction transaction{connection()};
        const std::int64_t id = queue_.ensure(transaction, job);
        transaction.commit();
        return id;
    }
    /// A job that waits for one creation for each note.
    std::int64_t add_waiting(const std::vector<std::string>& notes) {
        Transaction transaction{connection()};
        std::vector<std::int64_t> creations;
        for (const std::string& note : notes) creations.push_back(queue_.ensure(transaction, new_job(creation(note))));
        const std::int64_t job = queue_.ensure(transaction, waiting("it"));
        EXPECT_EQ(database::wait_for(transaction, job, creations), !notes.empty());
        transaction.commit();
        return job;
    }
    std::string state_of(std::int64_t job) { return database::find_job(connection(), job)->state; }
    ClaimedJob claim() {
        const auto claimed = database::claim_jobs_at_once(connection(), queue::mvf_object_creator, "worker", 0,
                                                          clock_.now_ms() + 60'000, 1);
        return claimed.empty() ? ClaimedJob{} : claimed.front();
    }
    void end(const ClaimedJob& job) {
        Transaction transaction{connection()};
        database::finish_jobs(transaction, std::array{job.id}, "worker", clock_.now_ms());
        (void)database::release_waiting_jobs(transaction, std::array{job.id}, 0);
        transaction.commit();
    }
    void fail(const ClaimedJob& job) {
        Transaction transaction{connection()};
        EXPECT_TRUE(database::fail_job(transaction, {job.id, "invalid", "it failed", std::nullopt}, "worker", 0));
        (void)database::release_waiting_jobs(transaction, std::array{job.id}, 0);
        transaction.commit();
    }
    void set_rule(const std::string& after_failed) {
        Transaction transaction{connection()};
        database::set_dependency_rules(transaction,
                                       std::array{database::DependencyRule{std::string{waiting_kind}, after_failed}});
        transaction.commit();
    }
    std::int64_t number(const database::Statement& statement) {
        database::Rows rows = connection().query(statement);
        return rows.next() ? rows.integer(0) : -1;
    }

    base::SettableClock clock_{1'700'000'000'000};
    WakeUp wake_up_;
    JobQueue queue_{clock_, wake_up_};
};

TEST_P(JobDependencyTest, a_job_waits_for_the_last_of_those_before_it) {
    const std::int64_t job = add_waiting({"a", "b"});
    EXPECT_EQ(state_of(job), "waiting");
    end(claim());
    EXPECT_EQ(state_of(job), "waiting");
    const ClaimedJob second = claim();
    EXPECT_EQ(second.subject, "b/1");
    EXPECT_EQ(claim().id, 0) << "what waits is not claimed";
    end(second);
    EXPECT_EQ(state_of(job), "new");
    EXPECT_EQ(claim().id, job);
    EXPECT_EQ(number({"SELECT count(*) FROM job_dependency"}), 0);
}

TEST_P(JobDependencyTest, a_job_that_nothing_holds_up_does_not_wait) { EXPECT_EQ(state_of(add_waiting({})), "new"); }

TEST_P(JobDependencyTest, what_has_ended_or_failed_is_not_waited_for) {
    const std::int64_t ended = ensure(new_job(creation("a")));
    const std::int64_t failed = ensure(new_job(creation("b")));
    connection().run_script("UPDATE job SET state = 'done' WHERE subject = 'a/1'");
    connection().run_script("UPDATE job SET state = 'error' WHERE subject = 'b/1'");
    Transaction transaction{connection()};
    const std::int64_t job = queue_.ensure(transaction, waiting("it"));
    EXPECT_FALSE(database::wait_for(transaction, job, std::array{ended, failed}));
}

TEST_P(JobDependencyTest, abandoning_what_is_waited_for_lets_the_others_go_on) {
    const std::int64_t job = add_waiting({"a"});
    jobs::abandon(database(), clock_, number({"SELECT id FROM job WHERE subject = 'a/1'"}), somebody);
    EXPECT_EQ(state_of(job), "new");
}

TEST_P(JobDependencyTest, a_circle_cannot_come_to_be_through_however_many) {
    Transaction transaction{connection()};
    std::vector<std::int64_t> jobs;
    for (const char* subject : {"a", "b", "c"}) jobs.push_back(queue_.ensure(transaction, waiting(subject)));
    EXPECT_TRUE(database::wait_for(transaction, jobs[0], std::array{jobs[1]}));
    EXPECT_TRUE(database::wait_for(transaction, jobs[1], std::array{jobs[2]}));
    EXPECT_FALSE(database::wait_for(transaction, jobs[2], std::array{jobs[0], jobs[1], jobs[2]}));
    transaction.commit();
    EXPECT_EQ(state_of(jobs[2]), "new");
    end(claim());
    EXPECT_EQ(state_of(jobs[1]), "new");
}

TEST_P(JobDependencyTest, a_kind_that_is_to_fail_does_so_behind_one_that_was_given_up_and_says_which) {
    set_rule("fail");
    const std::int64_t job = add_waiting({"a", "b"});
    const std::int64_t creation = number({"SELECT id FROM job WHERE subject = 'a/1'"});
    jobs::abandon(database(), clock_, creation, somebody);
    EXPECT_EQ(state_of(job), "error");
    const auto raised = database::list_exceptions(connection(), INT64_MAX, 10, "predecessor_failed");
    ASSERT_EQ(raised.size(), 1U);
    EXPECT_EQ(raised.front().job, job);
    EXPECT_THAT(raised.front().message, testing::HasSubstr(fmt::format("{} CREATE_KOSD", creation)));
    EXPECT_THAT(raised.front().message, testing::HasSubstr("given up"));
    jobs::retry(database(), clock_, job, somebody);
    EXPECT_EQ(state_of(job), "waiting") << "for the other one";
    end(claim());
    EXPECT_EQ(state_of(job), "new");
}

TEST_P(JobDependencyTest, what_fails_behind_another_lets_those_behind_itself_fail_too) {
    set_rule("fail");
    const std::int64_t first = add_waiting({"a"});
    Transaction transaction{connection()};
    const std::int64_t second = queue_.ensure(transaction, waiting("behind it"));
    EXPECT_TRUE(database::wait_for(transaction, second, std::array{first}));
    transaction.commit();
    jobs::suspend(database(), clock_, second, somebody);
    jobs::abandon(database(), clock_, number({"SELECT id FROM job WHERE subject = 'a/1'"}), somebody);
    EXPECT_EQ(state_of(first), "error");
    EXPECT_EQ(state_of(second), "error");
}

TEST_P(JobDependencyTest, a_kind_that_is_to_wait_does_so_until_the_other_is_done_or_given_up) {
    set_rule("wait");
    const std::int64_t job = add_waiting({"a"});
    const ClaimedJob creation = claim();
    fail(creation);
    EXPECT_EQ(state_of(job), "waiting");
    jobs::retry(database(), clock_, creation.id, somebody);
    fail(claim());
    EXPECT_EQ(state_of(job), "waiting");
    jobs::retry(database(), clock_, creation.id, somebody);
    end(claim());
    EXPECT_EQ(state_of(job), "new");
    const std::int64_t other = add_waiting({"b"});
    EXPECT_EQ(other, job);
    EXPECT_EQ(state_of(job), "waiting");
    const ClaimedJob second = claim();
    fail(second);
    jobs::abandon(database(), clock_, second.id, somebody);
    EXPECT_EQ(state_of(job), "new");
}

TEST_P(JobDependencyTest, one_that_was_given_up_and_is_taken_up_again_waits_as_before) {
    const std::int64_t job = add_waiting({"a"});
    jobs::abandon(database(), clock_, job, somebody);
    jobs::retry(database(), clock_, job, somebody);
    EXPECT_EQ(state_of(job), "waiting");
    end(claim());
    EXPECT_EQ(state_of(job), "new");
}

TEST_P(JobDependencyTest, a_live_job_is_taken_with_the_more_urgent_priority) {
    CreateKosd background = creation("a");
    background.priority = priority::sweep;
    const std::int64_t first = ensure(new_job(background));
    EXPECT_EQ(ensure(new_job(creation("a"))), first);
    EXPECT_EQ(database::find_job(connection(), first)->priority, priority::export_waits);
    EXPECT_EQ(ensure(new_job(background)), first);
    EXPECT_EQ(database::find_job(connection(), first)->priority, priority::export_waits);
}

TEST_P(JobDependencyTest, one_in_error_runs_again_when_it_is_wanted_anew) {
    const std::int64_t first = ensure(new_job(creation("a")));
    connection().run_script("UPDATE job SET state = 'error', attempts = 3");
    Transaction transaction{connection()};
    database::raise_exception(transaction, {first, "invalid", "it failed", "mend it", "", ""}, 0);
    EXPECT_EQ(queue_.ensure(transaction, new_job(creation("a"))), first);
    transaction.commit();
    EXPECT_EQ(state_of(first), "new");
    EXPECT_EQ(number({"SELECT count(*) FROM job_exception WHERE closed_as = 'retried'"}), 1);
}

TEST_P(JobDependencyTest, a_pool_runs_what_waited_after_a_success_and_after_a_failure) {
    (void)add_waiting({"good", "bad"});
    std::vector<std::string> order;
    std::promise<void> ran;
    WorkerPoolSettings settings;
    settings.queue = queue::mvf_object_creator;
    settings.worker_prefix = "test/";
    settings.poll_ms = 5;
    const auto handle_creation = [&order](const ClaimedJob& job, const std::stop_token&) -> Ending {
        order.push_back(job.subject);
        if (job.subject == "bad/1") throw Error{ErrorKind::invalid, "it cannot be"};
        return [](Transaction&) {};
    };
    const auto handle_waiting = [&order, &ran](const ClaimedJob& job, const std::stop_token&) -> Ending {
        order.push_back(job.subject);
        ran.set_value();
        return [](Transaction&) {};
    };
    const WorkerPool pool{
        settings,
        database(),
        clock_,
        wake_up_,
        {{std::string{CreateKosd::kind}, handle_creation}, {std::string{waiting_kind}, handle_waiting}}};
    ASSERT_EQ(ran.get_future().wait_for(std::chrono::seconds{30}), std::future_status::ready);
    EXPECT_THAT(order, testing::ElementsAre("good/1", "bad/1", "it"));
}

// Two that end in two transactions at once: the later one sees what the earlier one has done.
TEST_P(JobDependencyTest, two_that_end_at_once_let_the_job_go_on) {
    const std::int64_t job = add_waiting({"a", "b"});
    const ClaimedJob first = claim();
    const ClaimedJob second = claim();
    const auto end_on_own_connection = [this](std::int64_t id) {
        return std::async(std::launch::async, [this, id] {
            const database::PooledConnection own = database().connection();
            Transaction transaction{*own};
            database::finish_jobs(transaction, std::array{id}, "worker", 0);
            (void)database::release_waiting_jobs(transaction, std::array{id}, 0);
            transaction.commit();
        });
    };
    auto one = end_on_own_connection(first.id);
    auto other = end_on_own_connection(second.id);
    one.get();
    other.get();
    EXPECT_EQ(state_of(job), "new");
}

INSTANTIATE_TEST_SUITE_P(Engines, JobDependencyTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::jobs
