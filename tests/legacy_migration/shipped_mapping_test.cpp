// The mappings that ship, run over databases of their vendors' shape.
#include <gmock/gmock.h>

#include "database/note_listing.hpp"
#include "database/schema.hpp"
#include "legacy_migration/legacy_database.hpp"
#include "legacy_migration/migration_run.hpp"

namespace kinote::legacy_migration {
namespace {

using database::NoteOutcome;
using testing::ElementsAre;
using testing::SizeIs;

class ShippedMappingTest : public ::testing::Test {
protected:
    ShippedMappingTest() {
        database::bring_schema_up_to_date(database_, 0);
        settings_.odbc = legacy_.connection();
    }
    MigrationResult migrate() { return run_migration(database_, settings_, clock_, {}); }
    std::vector<database::ListedNote> notes_of(const std::string& study) {
        return database::list_notes_of_study(*database_.connection(), study);
    }

    test::TemporaryFolder folder_;
    database::Database database_{(folder_.path() / "kinote.sqlite").string()};
    test::LegacySqlite legacy_;
    MigrationSettings settings_;
    base::SettableClock clock_{0};
};

// As OsiriX packs a UID: two characters a byte, 1 to 10 for the digits, 11 for the dot.
std::string packed(const std::string& uid) {
    std::string bytes;
    const auto nibble = [&](std::size_t place) {
        if (place >= uid.size()) return 0;
        return uid[place] == '.' ? 11 : uid[place] - '0' + 1;
    };
    for (std::size_t i = 0; i < uid.size(); i += 2) bytes += fmt::format("{:X}{:X}", nibble(i), nibble(i + 1));
    if (uid.size() % 2 == 0) bytes += "00";
    return "x'" + bytes + "'";
}

// CoreData's tables, with the columns that the mapping reads and some that it does not.
constexpr const char* horos_tables = R"(
    CREATE TABLE ZSTUDY (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, ZSTUDYINSTANCEUID VARCHAR, ZPATIENTID VARCHAR,
        ZNAME VARCHAR, ZDATEOFBIRTH TIMESTAMP, ZPATIENTSEX VARCHAR, ZACCESSIONNUMBER VARCHAR, ZDATE TIMESTAMP,
        ZDATEADDED TIMESTAMP, ZSTUDYNAME VARCHAR, ZCOMMENT VARCHAR);
    CREATE TABLE ZSERIES (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, ZSTUDY INTEGER, ZSERIESDICOMUID VARCHAR,
        ZSERIESINSTANCEUID VARCHAR);
    CREATE TABLE ZIMAGE (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, ZSERIES INTEGER, ZFRAMEID INTEGER,
        ZSTOREDISKEYIMAGE INTEGER, ZCOMMENT VARCHAR, ZCOMPRESSEDSOPINSTANCEUID BLOB);
    CREATE TABLE Z_METADATA (Z_VERSION INTEGER PRIMARY KEY, Z_UUID VARCHAR(255), Z_PLIST BLOB);)";

TEST_F(ShippedMappingTest, horos_makes_one_note_of_the_key_images_of_a_study) {
    settings_.mapping = "horos";
    legacy_.run(horos_tables);
    legacy_.run(R"(
        INSERT INTO ZSTUDY VALUES (1, 1, '1.2.840.1', 'P1', 'Müller^Anna', -950486400, 'F', 'A1', 358030455, 358030455.5,
                                   'CT Thorax', 'Kontrolle');
        INSERT INTO ZSTUDY VALUES (2, 1, '1.2.840.2', 'P2', 'No^Keys', NULL, NULL, NULL, NULL, 1, NULL, NULL);
        INSERT INTO ZSERIES VALUES (1, 2, 1, '1.2.840.1.1', '5 1.2.840.1.1');
        INSERT INTO ZSERIES VALUES (2, 2, 1, '1.2.840.1.2', '6 1.2.840.1.2');
        INSERT INTO ZSERIES VALUES (3, 2, 2, '1.2.840.2.1', '7 1.2.840.2.1');)");
    const auto add_image = [&](int key, int series, int frame, int is_key, const std::string& comment,
                               const std::string& uid) {
        legacy_.run(fmt::format("INSERT INTO ZIMAGE VALUES ({}, 3, {}, {}, {}, {}, {})", key, series, frame, is_key,
                                comment, packed(uid)));
    };
    add_image(1, 1, 0, 1, "'Rundherd'", "1.2.840.1.1.1");
    add_image(2, 1, 0, 0, "NULL", "1.2.840.1.1.2");
    add_image(3, 2, 0, 0, "NULL", "1.2.840.1.2.10");  // a multi-frame object: its second and third frame
    add_image(4, 2, 1, 1, "NULL", "1.2.840.1.2.10");
    add_image(5, 2, 2, 1, "NULL", "1.2.840.1.2.10");
    add_image(6, 3, 0, 0, "NULL", "1.2.840.2.1.1");

    const MigrationResult result = migrate();
    EXPECT_EQ(result.counts.notes_read, 1);
    EXPECT_EQ(result.counts.of(NoteOutcome::migrated), 1);
    EXPECT_EQ(result.counts.references_read, 3);
    const auto notes = notes_of("1.2.840.1");
    ASSERT_THAT(notes, SizeIs(1));
    const database::ListedNote& note = notes.front();
    EXPECT_EQ(note.title.value, "113000");
    EXPECT_FALSE(note.author);
    EXPECT_EQ(note.description, "Kontrolle\nRundherd");
    EXPECT_EQ(note.made_ms, 1'336'337'655'500);
    ASSERT_THAT(note.references, SizeIs(3));
    EXPECT_EQ(note.references[0].sop_instance_uid, "1.2.840.1.1.1");
    EXPECT_TRUE(note.references[0].frames.empty());
    EXPECT_EQ(note.references[0].series_instance_uid, "1.2.840.1.1");
    EXPECT_EQ(note.references[1].sop_instance_uid, "1.2.840.1.2.10");
    EXPECT_THAT(note.references[1].frames, ElementsAre(2));
    EXPECT_THAT(note.references[2].frames, ElementsAre(3));
    EXPECT_EQ(migrate().counts.of(NoteOutcome::already_there), 1);
}

TEST_F(ShippedMappingTest, horos_reads_versions_that_lack_columns) {
    settings_.mapping = "horos";
    legacy_.run(R"(
        CREATE TABLE ZSTUDY (Z_PK INTEGER PRIMARY KEY, ZSTUDYINSTANCEUID VARCHAR, ZPATIENTID VARCHAR,
            ZDATEADDED TIMESTAMP, ZCOMMENT VARCHAR);
        CREATE TABLE ZSERIES (Z_PK INTEGER PRIMARY KEY, ZSTUDY INTEGER, ZSERIESDICOMUID VARCHAR);
        CREATE TABLE ZIMAGE (Z_PK INTEGER PRIMARY KEY, ZSERIES INTEGER, ZFRAMEID INTEGER, ZSTOREDISKEYIMAGE INTEGER,
            ZCOMMENT VARCHAR, ZCOMPRESSEDSOPINSTANCEUID BLOB);
        INSERT INTO ZSTUDY VALUES (1, '1.2.840.1', 'P1', 1, NULL);
        INSERT INTO ZSERIES VALUES (1, 1, '1.2.840.1.1');)");
    legacy_.run("INSERT INTO ZIMAGE VALUES (1, 1, 0, 1, NULL, " + packed("1.2.840.1.1.1") + ")");
    legacy_.run("INSERT INTO ZIMAGE VALUES (2, 1, 0, 1, NULL, x'CCDD')");
    const MigrationResult result = migrate();
    EXPECT_EQ(result.counts.of(NoteOutcome::migrated), 1);
    EXPECT_EQ(result.counts.of(database::ReferenceOutcome::rejected), 1);
}

TEST_F(ShippedMappingTest, impax_reads_the_tables_that_its_parameters_name) {
    settings_.mapping = "impax";
    settings_.time_zone = "Europe/Berlin";
    settings_.parameters = {{"note_table", "kin_note"}, {"note_title", "kin_title"}};
    legacy_.run(R"(
        CREATE TABLE dosr_study (study_ref INTEGER, study_uid VARCHAR(64), patient_id VARCHAR(64),
            patient_name VARCHAR(64), birth_date VARCHAR(10), patient_sex VARCHAR(1), accession_number VARCHAR(16),
            study_date VARCHAR(10), study_description VARCHAR(64));
        CREATE TABLE dosr_series (series_ref INTEGER, study_ref INTEGER, series_uid VARCHAR(64));
        CREATE TABLE dosr_object (object_ref INTEGER, series_ref INTEGER, study_ref INTEGER,
            sop_instance_uid VARCHAR(64), sop_class_uid VARCHAR(64));
        CREATE TABLE dosr_uid_mapping (old_uid VARCHAR(64), new_uid VARCHAR(64));
        CREATE TABLE kin_note (note_ref INTEGER, study_ref INTEGER, kin_title VARCHAR(64), note_text VARCHAR(1000),
            user_name VARCHAR(64), date_time_created VARCHAR(30), date_time_modified VARCHAR(30), deleted_flag VARCHAR(1),
            kosd_sop_instance_uid VARCHAR(64));
        CREATE TABLE key_image_note_object (note_ref INTEGER, object_ref INTEGER, sequence_number INTEGER,
            frame_numbers VARCHAR(100));
        INSERT INTO dosr_study VALUES (1, '1.2.1', 'P1', 'Doe^Jane', '1970-01-02', 'F', 'A1', '2012-05-04', 'CT');
        INSERT INTO dosr_series VALUES (1, 1, '1.2.1.1');
        INSERT INTO dosr_object VALUES (1, 1, 1, '1.2.1.1.1', '1.2.840.10008.5.1.4.1.1.2');
        INSERT INTO dosr_object VALUES (2, 1, 1, '1.2.1.1.2', '1.2.840.10008.5.1.4.1.1.2');
        INSERT INTO dosr_uid_mapping VALUES ('1.2.1.1.2', '1.2.1.1.20');
        INSERT INTO kin_note VALUES (9, 1, 'Teaching', 'Text', 'anna', '2012-07-04 13:14:15', NULL, 'N', NULL);
        INSERT INTO kin_note VALUES (10, 1, 'Teaching', 'gone', 'anna', '2012-07-04 13:14:15', NULL, 'Y', NULL);
        INSERT INTO key_image_note_object VALUES (9, 1, 2, NULL);
        INSERT INTO key_image_note_object VALUES (9, 2, 1, '3');
        INSERT INTO key_image_note_object VALUES (9, 77, 3, NULL);)");
    const MigrationResult result = migrate();
    EXPECT_EQ(result.counts.of(NoteOutcome::migrated), 1);
    EXPECT_EQ(result.counts.of(NoteOutcome::deleted_in_source), 1);
    EXPECT_EQ(result.counts.of(database::ReferenceOutcome::rejected), 1);  // of an object that is not in dosr_object
    const auto notes = notes_of("1.2.1");
    ASSERT_THAT(notes, SizeIs(1));
    EXPECT_EQ(notes.front().title.value, "113004");
    EXPECT_EQ(notes.front().made_at, "20120704131415+0200");
    ASSERT_THAT(notes.front().references, SizeIs(2));
    EXPECT_EQ(notes.front().references[0].sop_instance_uid, "1.2.1.1.20");
}

}  // namespace
}  // namespace kinote::legacy_migration
