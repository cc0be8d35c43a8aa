#include "legacy_migration/migration_run.hpp"

#include <gmock/gmock.h>

#include <numeric>
#include <thread>

#include "base/error.hpp"
#include "database/note_listing.hpp"
#include "database/note_table.hpp"
#include "database/study_table.hpp"
#include "legacy_migration/legacy_database.hpp"

namespace kinote::legacy_migration {
namespace {

using database::MigrationCounts;
using database::NoteOutcome;
using database::ReferenceOutcome;
using testing::HasSubstr;

class MigrationRunTest : public test::DatabaseTest {
protected:
    MigrationRunTest() {
        legacy_.run(test::contract_tables);
        settings_.mapping = "contract";
        settings_.odbc = legacy_.connection();
        watch_.batch_size = {3, 100};  // several batches of a few notes
    }

    // A note with so many references, in the study 1.2.STUDY of the patient PSTUDY.
    void add_note(const std::string& id, int study, int references = 2) {
        legacy_.run(
            fmt::format("INSERT INTO kinote_notes (source_note_id, study_instance_uid, title_text, description, "
                        "author_name, created_at, patient_id, patient_name) VALUES ('{}', '1.2.{}', "
                        "'For Teaching', 'text of {}', 'Reader, Anna', '2012-05-04 13:14:15', 'P{}', 'Doe^Jane')",
                        id, study, id, study));
        for (int i = 1; i <= references; ++i) {
            legacy_.run(fmt::format("INSERT INTO kinote_references VALUES ('{}', {}, '1.2.{}.1', '1.2.{}.1.{}', NULL)",
                                    id, i, study, study, i));
        }
    }
    MigrationResult migrate() {
        MigrationResult result = run_migration(database(), settings_, clock_, watch_);
        expect_to_add_up(result.counts);
        return result;
    }
    static void expect_to_add_up(const MigrationCounts& counts) {
        EXPECT_EQ(std::accumulate(counts.notes.begin(), counts.notes.end(), std::int64_t{0}), counts.notes_read);
        EXPECT_EQ(std::accumulate(counts.references.begin(), counts.references.end(), std::int64_t{0}),
                  counts.references_read);
    }
    std::int64_t number(const std::string& sql) {
        statements_.push_back(std::make_unique<std::string>(sql));  // a statement's text lives as long as the session
        database::Rows rows = connection().query(database::Statement{*statements_.back()});
        return rows.next() ? rows.integer(0) : -1;
    }
    std::string reason_of(std::int64_t run, const std::string& source_note_id) {
        for (const auto& row : database::list_migration_rows(connection(), run, 0, 1'000)) {
            if (row.source_note_id == source_note_id) return row.reason;
        }
        return "no row";
    }
    // Makes the current version of a legacy note a person's work.
    void edit_here(const std::string& id) {
        connection().run_script(
            fmt::format("UPDATE note_version SET is_taken_over = 0 WHERE state = 'current' AND note = "
                        "(SELECT id FROM note WHERE source_key = '{}')",
                        id));
    }
    // A note as registering the KOSD makes it: two images of study 1.2.1, or others.
    void receive_kosd(const std::string& uid, const std::vector<std::string>& objects) {
        note::KeyImageNote content;
        content.title = {"113004", "DCM", "For Teaching"};
        content.author = "READER^ANNA";
        content.study_instance_uid = "1.2.1";
        for (const std::string& object : objects) {
            note::NoteReference& reference = content.references.emplace_back();
            reference.study_instance_uid = "1.2.1";
            reference.series_instance_uid = "1.2.1.1";
            reference.sop_instance_uid = object;
            reference.sop_class_uid = "1.2.840.10008.5.1.4.1.1.2";
        }
        database::Transaction transaction{connection()};
        const auto note =
            database::add_note(transaction, {"uuid-" + uid, database::NoteSource::received, "PACS", uid, ""}, 0);
        (void)database::add_note_version(transaction, note, content, {uid, "[]", true}, 0);
        transaction.commit();
    }

    // Note n1 of study 1.2.1, and the KOSD 1.2.1.9.1 that was made from it: one note.
    void bring_over_a_note_with_its_kosd() {
        receive_kosd("1.2.1.9.1", {"1.2.1.1.1", "1.2.1.1.2"});
        add_note("n1", 1);
        legacy_.run("UPDATE kinote_notes SET kosd_sop_instance_uid = '1.2.1.9.1'");
        migrate();
        ASSERT_EQ(number("SELECT count(*) FROM note WHERE same_as_because = 'kosd'"), 1);
    }
    void expect_kosd_alone() {
        EXPECT_EQ(number("SELECT count(*) FROM visible_note_version WHERE source = 'received' AND state = 'current' "
                         "AND kosd_sop_instance_uid = '1.2.1.9.1'"),
                  1);
        EXPECT_EQ(number("SELECT note_count FROM study WHERE study_instance_uid = '1.2.1'"), 1);
    }

    test::LegacySqlite legacy_;
    MigrationSettings settings_;
    MigrationWatch watch_;
    base::SettableClock clock_{1'000'000};
    std::vector<std::unique_ptr<std::string>> statements_;
};

TEST_P(MigrationRunTest, brings_every_note_over_once) {
    for (int i = 1; i <= 10; ++i) add_note("n" + std::to_string(i), i % 3);
    const MigrationResult first = migrate();
    EXPECT_EQ(first.end, MigrationEnd::done);
    EXPECT_EQ(first.counts.of(NoteOutcome::migrated), 10);
    EXPECT_EQ(first.counts.of(ReferenceOutcome::not_here), 20);
    EXPECT_EQ(first.rows_to_look_at, 0);
    EXPECT_EQ(number("SELECT count(*) FROM note WHERE source = 'legacy' AND source_system = 'contract'"), 10);
    EXPECT_EQ(number("SELECT count(*) FROM note_reference"), 20);
    EXPECT_EQ(number("SELECT note_count FROM study WHERE study_instance_uid = '1.2.1'"), 4);
    EXPECT_EQ(number("SELECT made_ms FROM note_version WHERE made_at = '20120504131415+0000'"), 1'336'137'255'000);

    const MigrationResult second = migrate();
    EXPECT_EQ(second.counts.of(NoteOutcome::already_there), 10);
    EXPECT_EQ(number("SELECT count(*) FROM note_version"), 10);
}

TEST_P(MigrationRunTest, finds_the_objects_that_are_here) {
    connection().run_script(R"(
        INSERT INTO patient (id, patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex)
        VALUES (1, 'P1', '', 'Doe^Jane', 'doe^jane', '', '');
        INSERT INTO study (id, patient, study_instance_uid, study_date, study_time, accession_number, study_id,
                           description, referring_physician_name, established_by, created_ms)
        VALUES (1, 1, '1.2.1', '', '', '', '', '', '', 'object', 0);
        INSERT INTO series (id, study, series_instance_uid, modality, series_number, description)
        VALUES (1, 1, '1.2.1.7', 'CT', '', '');
        INSERT INTO instance (id, series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number,
                              number_of_frames, "rows", "columns", size, sha256, received_from, stored_ms,
                              last_access_ms)
        VALUES (1, 1, 1, '1.2.1.1.1', '1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.1.2', '', 0, 0, 0, 1, 'x', '', 0, 0);)");
    add_note("n1", 1);
    const MigrationResult result = migrate();
    EXPECT_EQ(result.counts.of(ReferenceOutcome::resolved), 1);
    EXPECT_EQ(result.counts.of(ReferenceOutcome::not_here), 1);
    EXPECT_EQ(number("SELECT count(*) FROM note_reference WHERE series_instance_uid = '1.2.1.7'"), 1);
}

TEST_P(MigrationRunTest, takes_where_the_source_says_that_a_presentation_state_lies) {
    for (const char* column :
         {"presentation_state_uid", "presentation_state_series_instance_uid", "presentation_state_sop_class_uid"}) {
        legacy_.run(fmt::format("ALTER TABLE kinote_references ADD COLUMN {} VARCHAR(64)", column));
    }
    legacy_.run(
        "INSERT INTO kinote_notes (source_note_id, study_instance_uid, patient_id) VALUES ('n1', '1.2.1', 'P1')");
    legacy_.run(
        "INSERT INTO kinote_references VALUES ('n1', 1, '1.2.1.1', '1.2.1.1.1', NULL, '1.2.1.5.1', '1.2.1.5', "
        "'1.2.840.10008.5.1.4.1.1.11.1')");
    migrate();
    EXPECT_EQ(number("SELECT count(*) FROM note_reference WHERE presentation_state_study_instance_uid = '1.2.1' AND "
                     "presentation_state_series_instance_uid = '1.2.1.5' AND "
                     "presentation_state_sop_class_uid = '1.2.840.10008.5.1.4.1.1.11.1'"),
              1);
}

TEST_P(MigrationRunTest, a_note_that_changed_in_the_source_gets_a_version) {
    add_note("n1", 1);
    add_note("n2", 1);
    migrate();
    legacy_.run("UPDATE kinote_notes SET description = 'other words' WHERE source_note_id = 'n2'");
    const MigrationResult result = migrate();
    EXPECT_EQ(result.counts.of(NoteOutcome::updated), 1);
    EXPECT_EQ(result.counts.of(NoteOutcome::already_there), 1);
    EXPECT_EQ(number("SELECT version FROM note_version WHERE state = 'current' AND description = 'other words'"), 2);
    EXPECT_EQ(number("SELECT count(*) FROM note_version WHERE state = 'superseded'"), 1);
    EXPECT_EQ(number("SELECT note_count FROM study WHERE study_instance_uid = '1.2.1'"), 2);
    EXPECT_EQ(migrate().counts.of(NoteOutcome::already_there), 2);
}

TEST_P(MigrationRunTest, a_reference_that_changed_makes_a_version_too) {
    add_note("n1", 1);
    migrate();
    legacy_.run("UPDATE kinote_references SET frame_numbers = '2,5' WHERE position = 2");
    EXPECT_EQ(migrate().counts.of(NoteOutcome::updated), 1);
    EXPECT_EQ(number("SELECT count(*) FROM note_reference WHERE frames = '2,5'"), 1);
}

TEST_P(MigrationRunTest, follows_a_note_that_is_deleted_in_the_source_and_comes_back) {
    add_note("n1", 1);
    add_note("n2", 1);
    legacy_.run("UPDATE kinote_notes SET deleted = 'yes' WHERE source_note_id = 'n2'");
    const MigrationResult first = migrate();
    EXPECT_EQ(first.counts.of(NoteOutcome::deleted_in_source), 1);
    EXPECT_EQ(first.counts.of(ReferenceOutcome::rejected), 2);
    EXPECT_EQ(first.rows_to_look_at, 0);
    EXPECT_EQ(number("SELECT count(*) FROM note"), 1);

    legacy_.run("UPDATE kinote_notes SET deleted = 'yes'");
    EXPECT_EQ(migrate().counts.of(NoteOutcome::deleted_in_source), 2);
    EXPECT_EQ(number("SELECT count(*) FROM note_version WHERE state = 'withdrawn'"), 1);
    EXPECT_EQ(number("SELECT note_count FROM study WHERE study_instance_uid = '1.2.1'"), 0);
    EXPECT_EQ(migrate().counts.of(NoteOutcome::deleted_in_source), 2);

    legacy_.run("UPDATE kinote_notes SET deleted = NULL");
    const MigrationResult last = migrate();
    EXPECT_EQ(last.counts.of(NoteOutcome::updated), 1);
    EXPECT_EQ(last.counts.of(NoteOutcome::migrated), 1);
    EXPECT_EQ(number("SELECT note_count FROM study WHERE study_instance_uid = '1.2.1'"), 2);
}

TEST_P(MigrationRunTest, what_a_person_changed_here_stays) {
    add_note("n1", 1);
    add_note("n2", 1);
    migrate();
    edit_here("n1");
    EXPECT_EQ(migrate().counts.of(NoteOutcome::already_there), 2);  // the source has not changed
    legacy_.run("UPDATE kinote_notes SET description = 'other words'");
    const MigrationResult result = migrate();
    EXPECT_EQ(result.counts.of(NoteOutcome::conflict), 1);
    EXPECT_EQ(result.counts.of(NoteOutcome::updated), 1);
    EXPECT_EQ(result.rows_to_look_at, 1);
    EXPECT_THAT(reason_of(result.run, "n1"), HasSubstr("ours stays"));
    EXPECT_EQ(number("SELECT count(*) FROM note_version WHERE description = 'text of n1' AND state = 'current'"), 1);
}

TEST_P(MigrationRunTest, a_note_whose_study_an_object_is_just_taking_over_is_judged_by_the_object) {
    add_note("n1", 1);
    migrate();
    add_note("n2", 1);
    MigrationResult result;
    std::jthread migration;
    {
        database::Transaction transaction{connection()};
        database::StudyAttributes study;
        study.study_instance_uid = "1.2.1";
        (void)database::ensure_study(transaction, {"P9", "", "", "", ""}, study, database::EstablishedBy::object, 0);
        migration = std::jthread{[&] { result = run_migration(database(), settings_, clock_, watch_); }};
        wait_until_another_waits();
        transaction.commit();
    }
    migration.join();
    EXPECT_EQ(result.counts.of(NoteOutcome::other_patient), 1);
    EXPECT_EQ(number("SELECT count(*) FROM note WHERE source_key = 'n2' AND withheld = 'other_patient'"), 1);
}

TEST_P(MigrationRunTest, a_note_of_another_patient_waits_for_a_person) {
    add_note("n1", 1);
    add_note("n2", 1);
    legacy_.run("UPDATE kinote_notes SET patient_id = 'P9', patient_name = 'Else^Someone' WHERE source_note_id = 'n2'");
    const MigrationResult result = migrate();
    EXPECT_EQ(result.counts.of(NoteOutcome::migrated), 1);
    EXPECT_EQ(result.counts.of(NoteOutcome::other_patient), 1);
    EXPECT_THAT(reason_of(result.run, "n2"), HasSubstr("under another patient"));
    EXPECT_EQ(number("SELECT count(*) FROM visible_note_version"), 1);
    EXPECT_EQ(number("SELECT note_count FROM study WHERE study_instance_uid = '1.2.1'"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM job_exception WHERE cause = 'other_patient'"), 1);
    EXPECT_EQ(migrate().counts.of(NoteOutcome::other_patient), 1);

    connection().run_script("UPDATE note SET withheld = NULL");  // a person decides
    EXPECT_EQ(migrate().counts.of(NoteOutcome::already_there), 2);
}

TEST_P(MigrationRunTest, a_study_is_of_the_first_patient_that_a_note_of_it_names_by_an_id) {
    for (const int study : {1, 2}) {
        for (const int note : {1, 2, 3}) add_note(fmt::format("n{}{}", note, study), study);
    }
    legacy_.run("UPDATE kinote_notes SET patient_id = NULL WHERE source_note_id LIKE 'n1%'");
    legacy_.run("UPDATE kinote_notes SET patient_id = 'P9' WHERE source_note_id LIKE 'n3%'");
    settings_.is_dry_run = true;
    const MigrationResult dry = migrate();
    settings_.is_dry_run = false;
    const MigrationResult result = migrate();
    EXPECT_EQ(result.counts.of(NoteOutcome::migrated), 4);
    EXPECT_EQ(result.counts.of(NoteOutcome::other_patient), 2) << "P1 and P2 were named before P9";
    EXPECT_EQ(dry.counts, result.counts);
    EXPECT_EQ(number("SELECT count(*) FROM study s JOIN patient p ON p.id = s.patient WHERE p.patient_id IN ('P1', "
                     "'P2')"),
              2);
}

TEST_P(MigrationRunTest, gives_every_row_that_cannot_be_taken_a_reason) {
    add_note("n1", 1);
    add_note("n1", 1, 0);
    add_note("n2", 1, 0);
    add_note("n3", 1);
    legacy_.run("UPDATE kinote_references SET sop_instance_uid = 'no uid' WHERE source_note_id = 'n3'");
    add_note("n4", 1);
    legacy_.run("UPDATE kinote_notes SET study_instance_uid = '1.2.x' WHERE source_note_id = 'n4'");
    add_note("n5", 1);
    legacy_.run("UPDATE kinote_notes SET deleted = 'perhaps' WHERE source_note_id = 'n5'");
    legacy_.run("INSERT INTO kinote_references VALUES ('orphan', 1, '1.2.1.1', '1.2.1.1.1', NULL)");
    legacy_.run("INSERT INTO kinote_references VALUES (NULL, 1, '1.2.1.1', '1.2.1.1.1', NULL)");
    legacy_.run("INSERT INTO kinote_notes (source_note_id) VALUES (NULL)");
    const MigrationResult result = migrate();
    EXPECT_EQ(result.counts.notes_read, 7);
    EXPECT_EQ(result.counts.references_read, 10);
    EXPECT_EQ(result.counts.of(NoteOutcome::migrated), 1);
    EXPECT_EQ(result.counts.of(NoteOutcome::rejected), 6);
    EXPECT_EQ(result.counts.of(ReferenceOutcome::rejected), 8);
    EXPECT_EQ(reason_of(result.run, "n2"), "it has no references");
    EXPECT_EQ(reason_of(result.run, "n3"), "all of its references are rejected");
    EXPECT_EQ(reason_of(result.run, "n4"), "its study_instance_uid is no UID");
    EXPECT_EQ(reason_of(result.run, "n5"), "deleted says neither yes nor no");
    EXPECT_EQ(reason_of(result.run, "orphan"), "no note has this source_note_id");
    EXPECT_EQ(result.rows_to_look_at, 8);
}

TEST_P(MigrationRunTest, a_kosd_and_the_note_that_it_was_made_of_are_one) {
    receive_kosd("1.2.1.9.1", {"1.2.1.1.1", "1.2.1.1.2"});
    add_note("n1", 1);
    legacy_.run("UPDATE kinote_notes SET kosd_sop_instance_uid = '1.2.1.9.1', title_text = 'For Conference'");
    EXPECT_EQ(migrate().counts.of(NoteOutcome::migrated), 1);
    EXPECT_EQ(number("SELECT count(*) FROM visible_note_version"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM note WHERE same_as_because = 'kosd' AND source = 'received'"), 1);
    EXPECT_EQ(number("SELECT note_count FROM study WHERE study_instance_uid = '1.2.1'"), 1);
}

TEST_P(MigrationRunTest, a_kosd_is_shown_by_itself_once_the_note_that_it_was_made_of_is_withheld) {
    bring_over_a_note_with_its_kosd();
    connection().run_script("UPDATE study SET established_by = 'object'");
    legacy_.run("UPDATE kinote_notes SET patient_id = 'P9', patient_name = 'Else^Someone'");
    EXPECT_EQ(migrate().counts.of(NoteOutcome::other_patient), 1);
    expect_kosd_alone();
}

TEST_P(MigrationRunTest, a_kosd_is_shown_by_itself_while_the_note_that_it_was_made_of_is_deleted_in_the_source) {
    bring_over_a_note_with_its_kosd();
    legacy_.run("UPDATE kinote_notes SET deleted = 'yes'");
    EXPECT_EQ(migrate().counts.of(NoteOutcome::deleted_in_source), 1);
    expect_kosd_alone();

    legacy_.run("UPDATE kinote_notes SET deleted = NULL");
    EXPECT_EQ(migrate().counts.of(NoteOutcome::updated), 1);
    EXPECT_EQ(number("SELECT count(*) FROM note WHERE same_as_because = 'kosd'"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM visible_note_version WHERE state = 'current' AND "
                     "kosd_sop_instance_uid = '1.2.1.9.1'"),
              1);
    EXPECT_EQ(number("SELECT note_count FROM study WHERE study_instance_uid = '1.2.1'"), 1);
}

TEST_P(MigrationRunTest, a_note_that_selects_the_same_is_probably_the_same) {
    receive_kosd("1.2.1.9.1", {"1.2.1.1.2", "1.2.1.1.1"});
    add_note("n1", 1);
    migrate();
    EXPECT_EQ(number("SELECT count(*) FROM note WHERE same_as_because = 'probable'"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM visible_note_version WHERE source = 'legacy'"), 1);
}

TEST_P(MigrationRunTest, notes_are_never_joined_over_differing_references) {
    receive_kosd("1.2.1.9.1", {"1.2.1.1.1"});
    add_note("n1", 1);
    legacy_.run("UPDATE kinote_notes SET kosd_sop_instance_uid = '1.2.1.9.1'");
    const MigrationResult result = migrate();
    EXPECT_EQ(number("SELECT count(*) FROM note WHERE same_as IS NOT NULL"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM visible_note_version"), 2);
    EXPECT_THAT(reason_of(result.run, "n1"), HasSubstr("its KOSD selects other images"));
}

TEST_P(MigrationRunTest, what_a_person_parted_is_not_joined_again) {
    receive_kosd("1.2.1.9.1", {"1.2.1.1.1", "1.2.1.1.2"});
    connection().run_script("UPDATE note SET parted = 1");
    add_note("n1", 1);
    migrate();
    EXPECT_EQ(number("SELECT count(*) FROM note WHERE same_as IS NOT NULL"), 0);
}

TEST_P(MigrationRunTest, keeps_the_words_of_an_unknown_title) {
    add_note("n1", 1);
    legacy_.run("UPDATE kinote_notes SET title_text = 'Wichtig'");
    const MigrationResult result = migrate();
    EXPECT_EQ(
        number(
            "SELECT count(*) FROM note_version WHERE title_value = '113000' AND description LIKE 'Wichtig%text of n1'"),
        1);
    EXPECT_THAT(reason_of(result.run, "n1"), HasSubstr("\"Wichtig\" is in no table"));
}

TEST_P(MigrationRunTest, a_dry_run_says_the_same_and_writes_no_note) {
    for (int i = 1; i <= 8; ++i) add_note("n" + std::to_string(i), i % 2);
    legacy_.run("UPDATE kinote_notes SET patient_id = 'P9', patient_name = 'Else^Someone' WHERE source_note_id = 'n7'");
    legacy_.run("UPDATE kinote_notes SET deleted = '1' WHERE source_note_id = 'n3'");
    settings_.is_dry_run = true;
    const MigrationResult dry = migrate();
    EXPECT_TRUE(dry.is_dry_run);
    EXPECT_EQ(number("SELECT count(*) FROM note"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM study"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM migration_row"), 8);
    settings_.is_dry_run = false;
    EXPECT_EQ(migrate().counts, dry.counts);
}

TEST_P(MigrationRunTest, goes_on_behind_any_batch_where_it_was_stopped) {
    for (int i = 10; i < 40; ++i) add_note("n" + std::to_string(i), i % 4);
    int stops = 0;
    MigrationResult result;
    do {
        std::stop_source stop;
        watch_.stop = stop.get_token();
        watch_.on_progress = [&stop](const MigrationProgress&) { stop.request_stop(); };
        result = migrate();
        stops += result.end == MigrationEnd::stopped ? 1 : 0;
        ASSERT_LE(stops, 11);
    } while (result.end == MigrationEnd::stopped);
    EXPECT_EQ(stops, 10);
    EXPECT_EQ(number("SELECT count(*) FROM migration_run"), 1);
    EXPECT_EQ(result.counts.of(NoteOutcome::migrated), 30);
    EXPECT_EQ(result.counts.references_read, 60);
    EXPECT_EQ(number("SELECT count(*) FROM note"), 30);
    EXPECT_EQ(number("SELECT count(*) FROM note_reference"), 60);
    EXPECT_EQ(number("SELECT count(*) FROM migration_row"), 30);
}

TEST_P(MigrationRunTest, begins_anew_where_the_source_changed_before_the_place_of_the_stop) {
    for (int i = 10; i < 20; ++i) add_note("n" + std::to_string(i), 1);
    std::stop_source stop;
    watch_.stop = stop.get_token();
    watch_.on_progress = [&stop](const MigrationProgress&) { stop.request_stop(); };
    EXPECT_EQ(migrate().end, MigrationEnd::stopped);
    add_note("a", 1);
    watch_ = {};
    const MigrationResult result = migrate();
    EXPECT_EQ(result.counts.notes_read, 11);
    EXPECT_EQ(result.counts.of(NoteOutcome::already_there), 3);
    EXPECT_EQ(result.counts.of(NoteOutcome::migrated), 8);
    EXPECT_EQ(number("SELECT count(*) FROM note"), 11);
}

TEST_P(MigrationRunTest, a_run_gives_way_to_another_that_begins_later) {
    for (int i = 10; i < 30; ++i) add_note("n" + std::to_string(i), 1);
    bool has_begun = false;
    MigrationResult other;
    watch_.on_progress = [&](const MigrationProgress&) {
        if (std::exchange(has_begun, true)) return;
        other = run_migration(database(), settings_, clock_, {});
    };
    EXPECT_EQ(migrate().end, MigrationEnd::taken_over);
    EXPECT_EQ(other.end, MigrationEnd::done);
    EXPECT_EQ(other.counts.of(NoteOutcome::migrated), 20);
    EXPECT_EQ(number("SELECT count(*) FROM note"), 20);
    EXPECT_EQ(number("SELECT count(*) FROM migration_run WHERE state = 'done'"), 1);
}

TEST_P(MigrationRunTest, a_source_that_fails_leaves_a_run_that_says_why) {
    settings_.odbc = "Driver=SQLite3;Database=/nowhere/legacy.sqlite";
    EXPECT_THROW(migrate(), base::Error);
    const auto run = database::find_latest_migration_run(connection());
    EXPECT_EQ(run->state, "failed");
    EXPECT_THAT(*run->error, HasSubstr("connect to the legacy database"));
}

TEST_P(MigrationRunTest, later_runs_keep_of_earlier_ones_what_they_brought) {
    add_note("n1", 1);
    add_note("n2", 1, 0);
    migrate();
    migrate();
    EXPECT_EQ(number("SELECT count(*) FROM migration_row WHERE run = 1"), 1);  // the rejected one is told again
    EXPECT_EQ(number("SELECT count(*) FROM migration_row WHERE run = 2"), 2);
}

TEST_P(MigrationRunTest, tells_how_far_it_is) {
    for (int i = 10; i < 16; ++i) add_note("n" + std::to_string(i), 1);
    std::vector<std::string> words;
    watch_.on_progress = [&](const MigrationProgress& progress) {
        words.push_back(to_text(progress));
        clock_.advance(1'000);
    };
    clock_.advance(1'000);
    migrate();
    ASSERT_EQ(words.size(), 2U);
    EXPECT_EQ(words[1], "6 of 6 notes, 6/s, 0 s left");
}

TEST_P(MigrationRunTest, tells_postgresql_of_the_tables_that_it_fills) {
    if (GetParam() == database::Engine::sqlite) return;
    for (int i = 10; i < 16; ++i) add_note("n" + std::to_string(i), 1);
    migrate();
    EXPECT_GT(number("SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE relname = 'note'"), 0);
}

INSTANTIATE_TEST_SUITE_P(, MigrationRunTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::legacy_migration
