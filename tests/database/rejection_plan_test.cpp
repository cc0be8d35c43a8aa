// Rejections and withdrawals look at nothing but what they are about: the engines' own plans, over thousands of rows.

#include <gmock/gmock.h>

#include <array>

#include "database/availability_table.hpp"
#include "database/instance_table.hpp"
#include "database/rejection_listing.hpp"
#include "database/rejection_table.hpp"
#include "database/withdrawal_table.hpp"
#include "support/plan_test.hpp"

namespace kinote::database {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// Object n is the one of study n; the rejection note 1.3.n lies in study n and names the object 1.2.n, which
// destination 1 has. A tenth of the objects is marked.
constexpr std::string_view fill_rejection_sql = R"(
INSERT INTO patient (patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex)
VALUES ('P', '', '', '', '', '');
INSERT INTO study (patient, study_instance_uid, study_date, study_time, accession_number, study_id, description,
                   referring_physician_name, established_by, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 1, '1.1.' || i, '', '', '', '', '', '', 'object', 0 FROM n ORDER BY i;
INSERT INTO series (study, series_instance_uid, modality, series_number, description)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, '1.4.' || i, 'CT', '', '' FROM n ORDER BY i;
INSERT INTO instance (series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number,
                      number_of_frames, "rows", "columns", size, sha256, path, received_from, stored_ms, last_access_ms,
                      mark_cause)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, i, '1.2.' || i, '1.9', '1.8', '', 0, 0, 0, 1, 'x', 'path' || i, '', 0, 0,
       CASE WHEN i % 10 = 0 THEN 'deletion ' || i END FROM n ORDER BY i;
INSERT INTO rejection_note (sop_instance_uid, study, study_instance_uid, code, meaning, received_from, state, left_alone,
                            received_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT '1.3.' || i, i, '1.1.' || i, '113039', '', '', CASE WHEN i % 10 = 0 THEN 'in_force' ELSE 'waiting' END, 0, i
  FROM n ORDER BY i;
INSERT INTO rejection (sop_instance_uid, note, study, study_instance_uid, series_instance_uid, sop_class_uid, code,
                       strength, is_in_force, hides, was_here, rejected_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT '1.2.' || i, '1.3.' || i, i, '1.1.' || i, '1.4.' || i, '1.9', '113039', 4, CASE WHEN i % 10 = 0 THEN 1 ELSE 0 END,
       CASE WHEN i % 10 = 0 THEN 1 ELSE 0 END, 1, 0 FROM n ORDER BY i;
INSERT INTO destination (name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment,
                         wants_rejections, associations, retry, retry_interval_ms, most_attempts, allowed_hours, source,
                         changed_ms)
VALUES ('NORTH', 'AE', 'host', 104, '', 0, 0, 1, 1, 'automatic', 0, 1, '', 'person', 0);
INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state, status, comment,
                      sent_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 1, '1.2.' || i, '1.1.' || i, '1.9', 'x', 'delivered', 0, '', 0 FROM n ORDER BY i;
INSERT INTO withdrawal (destination, study_instance_uid, cause, state, note, comment, requested_ms, ended_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 1, '1.1.' || i, 'forwarded', 'done', '1.6.' || i, '', 0, 1 FROM n ORDER BY i;
INSERT INTO withdrawal_item (withdrawal, sop_instance_uid)
SELECT id, '1.2.' || id || '.' || p.i FROM withdrawal, (SELECT 1 AS i UNION ALL SELECT 2 UNION ALL SELECT 3) AS p;
ANALYZE;
)";

class RejectionPlanTest : public test::FilledPlanTest {
protected:
    RejectionPlanTest()
        : FilledPlanTest{fill_rejection_sql,
                         {"instance", "i", "study", "s", "rejection", "r", "rejection_note", "delivery", "d",
                          "withdrawal", "w", "withdrawal_item", "t", "availability_notice"}} {}
    std::string text(const Statement& statement, std::int64_t id) {
        Rows rows = connection().query(statement, {id});
        return rows.next() ? rows.string(0) : std::string{};
    }
};

TEST_P(RejectionPlanTest, an_object_is_seen_or_not_by_its_own_rejections) {
    EXPECT_TRUE(is_any_in_force(watched(), "1.1.10"));
    EXPECT_FALSE(is_any_in_force(watched(), "1.1.11"));
    EXPECT_TRUE(find_visible_object(watched(), "1.2.11"));
    EXPECT_FALSE(find_visible_object(watched(), "1.2.10"));
    const Whereabouts rejected = find_whereabouts(watched(), "1.1.10", "1.4.10", "1.2.10");
    EXPECT_EQ(rejected.rejected_as, "113039");
    EXPECT_TRUE(rejected.was_here_rejected);
    EXPECT_EQ(find_whereabouts(watched(), "1.1.11", "1.4.11", "1.2.11").rejected_as, "") << "it waits for a person";
    EXPECT_EQ(find_whereabouts(watched(), "1.1.11", "1.4.11", "1.2.10").rejected_as, "") << "that is another study";
    expect_indexes();
}

TEST_P(RejectionPlanTest, a_rejection_note_touches_what_it_names) {
    {
        Transaction transaction{watched()};
        const RejectedObject object{"1.4.11", "1.9", "1.2.11"};
        EXPECT_EQ(set_rejections(transaction, {"1.3.11", "113037", "", {&object, 1}, 0}, QualityRejection::hide, 7),
                  RejectionState::waiting);
        decide_rejection(transaction, {"1.3.11", RejectionState::in_force, {"me", "test"}, "seen"},
                         QualityRejection::hide, 8);
        note_arrival_of_rejected(transaction, "1.2.11");
        lift_rejection(transaction, "1.2.10", 10);
        judge_note_of_version(transaction, 1, "1.2.11");
        transaction.commit();
    }
    EXPECT_EQ(find_rejection_note(watched(), "1.3.11")->hidden, 1);
    EXPECT_TRUE(find_visible_object(watched(), "1.2.10"));
    EXPECT_THAT(list_rejections(watched(), "1.3.11", "", 10), SizeIs(1));
    EXPECT_THAT(list_rejection_notes(watched(), "waiting", 10, 0), SizeIs(10));
    EXPECT_THAT(list_rejection_notes(watched(), "", 10, 0), SizeIs(10));
    expect_indexes();
}

TEST_P(RejectionPlanTest, a_withdrawal_is_opened_and_ended_by_what_it_is_about) {
    Transaction transaction{watched()};
    const auto marked = withdraw_marked(transaction, "deletion 20", 1);
    ASSERT_THAT(marked, SizeIs(1));
    EXPECT_EQ(marked[0].destination, "NORTH");
    EXPECT_THAT(withdraw_replaced(transaction, 1, 1), IsEmpty());
    const auto forwarded = forward_rejection(transaction, "1.3.30", 1);
    ASSERT_THAT(forwarded, SizeIs(1));
    EXPECT_THAT(forward_rejection(transaction, "1.3.30", 1), IsEmpty()) << "one is open";
    const Withdrawal withdrawal = find_withdrawal(watched(), marked[0].id).value();
    EXPECT_THAT(find_withdrawn_objects(watched(), withdrawal), SizeIs(1));
    EXPECT_THAT(find_withdrawn_objects(watched(), find_withdrawal(watched(), forwarded[0].id).value()), SizeIs(1));
    EXPECT_TRUE(has_replacement(watched(), withdrawal)) << "no note is in the way";
    EXPECT_THAT(find_replacing_studies(watched(), withdrawal), IsEmpty());
    set_withdrawal_note(transaction, withdrawal.id, "1.5.1");
    EXPECT_TRUE(is_own_rejection_note(watched(), "1.5.1"));
    EXPECT_FALSE(is_own_rejection_note(watched(), "1.3.30")) << "it came from elsewhere";
    end_withdrawal(transaction, withdrawal, 2);
    EXPECT_THAT(find_withdrawn_objects(watched(), withdrawal), IsEmpty()) << "it has been rejected there";
    const std::string named =
        text({"SELECT sop_instance_uid FROM withdrawal_item WHERE withdrawal = $1"}, withdrawal.id);
    const std::array<std::string_view, 1> objects{named};
    EXPECT_THAT(withdraw_hidden_at(transaction, withdrawal.destination, objects, 3), IsEmpty()) << "it is gone there";
    note_seen_there(transaction, withdrawal.destination, objects, 1);
    EXPECT_THAT(withdraw_hidden_at(transaction, withdrawal.destination, objects, 3), SizeIs(1));
    EXPECT_THAT(withdraw_hidden_at(transaction, withdrawal.destination, objects, 3), IsEmpty()) << "one is open";
    EXPECT_THAT(find_open_withdrawals(watched(), withdrawal.destination, objects), SizeIs(1));
    EXPECT_GE(drop_withdrawals_at(transaction, withdrawal.destination, "removed", 4), 1);
    EXPECT_THAT(find_open_withdrawals(watched(), withdrawal.destination, objects), IsEmpty());
    expect_indexes();
}

TEST_P(RejectionPlanTest, who_is_to_be_told_of_a_study_is_told_of_that_study) {
    connection().run_script(R"(
        UPDATE destination SET wants_availability = 1;
        INSERT INTO availability_notice (destination, study_instance_uid, change_uuid)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
        SELECT 1, '1.1.' || i, 'change ' || i FROM n;
        ANALYZE;)");
    Transaction transaction{watched()};
    const auto told = add_availability_notice(transaction, "1.1.10", "another");
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].name, "NORTH");
    EXPECT_EQ(find_availability_notice(watched(), 1, "1.1.10"), "another");
    EXPECT_FALSE(end_availability_notice(transaction, 1, "1.1.10", "change 10")) << "the study has changed since";
    EXPECT_TRUE(end_availability_notice(transaction, 1, "1.1.10", "another"));
    EXPECT_EQ(find_availability_notice(watched(), 1, "1.1.10"), std::nullopt);
    const auto rejected = list_availability(watched(), "1.1.10");
    ASSERT_THAT(rejected, SizeIs(1));
    EXPECT_EQ(rejected[0].availability, Availability::unavailable);
    const auto seen = list_availability(watched(), "1.1.11");
    ASSERT_THAT(seen, SizeIs(1));
    EXPECT_EQ(seen[0].availability, Availability::online);
    expect_indexes();
}

INSTANTIATE_TEST_SUITE_P(Engines, RejectionPlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
