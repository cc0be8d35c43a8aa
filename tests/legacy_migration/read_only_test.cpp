// Nothing that a mapping says changes the old system.
#include <gmock/gmock.h>
#include <sql.h>
#include <sqlext.h>

#include <fstream>

#include "base/error.hpp"
#include "database/schema.hpp"
#include "legacy_migration/inspection.hpp"
#include "legacy_migration/legacy_database.hpp"
#include "legacy_migration/migration_run.hpp"
#include "legacy_migration/odbc_source.hpp"

namespace kinote::legacy_migration {
namespace {

using testing::HasSubstr;

constexpr const char* reading = "SELECT source_note_id, sop_instance_uid FROM kinote_references ORDER BY 1";

class ReadOnlyTest : public ::testing::TestWithParam<database::Engine> {
protected:
    ReadOnlyTest() {
        if (GetParam() == database::Engine::sqlite) {
            legacy_ = std::make_unique<test::LegacySqlite>();
        } else {
            legacy_ = std::make_unique<test::LegacyPostgresql>();
        }
        legacy_->run(test::contract_tables);
        legacy_->run("INSERT INTO kinote_notes (source_note_id, description) VALUES ('1', 'a'), ('2', 'a')");
        legacy_->run("INSERT INTO kinote_references (source_note_id, sop_instance_uid) VALUES ('1', '1.2.1.1')");
        database::bring_schema_up_to_date(database_, 0);
        settings_.odbc = legacy_->connection();
        settings_.mapping = (folder_.path() / "mapping.toml").string();
    }
    void write_mapping(const std::string& notes, const std::string& references, const std::string& count) {
        std::ofstream{settings_.mapping} << "name = \"old\"\n[queries]\nnotes = '''" << notes << "'''\nreferences = '''"
                                         << references << "'''\ncount = '''" << count << "'''\n";
    }
    std::string value(const std::string& sql) {
        OdbcSource rows{settings_.odbc, {"count", sql, {}}, {}};
        return rows.next()->values.front().bytes;
    }
    void expect_unchanged(const std::string& after) {
        EXPECT_EQ(value("SELECT count(*) FROM kinote_notes WHERE description = 'a'"), "2") << after;
        EXPECT_EQ(value("SELECT count(*) FROM kinote_references"), "1") << after;
    }
    // In a run, a dry run and an inspection; each must say that it was refused.
    void expect_refused(const std::string& after) {
        for (const bool is_dry_run : {false, true}) {
            settings_.is_dry_run = is_dry_run;
            EXPECT_THROW((void)run_migration(database_, settings_, clock_, {}), base::Error) << after;
            expect_unchanged(after);
        }
        try {
            EXPECT_FALSE(inspect_source(settings_).problems.empty()) << after;
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
        }
        expect_unchanged(after);
    }

    std::unique_ptr<test::LegacyDatabase> legacy_;
    test::TemporaryFolder folder_;
    database::Database database_{(folder_.path() / "kinote.sqlite").string()};
    base::SettableClock clock_{1'000'000};
    MigrationSettings settings_;
};

TEST_P(ReadOnlyTest, whatever_stands_in_a_mapping_changes_no_row) {
    for (const std::string statement :
         {"DELETE FROM kinote_notes", "/* SELECT */ DELETE FROM kinote_references",
          "UPDATE kinote_notes SET description = 'b'", "-- SELECT\nDROP TABLE kinote_references",
          "WITH x AS (DELETE FROM kinote_notes RETURNING source_note_id) SELECT source_note_id FROM x",
          "WITH x AS (SELECT 1) DELETE FROM kinote_notes",
          "SELECT source_note_id FROM kinote_notes; DELETE FROM kinote_notes",
          "SELECT source_note_id FROM kinote_notes; COMMIT; DELETE FROM kinote_notes; COMMIT",
          "SELECT source_note_id INTO made FROM kinote_notes"}) {
        write_mapping(statement, reading, "SELECT 2");
        expect_refused("as notes: " + statement);
        write_mapping("SELECT source_note_id FROM kinote_notes ORDER BY 1", statement, "SELECT 2");
        expect_refused("as references: " + statement);
        write_mapping("SELECT source_note_id FROM kinote_notes ORDER BY 1", reading, statement);
        expect_refused("as count: " + statement);
    }
}

TEST_P(ReadOnlyTest, a_parameter_does_not_smuggle_a_statement_in) {
    std::ofstream{settings_.mapping} << "name = \"old\"\n[parameters]\nword = \"x\"\n[queries]\nnotes = \"SELECT "
                                        "source_note_id {word} made FROM kinote_notes\"\nreferences = \""
                                     << reading << "\"\n";
    settings_.parameters = {{"word", "INTO"}};
    expect_refused("a parameter");
}

// The words are judged for the sake of a clear message; these hold without them.
TEST_P(ReadOnlyTest, the_database_itself_refuses_to_write_in_the_session) {
    for (std::string statement : {"DELETE FROM kinote_notes", "UPDATE kinote_notes SET description = 'b'",
                                  "CREATE TABLE made (a INTEGER)", "DROP TABLE kinote_references"}) {
        const OdbcConnection connection{settings_.odbc};
        SQLHSTMT handle = nullptr;
        ASSERT_TRUE(SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, connection.handle(), &handle)));
        const SQLRETURN result = SQLExecDirect(handle, reinterpret_cast<SQLCHAR*>(statement.data()), SQL_NTS);
        EXPECT_EQ(result, SQL_ERROR) << statement;
        SQLFreeHandle(SQL_HANDLE_STMT, handle);
    }
    expect_unchanged("statements of the session");
}

TEST_P(ReadOnlyTest, a_function_that_writes_fails_in_words) {
    if (GetParam() == database::Engine::sqlite) return;  // has no such functions
    legacy_->run(
        "CREATE FUNCTION wipe() RETURNS TEXT LANGUAGE SQL AS 'DELETE FROM kinote_notes RETURNING source_note_id'");
    write_mapping("SELECT wipe() AS source_note_id", reading, "SELECT 2");
    expect_refused("a function");
    try {
        (void)value("SELECT wipe()");
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("read-only transaction"));
    }
}

INSTANTIATE_TEST_SUITE_P(, ReadOnlyTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::legacy_migration
