// A comparison looks at nothing but what it is about: the engines' own plans, over thousands of rows.

#include <gmock/gmock.h>

#include "database/held_object.hpp"
#include "database/reconciliation_table.hpp"
#include "database/withdrawal_table.hpp"
#include "support/plan_test.hpp"

namespace kinote::database {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// Study n of patient n has the object 1.2.n.1, which export n delivered; reconciliation n found that it is not there.
constexpr std::string_view fill_reconciliation_sql = R"(
INSERT INTO destination (name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment,
                         wants_rejections, associations, retry, retry_interval_ms, most_attempts, allowed_hours, source,
                         changed_ms)
VALUES ('NORTH', 'NORTH', 'host', 104, '', 0, 0, 0, 1, 'automatic', 0, 1, '', 'person', 0);
INSERT INTO patient (patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 'PID-' || i, '', '', '', '', '' FROM n ORDER BY i;
INSERT INTO study (patient, study_instance_uid, study_date, study_time, accession_number, study_id, description,
                   referring_physician_name, established_by, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, '1.2.' || i, '', '', '', '', '', '', 'object', 0 FROM n ORDER BY i;
INSERT INTO series (study, series_instance_uid, modality, series_number, description)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, '1.3.' || i, 'CT', '', '' FROM n ORDER BY i;
INSERT INTO instance (series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number,
                      number_of_frames, "rows", "columns", size, sha256, path, received_from, stored_ms, last_access_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, i, '1.2.' || i || '.1', '1.9', '1.2.840.10008.1.2.1', '', 0, 1, 1, 1, 'x', 'p' || i, '', 0, 0
  FROM n ORDER BY i;
INSERT INTO export (destination, study_instance_uid, scope, is_again, state, requested_by, requested_ms, remarks)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 1, '1.2.' || i, 'study', 0, 'done', '', i, '[]' FROM n ORDER BY i;
INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state, status, comment,
                      export, sent_ms, committed_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 1, '1.2.' || i || '.1', '1.2.' || i, '1.9', 'x', 'committed', 0, '', i, 0, 5 FROM n ORDER BY i;
INSERT INTO withdrawal (destination, study_instance_uid, cause, state, note, comment, requested_ms, ended_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 1, '1.2.' || i, 'deleted', 'done', '1.6.' || i, '', 0, CASE WHEN i = 8 THEN 1 ELSE 0 END FROM n ORDER BY i;
INSERT INTO withdrawal_item (withdrawal, sop_instance_uid) SELECT id, study_instance_uid || '.1' FROM withdrawal;
INSERT INTO reconciliation (destination, study_instance_uid, since_ms, fixes, state, requested_by, came_from,
                            requested_ms, last_study, studies, differing, failed, differences, exports)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 1, '1.2.' || i, 0, 0, 'done', '', '', 0, '', 0, 0, 0, 0, 0 FROM n ORDER BY i;
INSERT INTO difference (destination, study_instance_uid, sop_instance_uid, reconciliation, series_instance_uid,
                        sop_class_uid, reason, detail, found_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 1, '1.2.' || i, '1.2.' || i || '.1', i, '', '', 'unknown_there', '', 0 FROM n ORDER BY i;
ANALYZE;
)";

class ReconciliationPlanTest : public test::FilledPlanTest {
protected:
    ReconciliationPlanTest()
        : FilledPlanTest{fill_reconciliation_sql,
                         {"study", "s", "instance", "i", "e", "d", "v", "delivery", "export", "r", "reconciliation",
                          "difference", "k", "withdrawal", "w", "withdrawal_item", "t"}} {}
    std::string state_of_delivery() {
        Rows row = connection().query(Statement{"SELECT state FROM delivery WHERE sop_instance_uid = '1.2.7.1'"});
        row.next();
        return row.string(0);
    }
    std::optional<std::int64_t> missed_ms() {
        return find_held_objects(connection(), {1, "1.2.7", ExportScope::study, 1}, 0, 1).at(0).ledger->missed_ms;
    }
};

TEST_P(ReconciliationPlanTest, studies_are_paged_by_their_uids) {
    const NewReconciliation all{1, "", 0, false};
    EXPECT_THAT(find_studies_to_compare(watched(), all, "1.2.10", 5), SizeIs(5));
    EXPECT_THAT(plan(), HasSubstr("export_by_destination"));
    EXPECT_TRUE(is_comparable(watched(), 1, "1.2.7"));
    EXPECT_EQ(scope_at(watched(), 1, "1.2.7", ExportScope::key_images), ExportScope::study);
    EXPECT_EQ(scope_at(watched(), 1, "1.2.0", ExportScope::key_images), ExportScope::key_images);
    expect_indexes();
    EXPECT_EQ(count_studies_to_compare(connection(), {1, "", 2'991, false}), 10);
}

TEST_P(ReconciliationPlanTest, a_study_is_looked_at_by_itself) {
    for (const ExportScope scope : {ExportScope::study, ExportScope::key_images}) {
        const std::size_t expected = scope == ExportScope::study ? 1 : 0;
        EXPECT_THAT(find_held_objects(watched(), {1, "1.2.7", scope, 1}, 0, 100), SizeIs(expected));
    }
    const auto note_of = [this](std::string_view study) {
        return find_held_objects(connection(), {1, std::string{study}, ExportScope::study, 1}, 0, 1).at(0).withdrawn_by;
    };
    EXPECT_EQ(note_of("1.2.7"), "1.6.7") << "it went there again since";
    EXPECT_EQ(note_of("1.2.8"), "");
    const std::vector<std::string_view> uids{"1.2.7.1", "1.2.8.1", "1.7"};
    EXPECT_THAT(find_known_objects(watched(), 1, uids), SizeIs(4)) << "two objects, each in the ledger, too";
    expect_indexes();
}

TEST_P(ReconciliationPlanTest, what_is_missing_is_noted_and_taken_back) {
    const HeldObject object = find_held_objects(connection(), {1, "1.2.7", ExportScope::study, 1}, 0, 1).at(0);
    Transaction transaction{watched()};
    note_missing(transaction, 1, object, "not found there at all", 77);
    EXPECT_EQ(state_of_delivery(), "refused");
    EXPECT_EQ(missed_ms(), 77);
    note_found_again(transaction, 1, object);
    EXPECT_EQ(state_of_delivery(), "committed");
    EXPECT_EQ(missed_ms(), std::nullopt);
    note_hidden(transaction, 1, object, "not found there, as a rejection hides it");
    EXPECT_EQ(state_of_delivery(), "rejected");
    note_found_again(transaction, 1, object);
    EXPECT_EQ(state_of_delivery(), "committed");
    expect_indexes();
}

// SQLite has no statistics in use.
TEST_P(ReconciliationPlanTest, a_withdrawal_looks_at_its_objects_and_not_at_the_whole_ledger) {
    const Withdrawal withdrawal = find_withdrawal(connection(), 7).value();
    if (connection().engine() == Engine::sqlite)
        connection().run_script("DELETE FROM sqlite_stat1; ANALYZE sqlite_schema");
    EXPECT_FALSE(is_on_its_way(watched(), withdrawal, 0));
    EXPECT_THAT(plan(), Not(HasSubstr("(destination=?)")));
    EXPECT_TRUE(has_replacement(watched(), withdrawal));
    EXPECT_THAT(plan(), Not(HasSubstr("(destination=?)")));
    EXPECT_THAT(find_withdrawn_objects(watched(), withdrawal), SizeIs(0)) << "it is visible";
    EXPECT_THAT(plan(), Not(HasSubstr("(destination=?)")));
    Transaction transaction{watched()};
    EXPECT_THAT(withdraw_marked(transaction, "deletion 1", 0), SizeIs(0));
    EXPECT_THAT(plan(), Not(HasSubstr("(destination=?)")));
    const std::string_view objects[] = {"1.2.7.1"};
    EXPECT_THAT(withdraw_hidden_at(transaction, 1, objects, 0), SizeIs(0));
    EXPECT_THAT(plan(), Not(HasSubstr("(destination=?)")));
    EXPECT_THAT(withdraw_purged(transaction, objects, 0), SizeIs(0));
    EXPECT_THAT(plan(), Not(HasSubstr("(destination=?)")));
    expect_indexes();
}

TEST_P(ReconciliationPlanTest, results_take_the_place_of_earlier_ones) {
    Transaction transaction{watched()};
    const OpenedReconciliation opened = open_reconciliation(transaction, {1, "1.2.7", 0, false}, {"anna", "test"}, 1);
    EXPECT_FALSE(open_reconciliation(transaction, {1, "1.2.7", 0, false}, {"anna", "test"}, 1).is_new);
    const Reconciliation of = find_reconciliation(watched(), opened.id).value();
    add_compared_study(transaction, of, {"1.2.7", {}});
    end_reconciliation(transaction, of, 2);
    EXPECT_THAT(list_differences(watched(), 7, "", "", 10), SizeIs(0));
    EXPECT_THAT(list_differences(watched(), 8, "", "", 10), SizeIs(1));
    EXPECT_FALSE(find_reconciliation(watched(), 7)) << "replaced";
    EXPECT_THAT(list_reconciliations(watched(), INT64_MAX, 5), SizeIs(5));
    expect_indexes();
    transaction.commit();
    EXPECT_EQ(find_reconciliation(connection(), opened.id)->studies, 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, ReconciliationPlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
