#include "autopilot/cache_pressure.hpp"

#include <gmock/gmock.h>

#include "autopilot/cache_pressure_site.hpp"
#include "database/job_table.hpp"

namespace kinote::autopilot {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

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

INSTANTIATE_TEST_SUITE_P(Engines, CachePressureTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::autopilot
