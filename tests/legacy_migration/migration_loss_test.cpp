// What a run tells of what it could not carry over, and of how it ended.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <fstream>

#include "base/error.hpp"
#include "base/file.hpp"
#include "legacy_migration/migration_run.hpp"
#include "legacy_migration/report.hpp"
#include "support/test_database.hpp"

namespace kinote::legacy_migration {
namespace {

using database::NoteOutcome;
using database::ReferenceOutcome;
using testing::AllOf;
using testing::HasSubstr;

class MigrationLossTest : public test::DatabaseTest {
protected:
    MigrationLossTest() {
        std::filesystem::create_directory(csv());
        settings_.mapping = "contract";
        settings_.csv = csv();
        write("notes.csv", "source_note_id,study_instance_uid\na,1.2.1\nb,1.2.1\n");
        write("references.csv", "source_note_id,sop_instance_uid\na,1.2.1.1\nb,1.2.1.2\n");
    }
    [[nodiscard]] std::filesystem::path csv() const { return folder() / "csv"; }
    void write(const std::string& name, const std::string& content) {
        std::ofstream{csv() / name, std::ios::binary} << content;
    }
    MigrationResult migrate() { return run_migration(database(), settings_, clock_, watch_); }
    std::string report(std::int64_t run, const std::string& name) {
        write_report(database(), run, folder() / "report");
        return base::read_text_file(folder() / "report" / name, 1U << 26U);
    }
    std::int64_t runs() {
        database::Rows rows = connection().query({"SELECT count(*) FROM migration_run"});
        return rows.next() ? rows.integer(0) : -1;
    }

    MigrationSettings settings_;
    MigrationWatch watch_;
    base::SettableClock clock_{1'000'000};
};

TEST_P(MigrationLossTest, tells_of_every_line_of_the_uid_mapping_that_maps_nothing) {
    write("uid_mapping.csv", "old_uid,new_uid\nx,1.2.3\n1.2.3.1\n1.2,3.4,5.6\n,1.2.7\n1.2.1.1,1.9.1\n1.2.8,bad\n");
    const MigrationResult result = migrate();
    EXPECT_EQ(result.uid_mapping_rejected, 5);
    EXPECT_EQ(result.rows_to_look_at, 5);
    EXPECT_EQ(result.counts.notes_read, 2);
    EXPECT_EQ(result.counts.of(NoteOutcome::migrated), 2);
    for (const char* words :
         {"uid_mapping.csv, line 2: the old_uid \"x\" is no UID", "uid_mapping.csv line 3: it has 1",
          "uid_mapping.csv line 4: it has 3", "uid_mapping.csv, line 5: has no old_uid",
          "uid_mapping.csv, line 7: the new_uid \"bad\" is no UID"}) {
        EXPECT_THAT(report(result.run, "report.txt"), HasSubstr(words));
    }
    EXPECT_THAT(report(result.run, "report.csv"),
                HasSubstr("1,uid_mapping,,,,,,rejected,yes,\"uid_mapping.csv, line 2"));
    EXPECT_THAT(report(result.run, "report.html"), HasSubstr("5 rows need a look"));
    EXPECT_EQ(to_json(result, std::nullopt).as_object().at("uid_mapping_rejected"), 5);
}

TEST_P(MigrationLossTest, a_run_that_goes_on_tells_of_the_uid_mapping_once) {
    write("uid_mapping.csv", "old_uid,new_uid\nx,1.2.3\n");
    std::stop_source stop;
    watch_.stop = stop.get_token();
    watch_.on_progress = [&stop](const MigrationProgress&) { stop.request_stop(); };
    watch_.batch_size = {1, 100};
    EXPECT_EQ(migrate().end, MigrationEnd::stopped);
    watch_ = {};
    const MigrationResult result = migrate();
    EXPECT_EQ(result.end, MigrationEnd::done);
    EXPECT_EQ(result.rows_to_look_at, 1);
    EXPECT_EQ(database::list_migration_rows(connection(), result.run, 0, 100).size(), 3U);
}

TEST_P(MigrationLossTest, frames_that_cannot_be_read_cost_neither_the_reference_nor_the_note) {
    write("references.csv",
          "source_note_id,sop_instance_uid,frame_numbers\na,1.2.1.1,0\nb,1.2.1.2,2-5\nb,1.2.1.3,\"2,5\"\n");
    const MigrationResult result = migrate();
    EXPECT_EQ(result.counts.of(NoteOutcome::migrated), 2);
    EXPECT_EQ(result.counts.of(ReferenceOutcome::not_here), 3);
    EXPECT_EQ(result.rows_to_look_at, 2);
    EXPECT_THAT(report(result.run, "report.csv"),
                AllOf(HasSubstr("1.2.1.1,,not_here,yes,its frame_numbers are no list of frames: taken for the whole"),
                      HasSubstr("1.2.1.2,,not_here,yes,"), HasSubstr("1.2.1.3,\"2,5\",not_here,no,")));
}

TEST_P(MigrationLossTest, what_is_left_out_of_a_note_needs_a_look_and_an_unknown_title_does_not) {
    write("notes.csv",
          "source_note_id,study_instance_uid,created_at,title_text\na,1.2.1,neulich,\nb,1.2.1,2012-05-04,Wichtig\n");
    const MigrationResult result = migrate();
    EXPECT_EQ(result.counts.of(NoteOutcome::migrated), 2);
    EXPECT_EQ(result.rows_to_look_at, 1);
    EXPECT_THAT(report(result.run, "report.txt"), AllOf(HasSubstr("! a: migrated: created_at is no time: left out"),
                                                        HasSubstr("  b: migrated: the title")));
    EXPECT_EQ(migrate().rows_to_look_at, 1) << "it is still left out";
}

TEST_P(MigrationLossTest, a_source_that_is_away_may_come) {
    std::filesystem::rename(csv(), folder() / "elsewhere");
    try {
        (void)migrate();
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
        EXPECT_THAT(error.what(), HasSubstr(csv().string()));
    }
    std::filesystem::rename(folder() / "elsewhere", csv());
    EXPECT_EQ(migrate().end, MigrationEnd::done);
}

TEST_P(MigrationLossTest, a_run_that_failed_before_its_first_row_is_not_gone_on_with) {
    std::filesystem::remove(csv() / "references.csv");
    EXPECT_THROW((void)migrate(), base::Error);
    write("references.csv", "source_note_id,sop_instance_uid\n");
    EXPECT_EQ(migrate().run, 2);
    EXPECT_EQ(database::find_migration_run(connection(), 1)->state, "failed");
}

TEST_P(MigrationLossTest, a_run_by_hand_whose_source_cannot_be_opened_leaves_what_is_shown) {
    const std::int64_t before = migrate().run;
    watch_.is_by_hand = true;
    settings_.csv = folder() / "nowhere";
    try {
        (void)migrate();
        FAIL();
    } catch (const MigrationFailed&) {
        FAIL() << "there is no run that could have failed";
    } catch (const base::Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("nowhere"));
    }
    EXPECT_EQ(runs(), 1);
    EXPECT_EQ(database::find_latest_migration_run(connection())->id, before);
    settings_.csv = csv();
    EXPECT_EQ(migrate().counts.of(NoteOutcome::already_there), 2);
}

TEST_P(MigrationLossTest, an_error_that_ends_a_run_says_what_was_done) {
    std::string notes = "source_note_id,study_instance_uid\n";
    for (int i = 10; i < 30; ++i) notes += fmt::format("{},1.2.{}\n", i, i);
    write("notes.csv", notes);
    watch_.batch_size = {5, 100};
    watch_.on_progress = [this](const MigrationProgress&) {
        connection().run_script("ALTER TABLE migration_row RENAME TO gone");
    };
    try {
        (void)migrate();
        FAIL();
    } catch (const MigrationFailed& failed) {
        EXPECT_EQ(failed.so_far().run, 1);
        EXPECT_EQ(failed.so_far().counts.notes_read, 5);
        const auto told = to_json(failed.so_far(), failed.what()).as_object();
        EXPECT_EQ(told.at("source_notes"), 5);
        EXPECT_THAT(std::string{told.at("error").as_string()}, HasSubstr("migration_row"));
    }
}

TEST_P(MigrationLossTest, the_folder_of_a_report_is_tried_before) {
    EXPECT_THROW(prepare_report_folder("/proc/nothing/here"), base::Error);
    EXPECT_THROW(prepare_report_folder("/proc"), base::Error);
    prepare_report_folder(folder() / "a" / "b");
    EXPECT_TRUE(std::filesystem::is_empty(folder() / "a" / "b"));
}

INSTANTIATE_TEST_SUITE_P(, MigrationLossTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::legacy_migration
