#include "database/name_folding.hpp"

#include <gtest/gtest.h>

#include "support/test_database.hpp"

namespace kinote::database {
namespace {

// As a program had them that did not look at accents; more than one page of them.
constexpr const char* old_names_sql = R"(
INSERT INTO patient (patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
SELECT 'PID-' || i, '', 'MÜLLER^' || i, 'müller^' || i, '', '' FROM n)";
constexpr Statement folded_sql{"SELECT count(*) FROM patient WHERE folded_name LIKE 'muller^%'"};

class NameFoldingTest : public test::DatabaseTest {
protected:
    NameFoldingTest() { connection().run_script(old_names_sql); }
    std::int64_t folded() {
        Rows rows = connection().query(folded_sql);
        rows.next();
        return rows.integer(0);
    }
};

TEST_P(NameFoldingTest, names_that_are_stored_are_folded_again_once) {
    EXPECT_EQ(folded(), 0);
    refold_names(database());
    EXPECT_EQ(folded(), 2'500);
    connection().run_script("UPDATE patient SET folded_name = 'another'");
    refold_names(database());
    EXPECT_EQ(folded(), 0) << "it is done once";
}

INSTANTIATE_TEST_SUITE_P(Engines, NameFoldingTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
