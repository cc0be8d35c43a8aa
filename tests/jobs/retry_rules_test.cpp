#include "jobs/retry_rules.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "database/queue_table.hpp"
#include "jobs/job_kinds.hpp"
#include "support/test_database.hpp"

namespace kinote::jobs {
namespace {

using base::Error;
using base::ErrorKind;
using database::RetryRule;

class RetryRulesTest : public test::DatabaseTest {
protected:
    RetryRulesTest() {
        database::Transaction transaction{connection()};
        database::declare_queue(transaction, queue::rules, 0);
        transaction.commit();
    }
    void set(const RetryRule& rule) { set_retry_rule(database(), clock_, rule, person_); }
    RetryPolicy policy(std::string_view cause) {
        return retry_policy_for(connection(), queue::rules, cause, {RetryMode::automatic, 1'000, 2'000, 3});
    }
    std::optional<ErrorKind> refusal(const RetryRule& rule) {
        try {
            set(rule);
        } catch (const Error& error) {
            return error.kind();
        }
        return std::nullopt;
    }

    base::SettableClock clock_{1'000};
    const database::Actor person_{"anna", "a test"};
    const std::string rules_{queue::rules};
};

TEST_P(RetryRulesTest, the_rule_of_the_cause_goes_before_that_of_any_and_that_before_the_settings) {
    EXPECT_EQ(policy(cause_unavailable).most_attempts, 3);
    set({rules_, "any", "automatic", 10'000, 10'000, 7});
    EXPECT_EQ(policy(cause_unavailable).most_attempts, 7);
    set({rules_, "unavailable", "manual", 10'000, 10'000, 9});
    EXPECT_EQ(policy(cause_unavailable).mode, RetryMode::manual);
    EXPECT_EQ(policy(cause_worker_died).most_attempts, 7);
    remove_retry_rule(database(), clock_, queue::rules, "any", person_);
    EXPECT_EQ(policy(cause_worker_died).most_attempts, 3);
}

TEST_P(RetryRulesTest, without_back_off_the_interval_stays_the_same) {
    set({rules_, "any", "automatic", 10'000, 10'000, 7});
    EXPECT_EQ(policy(cause_unavailable).retry_at(ErrorKind::unavailable, 5, 0), 10'000);
    set({rules_, "any", "automatic", 10'000, 30'000, 7});
    EXPECT_EQ(policy(cause_unavailable).retry_at(ErrorKind::unavailable, 1, 0), 10'000);
    EXPECT_EQ(policy(cause_unavailable).retry_at(ErrorKind::unavailable, 2, 0), 20'000);
    EXPECT_EQ(policy(cause_unavailable).retry_at(ErrorKind::unavailable, 3, 0), 30'000);
}

TEST_P(RetryRulesTest, what_cannot_be_is_refused) {
    EXPECT_EQ(refusal({rules_, "corrupt", "automatic", 0, 0, 1}), ErrorKind::invalid) << "it cannot pass";
    EXPECT_EQ(refusal({rules_, "any", "sometimes", 0, 0, 1}), ErrorKind::invalid);
    EXPECT_EQ(refusal({rules_, "any", "automatic", -1, 0, 1}), ErrorKind::invalid);
    EXPECT_EQ(refusal({rules_, "any", "automatic", 2'000, 1'000, 1}), ErrorKind::invalid);
    EXPECT_EQ(refusal({rules_, "any", "automatic", 0, 86'400'001, 1}), ErrorKind::invalid);
    EXPECT_EQ(refusal({rules_, "any", "automatic", 0, 0, 0}), ErrorKind::invalid);
    EXPECT_EQ(refusal({rules_, "any", "automatic", 1'000, 1'000, 0}), ErrorKind::invalid);
    EXPECT_EQ(refusal({"NOWHERE", "any", "automatic", 1'000, 1'000, 1}), ErrorKind::not_found);
    EXPECT_TRUE(database::list_retry_rules(connection()).empty());
}

TEST_P(RetryRulesTest, between_automatic_attempts_lies_a_second_at_least) {
    EXPECT_EQ(refusal({rules_, "any", "automatic", 0, 5'000, 3}), ErrorKind::invalid);
    EXPECT_EQ(refusal({rules_, "any", "automatic", 999, 5'000, 3}), ErrorKind::invalid);
    EXPECT_EQ(refusal({rules_, "any", "automatic", 1'000, 5'000, 3}), std::nullopt);
    EXPECT_EQ(refusal({rules_, "any", "manual", 0, 0, 1}), std::nullopt) << "nothing is tried by itself";
}

TEST_P(RetryRulesTest, what_a_file_says_a_person_cannot_change_and_goes_with_the_file) {
    const RetryRule of_file{rules_, "any", "none", 0, 0, 1, true};
    const RetryRule of_no_queue{"NOWHERE", "any", "none", 0, 0, 1, true};
    set({rules_, "worker_died", "manual", 0, 0, 1});
    apply_retry_rules(database(), clock_, {of_file, of_no_queue});
    EXPECT_EQ(database::list_retry_rules(connection()).size(), 2U);
    EXPECT_EQ(refusal({rules_, "any", "automatic", 1'000, 1'000, 1}), ErrorKind::refused);
    EXPECT_THROW(remove_retry_rule(database(), clock_, queue::rules, "any", person_), Error);
    apply_retry_rules(database(), clock_, {});
    ASSERT_EQ(database::list_retry_rules(connection()).size(), 1U);
    EXPECT_EQ(database::list_retry_rules(connection()).front().cause, "worker_died") << "a person's stays";
}

INSTANTIATE_TEST_SUITE_P(Engines, RetryRulesTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::jobs
