#include "autopilot/staging_rules.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace kinote::autopilot {
namespace {

using database::AutopilotRule;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::int64_t rule_hour = 3'600'000;
constexpr std::int64_t rule_day = 24 * rule_hour;
constexpr std::int64_t rule_now = 1'000 * rule_day;

AutopilotRule rule(const std::string& action, const std::string& name = "one") {
    AutopilotRule made;
    made.name = name;
    made.action = action;
    made.threshold = "none";
    made.study_status = made.exported = "any";
    if (action == "archive") made.archive = "VAULT";
    return made;
}

// Of a study that came so long ago, and has been quiet since.
StudyFacts facts(std::int64_t age) {
    StudyFacts made;
    made.source = "NORTH";
    made.created_ms = made.arrived_ms = made.modified_ms = rule_now - age;
    return made;
}

bool applies(const AutopilotRule& rule, const StudyFacts& facts, Pressure pressure = Pressure::green) {
    return verdict_of(rule, facts, pressure, rule_now).applies;
}

TEST(StagingRules, a_study_is_received_for_fifteen_minutes_and_verified_until_something_comes) {
    EXPECT_EQ(status_of(facts(14 * rule_hour / 60), rule_now), StudyStatus::receiving);
    EXPECT_EQ(status_of(facts(15 * rule_hour / 60), rule_now), StudyStatus::complete);
    StudyFacts study = facts(rule_hour);
    study.verified_ms = rule_now - 2 * rule_hour;
    EXPECT_EQ(status_of(study, rule_now), StudyStatus::complete) << "an object came after it";
    study.verified_ms = rule_now;
    EXPECT_EQ(status_of(study, rule_now), StudyStatus::verified);
}

TEST(StagingRules, for_archiving_status_or_hours_are_enough) {
    AutopilotRule archive = rule("archive");
    archive.study_status = "verified";
    archive.hours_since_created = 48;
    EXPECT_FALSE(applies(archive, facts(47 * rule_hour)));
    EXPECT_TRUE(applies(archive, facts(48 * rule_hour)));
    StudyFacts verified = facts(rule_hour);
    verified.verified_ms = rule_now;
    EXPECT_TRUE(applies(archive, verified));
    const Verdict verdict = verdict_of(archive, facts(47 * rule_hour), Pressure::green, rule_now);
    EXPECT_THAT(verdict.reason, HasSubstr("it is complete, not verified; it came 47 h ago"));
    EXPECT_EQ(verdict.again_ms, rule_now + rule_hour);
}

TEST(StagingRules, for_deletion_both_must_be_met) {
    AutopilotRule deletion = rule("delete");
    deletion.study_status = "verified";
    deletion.hours_since_created = 48;
    EXPECT_FALSE(applies(deletion, facts(50 * rule_hour)));
    StudyFacts verified = facts(rule_hour);
    verified.verified_ms = rule_now;
    EXPECT_FALSE(applies(deletion, verified));
    verified = facts(50 * rule_hour);
    verified.verified_ms = rule_now;
    EXPECT_TRUE(applies(deletion, verified));
}

TEST(StagingRules, the_condition_of_status_is_void_once_the_study_has_not_been_modified_for_seven_days) {
    AutopilotRule deletion = rule("delete");
    deletion.study_status = "verified";
    EXPECT_FALSE(applies(deletion, facts(7 * rule_day - 1)));
    EXPECT_TRUE(applies(deletion, facts(7 * rule_day)));
    StudyFacts noted = facts(8 * rule_day);
    noted.modified_ms = rule_now - rule_day;
    EXPECT_FALSE(applies(deletion, noted)) << "a note was made";
    EXPECT_EQ(verdict_of(deletion, noted, Pressure::green, rule_now).again_ms, rule_now + 6 * rule_day);
}

TEST(StagingRules, a_minimum_age_holds_whatever_else_is_met) {
    AutopilotRule archive = rule("archive");
    archive.minimum_age_hours = 24;
    EXPECT_FALSE(applies(archive, facts(23 * rule_hour)));
    EXPECT_TRUE(applies(archive, facts(24 * rule_hour)));
}

TEST(StagingRules, a_rule_acts_from_its_threshold_on) {
    AutopilotRule deletion = rule("delete");
    deletion.threshold = "amber";
    EXPECT_FALSE(applies(deletion, facts(rule_day)));
    EXPECT_TRUE(applies(deletion, facts(rule_day), Pressure::amber));
    EXPECT_TRUE(applies(deletion, facts(rule_day), Pressure::red));
    deletion.threshold = "red";
    const Verdict verdict = verdict_of(deletion, facts(rule_day), Pressure::amber, rule_now);
    EXPECT_FALSE(verdict.applies);
    EXPECT_EQ(verdict.waits_for, Pressure::red);
    EXPECT_THAT(verdict.reason, HasSubstr("amber"));
}

TEST(StagingRules, a_rule_may_want_what_was_exported_or_what_was_not) {
    AutopilotRule deletion = rule("delete");
    StudyFacts exported = facts(rule_day);
    exported.is_exported = true;
    deletion.exported = "yes";
    EXPECT_TRUE(applies(deletion, exported));
    EXPECT_FALSE(applies(deletion, facts(rule_day)));
    deletion.exported = "no";
    EXPECT_FALSE(applies(deletion, exported));
    EXPECT_TRUE(applies(deletion, facts(rule_day)));
}

TEST(StagingRules, the_rules_that_name_a_source_take_the_place_of_those_for_all) {
    AutopilotRule all = rule("delete", "all");
    AutopilotRule north = rule("delete", "north");
    north.source = "NORTH";
    const auto names = [](const std::vector<AutopilotRule>& rules) {
        std::vector<std::string> found;
        for (const AutopilotRule& one : rules) found.push_back(one.name);
        return found;
    };
    const std::vector<AutopilotRule> rules{all, rule("archive", "archive"), north};
    EXPECT_THAT(names(rules_for(rules, StagingAction::free, "NORTH")), ElementsAre("north"));
    EXPECT_THAT(names(rules_for(rules, StagingAction::free, "SOUTH")), ElementsAre("all"));
    EXPECT_THAT(names(rules_for(rules, StagingAction::archive, "NORTH")), ElementsAre("archive"));
}

TEST(StagingRules, without_a_delete_rule_what_is_complete_goes_from_amber_on) {
    const auto rules = rules_for({rule("archive")}, StagingAction::free, "NORTH");
    ASSERT_EQ(rules.size(), 1U);
    EXPECT_EQ(rules.front().name, default_rule);
    EXPECT_FALSE(rules.front().without_archive);
    EXPECT_FALSE(applies(rules.front(), facts(rule_day)));
    EXPECT_TRUE(applies(rules.front(), facts(rule_day), Pressure::amber));
    EXPECT_FALSE(applies(rules.front(), facts(0), Pressure::red)) << "it is being received";
    EXPECT_TRUE(rules_for({}, StagingAction::archive, "NORTH").empty())
        << "nothing is archived unless a rule says where";
    EXPECT_FALSE(is_any_in_force({}, StagingAction::free, Pressure::green));
    EXPECT_TRUE(is_any_in_force({}, StagingAction::free, Pressure::amber));
}

TEST(StagingRules, a_rule_that_means_nothing_is_refused_with_its_field) {
    const auto fault = [](const AutopilotRule& rule) -> std::string {
        try {
            check_rule(rule);
        } catch (const base::Error& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(fault(rule("archive")), "");
    AutopilotRule wrong = rule("archive");
    wrong.archive = "";
    EXPECT_THAT(fault(wrong), HasSubstr("archive"));
    wrong = rule("delete");
    wrong.study_status = "done";
    EXPECT_THAT(fault(wrong), HasSubstr("study_status: 'done' is none of any, complete, verified"));
    wrong = rule("shred");
    EXPECT_THAT(fault(wrong), HasSubstr("action"));
    wrong = rule("delete", "a rule/1");
    EXPECT_THAT(fault(wrong), HasSubstr("name"));
    wrong = rule("delete");
    wrong.minimum_age_hours = -1;
    EXPECT_THAT(fault(wrong), HasSubstr("minimum_age_hours"));
}

}  // namespace
}  // namespace kinote::autopilot
