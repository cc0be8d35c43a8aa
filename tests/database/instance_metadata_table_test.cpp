#include "database/instance_metadata_table.hpp"

#include <gtest/gtest.h>

#include "support/test_database.hpp"

namespace kinote::database {
namespace {

class InstanceMetadataTableTest : public test::DatabaseTest {
protected:
    InstanceMetadataTableTest() {
        connection().run_script(R"(
            INSERT INTO patient (id, patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex)
            VALUES (1, 'P', '', '', '', '', '');
            INSERT INTO study (id, patient, study_instance_uid, study_date, study_time, accession_number, study_id,
                               description, referring_physician_name, established_by, created_ms)
            VALUES (1, 1, '1.2', '', '', '', '', '', '', 'object', 0);
            INSERT INTO series (id, study, series_instance_uid, modality, series_number, description)
            VALUES (1, 1, '1.3', 'CT', '', '');
            INSERT INTO instance (id, series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid,
                                  instance_number, number_of_frames, "rows", "columns", size, sha256, path,
                                  received_from, stored_ms, last_access_ms)
            VALUES (1, 1, 1, '1.4', '1.5', '1.6', '', 0, 0, 0, 1, 'old', 'p', '', 0, 0);)");
    }
    void keep(const InstanceMetadata& made) {
        Transaction transaction{connection()};
        keep_metadata(transaction, {made});
        transaction.commit();
    }
};

TEST_P(InstanceMetadataTableTest, what_was_made_is_kept_with_the_digest_of_its_object) {
    keep({1, "old", "{\"a\":\"\x01\xC3\xBC\"}"});
    EXPECT_EQ(find_metadata(connection(), 1, "old"), "{\"a\":\"\x01\xC3\xBC\"}");
    EXPECT_EQ(find_metadata(connection(), 1, "new"), std::nullopt);
    keep({1, "old", "{}"});
    EXPECT_EQ(find_metadata(connection(), 1, "old"), "{}");
}

TEST_P(InstanceMetadataTableTest, what_was_made_of_other_content_is_not_kept) {
    keep({1, "new", "{}"});
    keep({2, "old", "{}"});
    EXPECT_EQ(find_metadata(connection(), 1, "old"), std::nullopt);
    connection().run_script("UPDATE instance SET sha256 = 'new'");
    keep({1, "new", "{\"b\":1}"});
    EXPECT_EQ(find_metadata(connection(), 1, "new"), "{\"b\":1}");
}

TEST_P(InstanceMetadataTableTest, it_goes_with_its_object_and_is_hidden_with_it) {
    keep({1, "old", "{}"});
    connection().run_script("UPDATE instance SET withheld = 'conflict'");
    EXPECT_EQ(find_metadata(connection(), 1, "old"), std::nullopt);
    connection().run_script("UPDATE instance SET withheld = NULL; DELETE FROM instance");
    Rows rows = connection().query(Statement{"SELECT count(*) FROM instance_metadata"});
    rows.next();
    EXPECT_EQ(rows.integer(0), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, InstanceMetadataTableTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
