// No statement about discs walks a table, however many were made; and what they are of is what is visible.

#include <gmock/gmock.h>

#include <algorithm>

#include "database/media_table.hpp"
#include "support/filled_archive_test.hpp"

namespace kinote::database {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::string_view filled_media_sql = R"(
INSERT INTO media_export (label, form, profile, scope, disc_bytes, language, is_deidentified, deidentification_key, state,
                          requested_by, requested_ms, expires_ms, removed_ms, report)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT 'KINOTE', 'iso', 'STD-GEN-CD', 'study', 1, 'en', 0, '', CASE WHEN i % 100 = 0 THEN 'done' ELSE 'expired' END, '', i,
       i, i, '[]' FROM n ORDER BY i;
INSERT INTO media_export_part (media_export, position, study_instance_uid, note)
SELECT id, 1, '1.2.' || id, '' FROM media_export;
INSERT INTO media_disc (media_export, number, file_name, bytes, sha256, objects)
SELECT id, 1, 'disc', 1, '', 1 FROM media_export;
INSERT INTO media_object (media_export, disc, file_id, sop_instance_uid, study_instance_uid, sha256)
SELECT id, 1, 'DICOM/IM1', '1.2.' || id || '.1', '1.2.' || id, '' FROM media_export;
ANALYZE;
)";

class MediaPlanTest : public test::FilledArchiveTest {
protected:
    MediaPlanTest() { connection().run_script(std::string{filled_media_sql}); }
};

std::vector<std::string> uids_of(const std::vector<MediaObject>& objects) {
    std::vector<std::string> uids;
    for (const MediaObject& object : objects) uids.push_back(object.sop_instance_uid);
    return uids;
}

TEST_P(MediaPlanTest, what_a_disc_is_of_is_found_by_its_study) {
    expect_read_indexed([](Connection& connection) {
        const auto whole = list_media_objects(connection, {"1.2.5003", ""}, ExportScope::study);
        EXPECT_THAT(uids_of(whole), ElementsAre("1.2.5003.1", "1.2.5003.2"));
        EXPECT_TRUE(std::ranges::all_of(whole, &MediaObject::is_key));
        EXPECT_THAT(uids_of(list_media_objects(connection, {"1.2.5003", ""}, ExportScope::key_images)),
                    ElementsAre("1.2.5003.1", "1.2.5003.2"));
        EXPECT_THAT(uids_of(list_media_objects(connection, {"1.2.5003", "uuid-5003"}, ExportScope::key_images)),
                    ElementsAre("1.2.5003.1", "1.2.5003.2"));
        EXPECT_THAT(list_media_objects(connection, {"1.2.5003", "uuid-5004"}, ExportScope::key_images), IsEmpty());
    });
}

TEST_P(MediaPlanTest, what_is_hidden_is_found_by_the_objects) {
    connection().run_script("UPDATE instance SET marked_ms = 1 WHERE sop_instance_uid = '1.2.7.1'");
    expect_read_indexed([](Connection& connection) {
        const std::vector<std::string_view> asked{"1.2.6.1", "1.2.7.1", "1.2.8.9"};
        EXPECT_THAT(find_hidden(connection, asked), ElementsAre("1.2.7.1", "1.2.8.9"));
        EXPECT_THAT(uids_of(list_media_objects(connection, {"1.2.7", ""}, ExportScope::study)), ElementsAre("1.2.7.2"));
    });
}

TEST_P(MediaPlanTest, exports_their_discs_and_their_ledger) {
    expect_read_indexed([](Connection& connection) {
        EXPECT_EQ(list_media_exports(connection, "", INT64_MAX, 25).size(), 25U);
        EXPECT_EQ(list_media_exports(connection, "1.2.77", INT64_MAX, 25).at(0).id, 77);
        EXPECT_EQ(find_media_export(connection, 77)->label, "KINOTE");
        EXPECT_EQ(list_media_parts(connection, 77).size(), 1U);
        EXPECT_EQ(list_media_discs(connection, 77).size(), 1U);
        EXPECT_EQ(list_media_ledger(connection, 77, 0, "", 25).size(), 1U);
        EXPECT_THAT(list_media_confirmations(connection, 77), IsEmpty());
        EXPECT_THAT(list_expiring_media(connection, 250, 10), UnorderedElementsAre(100, 200));
    });
}

TEST_P(MediaPlanTest, an_export_is_made_followed_and_ended) {
    expect_indexed([](Transaction& transaction) {
        const std::vector<MediaPart> parts{{"1.2.5", ""}, {"1.2.6", "uuid-6"}};
        const std::vector<std::string> confirmed{"1.2.5.1", "1.2.5.1"};
        NewMediaExport order;
        order.label = "TUMOR";
        order.form = "zip";
        order.profile = "STD-GEN-CD";
        order.disc_bytes = 1;
        order.language = "en";
        order.deidentification_key = "00ff";
        order.parts = parts;
        order.confirmed = confirmed;
        const std::int64_t id = add_media_export(transaction, order, 5);
        set_media_export_job(transaction, id, 1);
        set_media_progress(transaction, id, 1, 2);
        const auto held = hold_media_export(transaction, id);
        ASSERT_TRUE(held);
        EXPECT_TRUE(held->is_deidentified);
        EXPECT_EQ(held->written, 1);
        EXPECT_EQ(list_media_confirmations(transaction.connection(), id).size(), 1U);
        add_media_disc(transaction, id, {1, "disc.zip", 1, "", 1});
        const std::vector<MediaLedgerRow> ledger{{1, "DICOM/IM1", "1.2.5.1", "1.2.5", ""}};
        add_media_ledger(transaction, id, ledger);
        end_media_export(transaction, id, "[]", 6, 100);
        EXPECT_FALSE(cancel_media_export(transaction, id, 7));
        const auto done = find_media_export(transaction.connection(), id);
        EXPECT_EQ(done->state, "done");
        EXPECT_EQ(done->deidentification_key, "") << "what it maps cannot be mapped again";
        EXPECT_TRUE(expire_media_export(transaction, id, 8));
        EXPECT_FALSE(expire_media_export(transaction, id, 8));
        set_media_removed(transaction, id, 9);
    });
}

INSTANTIATE_TEST_SUITE_P(Engines, MediaPlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
