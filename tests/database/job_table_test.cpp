#include "database/job_table.hpp"
#include "database/job_listing.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "database/queue_table.hpp"
#include "support/test_database.hpp"

namespace kinote::database {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view creator_queue = "MVF_OBJECT_CREATOR";

class JobTableTest : public test::DatabaseTest {
protected:
    template <typename Work>
    auto in_transaction(Work work) {
        Transaction transaction{connection()};
        if constexpr (std::is_void_v<decltype(work(transaction))>) {
            work(transaction);
            transaction.commit();
        } else {
            auto result = work(transaction);
            transaction.commit();
            return result;
        }
    }

    JobTableTest() {
        in_transaction([](Transaction& transaction) { declare_queue(transaction, creator_queue, 0); });
    }

    bool add(const std::string& subject, std::int64_t priority = 20) {
        return in_transaction([&](Transaction& transaction) {
            return add_job(transaction, {creator_queue, "REGISTER_KOSD", subject, "", "{}", priority}, 1'000);
        });
    }
    std::vector<ClaimedJob> claim(std::int64_t limit = 1, std::string_view worker = "worker 1/") {
        return in_transaction([&](Transaction& transaction) {
            return claim_jobs(transaction, creator_queue, worker, 2'000, 62'000, limit);
        });
    }
    /// False where the worker did not hold all of them.
    bool finish(const std::vector<std::int64_t>& ids, std::string_view worker = "worker 1/") {
        try {
            in_transaction([&](Transaction& transaction) { finish_jobs(transaction, ids, worker, 3'000); });
            return true;
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
            return false;
        }
    }
    std::vector<ClaimedJob> claim_at_once() {
        return claim_jobs_at_once(connection(), creator_queue, "worker 1/", 2'000, 62'000, 1);
    }
    bool fail(std::int64_t id, std::optional<std::int64_t> retry_at) {
        return in_transaction([&](Transaction& transaction) {
            return fail_job(transaction, {id, "unavailable", "no disk", retry_at}, "worker 1/", 3'000);
        });
    }
    std::string state(std::int64_t id) { return find_job(connection(), id)->state; }
};

std::vector<std::string> subjects(const std::vector<ClaimedJob>& jobs) {
    std::vector<std::string> result;
    for (const ClaimedJob& job : jobs) result.push_back(job.subject);
    return result;
}

TEST_P(JobTableTest, one_job_lives_per_kind_and_subject) {
    EXPECT_TRUE(add("1.2.3"));
    EXPECT_FALSE(add("1.2.3"));
    const auto claimed = claim();
    EXPECT_FALSE(add("1.2.3"));  // in progress is alive too
    EXPECT_TRUE(finish({claimed.front().id}));
    EXPECT_TRUE(add("1.2.3"));
}

TEST_P(JobTableTest, the_most_urgent_job_is_claimed_first_and_then_the_oldest) {
    add("late", 30);
    add("first of two", 20);
    add("second of two", 20);
    EXPECT_THAT(subjects(claim(2)), testing::UnorderedElementsAre("first of two", "second of two"));
    EXPECT_THAT(subjects(claim(2)), ElementsAre("late"));
}

TEST_P(JobTableTest, the_tens_of_the_priority_are_never_overtaken) {
    add("arrival", 20);
    in_transaction([](Transaction& transaction) {
        for (int number = 0; number < 2'500; ++number) {
            add_job_unless_live(transaction, {creator_queue, "SEND", std::to_string(number), "", "{}", 30}, 0);
        }
    });
    add("export", 10);
    add("later arrival", 20);
    EXPECT_THAT(subjects(claim()), ElementsAre("export"));
    EXPECT_THAT(subjects(claim()), ElementsAre("arrival"));
    EXPECT_THAT(subjects(claim()), ElementsAre("later arrival"));
    EXPECT_THAT(subjects(claim()), ElementsAre("0"));
}

TEST_P(JobTableTest, a_less_urgent_job_is_overtaken_by_a_thousand_and_starves_behind_no_more) {
    add("less urgent", 51);
    in_transaction([](Transaction& transaction) {
        for (int number = 0; number < 1'200; ++number) {
            add_job_unless_live(transaction, {creator_queue, "SEND", std::to_string(number), "", "{}", 50}, 0);
        }
    });
    std::size_t before = 0;
    for (std::vector<ClaimedJob> jobs = claim(); jobs.front().subject != "less urgent"; jobs = claim()) ++before;
    EXPECT_GE(before, 990U);
    EXPECT_LE(before, 1'000U);
}

TEST_P(JobTableTest, a_claimed_job_is_not_claimed_again) {
    add("1.2.3");
    EXPECT_THAT(claim(), SizeIs(1));
    EXPECT_THAT(claim(1, "worker 2/"), IsEmpty());
}

TEST_P(JobTableTest, nothing_is_claimed_from_a_halted_queue) {
    add("1.2.3");
    in_transaction([](Transaction& transaction) { return set_queue_state(transaction, creator_queue, "halted", 1); });
    EXPECT_THAT(claim_at_once(), IsEmpty());
    EXPECT_THAT(claim(), IsEmpty());
    in_transaction([](Transaction& transaction) { return set_queue_state(transaction, creator_queue, "running", 2); });
    EXPECT_THAT(claim_at_once(), SizeIs(1));
    EXPECT_THAT(claim(), IsEmpty());
}

TEST_P(JobTableTest, only_its_worker_ends_a_job) {
    add("1.2.3");
    const auto claimed = claim();
    EXPECT_FALSE(finish({claimed.front().id}, "worker 2/"));
    EXPECT_EQ(state(claimed.front().id), "in_progress");
    EXPECT_TRUE(finish({claimed.front().id}));
    EXPECT_EQ(state(claimed.front().id), "done");
}

TEST_P(JobTableTest, a_job_in_retry_waits_for_its_time) {
    add("1.2.3");
    const auto claimed = claim();
    EXPECT_TRUE(fail(claimed.front().id, 10'000));
    EXPECT_EQ(state(claimed.front().id), "retry");
    EXPECT_THAT(claim(), IsEmpty());
    EXPECT_EQ(next_ripening(connection()), 10'000);
    EXPECT_EQ(ripen_jobs(connection(), 9'999), 0);
    EXPECT_EQ(ripen_jobs(connection(), 10'000), 1);
    EXPECT_EQ(next_ripening(connection()), std::nullopt);
    const auto again = claim();
    ASSERT_THAT(again, SizeIs(1));
    EXPECT_EQ(again.front().attempts, 2);
}

TEST_P(JobTableTest, a_job_in_error_keeps_its_reason_and_is_not_claimed) {
    add("1.2.3");
    const auto claimed = claim();
    EXPECT_TRUE(fail(claimed.front().id, std::nullopt));
    const auto row = find_job(connection(), claimed.front().id);
    EXPECT_EQ(row->state, "error");
    EXPECT_EQ(row->error, "no disk");
    EXPECT_THAT(claim(), IsEmpty());
    EXPECT_FALSE(add("1.2.3"));  // it is outstanding until a person decides
}

TEST_P(JobTableTest, a_job_in_error_is_retried_from_its_first_attempt) {
    add("1.2.3");
    const std::int64_t id = claim().front().id;
    fail(id, std::nullopt);
    EXPECT_TRUE(in_transaction([&](Transaction& transaction) { return retry_job(transaction, id); }));
    EXPECT_EQ(claim().front().attempts, 1);
}

TEST_P(JobTableTest, an_abandoned_job_is_out_of_the_way_and_can_be_taken_up_again) {
    add("1.2.3");
    const std::int64_t id = claim().front().id;
    EXPECT_FALSE(in_transaction([&](Transaction& transaction) { return abandon_job(transaction, id, 4'000); }));
    fail(id, std::nullopt);
    EXPECT_TRUE(in_transaction([&](Transaction& transaction) { return abandon_job(transaction, id, 4'000); }));
    EXPECT_EQ(count_outstanding(connection(), creator_queue), 0);
    EXPECT_TRUE(in_transaction([&](Transaction& transaction) { return retry_job(transaction, id); }));
    EXPECT_EQ(state(id), "new");
}

TEST_P(JobTableTest, an_abandoned_job_with_a_living_successor_is_not_retried) {
    add("1.2.3");
    const std::int64_t id = claim().front().id;
    fail(id, std::nullopt);
    in_transaction([&](Transaction& transaction) { return abandon_job(transaction, id, 4'000); });
    EXPECT_TRUE(add("1.2.3"));
    EXPECT_FALSE(in_transaction([&](Transaction& transaction) { return retry_job(transaction, id); }));
}

TEST_P(JobTableTest, a_lease_that_has_run_out_is_found_and_one_that_was_prolonged_is_not) {
    add("1.2.3");
    const std::int64_t id = claim().front().id;
    EXPECT_FALSE(has_expired_job(connection(), creator_queue, 62'000));
    EXPECT_TRUE(has_expired_job(connection(), creator_queue, 62'001));
    extend_leases(connection(), "worker 1/", 70'000, 100'000);
    EXPECT_FALSE(has_expired_job(connection(), creator_queue, 62'001));
    in_transaction([&](Transaction& transaction) {
        const auto expired = lock_expired_jobs(transaction, creator_queue, 100'001, 10);
        ASSERT_THAT(expired, SizeIs(1));
        end_lost_job(transaction, {expired.front().id, "unavailable", "its worker died", 0}, 100'001);
    });
    EXPECT_EQ(state(id), "retry");
    EXPECT_THAT(claim(1, "worker 2/"), SizeIs(1));
}

TEST_P(JobTableTest, a_lost_job_is_its_own_queues) {
    add("1.2.3");
    claim();
    EXPECT_TRUE(has_expired_job(connection(), creator_queue, 62'001));
    EXPECT_FALSE(has_expired_job(connection(), "ANOTHER", 62'001));
    in_transaction([&](Transaction& transaction) {
        EXPECT_THAT(lock_expired_jobs(transaction, "ANOTHER", 62'001, 10), IsEmpty());
    });
}

TEST_P(JobTableTest, leases_of_the_dead_end_and_their_attempts_stay_counted) {
    add("1.2.3");
    claim(1, "node_a/1/");
    EXPECT_EQ(end_leases(connection(), "node_b/"), 0);
    EXPECT_EQ(end_leases(connection(), "node_a/"), 1);
    extend_leases(connection(), "node_a/", 70'000, 100'000);  // the next server of the same name
    in_transaction([&](Transaction& transaction) {
        const auto expired = lock_expired_jobs(transaction, creator_queue, 1, 10);
        ASSERT_THAT(expired, SizeIs(1));
        EXPECT_EQ(expired.front().attempts, 1);
    });
}

TEST_P(JobTableTest, what_a_worker_gives_back_counts_as_not_attempted) {
    add("1.2.3");
    claim(1, "node_a/1/");
    EXPECT_EQ(release_jobs(connection(), "node_b/"), 0);
    EXPECT_EQ(release_jobs(connection(), "node?a/"), 0);  // no wildcard
    EXPECT_EQ(release_jobs(connection(), "node_a/"), 1);
    EXPECT_EQ(claim().front().attempts, 1);
}

TEST_P(JobTableTest, lists_by_wildcards_and_takes_other_signs_as_they_are) {
    add("1.2.3");
    add("1_2%3");
    JobFilter filter;
    filter.subject = "1.2*";
    EXPECT_THAT(list_jobs(connection(), filter), SizeIs(1));
    filter.subject = "1_2%3";
    EXPECT_THAT(list_jobs(connection(), filter), SizeIs(1));
    filter.subject = "1?2?3";
    EXPECT_THAT(list_jobs(connection(), filter), SizeIs(2));
    filter.state = "done";
    EXPECT_THAT(list_jobs(connection(), filter), IsEmpty());
}

TEST_P(JobTableTest, jobs_of_a_queue_or_kind_are_the_newest_of_all_states_and_those_that_live_on_request) {
    for (int number = 1; number <= 6; ++number) add(std::to_string(number));
    connection().run_script(
        "UPDATE job SET state = 'done' WHERE id IN (1, 4); UPDATE job SET state = 'abandoned' WHERE id = 5; "
        "UPDATE job SET state = 'done', kind = 'OTHER' WHERE id = 3");
    const auto ids = [this](const JobFilter& filter) {
        std::vector<std::int64_t> found;
        for (const JobRow& job : list_jobs(connection(), filter)) found.push_back(job.id);
        return found;
    };
    JobFilter filter;
    filter.queue = creator_queue;
    EXPECT_THAT(ids(filter), ElementsAre(6, 5, 4, 3, 2, 1));
    filter.kind = "REG*";
    EXPECT_THAT(ids(filter), ElementsAre(6, 5, 4, 2, 1));
    filter.limit = 2;
    EXPECT_THAT(ids(filter), ElementsAre(6, 5));
    filter.before_id = 5;
    EXPECT_THAT(ids(filter), ElementsAre(4, 2));
    filter.before_id = INT64_MAX;
    filter.state = "done";
    EXPECT_THAT(ids(filter), ElementsAre(4, 1));
    filter.state = "";
    filter.is_of_live = true;
    EXPECT_THAT(ids(filter), ElementsAre(6, 2));
    filter = {};
    filter.kind = "NOPE";
    EXPECT_THAT(ids(filter), IsEmpty());
}

TEST_P(JobTableTest, a_state_that_there_is_not_is_refused_and_not_an_empty_list) {
    JobFilter filter;
    filter.state = "eror";
    EXPECT_THROW((void)list_jobs(connection(), filter), base::Error);
}

TEST_P(JobTableTest, a_halt_is_in_progress_as_long_as_a_job_is_under_a_lease) {
    add("1.2.3");
    add("1.2.4");
    const auto claimed = claim(2);  // until 62'000
    EXPECT_EQ(find_queue_state(connection(), creator_queue, 2'000), "running");
    in_transaction([](Transaction& transaction) { return set_queue_state(transaction, creator_queue, "halted", 1); });
    EXPECT_EQ(find_queue_state(connection(), creator_queue, 2'000), "halt_in_progress");
    EXPECT_EQ(read_queues(connection(), 2'000).front().state, "halt_in_progress");
    EXPECT_EQ(find_queue_state(connection(), creator_queue, 62'001), "halted") << "the leases have run out";
    finish({claimed.front().id});
    EXPECT_EQ(find_queue_state(connection(), creator_queue, 2'000), "halt_in_progress");
    finish({claimed.back().id});
    EXPECT_EQ(find_queue_state(connection(), creator_queue, 2'000), "halted");
    EXPECT_EQ(find_queue_state(connection(), "NOWHERE", 2'000), std::nullopt);
}

TEST_P(JobTableTest, queues_are_listed_with_their_jobs_by_state) {
    add("1");
    add("2");
    claim();
    const std::vector<QueueRow> queues = read_queues(connection(), 0);
    ASSERT_THAT(queues, SizeIs(1));
    EXPECT_EQ(queues.front().jobs_by_state.at("new"), 1);
    EXPECT_EQ(queues.front().jobs_by_state.at("in_progress"), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, JobTableTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
