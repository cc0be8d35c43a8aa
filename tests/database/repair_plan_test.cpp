// No statement about repairs walks a table.

#include <gmock/gmock.h>

#include "database/kosd_source_table.hpp"
#include "database/repair_table.hpp"
#include "database/withdrawal_table.hpp"
#include "support/filled_archive_test.hpp"

namespace kinote::database {
namespace {

using testing::SizeIs;

class RepairPlanTest : public test::FilledArchiveTest {};

TEST_P(RepairPlanTest, finding_and_listing_them) {
    expect_read_indexed([](Connection& connection) {
        EXPECT_TRUE(find_repair(connection, "1.2.5000.2"));
        EXPECT_TRUE(find_shown_repair(connection, "1.2.5000.2"));
        EXPECT_THAT(list_repairs(connection, "", 10, 0), SizeIs(10));
        EXPECT_THAT(list_repairs(connection, "in_force", 10, 0), SizeIs(10));
        EXPECT_TRUE(find_repairable_kosd(connection, "1.2.5001.2"));
    });
}

TEST_P(RepairPlanTest, adding_one) {
    expect_indexed([](Transaction& transaction) {
        add_repair(transaction, {"1.2.5001.2", "1.2.5001", 5'001, false, "[]", "[]", "anna", false}, 1);
    });
}

TEST_P(RepairPlanTest, taking_one_back) {
    expect_indexed([](Transaction& transaction) {
        const auto repair = find_repair(transaction.connection(), "1.2.5000.2");
        take_back_repair(transaction, repair.value(), "anna", "wrong", 1);
        (void)withdraw_version(transaction, repair->note_version, 1);
    });
}

TEST_P(RepairPlanTest, finding_those_that_a_rejection_note_names) {
    connection().run_script(R"(
        INSERT INTO rejection_note (sop_instance_uid, study, study_instance_uid, code, meaning, received_from, state,
                                    left_alone, received_ms)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
        SELECT '1.4.' || i, i, '1.2.' || i, '113037', '', '', 'in_force', 0, i FROM n ORDER BY i;
        INSERT INTO rejection (sop_instance_uid, note, study, study_instance_uid, series_instance_uid, sop_class_uid,
                               code, strength, is_in_force, hides, was_here, rejected_ms)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
        SELECT '1.2.' || i || '.2', '1.4.' || i, i, '1.2.' || i, '1.3.' || i, '', '113037', 2, 1, 1, 1, 0
          FROM n ORDER BY i;
        ANALYZE;)");
    expect_read_indexed(
        [](Connection& connection) { EXPECT_THAT(find_rejected_repairs(connection, "1.4.2000"), SizeIs(1)); });
}

INSTANTIATE_TEST_SUITE_P(Engines, RepairPlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
