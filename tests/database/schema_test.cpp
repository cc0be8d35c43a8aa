#include "database/schema.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "base/error.hpp"
#include "support/test_database.hpp"

namespace kinote::database {
namespace {

constexpr Statement steps_sql{"SELECT count(*) FROM schema_step"};
constexpr Statement add_newer_sql{
    "INSERT INTO schema_step (number, name, sha256, applied_ms) VALUES (9999, 'from_tomorrow', '', 0)"};
constexpr Statement change_sql{"UPDATE schema_step SET sha256 = 'another' WHERE number = 2"};

class SchemaTest : public test::DatabaseTest {
protected:
    std::int64_t steps() {
        Rows rows = connection().query(steps_sql);
        rows.next();
        return rows.integer(0);
    }
    std::string refusal() {
        try {
            bring_schema_up_to_date(database(), 0);
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::refused);
            return error.what();
        }
        return "";
    }
};

TEST_P(SchemaTest, a_new_database_gets_every_step_once) {
    bring_schema_up_to_date(database(), 1);
    EXPECT_EQ(steps(), static_cast<std::int64_t>(schema_steps().size()));
    bring_schema_up_to_date(database(), 2);
    EXPECT_EQ(steps(), static_cast<std::int64_t>(schema_steps().size()));
}

TEST_P(SchemaTest, programs_that_start_at_once_do_not_disturb_each_other) {
    {
        std::vector<std::jthread> programs;
        for (int i = 0; i < 4; ++i) programs.emplace_back([this] { bring_schema_up_to_date(database(), 1); });
    }
    EXPECT_EQ(steps(), static_cast<std::int64_t>(schema_steps().size()));
}

TEST_P(SchemaTest, a_database_that_is_newer_than_the_program_is_refused_in_words) {
    bring_schema_up_to_date(database(), 1);
    connection().execute(add_newer_sql);
    EXPECT_THAT(refusal(), testing::HasSubstr("newer than this program"));
}

TEST_P(SchemaTest, a_step_that_was_changed_after_it_had_run_is_refused_in_words) {
    bring_schema_up_to_date(database(), 1);
    connection().execute(change_sql);
    EXPECT_THAT(refusal(), testing::HasSubstr("schema step 2"));
}

INSTANTIATE_TEST_SUITE_P(Engines, SchemaTest, test::both_engines(), test::engine_name);

TEST(SchemaStepsTest, are_numbered_without_gaps) {
    std::int64_t expected = 1;
    for (const SchemaStep& step : schema_steps()) EXPECT_EQ(step.number, expected++);
}

}  // namespace
}  // namespace kinote::database
