// What a study was retrieved without is looked up by that study: the engines' own plans, over thousands of rows.

#include "database/retrieval_gap_table.hpp"

#include <gmock/gmock.h>

#include "support/plan_test.hpp"

namespace kinote::database {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Study n has note n, whose KOSD 1.2.n.1 lies in it and went to NORTH where n is even; a C-MOVE to NORTH went without
// it.
constexpr std::string_view fill_retrieval_gap_sql = R"(
INSERT INTO destination (name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment,
                         wants_rejections, associations, retry, retry_interval_ms, most_attempts, allowed_hours, source,
                         changed_ms)
VALUES ('NORTH', 'NORTH', 'host', 104, '', 0, 0, 0, 1, 'automatic', 0, 1, '', 'person', 0);
INSERT INTO patient (patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex)
VALUES ('P', '', '', '', '', '');
INSERT INTO study (patient, study_instance_uid, study_date, study_time, accession_number, study_id, description,
                   referring_physician_name, established_by, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 1, '1.2.' || i, '', '', '', '', '', '', 'object', 0 FROM n ORDER BY i;
INSERT INTO series (study, series_instance_uid, modality, series_number, description)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, '1.3.' || i, 'KO', '', '' FROM n ORDER BY i;
INSERT INTO instance (series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number,
                      number_of_frames, "rows", "columns", size, sha256, path, received_from, stored_ms, last_access_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, i, '1.2.' || i || '.1', '1.9', '1.2.840.10008.1.2.1', '', 0, 1, 1, 1, 'x', 'p' || i, '', 0, 0
  FROM n ORDER BY i;
INSERT INTO note (uuid, source, source_system, source_digest, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 'note ' || i, 'local', 'kinote', '', 0 FROM n ORDER BY i;
INSERT INTO note_version (note, version, state, title_value, title_scheme, title_meaning, modifiers, description,
                          language, author, observers, study_instance_uid, selection_digest, is_taken_over, findings,
                          created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, 1, 'current', '', '', '', '[]', '', '', '', '[]', '1.2.' || i, '', 0, '[]', 0 FROM n ORDER BY i;
INSERT INTO kosd (instance, registration_state, role, reader_version, reference_count, findings, note_version)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, 'registered', 'note', 1, 1, '[]', i FROM n ORDER BY i;
INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state, status, comment,
                      sent_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 1, '1.2.' || i || '.1', '1.2.' || i, '1.9', 'x', CASE WHEN i % 2 = 0 THEN 'delivered' ELSE 'refused' END, 0, '',
       0 FROM n ORDER BY i;
INSERT INTO retrieved_without_kosd (study_instance_uid, note_version, way, destination, retrieved_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT '1.2.' || i, i, 'C-MOVE to NORTH', 1, 0 FROM n ORDER BY i;
ANALYZE;
)";

class RetrievalGapPlanTest : public test::FilledPlanTest {
protected:
    RetrievalGapPlanTest()
        : FilledPlanTest{fill_retrieval_gap_sql,
                         {"retrieved_without_kosd", "g", "note_version", "v", "note", "n", "kosd", "k", "instance", "i",
                          "study", "s", "delivery", "d"}} {}
    std::vector<RetrievalGap> gaps(std::string_view study) { return list_retrieval_gaps(watched(), study); }
};

TEST_P(RetrievalGapPlanTest, a_study_is_looked_at_by_itself) {
    ASSERT_THAT(gaps("1.2.8"), SizeIs(1));
    EXPECT_EQ(gaps("1.2.8")[0].note, "note 8");
    EXPECT_TRUE(gaps("1.2.8")[0].went);
    EXPECT_FALSE(gaps("1.2.7")[0].went);
    EXPECT_TRUE(gaps("1.2.7")[0].has_kosd);
    EXPECT_FALSE(gaps("1.2.7")[0].is_void);
    Transaction transaction{watched()};
    RetrievalGap another = gaps("1.2.7")[0];
    another.way = "C-GET by VIEWER";
    for (int told = 0; told < 2; ++told) add_retrieval_gap(transaction, "1.2.7", another, std::nullopt, 1);
    EXPECT_THAT(gaps("1.2.7"), SizeIs(2));
    EXPECT_FALSE(remove_retrieval_gap(transaction, "1.2.7", another.way, "1.2.8.1"));
    EXPECT_TRUE(remove_retrieval_gap(transaction, "1.2.7", another.way, "1.2.7.1"));
    remove_retrieval_gap(transaction, "1.2.8", gaps("1.2.8")[0]);
    EXPECT_THAT(gaps("1.2.8"), IsEmpty());
    expect_indexes();
}

TEST_P(RetrievalGapPlanTest, studies_are_paged) {
    EXPECT_THAT(find_studies_with_gaps(watched(), "1.2.10", 2), ElementsAre("1.2.100", "1.2.1000"));
    expect_indexes();
}

TEST_P(RetrievalGapPlanTest, a_note_or_a_destination_that_goes_is_not_missed) {
    connection().run_script(
        "UPDATE note SET marked_ms = 1, marked_by = 'anna', mark_cause = 'deletion 1' WHERE id = 7");
    EXPECT_TRUE(gaps("1.2.7")[0].is_void);
    EXPECT_FALSE(gaps("1.2.9")[0].is_void);
    connection().run_script("UPDATE destination SET is_retired = 1");
    EXPECT_TRUE(gaps("1.2.9")[0].is_void);
}

INSTANTIATE_TEST_SUITE_P(Engines, RetrievalGapPlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
