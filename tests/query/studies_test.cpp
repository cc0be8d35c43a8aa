#include "query/studies.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/error.hpp"
#include "database/note_joining.hpp"
#include "database/note_table.hpp"
#include "database/study_table.hpp"
#include "support/test_site.hpp"
#include "support/watched_connection.hpp"

namespace kinote::query {
namespace {

using base::Error;
using base::ErrorKind;
using database::EstablishedBy;
using database::ListedStudy;
using database::Statement;
using database::StudyFilter;
using database::Transaction;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* hiding[] = {"marked_ms = 1", "withheld = 'other_patient'"};

class StudiesTest : public test::SiteTest {
protected:
    /// A study of its own patient; its date orders the list.
    void add_study(std::string_view uid, const std::string& name, const std::string& date = "20240101",
                   const std::string& patient_id = "", const std::string& accession = "") {
        Transaction transaction{connection()};
        database::StudyAttributes attributes;
        attributes.study_instance_uid = uid;
        attributes.study_date = date;
        attributes.accession_number = accession;
        database::ensure_study(transaction, {patient_id, "", name, "", ""}, attributes, EstablishedBy::object, 0);
        transaction.commit();
    }
    /// A note with so many references. @return its row.
    std::int64_t add_note(const std::string& uuid, std::string_view study = test::study_uid, int references = 1,
                          int versions = 1) {
        Transaction transaction{connection()};
        const std::int64_t row =
            database::add_note(transaction, {uuid, database::NoteSource::legacy, "old", uuid, ""}, 0);
        for (int version = 0; version < versions; ++version) {
            note::KeyImageNote note;
            note.title = {"113000", "DCM", "Of Interest"};
            note.study_instance_uid = study;
            note.patient.id = "PID-1";
            for (int i = 1; i <= references; ++i) {
                note::NoteReference reference;
                reference.study_instance_uid = study;
                reference.series_instance_uid = test::ct_series_uid;
                reference.sop_class_uid = dicom::uid::CTImageStorage;
                reference.sop_instance_uid = fmt::format("1.2.3.100.1.{}", i);
                note.references.push_back(reference);
            }
            database::add_note_version(transaction, row, note, {}, version);
        }
        transaction.commit();
        return row;
    }
    std::vector<std::string> found(const std::string& search, bool has_notes = false) {
        StudyFilter filter;
        filter.search = search;
        filter.has_notes = has_notes;
        std::vector<std::string> uids;
        const StudyPage page = find_studies(database(), filter);
        for (const ListedStudy& study : page.studies) uids.push_back(study.study_instance_uid);
        EXPECT_EQ(page.total, static_cast<std::int64_t>(uids.size()));
        return uids;
    }
    template <typename Call>
    static ErrorKind kind_of_error(Call call) {
        try {
            call();
        } catch (const Error& error) {
            return error.kind();
        }
        ADD_FAILURE() << "no error";
        return ErrorKind::internal;
    }
};

TEST_P(StudiesTest, are_listed_the_latest_first_in_pages_with_a_total) {
    for (int day = 1; day <= 5; ++day) add_study(fmt::format("1.{}", day), "A", fmt::format("2024010{}", day));
    StudyFilter filter;
    filter.limit = 2;
    filter.offset = 1;
    const StudyPage page = find_studies(database(), filter);
    EXPECT_EQ(page.total, 5);
    ASSERT_THAT(page.studies, SizeIs(2));
    EXPECT_EQ(page.studies.at(0).study_instance_uid, "1.4");
    EXPECT_EQ(page.studies.at(1).study_instance_uid, "1.3");
}

TEST_P(StudiesTest, only_those_with_notes_are_listed_where_asked) {
    add_study("1.1", "A");
    add_note("note");
    EXPECT_THAT(found("", true), ElementsAre(test::study_uid));
    EXPECT_THAT(found(""), SizeIs(2));
}

TEST_P(StudiesTest, a_study_says_what_is_known_of_it) {
    accept(test::image_of_study(test::ct_1_uid));
    accept(test::image_of_study(test::us_uid, "PID-1", test::us_series_uid)
               .set(test::element(test::tag::Modality, test::Vr::CS, "US")));
    add_note("note");
    const auto study = find_study(database(), test::study_uid);
    ASSERT_TRUE(study);
    EXPECT_EQ(study->patient_id, "PID-1");
    EXPECT_EQ(study->patient_name, "Müller^Jürgen");
    EXPECT_EQ(study->study_date, "20240105");
    EXPECT_EQ(study->accession_number, "ACC-1");
    EXPECT_EQ(study->description, "CT Thorax");
    EXPECT_THAT(study->modalities, ElementsAre("CT", "US"));
    EXPECT_EQ(study->notes, 1);
    EXPECT_EQ(study->objects, 2);
    EXPECT_FALSE(find_study(database(), "1.2.3.4"));
}

TEST_P(StudiesTest, a_name_is_searched_without_regard_to_case_in_every_script) {
    add_study("1.1", "MÜLLER^Jürgen");
    add_study("1.2", "müllerin^Anna");
    add_study("1.3", "Иванов^Иван");
    add_study("1.4", "山田^太郎");
    add_study("1.5", "Mueller^Jan");
    EXPECT_THAT(found("müller"), testing::UnorderedElementsAre("1.1", "1.2"));
    EXPECT_THAT(found("MÜLLER^J"), ElementsAre("1.1"));
    EXPECT_THAT(found("иВАН"), ElementsAre("1.3"));
    EXPECT_THAT(found("山"), ElementsAre("1.4"));
    EXPECT_THAT(found("üller"), IsEmpty()) << "it finds beginnings";
}

TEST_P(StudiesTest, a_search_finds_the_beginning_of_a_patient_id_or_an_accession_number) {
    add_study("1.1", "A", "20240101", "PID-17", "ACC-5");
    add_study("1.2", "B", "20240102", "PID-2", "ACC-17");
    EXPECT_THAT(found("PID-1"), ElementsAre("1.1"));
    EXPECT_THAT(found("ACC-1"), ElementsAre("1.2"));
    EXPECT_THAT(found("PID-"), ElementsAre("1.2", "1.1"));
}

TEST_P(StudiesTest, signs_of_patterns_and_of_sql_are_only_signs) {
    add_study("1.1", "A%B");
    add_study("1.2", "AxB");
    EXPECT_THAT(found("a%"), ElementsAre("1.1"));
    EXPECT_THAT(found("a_"), IsEmpty());
    EXPECT_THAT(found("' OR 1=1 --"), IsEmpty());
    EXPECT_THAT(found("\\"), IsEmpty());
}

TEST_P(StudiesTest, a_note_comes_with_its_references_in_their_order_in_a_constant_number_of_statements) {
    add_note("small", test::study_uid, 1);
    add_note("large", "1.2.3.200", 500);
    for (int i = 0; i < 30; ++i) add_note(fmt::format("many {}", i), "1.2.3.300", 10);
    test::WatchedConnection watched{connection()};
    std::vector<std::size_t> statements;
    for (const std::string_view study :
         {test::study_uid, std::string_view{"1.2.3.200"}, std::string_view{"1.2.3.300"}}) {
        watched.forget();
        EXPECT_THAT(database::list_notes_of_study(watched, study), testing::Not(IsEmpty()));
        statements.push_back(watched.seen().size());
    }
    EXPECT_THAT(statements, ElementsAre(2, 2, 2));
    watched.forget();
    const auto note = database::find_note(watched, "large");
    ASSERT_TRUE(note);
    ASSERT_THAT(note->references, SizeIs(500));
    for (std::size_t i = 0; i < 500; ++i) {
        EXPECT_EQ(note->references[i].sop_instance_uid, fmt::format("1.2.3.100.1.{}", i + 1));
    }
    EXPECT_THAT(watched.seen(), SizeIs(2));
    watched.forget();
    EXPECT_THAT(database::list_notes(watched, 100, 0), SizeIs(32));
    EXPECT_THAT(watched.seen(), SizeIs(2));
}

TEST_P(StudiesTest, a_page_of_studies_takes_a_constant_number_of_statements) {
    for (int i = 1; i <= 50; ++i) add_study(fmt::format("1.{}", i), "A");
    test::WatchedConnection watched{connection()};
    for (const std::int64_t limit : {1, 50}) {
        StudyFilter filter;
        filter.limit = limit;
        watched.forget();
        EXPECT_THAT(database::list_studies(watched, filter), SizeIs(limit));
        EXPECT_THAT(watched.seen(), SizeIs(2)) << limit;
    }
}

TEST_P(StudiesTest, notes_are_listed_the_latest_first_whether_their_clock_names_its_zone_or_not) {
    const std::pair<const char*, const char*> notes[] = {
        {"morning", "20240131080000+0100"}, {"evening", "20240131180000"}, {"noon", "20240131120000+0100"}};
    for (const auto& [uuid, made_at] : notes) {
        Transaction transaction{connection()};
        const std::int64_t row =
            database::add_note(transaction, {uuid, database::NoteSource::legacy, "old", uuid, ""}, 0);
        note::KeyImageNote note;
        note.study_instance_uid = test::study_uid;
        note.times.made_at = made_at;
        database::add_note_version(transaction, row, note, {}, 1);
        transaction.commit();
    }
    std::vector<std::string> listed;
    for (const database::ListedNote& note : notes_of_study(database(), test::study_uid)) listed.push_back(note.uuid);
    EXPECT_THAT(listed, ElementsAre("evening", "noon", "morning"));
}

TEST_P(StudiesTest, the_latest_version_of_a_note_is_shown) {
    add_note("note", test::study_uid, 1, 3);
    const auto notes = notes_of_study(database(), test::study_uid);
    ASSERT_THAT(notes, SizeIs(1));
    EXPECT_EQ(notes.front().version, 3);
    EXPECT_EQ(find_note(database(), "note")->version, 3);
    EXPECT_EQ(find_study(database(), test::study_uid)->notes, 1);
}

TEST_P(StudiesTest, an_object_that_is_marked_or_withheld_is_gone_for_every_question) {
    accept(test::image_of_study(test::ct_1_uid));
    accept(test::image_of_study(test::ct_2_uid));
    add_note("note");  // references 1.2.3.100.1.1
    accept(test::image_of_study("1.2.3.100.1.1.9"));
    for (const char* hidden : hiding) {
        connection().run_script(
            fmt::format("UPDATE instance SET {} WHERE sop_instance_uid = '{}'", hidden, test::ct_1_uid));
        EXPECT_EQ(kind_of_error([&] { (void)find_object(database(), test::ct_1_uid); }), ErrorKind::not_found);
        EXPECT_EQ(find_study(database(), test::study_uid)->objects, 2) << hidden;
        EXPECT_EQ(find_studies(database(), {}).studies.at(0).objects, 2) << hidden;
        connection().run_script("UPDATE instance SET marked_ms = NULL, withheld = NULL");
        EXPECT_EQ(find_object(database(), test::ct_1_uid).sop_instance_uid, test::ct_1_uid);
    }
}

TEST_P(StudiesTest, a_reference_to_a_hidden_object_shows_as_not_here) {
    accept(test::image_of_study("1.2.3.100.1.1"));
    add_note("note");
    EXPECT_TRUE(notes_of_study(database(), test::study_uid).at(0).references.at(0).is_present);
    for (const char* hidden : hiding) {
        connection().run_script(fmt::format("UPDATE instance SET {}", hidden));
        EXPECT_FALSE(notes_of_study(database(), test::study_uid).at(0).references.at(0).is_present) << hidden;
        connection().run_script("UPDATE instance SET marked_ms = NULL, withheld = NULL");
    }
}

TEST_P(StudiesTest, a_modality_of_which_every_object_is_hidden_is_not_shown) {
    accept(test::image_of_study(test::ct_1_uid));
    connection().run_script("UPDATE instance SET marked_ms = 1");
    EXPECT_THAT(find_study(database(), test::study_uid)->modalities, IsEmpty());
}

TEST_P(StudiesTest, a_note_that_is_marked_or_withheld_is_gone_for_every_question) {
    const std::int64_t row = add_note("note");
    for (const char* hidden : hiding) {
        connection().run_script(fmt::format("UPDATE note SET {} WHERE id = {}", hidden, row));
        EXPECT_THAT(notes_of_study(database(), test::study_uid), IsEmpty()) << hidden;
        EXPECT_FALSE(find_note(database(), "note")) << hidden;
        EXPECT_THAT(find_notes(database(), 10, 0), IsEmpty()) << hidden;
        EXPECT_EQ(database::count_notes(connection()).notes, 0) << hidden;
        connection().run_script("UPDATE note SET marked_ms = NULL, withheld = NULL");
    }
    Transaction transaction{connection()};
    database::withhold_note(transaction, row, "other_patient");
    transaction.commit();
    EXPECT_EQ(find_study(database(), test::study_uid)->notes, 0);
    EXPECT_THAT(found("", true), IsEmpty());
}

TEST_P(StudiesTest, a_note_that_is_shown_as_another_counts_once_and_can_be_parted) {
    const std::int64_t first = add_note("first");
    const std::int64_t second = add_note("second");
    {
        Transaction transaction{connection()};
        database::join_notes(transaction, second, first, "probable");
        transaction.commit();
    }
    EXPECT_THAT(notes_of_study(database(), test::study_uid), SizeIs(1));
    EXPECT_EQ(find_study(database(), test::study_uid)->notes, 1);
    {
        Transaction transaction{connection()};
        EXPECT_TRUE(database::part_notes(transaction, "second"));
        EXPECT_FALSE(database::part_notes(transaction, "second"));
        transaction.commit();
    }
    EXPECT_THAT(notes_of_study(database(), test::study_uid), SizeIs(2));
    EXPECT_EQ(find_study(database(), test::study_uid)->notes, 2);
}

TEST_P(StudiesTest, an_unknown_study_has_no_notes_and_a_malformed_uid_is_invalid) {
    EXPECT_THAT(notes_of_study(database(), "1.2.3.4.5"), IsEmpty());
    for (const std::string& uid : {std::string{}, std::string{"not a uid"}, std::string(65, '1')}) {
        EXPECT_EQ(kind_of_error([&] { (void)notes_of_study(database(), uid); }), ErrorKind::invalid) << uid;
        EXPECT_EQ(kind_of_error([&] { (void)find_study(database(), uid); }), ErrorKind::invalid) << uid;
        EXPECT_EQ(kind_of_error([&] { (void)find_object(database(), uid); }), ErrorKind::invalid) << uid;
    }
}

TEST_P(StudiesTest, a_page_outside_of_its_bounds_is_invalid) {
    const std::pair<std::int64_t, std::int64_t> pages[] = {{0, 0}, {-1, 0}, {1'001, 0}, {10, -1}};
    for (const auto& [limit, offset] : pages) {
        EXPECT_EQ(kind_of_error([&, l = limit, o = offset] {
                      (void)find_studies(database(), {false, "", l, o});
                  }),
                  ErrorKind::invalid);
        EXPECT_EQ(kind_of_error([&, l = limit, o = offset] { (void)find_notes(database(), l, o); }),
                  ErrorKind::invalid);
        EXPECT_EQ(kind_of_error([&, l = limit, o = offset] { (void)find_quarantined(database(), l, o); }),
                  ErrorKind::invalid);
        EXPECT_EQ(kind_of_error([&, l = limit, o = offset] { (void)find_selections(database(), l, o); }),
                  ErrorKind::invalid);
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, StudiesTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::query
