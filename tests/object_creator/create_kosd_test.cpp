#include "object_creator/create_kosd.hpp"

#include <gmock/gmock.h>

#include <optional>

#include "base/error.hpp"
#include "base/random.hpp"
#include "database/deletion_table.hpp"
#include "database/held_note.hpp"
#include "database/note_joining.hpp"
#include "database/note_listing.hpp"
#include "database/note_table.hpp"
#include "dicom/dataset.hpp"
#include "dicom/tag.hpp"
#include "note/kos_reader.hpp"
#include "support/test_site.hpp"

namespace kinote::object_creator {
namespace {

using base::Error;
using database::Transaction;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
namespace tag = dicom::tag;

constexpr std::string_view further_study = "1.2.3.200";
constexpr std::string_view further_image = "1.2.3.200.1.1";

class CreateKosdTest : public test::SiteTest {
protected:
    CreateKosdTest() { accept(test::image_of_study(test::ct_1_uid)); }

    static note::NoteReference reference(std::string_view object) {
        note::NoteReference reference;
        reference.study_instance_uid = test::study_uid;
        reference.series_instance_uid = test::ct_series_uid;
        reference.sop_instance_uid = object;
        reference.sop_class_uid = dicom::uid::CTImageStorage;
        return reference;
    }
    static note::KeyImageNote content(const std::vector<note::NoteReference>& references) {
        note::KeyImageNote note;
        note.study_instance_uid = test::study_uid;
        note.title = {"113000", "DCM", "of interest"};
        note.author = "Reader^Anna";
        note.description = "Rundherd \u00fc";
        note.times.made_at = "20240105121314.500000+0100";
        note.times.made_at_ms = 1'704'453'194'500;
        note.references = references;
        return note;
    }
    std::string add_note(const note::KeyImageNote& content) {
        Transaction transaction{connection()};
        database::NewNote note;
        note.uuid = base::random_uuid();
        note.source = database::NoteSource::local;
        note.source_system = "kinote";
        const std::int64_t row = database::add_note(transaction, note, 0);
        database::add_note_version(transaction, row, content, {}, 0);
        transaction.commit();
        return note.uuid;
    }
    void edit(const std::string& uuid, const note::KeyImageNote& content) {
        database::NewVersion by_a_person;
        by_a_person.is_taken_over = false;
        Transaction transaction{connection()};
        database::add_note_version(transaction, database::hold_note(transaction, uuid)->note, content, by_a_person, 0);
        transaction.commit();
    }
    /// @param meanwhile  what happens between the job's reading and its writing.
    void create(const std::string& uuid, std::int64_t version = 1, const std::string& meanwhile = {}) {
        CreateKosdSettings settings;
        settings.identity.installation = installation_of(database());
        settings.identity.equipment.manufacturer = "kinote";
        const CreateKosdHandler handler{settings, database(), cache(), intake(), clock()};
        database::ClaimedJob job;
        job.subject = jobs::new_job(jobs::CreateKosd{uuid, version, "", 0}).subject;
        const jobs::Ending ending = handler(job, std::stop_token{});
        if (!meanwhile.empty()) connection().run_script(meanwhile);
        Transaction transaction{connection()};
        ending(transaction);
        transaction.commit();
    }
    std::string refusal(const std::string& uuid) {
        try {
            create(uuid);
            return "made";
        } catch (const Error& error) {
            return error.what();
        }
    }
    std::vector<std::string> kosds() {
        std::vector<std::string> uids;
        database::Rows rows = connection().query(
            {"SELECT i.sop_instance_uid FROM kosd k JOIN instance i ON i.id = k.instance ORDER BY i.id"});
        while (rows.next()) uids.push_back(rows.string(0));
        return uids;
    }
    dicom::Dataset read(std::string_view uid) {
        const auto object = database::find_object_in_place(connection(), uid);
        return dicom::Dataset::parse(*object->object.bytes);
    }
    std::string withheld(std::string_view uid) {
        return text({"SELECT coalesce(withheld, '') FROM instance WHERE sop_instance_uid = $1"}, {uid});
    }
    void mark(database::DeletionLevel level, std::string_view subject) {
        Transaction transaction{connection()};
        ASSERT_TRUE(
            database::mark_for_deletion(transaction, {level, subject, test::study_uid}, "anna", clock().now_ms()));
        transaction.commit();
    }
    void undo(database::DeletionLevel level, std::string_view subject) {
        Transaction transaction{connection()};
        ASSERT_TRUE(database::undo_deletion(transaction, {level, subject, test::study_uid}, 0));
        transaction.commit();
    }
    std::int64_t visible_kosds() {
        return number({"SELECT count(*) FROM visible_instance WHERE sop_class_uid LIKE '%88.59'"});
    }
    std::int64_t visible_notes() {
        return number({"SELECT count(*) FROM visible_note_version WHERE state = 'current'"});
    }
};

TEST_P(CreateKosdTest, a_note_becomes_a_document_that_reads_back_as_it_was) {
    const std::string uuid = add_note(content({reference(test::ct_1_uid)}));
    EXPECT_THAT(kosds(), IsEmpty());
    create(uuid);
    ASSERT_THAT(kosds(), SizeIs(1));
    const note::KosReading reading = note::read_kos(read(kosds().front()), {});
    EXPECT_THAT(reading.findings, IsEmpty());
    EXPECT_EQ(reading.note.title.meaning, "Of Interest");
    EXPECT_EQ(reading.note.description, "Rundherd \u00fc");
    EXPECT_EQ(reading.note.author, "Reader^Anna");
    EXPECT_EQ(reading.note.times.made_at_ms, 1'704'453'194'500);
    EXPECT_EQ(reading.note.patient.id, "PID-1");
    ASSERT_THAT(reading.note.references, SizeIs(1));
    EXPECT_EQ(reading.note.references.front(), reference(test::ct_1_uid));
    EXPECT_EQ(number({"SELECT count(*) FROM kosd WHERE role = 'note' AND registration_state = 'registered'"}), 1);
    EXPECT_EQ(database::find_note(connection(), uuid)->also_from, std::nullopt);
    EXPECT_EQ(number({"SELECT count(*) FROM job"}), 0) << "it is not registered again";
}

TEST_P(CreateKosdTest, a_document_says_of_its_study_what_is_known_when_it_is_written) {
    create(add_note(content({reference(test::ct_1_uid)})), 1, "UPDATE patient SET patient_id = 'PID-9'");
    EXPECT_EQ(note::read_kos(read(kosds().front()), {}).note.patient.id, "PID-9");
}

TEST_P(CreateKosdTest, it_is_made_once_however_often_the_job_runs) {
    const std::string uuid = add_note(content({reference(test::ct_1_uid)}));
    create(uuid);
    const std::string first = stored_bytes(kosds().front());
    clock().advance(100'000);
    create(uuid);
    EXPECT_THAT(kosds(), SizeIs(1));
    EXPECT_EQ(number({"SELECT count(*) FROM kosd_source"}), 1);
    const std::string uid = kosds().front();
    connection().run_script(
        "DELETE FROM object_bytes; DELETE FROM kosd; DELETE FROM instance WHERE sop_class_uid LIKE "
        "'%88.59'");
    accept(test::image_of_study(test::ct_2_uid, "PID-1"));
    create(uuid);
    EXPECT_THAT(kosds(), ElementsAre(uid));
    EXPECT_EQ(stored_bytes(uid), first) << "from the frozen row, whatever has come since";
}

TEST_P(CreateKosdTest, what_is_hidden_is_left_out_and_said) {
    accept(test::image_of_study(test::ct_2_uid));
    mark(database::DeletionLevel::object, test::ct_2_uid);
    create(add_note(content({reference(test::ct_1_uid), reference(test::ct_2_uid)})));
    ASSERT_THAT(kosds(), SizeIs(1));
    EXPECT_THAT(note::read_kos(read(kosds().front()), {}).note.references, SizeIs(1));
    EXPECT_EQ(text({"SELECT omitted FROM kosd_source"}), "[\"" + std::string{test::ct_2_uid} + "\"]");
}

TEST_P(CreateKosdTest, where_all_is_hidden_none_is_made) {
    const std::string uuid = add_note(content({reference(test::ct_1_uid)}));
    mark(database::DeletionLevel::object, test::ct_1_uid);
    create(uuid);
    EXPECT_THAT(kosds(), IsEmpty());
    EXPECT_EQ(number({"SELECT count(*) FROM kosd_source"}), 0);
}

TEST_P(CreateKosdTest, a_note_that_is_marked_or_has_a_newer_version_makes_none) {
    const std::string uuid = add_note(content({reference(test::ct_1_uid)}));
    edit(uuid, content({reference(test::ct_1_uid)}));
    create(uuid, 1);
    EXPECT_THAT(kosds(), IsEmpty());
    mark(database::DeletionLevel::note, uuid);
    create(uuid, 2);
    EXPECT_THAT(kosds(), IsEmpty());
}

TEST_P(CreateKosdTest, a_note_goes_with_the_kosd_of_its_version_and_takes_all_its_kosds_along) {
    accept(test::image_of_study(further_image, "PID-1", "1.2.3.200.1", further_study));
    note::NoteReference other = reference(further_image);
    other.study_instance_uid = further_study;
    other.series_instance_uid = "1.2.3.200.1";
    create(add_note(content({reference(test::ct_1_uid), other})));
    ASSERT_EQ(visible_kosds(), 2);
    const std::string one = text({"SELECT i.sop_instance_uid FROM instance i JOIN study s ON s.id = i.study WHERE "
                                  "i.sop_class_uid LIKE '%88.59' AND s.study_instance_uid = $1"},
                                 {test::study_uid});
    mark(database::DeletionLevel::object, one);
    EXPECT_EQ(visible_kosds(), 0);
    EXPECT_EQ(visible_notes(), 0);
    undo(database::DeletionLevel::object, one);
    EXPECT_EQ(visible_kosds(), 2);
    EXPECT_EQ(visible_notes(), 1);
}

TEST_P(CreateKosdTest, a_kosd_stays_hidden_for_as_long_as_its_note) {
    const std::string uuid = add_note(content({reference(test::ct_1_uid)}));
    create(uuid);
    const std::string kosd = kosds().front();
    clock().advance(1'000);
    mark(database::DeletionLevel::object, kosd);
    Transaction transaction{connection()};  // the note by itself, as a version before this one left it
    transaction.execute({"UPDATE note SET marked_ms = NULL, marked_by = NULL, mark_cause = NULL"});
    transaction.commit();
    mark(database::DeletionLevel::note, uuid);
    undo(database::DeletionLevel::object, kosd);
    EXPECT_EQ(visible_kosds(), 0) << "its note is marked";
    undo(database::DeletionLevel::note, uuid);
    EXPECT_EQ(visible_kosds(), 1);
    EXPECT_EQ(visible_notes(), 1);
}

TEST_P(CreateKosdTest, a_note_that_turns_out_to_mix_two_patients_becomes_no_document) {
    note::NoteReference unknown;
    unknown.sop_instance_uid = further_image;
    const std::string uuid = add_note(content({reference(test::ct_1_uid), unknown}));
    accept(test::image_of_study(further_image, "PID-2", "1.2.3.200.1", further_study));
    EXPECT_THAT(refusal(uuid), HasSubstr("different patients"));
    EXPECT_THAT(refusal(uuid), HasSubstr("kinote notes edit " + uuid + " --drop"));
    EXPECT_THAT(kosds(), IsEmpty());
    const auto listed = database::find_note(connection(), uuid);
    ASSERT_TRUE(listed);
    EXPECT_TRUE(listed->references[0].is_present);
    EXPECT_FALSE(listed->references[1].is_present) << "it is not shown with the note";
    EXPECT_TRUE(listed->references[1].is_of_other_patient);
}

TEST_P(CreateKosdTest, a_note_that_is_filed_with_one_patient_and_refers_to_another_becomes_no_document) {
    note::NoteReference said_to_be_here = reference(further_image);
    const std::string uuid = add_note(content({said_to_be_here}));
    accept(test::image_of_study(further_image, "PID-2", "1.2.3.200.1", further_study));
    EXPECT_THAT(refusal(uuid), HasSubstr("different patients"));
}

TEST_P(CreateKosdTest, an_author_of_an_old_table_is_cut_to_what_a_name_may_have) {
    note::KeyImageNote old = content({reference(test::ct_1_uid)});
    old.author = std::string(80, 'A') + "^B=C=D=E";
    create(add_note(old));
    ASSERT_THAT(kosds(), SizeIs(1));
    EXPECT_EQ(note::read_kos(read(kosds().front()), {}).note.author, std::string(64, 'A') + "=C=D");
}

TEST_P(CreateKosdTest, a_reference_that_nobody_can_place_is_named_with_what_to_do) {
    note::NoteReference unknown;
    unknown.sop_instance_uid = "1.2.3.100.1.99";
    const std::string uuid = add_note(content({reference(test::ct_1_uid), unknown}));
    EXPECT_THAT(refusal(uuid), HasSubstr("1.2.3.100.1.99"));
    EXPECT_THAT(refusal(uuid), HasSubstr("kinote notes edit " + uuid + " --drop 1.2.3.100.1.99"));
    accept(test::image_of_study("1.2.3.100.1.99"));
    EXPECT_EQ(refusal(uuid), "made");
}

TEST_P(CreateKosdTest, another_note_may_say_where_an_object_lies) {
    note::NoteReference unknown;
    unknown.sop_instance_uid = "1.2.3.100.1.99";
    add_note(content({reference("1.2.3.100.1.99")}));
    create(add_note(content({unknown})));
    EXPECT_THAT(kosds(), SizeIs(1));
}

TEST_P(CreateKosdTest, another_note_or_the_source_may_say_where_a_presentation_state_lies) {
    constexpr std::string_view state = "1.2.3.100.5.1";
    note::NoteReference shown = reference(test::ct_1_uid);
    shown.presentation_state_uid = state;
    const std::string uuid = add_note(content({shown}));
    EXPECT_THAT(refusal(uuid), HasSubstr("1.2.3.100.5.1, whose study is not known"));
    note::NoteReference placed = shown;
    placed.presentation_state_study_instance_uid = test::study_uid;
    placed.presentation_state_series_instance_uid = "1.2.3.100.5";
    placed.presentation_state_class_uid = dicom::uid::GrayscaleSoftcopyPresentationStateStorage;
    add_note(content({placed}));
    EXPECT_EQ(refusal(uuid), "made");
    ASSERT_THAT(kosds(), SizeIs(1));
    const note::KosReading reading = note::read_kos(read(kosds().front()), {});
    EXPECT_THAT(reading.findings, IsEmpty());
    EXPECT_THAT(reading.note.references, ElementsAre(placed));
}

TEST_P(CreateKosdTest, a_note_that_selects_a_presentation_state_itself_says_where_it_lies) {
    note::NoteReference selected = reference("1.2.3.100.5.1");
    selected.series_instance_uid = "1.2.3.100.5";
    selected.sop_class_uid = dicom::uid::GrayscaleSoftcopyPresentationStateStorage;
    add_note(content({selected}));
    note::NoteReference shown = reference(test::ct_1_uid);
    shown.presentation_state_uid = selected.sop_instance_uid;
    create(add_note(content({shown})));
    ASSERT_THAT(kosds(), SizeIs(1));
    EXPECT_EQ(note::read_kos(read(kosds().front()), {}).note.references.front().presentation_state_series_instance_uid,
              selected.series_instance_uid);
}

TEST_P(CreateKosdTest, a_newer_version_has_a_document_of_its_own_that_hides_the_one_before) {
    const std::string uuid = add_note(content({reference(test::ct_1_uid)}));
    create(uuid, 1);
    edit(uuid, content({reference(test::ct_1_uid)}));
    EXPECT_EQ(number({"SELECT count(*) FROM visible_instance WHERE sop_class_uid LIKE '%88.59'"}), 1);
    create(uuid, 2);
    ASSERT_THAT(kosds(), SizeIs(2));
    EXPECT_EQ(withheld(kosds()[0]), "superseded");
    EXPECT_EQ(withheld(kosds()[1]), "");
    const dicom::Dataset first = read(kosds()[0]);
    const dicom::Dataset second = read(kosds()[1]);
    EXPECT_EQ(first.text(tag::SeriesInstanceUID), second.text(tag::SeriesInstanceUID));
    EXPECT_EQ(first.text(tag::InstanceNumber), "1");
    EXPECT_EQ(second.text(tag::InstanceNumber), "2");
}

TEST_P(CreateKosdTest, a_note_over_two_studies_has_a_copy_in_each_that_names_the_other) {
    accept(test::image_of_study(further_image, "PID-1", "1.2.3.200.1", further_study));
    note::NoteReference other = reference(further_image);
    other.study_instance_uid = further_study;
    other.series_instance_uid = "1.2.3.200.1";
    create(add_note(content({reference(test::ct_1_uid), other})));
    ASSERT_THAT(kosds(), SizeIs(2));
    const dicom::Dataset one = read(kosds()[0]);
    const dicom::Dataset two = read(kosds()[1]);
    EXPECT_NE(one.text(tag::StudyInstanceUID), two.text(tag::StudyInstanceUID));
    const auto named = [](const dicom::Dataset& document) {
        const auto study = document.items(tag::IdenticalDocumentsSequence).first();
        return study->items(tag::ReferencedSeriesSequence)
            .first()
            ->items(tag::ReferencedSOPSequence)
            .first()
            ->text(tag::ReferencedSOPInstanceUID);
    };
    EXPECT_EQ(named(one), kosds()[1]);
    EXPECT_EQ(named(two), kosds()[0]);
    EXPECT_THAT(note::read_kos(one, {}).note.references, SizeIs(2));
}

TEST_P(CreateKosdTest, a_note_that_came_as_a_kosd_needs_no_other) {
    const std::string uuid = add_note(content({reference(test::ct_1_uid)}));
    accept(test::good_kos(), false);
    connection().run_script(
        "UPDATE kosd SET registration_state = 'registered', role = 'note', "
        "note_version = (SELECT max(id) FROM note_version)");
    create(uuid);
    EXPECT_THAT(kosds(), SizeIs(1));
}

TEST_P(CreateKosdTest, the_kosd_that_a_note_came_as_is_hidden_once_the_edited_one_is_here) {
    const std::string uuid = add_note(content({reference(test::ct_1_uid)}));
    accept(test::good_kos(), false);
    connection().run_script(
        "UPDATE kosd SET registration_state = 'registered', role = 'note', "
        "note_version = (SELECT max(id) FROM note_version)");
    edit(uuid, content({reference(test::ct_1_uid)}));
    EXPECT_EQ(withheld(test::kos_uid), "") << "there is none in its place yet";
    create(uuid, 2);
    EXPECT_EQ(withheld(test::kos_uid), "superseded");
    EXPECT_EQ(number({"SELECT count(*) FROM visible_instance WHERE sop_class_uid LIKE '%88.59'"}), 1);
}

TEST_P(CreateKosdTest, so_is_that_of_a_note_that_is_shown_as_the_edited_one_until_they_are_parted) {
    const std::string uuid = add_note(content({reference(test::ct_1_uid)}));
    const std::string received = add_note(content({reference(test::ct_1_uid)}));
    accept(test::good_kos(), false);
    connection().run_script(
        "UPDATE kosd SET registration_state = 'registered', role = 'note', "
        "note_version = (SELECT max(id) FROM note_version)");
    {
        Transaction transaction{connection()};
        database::join_notes(transaction, 2, 1, "probable");
        transaction.commit();
    }
    create(uuid, 1);
    EXPECT_THAT(kosds(), SizeIs(1)) << "it has the one of the other";
    edit(uuid, content({reference(test::ct_1_uid)}));
    create(uuid, 2);
    EXPECT_THAT(kosds(), SizeIs(2));
    EXPECT_EQ(withheld(test::kos_uid), "superseded");
    {
        Transaction transaction{connection()};
        EXPECT_TRUE(database::part_notes(transaction, received));
        transaction.commit();
    }
    EXPECT_EQ(withheld(test::kos_uid), "");
}

TEST_P(CreateKosdTest, two_selections_of_an_object_that_is_not_here_are_two) {
    note::NoteReference first = reference("1.2.3.100.1.99");
    first.frames = {1};
    note::NoteReference second = first;
    second.frames = {2};
    create(add_note(content({first, second})));
    ASSERT_THAT(kosds(), SizeIs(1));
    const dicom::Dataset document = read(kosds().front());
    std::size_t images = 0;
    for (const dicom::Item item : document.items(tag::ContentSequence)) images += item.text(tag::ValueType) == "IMAGE";
    EXPECT_EQ(images, 2U);
}

TEST_P(CreateKosdTest, a_file_that_is_lost_does_not_keep_it_from_being_made) {
    accept_staged(test::part10(
        test::with_pixels(test::image_of_study("1.2.3.300.1.1", "PID-1", "1.2.3.300.1", "1.2.3.300"), 200'000)));
    for (const std::string& file : cache_files()) std::filesystem::remove(folder() / "cache" / file);
    note::NoteReference lost = reference("1.2.3.300.1.1");
    lost.study_instance_uid = "1.2.3.300";
    lost.series_instance_uid = "1.2.3.300.1";
    create(add_note(content({lost})));
    EXPECT_THAT(kosds(), SizeIs(1));
}

TEST_P(CreateKosdTest, the_installation_is_the_same_for_all_who_ask) {
    EXPECT_EQ(installation_of(database()), installation_of(database()));
}

INSTANTIATE_TEST_SUITE_P(Engines, CreateKosdTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::object_creator
