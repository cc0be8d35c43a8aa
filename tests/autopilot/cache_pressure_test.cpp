#include "autopilot/cache_pressure.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <utility>

#include "autopilot/autopilot_actions.hpp"
#include "autopilot/explanation.hpp"
#include "database/deletion_table.hpp"
#include "database/job_table.hpp"
#include "database/note_table.hpp"
#include "support/archived_site.hpp"

namespace kinote::autopilot {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::int64_t pressure_hour = 3'600'000;
constexpr std::int64_t pressure_day = 24 * pressure_hour;
constexpr std::int64_t megabyte = 1'000'000;

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

class CachePressureTest : public test::ArchivedSiteTest {
protected:
    CachePressureTest() {
        settings_.quota_bytes = 100 * megabyte;
        settings_.thresholds = {{12, 4}, {12, 4}, ""};
        settings_.page = 2;
    }
    AutopilotSettings& settings() { return settings_; }
    CachePressure pressure() { return {settings_, database(), cache(), clock()}; }
    // What a person is told of it; empty where all is well.
    std::string run() {
        try {
            (void)pressure().run({}, std::stop_token{});
            return "";
        } catch (const base::Error& error) {
            return error.what();
        }
    }
    CacheMeasure measure() { return CacheMeter{settings_, database(), cache(), clock()}.measure(); }
    Explanation explain(std::string_view study) {
        return autopilot::explain(settings_, database(), cache(), clock(), study);
    }

    static std::string study(int number) { return "1.2.3.500." + std::to_string(number); }
    static std::string object(int number, int of_study = 1) { return study(number) + "." + std::to_string(of_study); }
    // A study of one large image, which came an hour after the one before.
    void take_in(int number) {
        clock().advance(pressure_hour);
        accept(test::with_pixels(
            test::image_of_study(object(number), "P" + std::to_string(number), study(number) + ".0", study(number)),
            large));
    }
    void archived(int number) {
        take_in(number);
        commit_to_archive(object(number));
    }
    bool is_here(int number, int of_study = 1) { return !stored(object(number, of_study)).is_nearline; }
    // Of a note that nobody has made a KOSD of.
    void note_over(int number) {
        database::NewNote note;
        note.uuid = "11111111-2222-3333-4444-00000000000" + std::to_string(number);
        note.source = database::NoteSource::local;
        note::KeyImageNote content;
        content.study_instance_uid = study(number);
        content.title = {"113000", "DCM", "Of Interest"};
        note::NoteReference reference;
        reference.study_instance_uid = study(number);
        reference.series_instance_uid = study(number) + ".0";
        reference.sop_instance_uid = object(number);
        content.references.push_back(reference);
        database::Transaction transaction{connection()};
        const std::int64_t row = database::add_note(transaction, note, clock().now_ms());
        database::add_note_version(transaction, row, content, {}, clock().now_ms());
        transaction.commit();
    }
    // What is free is no more than what comes in an hour.
    void fill_up() { settings_.quota_bytes = measure().file_bytes + 1; }
    std::vector<std::string> freed(int number) {
        std::vector<std::string> reasons;
        for (const auto& one : database::list_autopilot_decisions(connection(), study(number), 10)) {
            if (one.action == "freed") reasons.push_back(one.reason);
        }
        return reasons;
    }

    static database::AutopilotRule late_rule(const char* status) {
        database::AutopilotRule rule;
        rule.name = "late";
        rule.action = "delete";
        rule.threshold = "red";
        rule.study_status = status;
        rule.exported = "any";
        return rule;
    }
    // From red on, besides one for others that lets a run look at amber.
    void set_late_rule(const char* status) {
        database::AutopilotRule early = late_rule("any");
        early.name = "early";
        early.source = "other";
        early.threshold = "amber";
        set_rule(database(), clock(), late_rule(status), {"anna", "a test"});
        set_rule(database(), clock(), early, {"anna", "a test"});
    }
    // Eight hours of free space.
    void amber() { settings_.quota_bytes = measure().file_bytes + 8 * measure().intake_bytes_per_hour; }
    std::vector<std::string> decisions(int number) {
        std::vector<std::string> found;
        for (const auto& one : database::list_autopilot_decisions(connection(), study(number), 10)) {
            found.push_back(one.action + ": " + one.reason);
        }
        return found;
    }
    void mark(int number) {
        database::Transaction transaction{connection()};
        const std::string uid = study(number);
        ASSERT_TRUE(database::mark_for_deletion(transaction, {database::DeletionLevel::study, uid, uid}, "anna",
                                                clock().now_ms()));
        transaction.commit();
    }

private:
    AutopilotSettings settings_;
};

TEST_P(CachePressureTest, what_comes_is_counted_by_study_and_by_hour) {
    archived(1);
    archived(2);
    clock().advance(pressure_hour);
    run();
    const CacheMeasure measured = measure();
    EXPECT_GT(measured.file_bytes, static_cast<std::int64_t>(2 * large));
    EXPECT_EQ(measured.file_bytes, number({"SELECT CAST(sum(size) AS BIGINT) FROM instance WHERE path IS NOT NULL"}));
    EXPECT_EQ(measured.free_bytes, settings().quota_bytes - measured.file_bytes);
    EXPECT_EQ(measured.intake_bytes_per_hour, measured.file_bytes / 2);
    const auto cached = database::find_cached_study(connection(), study(1)).value();
    EXPECT_EQ(cached.plain_bytes, cached.file_bytes);
    EXPECT_EQ(cached.source, "test");
    run();
    EXPECT_EQ(measure().intake_bytes_per_hour, measured.intake_bytes_per_hour) << "nothing is counted twice";
}

TEST_P(CachePressureTest, the_least_recently_accessed_go_first_and_no_more_than_is_needed) {
    for (int number = 1; number <= 4; ++number) archived(number);
    clock().advance(pressure_hour);
    run();
    {
        database::Transaction transaction{connection()};
        database::set_last_access(transaction, study(1), clock().now_ms());  // the first that came is looked at again
        transaction.commit();
    }
    const std::int64_t one = measure().file_bytes / 4;
    // Green needs twelve hours of 1 study an hour.
    settings().quota_bytes = measure().file_bytes + 11 * one;
    settings().thresholds.day = settings().thresholds.night = {12, 4};
    EXPECT_THAT(pressure().preview(10), SizeIs(2));
    run();
    EXPECT_FALSE(is_here(2));
    EXPECT_FALSE(is_here(3)) << "exactly twelve hours are amber still";
    EXPECT_TRUE(is_here(1));
    EXPECT_TRUE(is_here(4));
    EXPECT_THAT(freed(2), ElementsAre(HasSubstr("least recently accessed")));
    EXPECT_THAT(cache_files(), SizeIs(2));
    EXPECT_EQ(measure().file_bytes, 2 * one);
}

TEST_P(CachePressureTest, a_green_cache_is_left_alone) {
    archived(1);
    clock().advance(pressure_hour);
    run();
    EXPECT_TRUE(is_here(1));
    EXPECT_THAT(database::list_autopilot_decisions(connection(), study(1), 10), IsEmpty());
    EXPECT_THAT(explain(study(1)).why_here, ElementsAre(HasSubstr("the cache is green")));
}

TEST_P(CachePressureTest, what_no_archive_has_stays_and_says_so_and_does_not_stand_in_the_way) {
    take_in(1);
    archived(2);
    clock().advance(pressure_hour);
    run();
    fill_up();
    run();
    EXPECT_TRUE(is_here(1));
    EXPECT_FALSE(is_here(2));
    const Explanation told = explain(study(1));
    ASSERT_THAT(told.decisions, SizeIs(1));
    EXPECT_EQ(told.decisions.front().action, "kept");
    EXPECT_THAT(told.decisions.front().reason, HasSubstr("no archive has it"));
    EXPECT_THAT(told.why_here, testing::Contains(HasSubstr("is not archived: no archive has it")));
    commit_to_archive(object(1));
    run();
    EXPECT_TRUE(is_here(1)) << "it is not looked at again so soon";
    clock().advance(settings().look_again_ms);
    run();
    EXPECT_FALSE(is_here(1));
    EXPECT_THAT(explain(study(1)).why_gone, ElementsAre(HasSubstr("by rule (default), the cache was red")));
    EXPECT_THAT(explain(study(1)).decisions, SizeIs(1)) << "why it was kept is over";
}

TEST_P(CachePressureTest, a_site_without_an_archive_for_a_source_frees_it_all_the_same) {
    take_in(1);
    database::AutopilotRule rule;
    rule.name = "lossy";
    rule.source = "test";
    rule.action = "delete";
    rule.threshold = "amber";
    rule.study_status = rule.exported = "any";
    rule.without_archive = true;
    set_rule(database(), clock(), rule, {"anna", "test"});
    clock().advance(pressure_hour);
    run();
    EXPECT_TRUE(is_here(1)) << "green";
    fill_up();
    run();
    EXPECT_FALSE(is_here(1));
    EXPECT_THAT(freed(1), ElementsAre(HasSubstr("without an archive")));
    take_in(1);
    EXPECT_TRUE(is_here(1)) << "sent again, it is here again";
}

TEST_P(CachePressureTest, a_job_about_the_study_keeps_it_until_it_has_ended) {
    archived(1);
    clock().advance(pressure_hour);
    run();
    fill_up();
    for (const char* state : {"new", "waiting", "retry", "suspended", "in_progress"}) {
        connection().run_script("DELETE FROM job");
        {
            database::Transaction transaction{connection()};
            database::add_job(transaction, jobs::new_job(jobs::RegisterKosd{"1.2.3", study(1)}), 0);
            transaction.commit();
        }
        connection().run_script(std::string{"UPDATE job SET state = '"} + state + "'");
        clock().advance(settings().look_again_ms);
        run();
        EXPECT_TRUE(is_here(1)) << state;
        EXPECT_THAT(explain(study(1)).why_here, testing::Contains(HasSubstr("REGISTER_KOSD is"))) << state;
    }
    connection().run_script("UPDATE job SET state = 'error'");
    clock().advance(settings().look_again_ms);
    run();
    EXPECT_FALSE(is_here(1)) << "an error keeps nothing";
}

TEST_P(CachePressureTest, key_groups_stay_while_they_are_below_their_share) {
    archived(1);
    accept(test::with_pixels(test::image_of_study(object(1, 2), "P1", study(1) + ".0", study(1)), large));
    commit_to_archive(object(1, 2));
    note_over(1);
    clock().advance(pressure_hour);
    run();
    const std::int64_t one = measure().file_bytes / 2;
    EXPECT_EQ(measure().key_bytes, one);
    settings().quota_bytes = 2 * one + 1;
    settings().key_share_percent = 51;
    run();
    EXPECT_FALSE(is_here(1, 2));
    EXPECT_TRUE(is_here(1)) << "the key image";
    EXPECT_THAT(explain(study(1)).why_here, testing::Contains(HasSubstr("are key groups, which stay")));
    settings().key_share_percent = 10;
    settings().quota_bytes = one + 1;
    run();
    EXPECT_FALSE(is_here(1)) << "they take more than their share";
    EXPECT_THAT(freed(1), ElementsAre(HasSubstr("key groups take"), HasSubstr("least recently")));
}

TEST_P(CachePressureTest, a_large_study_goes_in_many_transactions_and_one_decision) {
    archived(1);
    for (int of_study = 2; of_study <= 5; ++of_study) {
        accept(test::with_pixels(test::image_of_study(object(1, of_study), "P1", study(1) + ".0", study(1)), large));
        commit_to_archive(object(1, of_study));
    }
    clock().advance(pressure_hour);
    run();
    fill_up();
    settings().objects_of_a_transaction = 2;
    run();
    EXPECT_EQ(number({"SELECT count(*) FROM audit_event WHERE action = 'cache_freed'"}), 3);
    const auto decisions = database::list_autopilot_decisions(connection(), study(1), 10);
    ASSERT_THAT(decisions, SizeIs(1));
    EXPECT_EQ(decisions.front().objects, 5);
    EXPECT_THAT(cache_files(), IsEmpty());
}

TEST_P(CachePressureTest, what_cannot_be_read_stays_with_the_reason_and_the_next_one_goes) {
    archived(1);
    archived(2);
    clock().advance(pressure_hour);
    run();
    fill_up();
    const std::string path = stored(object(1)).path.value();
    std::filesystem::resize_file(folder() / "cache" / path, 100);
    run();
    EXPECT_TRUE(is_here(1));
    EXPECT_FALSE(is_here(2));
    EXPECT_THAT(explain(study(1)).decisions.front().reason, HasSubstr("100 bytes instead of 200576"));
}

TEST_P(CachePressureTest, what_comes_back_from_an_archive_has_the_access_time_of_what_it_was_fetched_for) {
    archived(1);
    clock().advance(pressure_hour);
    run();
    fill_up();
    run();
    ASSERT_FALSE(is_here(1));
    settings().quota_bytes = 100 * megabyte;
    archived(2);
    clock().advance(pressure_hour);
    run();
    const std::int64_t accessed = database::find_cached_study(connection(), study(2)).value().last_access_ms;
    {
        database::Transaction transaction{connection()};
        database::set_fetched_for(transaction, study(1), study(2));
        transaction.commit();
    }
    clock().advance(pressure_day);
    accept_from("VAULT", test::with_pixels(test::image_of_study(object(1), "P1", study(1) + ".0", study(1)), large));
    ASSERT_TRUE(is_here(1));
    run();
    const auto prior = database::find_cached_study(connection(), study(1)).value();
    EXPECT_EQ(prior.last_access_ms, accessed);
    EXPECT_GT(prior.plain_bytes, 0);
    EXPECT_EQ(measure().file_bytes, number({"SELECT CAST(sum(size) AS BIGINT) FROM instance WHERE path IS NOT NULL"}));
}

TEST_P(CachePressureTest, a_person_is_told_where_the_cache_is_red_and_nothing_may_go) {
    take_in(1);
    clock().advance(pressure_hour);
    EXPECT_EQ(run(), "") << "green";
    fill_up();
    EXPECT_THAT(run(), HasSubstr("the cache is red, and nothing more of it may be freed"));
    commit_to_archive(object(1));
    clock().advance(settings().look_again_ms);
    run();
    settings().quota_bytes = 100 * megabyte;
    EXPECT_EQ(run(), "");
}

TEST_P(CachePressureTest, what_waits_for_red_alone_is_passed_over_until_then_and_goes_at_red) {
    connection().run_script(
        "INSERT INTO autopilot_rule (name, source, action, threshold, study_status, exported, hours_since_created, "
        "minimum_age_hours, archive, without_archive, set_by, changed_ms) VALUES ('late', 'test', 'delete', 'red', "
        "'any', 'any', 0, 0, '', 0, '', 0), ('early', 'other', 'delete', 'amber', 'any', 'any', 0, 0, '', 0, '', 0)");
    for (int number = 1; number <= 2; ++number) archived(number);
    clock().advance(pressure_hour);
    run();
    settings().quota_bytes = measure().file_bytes + measure().file_bytes / 2 * 8;  // eight hours: amber
    EXPECT_EQ(run(), "");
    EXPECT_TRUE(is_here(1));
    EXPECT_EQ(number({"SELECT count(*) FROM cached_study WHERE look_ms < 0"}), 2);
    EXPECT_THAT(pressure().preview(10), IsEmpty()) << "nobody looks at them again and again";
    fill_up();
    run();
    EXPECT_FALSE(is_here(1));
}

TEST_P(CachePressureTest, a_run_beforehand_looks_at_what_a_run_would_release_first) {
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

TEST_P(CachePressureTest, where_nothing_more_may_go_a_run_beforehand_names_what_is_kept_and_why) {
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

TEST_P(CachePressureTest, what_was_kept_by_other_rules_than_those_in_force_is_not_written) {
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

TEST_P(CachePressureTest, a_decision_that_nothing_bears_out_any_more_goes) {
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

TEST_P(CachePressureTest, a_mark_is_named_first_with_who_and_when_it_ends) {
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

TEST_P(CachePressureTest, a_mark_is_named_also_of_what_is_nearline_and_of_what_was_not_counted) {
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

TEST_P(CachePressureTest, old_decisions_go_by_age) {
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

TEST_P(CachePressureTest, nobody_knows_a_study_of_which_nothing_ever_came) {
    EXPECT_THROW((void)explain("1.2.3.4"), base::Error);
    take_in(1);
    EXPECT_THAT(explain(study(1)).why_here, ElementsAre(HasSubstr("counted within a minute")));
}

INSTANTIATE_TEST_SUITE_P(Engines, CachePressureTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::autopilot
