// Storage Commitment looks at nothing but what it is about: the engines' own plans, over thousands of rows.

#include <gmock/gmock.h>

#include "database/commitment_table.hpp"
#include "database/destination_table.hpp"
#include "database/peer_commitment_table.hpp"
#include "support/plan_test.hpp"

namespace kinote::database {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

// Export n delivered the object 1.2.n of study 1.2.n; request n, which is due at n, and the peer's request n are about
// it.
constexpr std::string_view fill_sql = R"(
INSERT INTO destination (name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment,
                         wants_rejections, associations, retry, retry_interval_ms, most_attempts, allowed_hours, source,
                         changed_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 'D' || i, 'AE' || i, 'host', 104, '', 0, 1, 0, 1, 'automatic', 0, 1, '', 'person', 0 FROM n ORDER BY i;
INSERT INTO export (destination, study_instance_uid, scope, is_again, state, requested_by, requested_ms, remarks)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 1, '1.2.' || i, 'study', 0, 'done', '', 0, '[]' FROM n ORDER BY i;
INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state, status, comment,
                      export, sent_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 1, '1.2.' || i, '1.2.' || i, '1.9', 'x', 'delivered', 0, '', i, 0 FROM n ORDER BY i;
INSERT INTO commitment_request (transaction_uid, destination, export, study_instance_uid, attempt, state, requested_ms,
                                due_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT '1.5.' || i, 1, i, '1.2.' || i, 1, CASE WHEN i % 10 = 0 THEN 'asked' ELSE 'answered' END, 0, i FROM n ORDER BY i;
INSERT INTO commitment_request_item (request, sop_instance_uid, sop_class_uid, sha256)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, '1.2.' || i, '1.9', 'x' FROM n ORDER BY i;
INSERT INTO peer_commitment (calling_ae_title, transaction_uid, called_ae_title, address, received_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 'CALLER', '1.6.' || i, '', '', 0 FROM n ORDER BY i;
INSERT INTO peer_commitment_item (commitment, position, sop_class_uid, sop_instance_uid)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT i, 1, '1.9', '1.2.' || i FROM n ORDER BY i;
ANALYZE;
)";

class CommitmentPlanTest : public test::FilledPlanTest {
protected:
    CommitmentPlanTest()
        : FilledPlanTest{fill_sql,
                         {"destination", "export", "delivery", "d", "commitment_request", "r", "t",
                          "commitment_request_item", "peer_commitment", "peer_commitment_item"}} {}
    ExportRow export_of(std::int64_t id) { return find_export(connection(), id).value(); }
};

TEST_P(CommitmentPlanTest, what_is_overdue_is_found_by_its_time) {
    EXPECT_THAT(find_overdue(watched(), 100, {}, 1'000), SizeIs(10));
    EXPECT_THAT(plan(), HasSubstr("commitment_request_due"));
    expect_indexes();
}

TEST_P(CommitmentPlanTest, what_is_over_is_removed_by_its_time) {
    connection().run_script("UPDATE commitment_request SET requested_ms = id");
    connection().run_script("UPDATE peer_commitment SET reported_ms = id");
    connection().run_script("ANALYZE");
    Transaction transaction{watched()};
    EXPECT_EQ(remove_ended_requests(transaction, 12, 1'000), 10) << "of 11 one is asked for still";
    EXPECT_THAT(plan(), HasSubstr("commitment_request_ended"));
    EXPECT_EQ(remove_reported(transaction, 100, 10), 10);
    EXPECT_THAT(plan(), HasSubstr("peer_commitment_reported"));
    expect_indexes();
}

TEST_P(CommitmentPlanTest, an_export_asks_for_what_is_its_own) {
    Transaction transaction{watched()};
    EXPECT_FALSE(find_broken_request(watched(), 10, 9));
    EXPECT_TRUE(find_broken_request(watched(), 10, 10));
    EXPECT_FALSE(add_request(transaction, export_of(10), "1.7.1", 1'000, 0)) << "a request is about it";
    EXPECT_TRUE(renew_request(transaction, *find_broken_request(watched(), 10, 10), "1.7.2", 0));
    EXPECT_EQ(count_failed_commitments(watched(), 1, "1.2.10"), 0);
    expect_indexes();
}

TEST_P(CommitmentPlanTest, a_report_touches_what_it_is_about) {
    Transaction transaction{watched()};
    const auto held = hold_request(transaction, "1.5.10", "AE1");
    ASSERT_TRUE(held);
    EXPECT_FALSE(hold_request(transaction, "1.5.10", "AE2"));
    const auto items = list_items(watched(), held->request.id);
    ASSERT_THAT(items, SizeIs(1));
    commit_delivery(transaction, 1, items[0], 7);
    note_failed_commitment(transaction, 1, items[0], "late");
    set_answered(transaction, held->request.id, 7);
    expect_indexes();
    transaction.commit();
    EXPECT_EQ(count_deliveries(connection(), export_of(10)).committed, 1);
}

TEST_P(CommitmentPlanTest, a_peers_request_is_looked_at_by_itself) {
    EXPECT_TRUE(find_peer_commitment(watched(), 10));
    EXPECT_EQ(measure_peer_commitment(watched(), 10).objects, 1);
    EXPECT_THAT(find_objects_to_check(watched(), 10, 0, 100), SizeIs(1));
    EXPECT_THAT(list_checked_objects(watched(), 10, 0, 100), SizeIs(0));
    EXPECT_THAT(find_destinations_by_ae_title(watched(), "AE10"), SizeIs(1));
    Transaction transaction{watched()};
    set_checked(transaction, 10, 1, 0);
    set_reported(transaction, 10, 0, 7);
    expect_indexes();
}

INSTANTIATE_TEST_SUITE_P(Engines, CommitmentPlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
