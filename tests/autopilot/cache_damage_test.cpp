// What is found by reading the cache, and by looking whether its files are there.

#include "autopilot/cache_damage.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "autopilot/checksum_patrol.hpp"
#include "autopilot/lost_file_sweep.hpp"
#include "base/error.hpp"
#include "database/deletion_table.hpp"
#include "database/job_exception_table.hpp"
#include "image_cache/damage.hpp"
#include "support/archived_site.hpp"

namespace kinote::autopilot {
namespace {

using database::Statement;
using ingest::Outcome;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t round_hour_ms = 3'600'000;

class CacheDamageTest : public test::ArchivedSiteTest {
protected:
    CacheDamageTest() {
        settings_.bytes_per_second = 1'000'000'000;
        settings_.round_ms = round_hour_ms;
        accept(image(test::ct_1_uid));
        accept(image(test::ct_2_uid, '\x22'));
        accept(test::good_kos());
        database::Transaction transaction{connection()};
        database::declare_queue(transaction, jobs::retrieve_queue("VAULT"), 0);
        transaction.commit();
    }
    void remove_file(std::string_view uid) { std::filesystem::remove(file_of(uid)); }

    std::string patrol(const std::string& cursor = {}, const std::stop_token& stop = {}) {
        return ChecksumPatrol{settings_, database(), cache(), queue(), clock()}.run(cursor, stop);
    }
    std::string patrol_when_asked(const std::string& cursor) {
        return ChecksumPatrol{settings_, database(), cache(), queue(), clock()}.run_when_asked(cursor, {});
    }
    std::string look_for_lost(const std::string& cursor = {}) {
        LostFileSettings settings;
        settings.page = 2;
        settings.damage = settings_.damage;
        return LostFileSweep{settings, database(), cache(), queue(), clock()}.run(cursor, {});
    }
    std::vector<database::ExceptionRow> exceptions() {
        return database::list_exceptions(connection(), INT64_MAX, 100, image_cache::damage_cause);
    }
    std::int64_t retrievals() { return number(Statement{"SELECT count(*) FROM job WHERE kind = 'RETRIEVE'"}); }
    bool is_nearline(std::string_view uid) { return stored(uid).is_nearline; }

    PatrolSettings settings_;
};

TEST_P(CacheDamageTest, a_bit_that_has_changed_is_found_by_reading_and_named) {
    const std::string end = patrol();
    EXPECT_THAT(exceptions(), IsEmpty());
    change_a_bit(test::ct_2_uid);
    EXPECT_EQ(look_for_lost(), "");
    EXPECT_THAT(exceptions(), IsEmpty()) << "its file is there, and as large as it was";
    clock().advance(round_hour_ms);
    (void)patrol(end);
    ASSERT_THAT(exceptions(), SizeIs(1));
    const database::ExceptionRow found = exceptions().front();
    EXPECT_EQ(found.sop_instance_uid, test::ct_2_uid);
    EXPECT_EQ(found.study_instance_uid, test::study_uid);
    EXPECT_THAT(found.message, AllOf(HasSubstr("have the SHA-256"), HasSubstr(stored(test::ct_2_uid).sha256)));
    EXPECT_THAT(found.remedy, HasSubstr("backup"));
    EXPECT_FALSE(is_nearline(test::ct_2_uid)) << "no archive has it: what is here of it stays";
}

TEST_P(CacheDamageTest, one_that_was_brought_back_from_a_backup_closes_its_exception) {
    const std::filesystem::path file = file_of(test::ct_1_uid);
    std::filesystem::rename(file, folder() / "backup");
    EXPECT_EQ(look_for_lost(), "");
    EXPECT_THAT(exceptions(), SizeIs(1));
    EXPECT_EQ(look_for_lost(), "");
    EXPECT_THAT(exceptions(), SizeIs(1)) << "one, however often it is found";
    std::filesystem::rename(folder() / "backup", file);
    (void)patrol();
    EXPECT_THAT(exceptions(), IsEmpty());
}

TEST_P(CacheDamageTest, a_file_that_is_gone_or_was_cut_short_is_found_without_reading) {
    remove_file(test::ct_1_uid);
    std::filesystem::resize_file(file_of(test::ct_2_uid), 1'000);
    EXPECT_EQ(look_for_lost(), "");
    ASSERT_THAT(exceptions(), SizeIs(2));
    EXPECT_THAT(exceptions().at(0).message, HasSubstr("has 1000 bytes instead of"));
    EXPECT_THAT(exceptions().at(1).message, HasSubstr("No such file"));
}

TEST_P(CacheDamageTest, what_an_archive_has_committed_is_fetched_again_and_its_return_closes_the_exception) {
    commit_to_archive(test::ct_1_uid);
    change_a_bit(test::ct_1_uid);
    const std::filesystem::path damaged = file_of(test::ct_1_uid);
    (void)patrol();
    ASSERT_THAT(exceptions(), SizeIs(1));
    EXPECT_THAT(exceptions().front().remedy, HasSubstr("fetched again"));
    EXPECT_TRUE(is_nearline(test::ct_1_uid));
    EXPECT_EQ(retrievals(), 1);
    EXPECT_TRUE(std::filesystem::exists(damaged)) << "the stray sweep takes it, when it is old";
    EXPECT_EQ(accept_from("VAULT_IN", image(test::ct_1_uid)), Outcome::stored);
    EXPECT_FALSE(is_nearline(test::ct_1_uid));
    EXPECT_THAT(exceptions(), IsEmpty());
    (void)patrol();
    EXPECT_THAT(exceptions(), IsEmpty());
}

TEST_P(CacheDamageTest, its_archive_is_believed_where_it_has_changed_the_header_and_nobody_else) {
    commit_to_archive(test::ct_1_uid);
    remove_file(test::ct_1_uid);
    (void)look_for_lost();
    const auto other_header =
        image(test::ct_1_uid).set(test::element(test::tag::StudyDescription, test::Vr::LO, "Of the archive"));
    EXPECT_NE(accept_from("SOMEBODY", other_header), Outcome::stored);
    EXPECT_TRUE(is_nearline(test::ct_1_uid));
    EXPECT_EQ(accept_from("VAULT_OUT", other_header), Outcome::stored);
    EXPECT_FALSE(is_nearline(test::ct_1_uid));
    EXPECT_THAT(exceptions(), IsEmpty());
    (void)patrol();
    EXPECT_THAT(exceptions(), IsEmpty()) << "it is compared with what came back";
}

TEST_P(CacheDamageTest, where_the_site_does_not_wish_it_a_person_is_told_how) {
    settings_.damage.fetches_again = false;
    commit_to_archive(test::ct_1_uid);
    remove_file(test::ct_1_uid);
    (void)look_for_lost();
    ASSERT_THAT(exceptions(), SizeIs(1));
    EXPECT_THAT(exceptions().front().remedy, HasSubstr("patrol.fetch_again"));
    EXPECT_FALSE(is_nearline(test::ct_1_uid));
    EXPECT_EQ(retrievals(), 0);
}

TEST_P(CacheDamageTest, other_content_in_the_archive_is_no_copy) {
    commit_to_archive(test::ct_1_uid);
    connection().run_script("UPDATE delivery SET sha256 = 'another'");
    remove_file(test::ct_1_uid);
    (void)look_for_lost();
    EXPECT_THAT(exceptions(), SizeIs(1));
    EXPECT_FALSE(is_nearline(test::ct_1_uid));
}

TEST_P(CacheDamageTest, what_lies_in_the_database_is_read_too_and_has_no_other_copy) {
    commit_to_archive(test::kos_uid);
    const std::string other = "other bytes";
    connection().change(Statement{"UPDATE object_bytes SET bytes = $1"}, {std::as_bytes(std::span{other})});
    (void)patrol();
    ASSERT_THAT(exceptions(), SizeIs(1));
    EXPECT_EQ(exceptions().front().sop_instance_uid, test::kos_uid);
    EXPECT_THAT(exceptions().front().remedy, HasSubstr("backup"));
    EXPECT_EQ(retrievals(), 0);
}

TEST_P(CacheDamageTest, what_is_marked_for_deletion_is_passed_over) {
    remove_file(test::ct_1_uid);
    database::Transaction transaction{connection()};
    (void)database::mark_for_deletion(transaction, {database::DeletionLevel::object, test::ct_1_uid, test::study_uid},
                                      "anna", clock().now_ms());
    transaction.commit();
    EXPECT_EQ(look_for_lost(), "");
    (void)patrol();
    EXPECT_THAT(exceptions(), IsEmpty());
}

TEST_P(CacheDamageTest, a_folder_that_is_not_there_is_no_damage_of_thousands_of_objects) {
    std::vector<std::string> uids;
    for (int i = 1; i <= 30; ++i) {
        uids.push_back("1.2.3.900." + std::to_string(i));
        accept(image(uids.back()));
        commit_to_archive(uids.back());
    }
    settings_.page = 100;
    std::filesystem::rename(folder() / "cache" / "objects", folder() / "unmounted");
    EXPECT_THROW((void)patrol(), base::Error);
    EXPECT_THAT(exceptions(), IsEmpty());
    EXPECT_EQ(retrievals(), 0);
    std::filesystem::rename(folder() / "unmounted", folder() / "cache" / "objects");
    (void)patrol();
    EXPECT_THAT(exceptions(), IsEmpty());
    for (const std::string& uid : uids) remove_file(uid);
    settings_.damage.most_percent = 100;
    (void)patrol();
    EXPECT_THAT(exceptions(), SizeIs(30)) << "who is sure says so";
}

TEST_P(CacheDamageTest, what_went_away_meanwhile_is_no_damage) {
    const CacheDamage under_test{{}, database(), queue(), clock()};
    database::StoredObject moved = stored(test::ct_1_uid);
    moved.path = "objects/where/it/was";
    database::StoredObject gone = stored(test::ct_2_uid);
    gone.instance = 4'711;
    EXPECT_EQ(under_test.report({{moved, "gone"}, {gone, "gone"}}, 100, "test"), 0);
    EXPECT_THAT(exceptions(), IsEmpty());
}

TEST_P(CacheDamageTest, a_run_reads_a_part_and_the_next_goes_on_behind_it_until_the_round_ends) {
    settings_.bytes_of_a_run = 1;
    settings_.page = 1;
    const std::string first = patrol();
    change_a_bit(test::ct_1_uid);  // it was read before
    change_a_bit(test::ct_2_uid);
    const std::string second = patrol(first);
    ASSERT_THAT(exceptions(), SizeIs(1));
    EXPECT_EQ(exceptions().front().sop_instance_uid, test::ct_2_uid);
    std::string cursor = patrol(second);
    for (int i = 0; i < 3 && !cursor.starts_with("0/"); ++i) cursor = patrol(cursor);
    EXPECT_THAT(cursor, testing::StartsWith("0/")) << "the round has ended";
    EXPECT_EQ(patrol(cursor), cursor) << "and the next one's time has not come";
    EXPECT_THAT(exceptions(), SizeIs(1));
    clock().advance(round_hour_ms);
    (void)patrol(cursor);
    EXPECT_THAT(exceptions(), SizeIs(2));
}

TEST_P(CacheDamageTest, a_person_begins_a_round_before_its_time_and_does_not_begin_one_anew_that_goes_on) {
    std::string cursor = patrol();
    ASSERT_THAT(cursor, testing::StartsWith("0/")) << "the round has ended";
    change_a_bit(test::ct_1_uid);
    EXPECT_EQ(patrol(cursor), cursor);
    EXPECT_THAT(exceptions(), IsEmpty());
    settings_.bytes_of_a_run = 1;
    settings_.page = 1;
    cursor = patrol_when_asked(cursor);
    EXPECT_THAT(exceptions(), SizeIs(1));
    EXPECT_THAT(cursor, testing::Not(testing::StartsWith("0/"))) << "the round goes on";
    change_a_bit(test::ct_2_uid);
    EXPECT_NE(patrol_when_asked(cursor), cursor) << "behind what was read";
    EXPECT_THAT(exceptions(), SizeIs(2));
}

TEST_P(CacheDamageTest, a_stop_leaves_the_cursor_at_what_was_read_last) {
    std::stop_source stop;
    stop.request_stop();
    const std::string cursor = patrol({}, stop.get_token());
    change_a_bit(test::ct_1_uid);
    (void)patrol(cursor);
    EXPECT_THAT(exceptions(), SizeIs(1));
}

TEST_P(CacheDamageTest, it_keeps_its_pace) {
    settings_.bytes_per_second = 2'000'000;
    const auto began = std::chrono::steady_clock::now();
    (void)patrol();
    EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds{200}) << "for 400,000 bytes";
}

INSTANTIATE_TEST_SUITE_P(, CacheDamageTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::autopilot
