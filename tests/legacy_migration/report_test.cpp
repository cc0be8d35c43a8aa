#include "legacy_migration/report.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "base/error.hpp"
#include "base/file.hpp"
#include "legacy_migration/csv_source.hpp"
#include "legacy_migration/given_rows.hpp"
#include "legacy_migration/inspection.hpp"
#include "legacy_migration/legacy_database.hpp"
#include "legacy_migration/migration_run.hpp"

namespace kinote::legacy_migration {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A folder of CSV files, a run over it, and the report of that.
class ReportTest : public test::DatabaseTest {
protected:
    ReportTest() {
        std::filesystem::create_directory(folder() / "csv");
        settings_.mapping = "contract";
        settings_.csv = folder() / "csv";
    }
    void write(const std::string& name, const std::string& content) {
        std::ofstream{folder() / "csv" / name, std::ios::binary} << content;
    }
    void report() {
        const MigrationResult result = run_migration(database(), settings_, clock_, {});
        write_report(database(), result.run, folder() / "report");
    }
    std::string text(const std::string& name) { return base::read_text_file(folder() / "report" / name, 1U << 26U); }
    // Lines of report.csv: table, source_note_id, reference, sop_instance_uid, outcome, reason.
    std::vector<std::vector<std::string>> csv_rows() {
        CsvSource source{folder() / "report" / "report.csv"};
        std::vector<std::vector<std::string>> rows;
        while (const SourceRow* row = source.next()) {
            std::vector<std::string> fields;
            for (const int place : {1, 2, 3, 5, 7, 9}) {
                const SourceValue& value = row->values.at(static_cast<std::size_t>(place));
                fields.push_back(value.is_null ? "" : value.bytes);
            }
            rows.push_back(std::move(fields));
        }
        return rows;
    }

    MigrationSettings settings_;
    base::SettableClock clock_{1'336'137'255'000};
};

TEST_P(ReportTest, gives_every_row_of_the_source_an_outcome_and_a_reason) {
    write("notes.csv",
          "source_note_id,study_instance_uid,title_text\n"
          "a,1.2.1,For Teaching\nb,1.2.1,<script>alert(1)</script>\nc,1.2.1,\"open\nd,1.2.1,For Teaching\n");
    write("references.csv",
          "source_note_id,sop_instance_uid,frame_numbers\n"
          "a,1.2.1.1,\"2,5\"\na,nonsense,\na,1.2.1.1,\"5,2,5\"\na,1.2.1.3,\nb,1.2.1.1,\n=cmd,1.2.1.1,\n");
    report();
    EXPECT_THAT(
        csv_rows(),
        ElementsAre(ElementsAre("notes", "", "", "", "rejected", HasSubstr("notes.csv line 4")),
                    ElementsAre("references", "'=cmd", "1", "1.2.1.1", "rejected", "no note has this source_note_id"),
                    ElementsAre("notes", "a", "", "", "migrated", "new here"),
                    ElementsAre("references", "a", "1", "1.2.1.1", "not_here", "its object is not here yet"),
                    ElementsAre("references", "a", "2", "nonsense", "rejected", "its sop_instance_uid is no UID"),
                    ElementsAre("references", "a", "3", "1.2.1.1", "not_here", "its object is not here yet"),
                    ElementsAre("references", "a", "4", "1.2.1.3", "not_here", "its object is not here yet"),
                    ElementsAre("notes", "b", "", "", "migrated", HasSubstr("is in no table")),
                    ElementsAre("references", "b", "1", "1.2.1.1", "not_here", "its object is not here yet"),
                    ElementsAre("notes", "d", "", "", "rejected", "it has no references")));
    EXPECT_THAT(text("report.txt"), AllOf(HasSubstr("4 notes in the source"), HasSubstr("6 references in the source"),
                                          HasSubstr("! a: migrated: new here\n      1. 1.2.1.1 frames 2,5: not_here")));
    for (const char* name : {"report.html", "report-rows-00001.html"}) {
        EXPECT_THAT(text(name), AllOf(HasSubstr("&lt;script&gt;"), Not(HasSubstr("<script>")), HasSubstr("</html>")));
    }
    EXPECT_THAT(text("report.html"), AllOf(HasSubstr("4 rows need a look"), HasSubstr("report-rows-00001.html")));
}

TEST_P(ReportTest, a_large_source_gets_pages_and_a_small_one_after_it_leaves_none_of_them) {
    const auto write_notes = [this](int count) {
        std::string notes = "source_note_id,study_instance_uid\n";
        std::string references = "source_note_id,sop_instance_uid\n";
        for (int i = 0; i < count; ++i) {
            notes += fmt::format("{},1.2.{}\n", i, i);
            references += fmt::format("{},1.2.{}.1\n", i, i);
        }
        write("notes.csv", notes);
        write("references.csv", references);
    };
    write_notes(4'500);
    report();
    EXPECT_EQ(csv_rows().size(), 9'000U);
    EXPECT_TRUE(std::filesystem::exists(folder() / "report" / "report-rows-00003.html"));
    write_notes(1);
    report();
    EXPECT_FALSE(std::filesystem::exists(folder() / "report" / "report-rows-00002.html"));
}

TEST_P(ReportTest, tells_of_studies_whose_numbers_of_notes_differ) {
    write("notes.csv", "source_note_id,study_instance_uid\na,1.2.1\nb,1.2.1\n");
    write("references.csv", "source_note_id,sop_instance_uid\na,1.2.1.1\n");
    report();
    EXPECT_THAT(text("report.txt"), HasSubstr("1.2.1: 2 in the source, 1 here"));
}

TEST_P(ReportTest, refuses_runs_that_are_not_there) {
    EXPECT_THROW(write_report(database(), 77, folder() / "report"), base::Error);
}

TEST_P(ReportTest, files_without_their_columns_end_the_run_in_words) {
    const auto error = [this] {
        try {
            report();
        } catch (const base::Error& thrown) {
            return std::string{thrown.what()};
        }
        return std::string{"no error"};
    };
    write("notes.csv", "study_instance_uid\n1.2\n");
    write("references.csv", "source_note_id,sop_instance_uid\n");
    EXPECT_EQ(error(), "notes.csv: the column \"source_note_id\" is missing");
    write("notes.csv", "source_note_id,colour\n1,red\n");
    EXPECT_THAT(error(), HasSubstr("have no column \"colour\""));
    write("notes.csv", "source_note_id,SOURCE_NOTE_ID\n1,1\n");
    EXPECT_THAT(error(), HasSubstr("is there twice"));
    write("notes.csv", "source_note_id\n");
    std::filesystem::remove(folder() / "csv" / "references.csv");
    EXPECT_THAT(error(), HasSubstr("references.csv"));
}

TEST_P(ReportTest, inspecting_a_folder_says_what_is_missing) {
    write("notes.csv", "study_instance_uid,colour\n");
    const Inspection inspection = inspect_source(settings_);
    EXPECT_THAT(inspection.problems,
                ElementsAre("notes.csv: the column \"source_note_id\" is missing",
                            "notes.csv: the contract has no column \"colour\"", "there is no references.csv"));
    EXPECT_THAT(inspection.files.front().columns, ElementsAre("study_instance_uid", "colour"));
    EXPECT_THAT(to_text(inspection), HasSubstr("missing: source_note_id"));
}

INSTANTIATE_TEST_SUITE_P(, ReportTest, test::both_engines(), test::engine_name);

class InspectionTest : public ::testing::TestWithParam<database::Engine> {
protected:
    InspectionTest() {
        if (GetParam() == database::Engine::sqlite) {
            legacy_ = std::make_unique<test::LegacySqlite>();
        } else {
            legacy_ = std::make_unique<test::LegacyPostgresql>();
        }
        settings_.odbc = legacy_->connection();
    }
    std::unique_ptr<test::LegacyDatabase> legacy_;
    MigrationSettings settings_;
};

TEST_P(InspectionTest, lists_what_looks_like_notes_and_what_the_mapping_lacks) {
    legacy_->run(R"(
        CREATE TABLE billing (invoice INTEGER, amount INTEGER);
        CREATE TABLE kin_notes_v2 (note_ref INTEGER, title VARCHAR(64), author VARCHAR(64), study_uid VARCHAR(64));
        CREATE TABLE dosr_study (study_ref INTEGER, study_uid VARCHAR(64));)");
    settings_.mapping = "impax";
    const Inspection inspection = inspect_source(settings_);
    ASSERT_FALSE(inspection.tables.empty());
    EXPECT_EQ(inspection.tables_in_all, 3);
    EXPECT_EQ(inspection.tables.front().table.name, "kin_notes_v2");
    EXPECT_THAT(
        inspection.tables.front().table.columns,
        ElementsAre(testing::Field(&CatalogColumn::name, "note_ref"), testing::Field(&CatalogColumn::name, "title"),
                    testing::Field(&CatalogColumn::name, "author"), testing::Field(&CatalogColumn::name, "study_uid")));
    EXPECT_THAT(inspection.tables,
                Not(Contains(testing::Field(&InspectedTable::table, testing::Field(&CatalogTable::name, "billing")))));
    EXPECT_THAT(to_text(inspection),
                AllOf(HasSubstr("note_table               = key_image_note               NOT THERE"),
                      HasSubstr("what is in the way of a migration")));
    EXPECT_THAT(inspection.problems, Contains(HasSubstr("run the query \"notes\" of the mapping")));
}

TEST_P(InspectionTest, says_that_a_mapping_fits) {
    legacy_->run(test::contract_tables);
    settings_.mapping = "contract";
    const Inspection inspection = inspect_source(settings_);
    EXPECT_THAT(inspection.problems, IsEmpty());
    EXPECT_THAT(to_text(inspection), HasSubstr("the mapping can read this source"));
}

INSTANTIATE_TEST_SUITE_P(, InspectionTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::legacy_migration
