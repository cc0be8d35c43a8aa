#include "image_cache/freeing.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "base/error.hpp"
#include "database/job_exception_table.hpp"
#include "database/note_table.hpp"
#include "jobs/job_kinds.hpp"
#include "support/archived_site.hpp"

namespace kinote::image_cache {
namespace {

using database::Transaction;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class FreeingTest : public test::ArchivedSiteTest {
protected:
    FreeingTest() { accept(image(test::ct_1_uid)); }

    FreeingResult free() { return freeing_.free(test::study_uid, {"anna", "test"}); }
    std::filesystem::path file() { return folder() / "cache" / *stored(test::ct_1_uid).path; }

    CacheFreeing freeing_{database(), cache(), clock()};
};

TEST_P(FreeingTest, what_an_archive_has_committed_goes_and_its_row_stays) {
    accept(test::image_of_study(test::ct_2_uid));  // small: it lies in its row
    commit_to_archive(test::ct_1_uid);
    commit_to_archive(test::ct_2_uid);
    const std::filesystem::path path = file();
    const FreeingResult look = freeing_.look(test::study_uid);
    EXPECT_EQ(look.objects, 1);
    EXPECT_FALSE(look.is_refused());
    EXPECT_TRUE(std::filesystem::exists(path)) << "a look changes nothing";

    const FreeingResult result = free();
    EXPECT_FALSE(result.is_refused());
    EXPECT_EQ(result.objects, 1);
    EXPECT_GT(result.bytes, static_cast<std::int64_t>(large));
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_TRUE(stored(test::ct_1_uid).is_nearline);
    EXPECT_FALSE(stored(test::ct_2_uid).is_nearline);
    EXPECT_THROW((void)cache().open(stored(test::ct_1_uid)), base::Error);
    EXPECT_NO_THROW((void)cache().open(stored(test::ct_2_uid)));
    const auto events = database::list_audit_events(connection(), test::study_uid, INT64_MAX, 10);
    ASSERT_THAT(events, SizeIs(1));
    EXPECT_EQ(events.front().action, "cache_freed");
    EXPECT_EQ(events.front().actor, "anna");
    EXPECT_EQ(free().objects, 0) << "a second time";
}

TEST_P(FreeingTest, a_copy_that_is_not_as_it_came_stays_and_people_are_told) {
    commit_to_archive(test::ct_1_uid);
    {
        std::fstream copy{file(), std::ios::in | std::ios::out | std::ios::binary};
        copy.seekp(-10, std::ios::end);
        copy.put('\x7f');
    }
    try {
        (void)free();
        FAIL() << "a damaged copy is freed";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::corrupt);
        EXPECT_THAT(error.what(), HasSubstr("SHA-256"));
    }
    EXPECT_FALSE(stored(test::ct_1_uid).is_nearline);
    const auto raised = database::list_exceptions(connection(), INT64_MAX, 10);
    ASSERT_THAT(raised, SizeIs(1));
    EXPECT_EQ(raised.front().cause, "damaged_here");
    EXPECT_EQ(raised.front().sop_instance_uid, test::ct_1_uid);
}

TEST_P(FreeingTest, a_file_that_a_crash_behind_the_commit_has_left_is_swept) {
    commit_to_archive(test::ct_1_uid);
    const std::filesystem::path path = file();
    std::filesystem::create_hard_link(path, folder() / "left");
    ASSERT_FALSE(free().is_refused());
    std::filesystem::rename(folder() / "left", path);
    EXPECT_EQ(cache().sweep_strays(0, [] { return false; }).removed, 1);
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_P(FreeingTest, what_is_not_committed_keeps_the_study_and_is_named_with_the_reason) {
    accept(image(test::ct_2_uid));
    commit_to_archive(test::ct_1_uid);
    commit_to_archive(test::ct_2_uid, false);
    const FreeingResult result = free();
    ASSERT_THAT(result.unarchived, SizeIs(1));
    EXPECT_EQ(result.unarchived.front().sop_instance_uid, test::ct_2_uid);
    EXPECT_EQ(result.unarchived.front().reason, "VAULT: delivered");
    EXPECT_FALSE(stored(test::ct_1_uid).is_nearline);
}

TEST_P(FreeingTest, what_an_archive_has_with_other_content_stays) {
    commit_to_archive(test::ct_1_uid);
    connection().run_script("UPDATE delivery SET sha256 = 'other'");
    const FreeingResult result = free();
    ASSERT_THAT(result.unarchived, SizeIs(1));
    EXPECT_EQ(result.unarchived.front().reason, "VAULT has other content of it");
}

TEST_P(FreeingTest, a_destination_that_is_no_archive_keeps_nothing_for_us) {
    commit_to_archive(test::ct_1_uid);
    connection().run_script("UPDATE destination SET is_archive = 0");
    EXPECT_THAT(free().unarchived, SizeIs(1));
    connection().run_script("UPDATE destination SET is_archive = 1, is_retired = 1");
    EXPECT_THAT(free().unarchived, SizeIs(1));
}

TEST_P(FreeingTest, a_job_about_the_study_keeps_it_and_one_that_has_failed_does_not) {
    commit_to_archive(test::ct_1_uid);
    {
        Transaction transaction{connection()};
        database::add_job(transaction, jobs::new_job(jobs::RegisterKosd{"1.2.3", std::string{test::study_uid}}), 0);
        transaction.commit();
    }
    const FreeingResult result = free();
    ASSERT_THAT(result.jobs, SizeIs(1));
    EXPECT_EQ(result.jobs.front().kind, "REGISTER_KOSD");
    EXPECT_EQ(result.jobs.front().state, "new");
    connection().run_script("UPDATE job SET state = 'error'");
    EXPECT_THAT(free().jobs, IsEmpty());
    EXPECT_TRUE(stored(test::ct_1_uid).is_nearline);
}

TEST_P(FreeingTest, a_kosd_that_is_to_be_made_of_several_studies_keeps_each_of_them) {
    commit_to_archive(test::ct_1_uid);
    database::NewNote note;
    note.uuid = "11111111-2222-3333-4444-555555555555";
    note.source = database::NoteSource::local;
    note::KeyImageNote content;
    content.study_instance_uid = "1.2.3.900";  // filed elsewhere
    content.title = {"113000", "DCM", "Of Interest"};
    note::NoteReference& reference = content.references.emplace_back();
    reference.study_instance_uid = test::study_uid;
    reference.series_instance_uid = test::ct_series_uid;
    reference.sop_instance_uid = test::ct_1_uid;
    {
        Transaction transaction{connection()};
        const std::int64_t row = database::add_note(transaction, note, 0);
        database::add_note_version(transaction, row, content, {}, 0);
        database::add_job(transaction, jobs::new_job(jobs::CreateKosd{note.uuid, 1, "1.2.3.900"}), 0);
        transaction.commit();
    }
    ASSERT_THAT(free().jobs, SizeIs(1));
    connection().run_script("UPDATE job SET state = 'error'");
    EXPECT_FALSE(free().is_refused());
}

TEST_P(FreeingTest, a_large_kosd_stays_for_its_note_and_for_queries) {
    test::BuiltItem kosd = test::good_kos().set({test::tag::PixelData, test::Vr::OW, std::string(large, '\1'), {}, {}});
    accept(kosd);
    connection().run_script("UPDATE job SET state = 'done'");
    commit_to_archive(test::ct_1_uid);
    commit_to_archive(test::kos_uid);
    EXPECT_EQ(free().objects, 1);
    EXPECT_FALSE(stored(test::kos_uid).is_nearline);
}

TEST_P(FreeingTest, a_study_goes_in_pages_each_with_what_is_recorded_of_it) {
    accept(image(test::ct_2_uid));
    commit_to_archive(test::ct_1_uid);
    commit_to_archive(test::ct_2_uid);
    FreeingScope scope;
    scope.most_objects = 1;
    std::vector<std::int64_t> recorded;
    const auto record = [&recorded](Transaction&, const FreeingResult& freed) { recorded.push_back(freed.objects); };
    EXPECT_TRUE(freeing_.look(test::study_uid, scope).has_more);
    EXPECT_TRUE(freeing_.free(test::study_uid, {"anna", "test"}, scope, record).has_more);
    EXPECT_TRUE(stored(test::ct_1_uid).is_nearline);
    EXPECT_FALSE(stored(test::ct_2_uid).is_nearline);
    EXPECT_FALSE(freeing_.free(test::study_uid, {"anna", "test"}, scope, record).has_more);
    EXPECT_EQ(freeing_.free(test::study_uid, {"anna", "test"}, scope, record).objects, 0);
    EXPECT_EQ(recorded, (std::vector<std::int64_t>{1, 1})) << "nothing where nothing goes";
}

TEST_P(FreeingTest, a_record_that_fails_undoes_the_freeing) {
    commit_to_archive(test::ct_1_uid);
    const auto record = [](Transaction&, const FreeingResult&) { throw base::Error{base::ErrorKind::refused, "no"}; };
    EXPECT_THROW((void)freeing_.free(test::study_uid, {"anna", "test"}, {}, record), base::Error);
    EXPECT_FALSE(stored(test::ct_1_uid).is_nearline);
    EXPECT_NO_THROW((void)cache().open(stored(test::ct_1_uid)));
}

TEST_P(FreeingTest, a_study_that_nobody_knows_is_not_found) {
    EXPECT_THROW((void)freeing_.free("1.2.3.4.5", {"anna", "test"}), base::Error);
}

INSTANTIATE_TEST_SUITE_P(Engines, FreeingTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::image_cache
