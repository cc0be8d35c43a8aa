#include "ingest/returns.hpp"

#include <gmock/gmock.h>

#include "database/job_exception_table.hpp"
#include "image_cache/freeing.hpp"
#include "support/archived_site.hpp"

namespace kinote::ingest {
namespace {

using database::Statement;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr Statement ledger_sql{"SELECT sha256 FROM delivery WHERE sop_instance_uid = $1"};

class ReturnsTest : public test::ArchivedSiteTest {
protected:
    ReturnsTest() {
        accept(image(test::ct_1_uid));
        commit_to_archive(test::ct_1_uid);
    }

    void free() {
        const image_cache::CacheFreeing freeing{database(), cache(), clock()};
        ASSERT_FALSE(freeing.free(test::study_uid, {"anna", "test"}).is_refused());
        ASSERT_TRUE(object().is_nearline);
    }
    database::StoredObject object() { return stored(test::ct_1_uid); }
    std::vector<database::ExceptionRow> exceptions() { return database::list_exceptions(connection(), INT64_MAX, 100); }
    std::string ledger() {
        database::Rows row = connection().query(ledger_sql, {test::ct_1_uid});
        row.next();
        return row.string(0);
    }
    static test::BuiltItem renamed() {
        return image(test::ct_1_uid).set(test::element(test::tag::PatientName, test::Vr::PN, "Other^Name"));
    }
};

TEST_P(ReturnsTest, the_same_object_is_taken_from_anyone) {
    free();
    EXPECT_EQ(accept_from("STRANGER", image(test::ct_1_uid)), Outcome::stored);
    EXPECT_FALSE(object().is_nearline);
    EXPECT_NO_THROW((void)cache().open(object()));
    EXPECT_THAT(exceptions(), IsEmpty());
    EXPECT_EQ(accept_from("STRANGER", image(test::ct_1_uid)), Outcome::same_content);
}

TEST_P(ReturnsTest, the_same_content_in_another_encoding_is_the_same_for_the_ledger) {
    free();
    const std::string before = object().sha256;
    const std::string implicit = test::part10(image(test::ct_1_uid), dicom::uid::ImplicitVRLittleEndian);
    EXPECT_EQ(accept_staged(implicit), Outcome::stored);
    EXPECT_FALSE(object().is_nearline);
    EXPECT_NE(object().sha256, before);
    EXPECT_EQ(object().sha256, base::sha256_hex(implicit));
    EXPECT_EQ(ledger(), object().sha256);
    EXPECT_THAT(exceptions(), IsEmpty());
    free();  // the archive still has it
}

TEST_P(ReturnsTest, another_header_is_taken_from_the_archive_with_a_finding) {
    free();
    EXPECT_EQ(accept_from("STRANGER", renamed()), Outcome::other_content);
    EXPECT_TRUE(object().is_nearline);
    EXPECT_EQ(accept_from("VAULT_OUT", renamed()), Outcome::stored);
    EXPECT_FALSE(object().is_nearline);
    EXPECT_EQ(ledger(), object().sha256);
    const auto raised = exceptions();
    ASSERT_THAT(raised, SizeIs(2));
    EXPECT_EQ(raised[0].cause, "changed_by_archive");
    EXPECT_THAT(raised[0].message, HasSubstr("PatientName"));
    EXPECT_THAT(raised[0].message, Not(HasSubstr("Other^Name")));
    EXPECT_EQ(raised[1].cause, "other_content");
}

TEST_P(ReturnsTest, other_pixels_are_refused_whoever_sends_them) {
    free();
    EXPECT_EQ(accept_from("VAULT", image(test::ct_1_uid, '\x22')), Outcome::other_content);
    EXPECT_TRUE(object().is_nearline);
    ASSERT_THAT(exceptions(), SizeIs(1));
    EXPECT_EQ(exceptions().front().cause, "other_content");
}

TEST_P(ReturnsTest, an_object_that_came_back_into_another_study_is_refused) {
    free();
    EXPECT_EQ(accept_from("VAULT", renamed().set(test::element(test::tag::StudyInstanceUID, test::Vr::UI, "1.2.3.9"))),
              Outcome::other_content);
    EXPECT_TRUE(object().is_nearline);
}

TEST_P(ReturnsTest, what_is_here_stays_where_the_archive_sends_another_header) {
    const std::string before = object().sha256;
    EXPECT_EQ(accept_from("VAULT_IN", renamed()), Outcome::same_content);
    EXPECT_EQ(object().sha256, before);
    EXPECT_THAT(exceptions(), IsEmpty());
    EXPECT_EQ(accept_from("STRANGER", renamed()), Outcome::other_content);
    EXPECT_EQ(accept_from("VAULT_IN", image(test::ct_1_uid, '\x22')), Outcome::other_content);
}

TEST_P(ReturnsTest, what_is_damaged_here_is_given_up_for_what_its_archive_sends) {
    change_a_bit(test::ct_1_uid);
    EXPECT_EQ(accept_from("STRANGER", renamed()), Outcome::other_content);
    EXPECT_EQ(accept_from("VAULT_IN", renamed()), Outcome::stored);
    EXPECT_FALSE(object().is_nearline);
    EXPECT_NO_THROW((void)cache().open_checked(object(), {}));
    const auto raised = exceptions();
    ASSERT_THAT(raised, SizeIs(1)) << "the damage is over";
    EXPECT_EQ(raised.front().cause, "other_content");
}

TEST_P(ReturnsTest, what_is_damaged_here_is_mended_by_the_very_same_from_its_archive) {
    change_a_bit(test::ct_1_uid);
    EXPECT_EQ(accept_from("VAULT_IN", image(test::ct_1_uid)), Outcome::stored);
    EXPECT_NO_THROW((void)cache().open_checked(object(), {}));
    EXPECT_THAT(exceptions(), IsEmpty());
}

TEST_P(ReturnsTest, what_is_gone_here_is_mended_likewise) {
    std::filesystem::remove(file_of(test::ct_1_uid));
    EXPECT_EQ(accept_from("VAULT_IN", renamed()), Outcome::stored);
    EXPECT_NO_THROW((void)cache().open_checked(object(), {}));
    EXPECT_THAT(exceptions(), IsEmpty());
}

TEST_P(ReturnsTest, what_was_marked_meanwhile_comes_back_hidden) {
    free();
    connection().run_script("UPDATE instance SET marked_ms = 1, marked_by = 'anna', mark_cause = 'deletion 1'");
    EXPECT_EQ(accept_from("VAULT", image(test::ct_1_uid)), Outcome::stored);
    EXPECT_FALSE(database::find_visible_object(connection(), test::ct_1_uid));
}

INSTANTIATE_TEST_SUITE_P(Engines, ReturnsTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::ingest
