#include "legacy_migration/note_builder.hpp"

#include <gmock/gmock.h>

#include <map>

#include "legacy_migration/given_rows.hpp"

namespace kinote::legacy_migration {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Values = std::map<std::string, std::string>;

SourceRow row_of(ContractTable table, const Values& values) {
    SourceRow row;
    for (const ContractColumn& column : columns_of(table)) {
        const auto found = values.find(std::string{column.name});
        row.values.push_back({found == values.end(), found == values.end() ? "" : found->second});
    }
    return row;
}

NoteGroup group_of(const Values& note, const std::vector<Values>& references) {
    NoteGroup group;
    group.note = row_of(ContractTable::notes, note);
    group.source_note_id = note.at("source_note_id");
    for (const Values& each : references) group.references.push_back(row_of(ContractTable::references, each));
    return group;
}

class NoteBuilderTest : public ::testing::Test {
protected:
    BuiltNote build(const Values& note, const std::vector<Values>& references) {
        return NoteBuilder{mapping_, uids_}.build(group_of(note, references));
    }
    Mapping mapping_ = load_mapping("contract");
    UidMapping uids_;
    Values note_{{"source_note_id", "1"}, {"study_instance_uid", "1.2.1"}};
    Values image_{{"sop_instance_uid", "1.2.1.1.1"}, {"series_instance_uid", "1.2.1.1"}};
};

TEST_F(NoteBuilderTest, makes_a_note_of_what_the_source_has) {
    note_.insert({{"author_name", "Reader, Anna"},
                  {"author_login", "anna"},
                  {"institution", "Klinik"},
                  {"description", "eins\r\nzwei"},
                  {"created_at", "2012-05-04 13:14:15"},
                  {"changed_at", "2013-05-04 13:14:15"},
                  {"patient_id", "P1"},
                  {"patient_birth_date", "1970-03-04"},
                  {"study_date", "04.05.2012"},
                  {"kosd_sop_instance_uid", "1.2.9"}});
    const BuiltNote built = build(note_, {image_});
    EXPECT_THAT(built.rejection, IsEmpty());
    EXPECT_EQ(built.content.author, "Reader^Anna");
    EXPECT_EQ(built.content.observers.front().login_name, "anna");
    EXPECT_EQ(built.content.observers.front().organization, "Klinik");
    EXPECT_EQ(built.content.description, "eins\nzwei");
    EXPECT_EQ(built.content.times.made_at, "20120504131415+0000");
    EXPECT_EQ(built.content.patient.birth_date, "19700304");
    EXPECT_EQ(built.study.study_date, "20120504");
    EXPECT_EQ(built.kosd_sop_instance_uid, "1.2.9");
    EXPECT_THAT(built.source_digest, SizeIs(64));
}

TEST_F(NoteBuilderTest, orders_references_by_position_and_takes_none_twice) {
    Values second{{"sop_instance_uid", "1.2.1.1.2"}, {"position", "1"}};
    Values frames = image_;
    frames.insert({{"frame_numbers", "2,5"}, {"position", "10"}});
    Values first = image_;
    first.insert({"position", "9"});
    const BuiltNote built = build(note_, {first, frames, second, first});
    ASSERT_THAT(built.content.references, SizeIs(3));
    EXPECT_EQ(built.content.references[0].sop_instance_uid, "1.2.1.1.2");
    EXPECT_EQ(built.content.references[1].sop_instance_uid, "1.2.1.1.1");
    EXPECT_THAT(built.content.references[2].frames, ElementsAre(2, 5));
    EXPECT_FALSE(built.references[2].is_taken);
    EXPECT_EQ(built.references[2].reason, "another reference of the note is the same");
}

TEST_F(NoteBuilderTest, follows_uids_that_were_given_out_anew) {
    test::GivenRows given{{"old_uid", "new_uid"},
                          {{"1.2.1", "1.3.1"}, {"1.2.1.1.1", "1.3.1.1.1"}, {"1.2.9", "1.3.8"}, {"1.2.9", "1.3.9"}}};
    uids_ = UidMapping{given, {"the query uid_mapping", "row"}, {}};
    note_.insert({"kosd_sop_instance_uid", "1.2.9"});
    const BuiltNote built = build(note_, {image_});
    EXPECT_EQ(built.content.study_instance_uid, "1.3.1");
    EXPECT_EQ(built.content.references.front().sop_instance_uid, "1.3.1.1.1");
    EXPECT_FALSE(built.kosd_sop_instance_uid);
    EXPECT_THAT(built.remark, HasSubstr("kosd_sop_instance_uid"));
}

TEST_F(NoteBuilderTest, leaves_out_what_cannot_be_read_and_says_so) {
    note_.insert({{"created_at", "neulich"}, {"patient_birth_date", "1970"}, {"institution", "Klinik"}});
    image_.insert({"presentation_state_uid", "none"});
    const BuiltNote built = build(note_, {image_});
    EXPECT_THAT(built.rejection, IsEmpty());
    EXPECT_THAT(built.remark, HasSubstr("created_at is no time"));
    EXPECT_THAT(built.remark, HasSubstr("patient_birth_date is no date"));
    EXPECT_THAT(built.remark, HasSubstr("the institution has no author"));
    EXPECT_THAT(built.references.front().reason, HasSubstr("presentation_state_uid is no UID"));
    EXPECT_TRUE(built.references.front().is_taken);
}

TEST_F(NoteBuilderTest, takes_where_a_presentation_state_lies) {
    image_.insert({"presentation_state_uid", "1.2.1.2.1"});
    const std::string unplaced = build(note_, {image_}).source_digest;
    image_.insert({{"presentation_state_series_instance_uid", "1.2.1.2"},
                   {"presentation_state_sop_class_uid", "1.2.840.10008.5.1.4.1.1.11.1"}});
    const BuiltNote built = build(note_, {image_});
    const note::NoteReference& reference = built.content.references.front();
    EXPECT_EQ(reference.presentation_state_series_instance_uid, "1.2.1.2");
    EXPECT_EQ(reference.presentation_state_class_uid, "1.2.840.10008.5.1.4.1.1.11.1");
    EXPECT_NE(built.source_digest, unplaced);
}

TEST_F(NoteBuilderTest, the_digest_tells_every_change) {
    const std::string before = build(note_, {image_}).source_digest;
    EXPECT_EQ(build(note_, {image_}).source_digest, before);
    for (const char* column : {"description", "author_name", "author_login", "institution", "changed_at", "version",
                               "patient_id", "patient_name", "accession_number", "study_description", "title_text"}) {
        Values changed = note_;
        changed[column] = "7";
        EXPECT_NE(build(changed, {image_}).source_digest, before) << column;
    }
    Values other = image_;
    other["frame_numbers"] = "1";
    EXPECT_NE(build(note_, {other}).source_digest, before);
    EXPECT_NE(build(note_, {image_, {{"sop_instance_uid", "broken"}}}).source_digest, before);
}

TEST_F(NoteBuilderTest, takes_the_study_of_a_reference_where_the_note_names_none) {
    note_.erase("study_instance_uid");
    image_.insert({"study_instance_uid", "1.2.1"});
    EXPECT_EQ(build(note_, {image_}).content.study_instance_uid, "1.2.1");
}

}  // namespace
}  // namespace kinote::legacy_migration
