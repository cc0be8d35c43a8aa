#include "autopilot/archive_candidates.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "autopilot/autopilot_actions.hpp"
#include "autopilot/explanation.hpp"
#include "database/job_table.hpp"
#include "jobs/allowed_hours.hpp"
#include "support/archived_site.hpp"

namespace kinote::autopilot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t candidate_minute_ms = 60'000;
constexpr std::int64_t candidate_hour_ms = 60 * candidate_minute_ms;

class ArchiveCandidatesTest : public test::ArchivedSiteTest {
protected:
    ArchiveCandidatesTest() {
        settings_.archive_hours = "";
        settings_.archive_minimum_age_hours = 0;
        settings_.quota_bytes = 1'000'000'000;
        database::Transaction transaction{connection()};
        database::declare_queue(transaction, jobs::queue::rules, 0);
        transaction.commit();
        accept(image(test::ct_1_uid));
        clock().advance(candidate_minute_ms);  // PostgreSQL's commits may overtake one another for ten seconds
    }
    AutopilotSettings& settings() { return settings_; }
    void run() {
        const ArchiveCandidates candidates{settings_, database(), cache(), queue(), clock()};
        (void)candidates.run({}, std::stop_token{});
    }
    void set(const std::string& status = "any", std::int64_t hours = 0) {
        database::AutopilotRule rule;
        rule.name = "nightly";
        rule.action = "archive";
        rule.threshold = "none";
        rule.study_status = status;
        rule.exported = "any";
        rule.hours_since_created = hours;
        rule.archive = "VAULT";
        set_rule(database(), clock(), rule, {"anna", "test"});
    }
    std::int64_t asked() { return number({"SELECT count(*) FROM job WHERE kind = 'EXPORT_STUDY' AND state = 'new'"}); }
    std::string unarchived_because() {
        for (const auto& one : database::list_autopilot_decisions(connection(), test::study_uid, 10)) {
            if (one.action == "unarchived") return one.reason;
        }
        return "";
    }
    // An hour of the clock that begins so many hours from now.
    std::string hour_from_now(int hours) {
        const int begin = (jobs::minute_of_day(clock().now_ms()) / 60 + hours) % 24;
        return fmt::format("{:02}:00-{:02}:00", begin, (begin + 1) % 24);
    }

private:
    AutopilotSettings settings_;
};

TEST_P(ArchiveCandidatesTest, what_a_rule_wants_archived_is_asked_for_once) {
    run();
    EXPECT_EQ(asked(), 0) << "without a rule nothing is";
    set();
    run();
    EXPECT_EQ(asked(), 1);
    EXPECT_EQ(text({"SELECT subject FROM job WHERE kind = 'EXPORT_STUDY'"}), fmt::format("VAULT/{}", test::study_uid));
    const auto decisions = database::list_autopilot_decisions(connection(), test::study_uid, 10);
    ASSERT_THAT(decisions, SizeIs(1));
    EXPECT_EQ(decisions.front().action, "archive");
    EXPECT_EQ(decisions.front().rule, "nightly");
    run();
    clock().advance(settings().look_again_ms);
    run();
    EXPECT_EQ(asked(), 1);
    EXPECT_THAT(unarchived_because(), HasSubstr("EXPORT_STUDY is new"));
}

TEST_P(ArchiveCandidatesTest, what_is_archived_is_not_looked_at_until_something_comes) {
    set();
    commit_to_archive(test::ct_1_uid);
    run();
    EXPECT_EQ(asked(), 0);
    EXPECT_FALSE(database::find_cached_study(connection(), test::study_uid).value().archive_ms);
    accept(image(test::ct_2_uid));
    clock().advance(candidate_minute_ms);
    run();
    EXPECT_EQ(asked(), 1);
}

TEST_P(ArchiveCandidatesTest, outside_the_allowed_hours_nothing_is_archived) {
    set();
    settings().archive_hours = hour_from_now(2);
    run();
    EXPECT_EQ(asked(), 0);
    clock().advance(2 * candidate_hour_ms);
    run();
    EXPECT_EQ(asked(), 1);
}

TEST_P(ArchiveCandidatesTest, a_study_waits_for_its_rule_and_is_looked_at_when_its_time_has_come) {
    set("verified", 48);
    connection().run_script("UPDATE study SET created_ms = " + std::to_string(clock().now_ms()));
    run();
    EXPECT_EQ(asked(), 0);
    EXPECT_THAT(unarchived_because(), HasSubstr("not verified"));
    EXPECT_EQ(database::find_cached_study(connection(), test::study_uid).value().archive_ms,
              clock().now_ms() + 48 * candidate_hour_ms);
    autopilot::set_verified(database(), clock(), test::study_uid, true, {"anna", "test"});
    run();
    EXPECT_EQ(asked(), 1) << "it is verified";
    EXPECT_EQ(unarchived_because(), "");
}

TEST_P(ArchiveCandidatesTest, no_study_goes_before_its_minimum_age) {
    set();
    settings().archive_minimum_age_hours = 2;
    connection().run_script("UPDATE study SET created_ms = " + std::to_string(clock().now_ms()));
    run();
    EXPECT_EQ(asked(), 0);
    clock().advance(2 * candidate_hour_ms);
    run();
    EXPECT_EQ(asked(), 1);
}

TEST_P(ArchiveCandidatesTest, what_is_on_its_way_or_was_refused_is_not_sent_again) {
    set();
    commit_to_archive(test::ct_1_uid, false);
    run();
    EXPECT_EQ(asked(), 0);
    EXPECT_THAT(unarchived_because(), HasSubstr("VAULT: delivered"));
    connection().run_script("UPDATE delivery SET state = 'refused', export = 1");
    clock().advance(candidate_hour_ms);
    run();
    EXPECT_EQ(asked(), 0);
    EXPECT_THAT(unarchived_because(), HasSubstr("VAULT: refused"));
}

TEST_P(ArchiveCandidatesTest, a_run_beforehand_says_the_same_and_does_nothing) {
    set();
    CacheMeter{settings(), database(), cache(), clock()}.count({});
    const auto choices = ArchiveCandidates{settings(), database(), cache(), queue(), clock()}.preview(10);
    ASSERT_THAT(choices, SizeIs(1));
    EXPECT_EQ(choices.front().kind, ArchivingChoice::Kind::asked);
    EXPECT_EQ(choices.front().archive, "VAULT");
    EXPECT_EQ(asked(), 0);
}

TEST_P(ArchiveCandidatesTest, a_rule_names_an_archive) {
    database::AutopilotRule rule;
    rule.name = "wrong";
    rule.action = "archive";
    rule.threshold = "none";
    rule.study_status = rule.exported = "any";
    rule.archive = "NOWHERE";
    EXPECT_THROW(set_rule(database(), clock(), rule, {"anna", "test"}), base::Error);
    EXPECT_THROW(remove_rule(database(), clock(), "wrong", {"anna", "test"}), base::Error);
    EXPECT_THROW(autopilot::set_verified(database(), clock(), "1.2.3.4", true, {"anna", "test"}), base::Error);
}

INSTANTIATE_TEST_SUITE_P(Engines, ArchiveCandidatesTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::autopilot
