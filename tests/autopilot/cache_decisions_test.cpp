// Why studies are here or have gone, as a person is told before, while and after it happens.

#include <gmock/gmock.h>

#include <functional>
#include <utility>

#include "autopilot/cache_pressure_site.hpp"

namespace kinote::autopilot {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// Lets something happen whenever it is asked for the time.
class InterruptedClock final : public base::Clock {
public:
    InterruptedClock(const base::Clock& clock, std::function<void()> happen)
        : clock_{clock}, happen_{std::move(happen)} {}
    [[nodiscard]] std::int64_t now_ms() const override {
        happen_();
        return clock_.now_ms();
    }

private:
    const base::Clock& clock_;
    std::function<void()> happen_;
};

using CacheDecisionsTest = CachePressureTest;

TEST_P(CacheDecisionsTest, a_run_beforehand_looks_at_what_a_run_would_release_first) {
    set_late_rule("any");
    for (int number = 1; number <= 2; ++number) archived(number);
    clock().advance(pressure_hour);
    run();
    amber();
    EXPECT_EQ(run(), "");
    ASSERT_EQ(number({"SELECT count(*) FROM cached_study WHERE look_ms = -2"}), 2);
    EXPECT_THAT(explain(study(1)).why_here, Contains(HasSubstr("not looked at again before the cache is red")));
    fill_up();
    const auto shown = pressure().preview(10);
    ASSERT_THAT(shown, SizeIs(2));
    EXPECT_EQ(shown[0].study.study_instance_uid, study(1));
    EXPECT_TRUE(shown[0].goes && shown[1].goes);
    EXPECT_EQ(shown[0].rule, "late");
    EXPECT_THAT(pressure().preview(1), SizeIs(1));
    EXPECT_THAT(explain(study(1)).why_here, Not(Contains(HasSubstr("looked at again")))) << "the next run does";
    run();
    EXPECT_FALSE(is_here(1));
}

TEST_P(CacheDecisionsTest, where_nothing_more_may_go_a_run_beforehand_names_what_is_kept_and_why) {
    take_in(1);
    take_in(2);
    clock().advance(pressure_hour);
    run();
    fill_up();
    EXPECT_THAT(run(), HasSubstr("nothing more of it may be freed"));
    const auto shown = pressure().preview(10);
    ASSERT_THAT(shown, SizeIs(2));
    EXPECT_EQ(shown[0].study.study_instance_uid, study(1));
    EXPECT_FALSE(shown[0].goes || shown[1].goes);
    EXPECT_THAT(shown[0].reason, HasSubstr("not archived"));
    commit_to_archive(object(1));
    EXPECT_THAT(pressure().preview(10).front().reason, HasSubstr("nothing keeps it any more: it is looked at again"));
}

TEST_P(CacheDecisionsTest, what_was_kept_by_other_rules_than_those_in_force_is_not_written) {
    set_late_rule("any");
    for (int number = 1; number <= 4; ++number) archived(number);
    clock().advance(pressure_hour);
    run();
    amber();
    settings().kept_of_a_transaction = 2;
    // Another sets the rule while the run is at work: once it has read the rules, and before it writes.
    bool is_set = false;
    const InterruptedClock interrupted{
        clock(), [&] {
            if (is_set || number({"SELECT count(*) FROM cached_study WHERE look_ms < 0"}) == 0) return;
            is_set = true;
            database::AutopilotRule rule = late_rule("any");
            rule.threshold = "amber";
            set_rule(database(), clock(), rule, {"anna", "a test"});
        }};
    (void)CachePressure{settings(), database(), cache(), interrupted}.run({}, std::stop_token{});
    EXPECT_TRUE(is_set);
    EXPECT_EQ(number({"SELECT count(*) FROM cached_study WHERE look_ms < 0"}), 0) << "the run begins anew";
    EXPECT_FALSE(is_here(1)) << "by the rule in force";
}

TEST_P(CacheDecisionsTest, a_decision_that_nothing_bears_out_any_more_goes) {
    set_late_rule("verified");
    archived(1);
    clock().advance(pressure_hour);
    run();
    amber();
    EXPECT_EQ(run(), "");
    ASSERT_THAT(decisions(1), ElementsAre(HasSubstr("kept")));
    set_verified(database(), clock(), study(1), true, {"anna", "a test"});
    EXPECT_EQ(run(), "");
    EXPECT_EQ(number({"SELECT count(*) FROM cached_study WHERE look_ms = -2"}), 1);
    EXPECT_THAT(decisions(1), IsEmpty()) << "red alone is wanting";
}

TEST_P(CacheDecisionsTest, a_mark_is_named_first_with_who_and_when_it_ends) {
    archived(1);
    clock().advance(pressure_hour);
    run();
    EXPECT_GT(database::find_cached_study(connection(), study(1))->plain_bytes, 0);
    const std::int64_t marked_ms = clock().now_ms();
    mark(1);
    const auto why = explain(study(1)).why_here;
    ASSERT_THAT(why, Not(IsEmpty()));
    EXPECT_THAT(why.front(), HasSubstr("1 object of it is marked for deletion by anna"));
    EXPECT_THAT(why.front(), HasSubstr(base::iso_8601(marked_ms + settings().purge_grace_ms)));
    run();
    EXPECT_EQ(database::find_cached_study(connection(), study(1))->plain_bytes, 0) << "nothing of it may be freed";
    {
        database::Transaction transaction{connection()};
        const std::string uid = study(1);
        ASSERT_TRUE(database::undo_deletion(transaction, {database::DeletionLevel::study, uid, uid}, clock().now_ms()));
        transaction.commit();
    }
    run();
    EXPECT_GT(database::find_cached_study(connection(), study(1))->plain_bytes, 0);
    EXPECT_THAT(explain(study(1)).why_here, Not(Contains(HasSubstr("marked for deletion"))));
}

TEST_P(CacheDecisionsTest, a_mark_is_named_also_of_what_is_nearline_and_of_what_was_not_counted) {
    archived(1);
    clock().advance(pressure_hour);
    run();
    fill_up();
    run();
    ASSERT_FALSE(is_here(1));
    mark(1);
    EXPECT_THAT(explain(study(1)).why_here, ElementsAre(HasSubstr("marked for deletion by anna")));
    take_in(2);
    mark(2);
    EXPECT_THAT(explain(study(2)).why_here, ElementsAre(HasSubstr("marked for deletion by anna")));
}

TEST_P(CacheDecisionsTest, old_decisions_go_by_age) {
    archived(1);
    clock().advance(pressure_hour);
    run();
    fill_up();
    run();
    EXPECT_THAT(freed(1), SizeIs(1));
    clock().advance(settings().keep_decisions_ms + 1);
    run();
    EXPECT_THAT(freed(1), IsEmpty());
}

TEST_P(CacheDecisionsTest, nobody_knows_a_study_of_which_nothing_ever_came) {
    EXPECT_THROW((void)explain("1.2.3.4"), base::Error);
    take_in(1);
    EXPECT_THAT(explain(study(1)).why_here, ElementsAre(HasSubstr("counted within a minute")));
}

INSTANTIATE_TEST_SUITE_P(Engines, CacheDecisionsTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::autopilot
