#include "ingest/intake.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <thread>
#include <variant>

#include "base/error.hpp"
#include "database/job_exception_table.hpp"
#include "database/job_listing.hpp"
#include "database/note_listing.hpp"
#include "database/note_table.hpp"
#include "database/study_listing.hpp"
#include "database/study_table.hpp"
#include "support/test_site.hpp"

namespace kinote::ingest {
namespace {

using base::Error;
using base::ErrorKind;
using database::Statement;
using test::image_of_study;
using test::kos_called;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Statement instances_sql{"SELECT count(*) FROM instance"};
constexpr Statement in_database_sql{"SELECT count(*) FROM object_bytes"};
constexpr Statement digest_sql{"SELECT sha256 FROM instance WHERE sop_instance_uid = $1"};
constexpr Statement path_sql{"SELECT path FROM instance WHERE sop_instance_uid = $1"};
constexpr Statement kosd_state_sql{R"(
    SELECT registration_state FROM kosd k JOIN instance i ON i.id = k.instance WHERE i.sop_instance_uid = $1)"};
constexpr Statement refused_sql{"SELECT count(*) FROM refused_object"};
constexpr Statement kept_aside_sql{"SELECT count(*) FROM refused_object WHERE path IS NOT NULL"};
constexpr Statement refused_path_sql{"SELECT path FROM refused_object"};
constexpr Statement patient_sql{
    "SELECT p.patient_id FROM study s JOIN patient p ON p.id = s.patient WHERE s.study_instance_uid = $1"};

constexpr std::size_t larger_than_kept_inline = 200'000;  // more than what lies in the database

class IntakeTest : public test::SiteTest {
protected:
    ErrorKind kind_of_refusal(const std::string& object) {
        try {
            accept_in_memory(object);
        } catch (const Error& error) {
            return error.kind();
        }
        ADD_FAILURE() << "it was accepted";
        return ErrorKind::internal;
    }
    std::vector<std::string> causes() {
        std::vector<std::string> found;
        for (const auto& row : database::list_exceptions(connection(), INT64_MAX, 100)) found.push_back(row.cause);
        return found;
    }
    /// A note from elsewhere that references one object of which only the UID is known.
    void add_note_that_awaits(std::string_view sop_instance_uid,
                              database::NoteSource source = database::NoteSource::legacy) {
        note::KeyImageNote note;
        note.title = {"113000", "DCM", "Of Interest"};
        note.study_instance_uid = "1.2.3.777";
        note.patient.id = "PID-1";
        note::NoteReference reference;
        reference.sop_instance_uid = sop_instance_uid;
        note.references.push_back(reference);
        database::Transaction transaction{connection()};
        const std::int64_t id = database::add_note(transaction, {"note-1", source, "old", "key", ""}, 0);
        database::add_note_version(transaction, id, note, {}, 0);
        transaction.commit();
    }
};

TEST_P(IntakeTest, a_small_object_lies_in_the_database_byte_for_byte) {
    const std::string object = test::part10(image_of_study(test::ct_1_uid));
    EXPECT_EQ(accept_in_memory(object).outcome, Outcome::stored);
    EXPECT_EQ(number(in_database_sql), 1);
    EXPECT_THAT(cache_files(), IsEmpty());
    EXPECT_TRUE(stored_bytes(test::ct_1_uid) == object);
    EXPECT_EQ(text(digest_sql, {test::ct_1_uid}), base::sha256_hex(object));
}

TEST_P(IntakeTest, a_larger_object_is_a_file_of_its_own_byte_for_byte) {
    const std::string object = test::part10(test::with_pixels(image_of_study(test::ct_1_uid), larger_than_kept_inline));
    EXPECT_EQ(accept_staged(object), Outcome::stored);
    EXPECT_EQ(number(in_database_sql), 0);
    EXPECT_THAT(cache_files(), ElementsAre(text(path_sql, {test::ct_1_uid})));
    EXPECT_TRUE(stored_bytes(test::ct_1_uid) == object);
    EXPECT_EQ(text(digest_sql, {test::ct_1_uid}), base::sha256_hex(object));
    EXPECT_EQ(staged_files(), 0U);
}

TEST_P(IntakeTest, the_same_bytes_again_are_the_same_content) {
    EXPECT_EQ(accept(image_of_study(test::ct_1_uid)), Outcome::stored);
    EXPECT_EQ(accept(image_of_study(test::ct_1_uid)), Outcome::same_content);
    EXPECT_EQ(number(instances_sql), 1);
    EXPECT_THAT(causes(), IsEmpty());
}

TEST_P(IntakeTest, a_duplicate_of_a_file_leaves_no_second_file) {
    const std::string object = test::part10(test::with_pixels(image_of_study(test::ct_1_uid), larger_than_kept_inline));
    EXPECT_EQ(accept_staged(object), Outcome::stored);
    EXPECT_EQ(accept_staged(object), Outcome::same_content);
    EXPECT_THAT(cache_files(), SizeIs(1));
}

TEST_P(IntakeTest, the_same_data_set_in_other_transfer_syntaxes_is_the_same_content) {
    const test::BuiltItem image = image_of_study(test::ct_1_uid);
    EXPECT_EQ(accept_in_memory(test::part10(image)).outcome, Outcome::stored);
    for (const std::string_view syntax : {dicom::uid::ImplicitVRLittleEndian, dicom::uid::ExplicitVRBigEndian,
                                          dicom::uid::DeflatedExplicitVRLittleEndian}) {
        EXPECT_EQ(accept_in_memory(test::part10(image, syntax)).outcome, Outcome::same_content) << syntax;
    }
    EXPECT_EQ(accept_in_memory(test::part10(image, dicom::uid::ExplicitVRLittleEndian, true)).outcome,
              Outcome::same_content);
}

TEST_P(IntakeTest, other_meta_information_is_no_other_content) {
    const test::BuiltItem image = image_of_study(test::ct_1_uid);
    accept(image);
    const std::string data_set = test::Encoder{{}}.encode(image);
    const std::string other =
        test::file_meta(dicom::uid::ExplicitVRLittleEndian, dicom::uid::CTImageStorage, test::ct_1_uid) + data_set;
    EXPECT_EQ(accept_in_memory(other).outcome, Outcome::same_content);
}

TEST_P(IntakeTest, other_content_under_a_known_uid_is_refused_kept_aside_and_raised) {
    const std::string first = test::part10(image_of_study(test::ct_1_uid));
    const std::string second = test::part10(
        image_of_study(test::ct_1_uid).set(test::element(test::tag::StudyDescription, test::Vr::LO, "Other")));
    EXPECT_EQ(accept_in_memory(first).outcome, Outcome::stored);
    EXPECT_EQ(accept_in_memory(second).outcome, Outcome::other_content);
    EXPECT_TRUE(stored_bytes(test::ct_1_uid) == first);
    EXPECT_EQ(number(kept_aside_sql), 1);
    EXPECT_THAT(cache_files(), ElementsAre(text(refused_path_sql)));
    EXPECT_EQ(base::read_text_file(folder() / "cache" / text(refused_path_sql), 1 << 20), second);
    EXPECT_THAT(causes(), ElementsAre("other_content"));
}

TEST_P(IntakeTest, the_same_other_content_again_is_kept_aside_once) {
    accept(image_of_study(test::ct_1_uid));
    const std::string other = test::part10(image_of_study(test::ct_1_uid, "PID-1", "1.2.3.100.7"));
    EXPECT_EQ(accept_in_memory(other).outcome, Outcome::other_content);
    EXPECT_EQ(accept_in_memory(other).outcome, Outcome::other_content);
    EXPECT_EQ(number(refused_sql), 1);
    EXPECT_THAT(cache_files(), SizeIs(1));
    EXPECT_THAT(causes(), ElementsAre("other_content"));
}

TEST_P(IntakeTest, other_content_beyond_the_limit_is_refused_and_raised_but_not_kept) {
    limit_refused(10);
    accept(image_of_study(test::ct_1_uid));
    EXPECT_EQ(accept(image_of_study(test::ct_1_uid, "PID-1", "1.2.3.100.7")), Outcome::other_content);
    EXPECT_EQ(number(refused_sql), 1);
    EXPECT_EQ(number(kept_aside_sql), 0);
    EXPECT_THAT(cache_files(), IsEmpty());
    EXPECT_THAT(causes(), ElementsAre("other_content"));
}

TEST_P(IntakeTest, other_content_is_kept_until_the_limit_counts_all_that_was_kept) {
    const auto other = [](int number) {
        return image_of_study(test::ct_1_uid, "PID-1", "1.2.3.100." + std::to_string(70 + number));
    };
    limit_refused(static_cast<std::int64_t>(test::part10(other(0)).size() * 5 / 2));
    accept(image_of_study(test::ct_1_uid));
    for (int number = 0; number < 4; ++number) EXPECT_EQ(accept(other(number)), Outcome::other_content);
    EXPECT_EQ(accept(other(0)), Outcome::other_content);
    EXPECT_EQ(number(refused_sql), 4);
    EXPECT_EQ(number(kept_aside_sql), 2);
    EXPECT_EQ(cache_files().size(), 2);
}

TEST_P(IntakeTest, of_content_that_is_not_kept_a_uid_has_a_limited_number_of_rows) {
    limit_refused(10);
    accept(image_of_study(test::ct_1_uid));
    for (int i = 1; i <= database::most_refused_rows_without_a_file + 3; ++i) {
        EXPECT_EQ(accept(image_of_study(test::ct_1_uid, "PID-1", fmt::format("1.2.3.100.7.{}", i))),
                  Outcome::other_content);
    }
    EXPECT_EQ(number(refused_sql), database::most_refused_rows_without_a_file);
    EXPECT_THAT(causes(), ElementsAre("other_content"));
}

TEST_P(IntakeTest, a_transfer_syntax_that_is_no_uid_is_the_objects_fault) {
    const std::string data_set = test::Encoder{{}}.encode(image_of_study(test::ct_1_uid));
    EXPECT_EQ(kind_of_refusal(test::file_meta("1.2.840.10008.\xE9\xFF") + data_set), ErrorKind::corrupt);
    EXPECT_EQ(number(instances_sql), 0);
}

TEST_P(IntakeTest, a_pixel_that_differs_in_a_large_object_is_other_content) {
    accept_staged(test::part10(test::with_pixels(image_of_study(test::ct_1_uid), larger_than_kept_inline)));
    std::string pixels(larger_than_kept_inline, '\x11');
    pixels[larger_than_kept_inline / 2] = '\x12';
    const std::string other =
        test::part10(image_of_study(test::ct_1_uid).set({test::tag::PixelData, test::Vr::OW, pixels, {}, {}}));
    EXPECT_EQ(accept_staged(other), Outcome::other_content);
}

TEST_P(IntakeTest, an_object_that_is_cut_off_is_kept_as_it_came_and_told_and_its_whole_self_is_other_content) {
    const std::string whole = test::part10(test::with_pixels(image_of_study(test::ct_1_uid), larger_than_kept_inline));
    const std::string cut_off = whole.substr(0, whole.size() - 1'000);
    EXPECT_EQ(accept_staged(cut_off), Outcome::stored);
    EXPECT_THAT(causes(), ElementsAre("damaged"));
    EXPECT_EQ(accept_staged(cut_off), Outcome::same_content);
    EXPECT_EQ(accept_staged(whole), Outcome::other_content);
    EXPECT_THAT(causes(), testing::UnorderedElementsAre("damaged", "other_content"));
    EXPECT_EQ(number(kept_aside_sql), 1);
}

TEST_P(IntakeTest, a_cut_off_copy_of_an_object_is_other_content) {
    const std::string whole = test::part10(test::with_pixels(image_of_study(test::ct_1_uid), larger_than_kept_inline));
    EXPECT_EQ(accept_staged(whole), Outcome::stored);
    EXPECT_EQ(accept_staged(whole.substr(0, whole.size() - 1'000)), Outcome::other_content);
    EXPECT_THAT(causes(), ElementsAre("other_content"));
}

TEST_P(IntakeTest, a_small_object_that_is_cut_off_is_told_of_too) {
    const std::string whole = test::part10(test::with_pixels(image_of_study(test::ct_1_uid), 64));
    accept_in_memory(whole.substr(0, whole.size() - 10));
    EXPECT_THAT(causes(), ElementsAre("damaged"));
}

TEST_P(IntakeTest, a_kosd_gets_one_job_in_the_transaction_of_its_row) {
    EXPECT_EQ(accept(kos_called(test::kos_uid)), Outcome::stored);
    EXPECT_EQ(text(kosd_state_sql, {test::kos_uid}), "unregistered");
    const auto jobs = database::list_jobs(connection(), {});
    ASSERT_THAT(jobs, SizeIs(1));
    EXPECT_EQ(jobs.front().kind, "REGISTER_KOSD");
    EXPECT_EQ(jobs.front().subject, test::kos_uid);
    EXPECT_EQ(jobs.front().queue, "MVF_OBJECT_CREATOR");
    EXPECT_EQ(jobs.front().priority, jobs::priority::arrival);
    EXPECT_EQ(accept(kos_called(test::kos_uid)), Outcome::same_content);
    EXPECT_THAT(database::list_jobs(connection(), {}), SizeIs(1));
}

TEST_P(IntakeTest, adoption_leaves_a_kosd_unregistered_and_makes_no_job) {
    EXPECT_EQ(accept(kos_called(test::kos_uid), false), Outcome::stored);
    EXPECT_EQ(text(kosd_state_sql, {test::kos_uid}), "unregistered");
    EXPECT_THAT(database::list_jobs(connection(), {}), IsEmpty());
}

TEST_P(IntakeTest, a_kosd_whose_uid_a_note_has_reserved_is_linked_and_not_registered) {
    add_note_that_awaits("1.2.3.100.1.1", database::NoteSource::local);
    {
        constexpr Statement reserve_sql{
            "INSERT INTO kosd_source (note_version, study_instance_uid, sop_instance_uid, series_instance_uid, "
            "                         instance_number, source, omitted, sha256, created_ms) "
            "SELECT id, study_instance_uid, $1, '1.2.3.100.9', 1, '{}', '[]', '', 0 FROM note_version"};
        connection().execute(reserve_sql, {test::kos_uid});
    }
    EXPECT_EQ(accept(kos_called(test::kos_uid)), Outcome::stored);
    EXPECT_EQ(text(kosd_state_sql, {test::kos_uid}), "registered");
    EXPECT_THAT(database::list_jobs(connection(), {}), IsEmpty());
}

TEST_P(IntakeTest, objects_taken_in_together_end_each_as_by_itself) {
    const std::string known = test::part10(image_of_study(test::ct_1_uid));
    accept_in_memory(known);
    const std::vector<std::string> objects{known, test::part10(image_of_study(test::ct_2_uid)), "no object at all",
                                           test::part10(image_of_study(test::ct_2_uid))};
    std::vector<dicom::MemorySource> sources;
    std::vector<Arrival> arrivals;
    sources.reserve(objects.size());
    for (const std::string& object : objects) {
        arrivals.emplace_back(sources.emplace_back(std::as_bytes(std::span{object}))).sha256 = base::sha256_hex(object);
    }
    const auto results = intake().accept_together(arrivals);
    ASSERT_THAT(results, SizeIs(objects.size()));
    EXPECT_EQ(std::get<Acceptance>(results[0]).outcome, Outcome::same_content);
    EXPECT_EQ(std::get<Acceptance>(results[1]).outcome, Outcome::stored);
    EXPECT_EQ(std::get<Error>(results[2]).kind(), ErrorKind::corrupt);
    EXPECT_EQ(std::get<Acceptance>(results[3]).outcome, Outcome::same_content);
    EXPECT_EQ(number(instances_sql), 2);
}

TEST_P(IntakeTest, an_object_of_another_patient_is_raised_among_objects_taken_in_together) {
    const std::string first = test::part10(image_of_study(test::ct_1_uid));
    const std::string other = test::part10(image_of_study(test::ct_2_uid, "PID-2"));
    const dicom::MemorySource first_source{std::as_bytes(std::span{first})};
    const dicom::MemorySource other_source{std::as_bytes(std::span{other})};
    std::vector<Arrival> arrivals;
    arrivals.emplace_back(first_source).sha256 = base::sha256_hex(first);
    arrivals.emplace_back(other_source).sha256 = base::sha256_hex(other);
    (void)intake().accept_together(arrivals);
    EXPECT_THAT(causes(), ElementsAre("other_patient"));
}

TEST_P(IntakeTest, what_cannot_be_understood_is_refused_and_leaves_nothing) {
    EXPECT_EQ(kind_of_refusal("no DICOM object"), ErrorKind::corrupt);
    EXPECT_EQ(kind_of_refusal(test::part10(image_of_study(test::ct_1_uid).remove(test::tag::StudyInstanceUID))),
              ErrorKind::corrupt);
    EXPECT_EQ(number(instances_sql), 0);
}

TEST_P(IntakeTest, what_is_not_what_the_command_says_is_invalid_and_leaves_nothing) {
    const std::string object = test::part10(image_of_study(test::ct_1_uid));
    const std::vector<std::byte> bytes = test::to_bytes(object);
    const dicom::MemorySource source{bytes};
    Arrival arrival{source};
    arrival.sha256 = base::sha256_hex(object);
    arrival.expected_sop_instance_uid = test::ct_2_uid;
    try {
        intake().accept(arrival);
        FAIL() << "it was accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::invalid);
    }
    EXPECT_EQ(number(instances_sql), 0);
}

TEST_P(IntakeTest, a_file_that_is_linked_stays_where_it_was) {
    const std::string object = test::part10(test::with_pixels(image_of_study(test::ct_1_uid), larger_than_kept_inline));
    const std::filesystem::path old = folder() / "old.dcm";
    base::write_file_durably(old, object);
    const dicom::FileSource source{old};
    Arrival arrival{source};
    arrival.file = old;
    arrival.file_use = FileUse::link;
    arrival.sha256 = base::sha256_hex(object);
    EXPECT_EQ(intake().accept(arrival).outcome, Outcome::stored);
    EXPECT_EQ(std::filesystem::hard_link_count(old), 2U);
    EXPECT_TRUE(stored_bytes(test::ct_1_uid) == object);
}

TEST_P(IntakeTest, a_reference_that_waits_resolves_when_its_object_arrives) {
    add_note_that_awaits(test::ct_1_uid);
    EXPECT_THAT(database::list_notes_of_study(connection(), test::study_uid), IsEmpty());
    accept(image_of_study(test::ct_1_uid));
    const auto notes = database::list_notes_of_study(connection(), test::study_uid);
    ASSERT_THAT(notes, SizeIs(1));
    const database::ListedReference& reference = notes.front().references.at(0);
    EXPECT_EQ(reference.study_instance_uid, test::study_uid);
    EXPECT_EQ(reference.series_instance_uid, test::ct_series_uid);
    EXPECT_EQ(reference.sop_class_uid, dicom::uid::CTImageStorage);
    EXPECT_TRUE(reference.is_present);
    EXPECT_EQ(database::find_listed_study(connection(), test::study_uid)->notes, 1);
    EXPECT_THAT(causes(), IsEmpty());
}

TEST_P(IntakeTest, an_object_of_another_patient_leaves_its_study_as_it_is_and_is_raised) {
    accept(image_of_study(test::ct_1_uid));
    accept(image_of_study(test::ct_2_uid, "PID-2"));
    EXPECT_EQ(text(patient_sql, {test::study_uid}), "PID-1");
    EXPECT_THAT(causes(), ElementsAre("other_patient"));
    EXPECT_EQ(number(instances_sql), 2);
}

TEST_P(IntakeTest, an_object_is_believed_before_the_notes_of_its_study) {
    accept(kos_called(test::kos_uid));  // the only word on the study so far
    connection().change(Statement{"UPDATE job SET state = 'done'"});
    accept(image_of_study(test::ct_1_uid, "PID-2"));
    EXPECT_EQ(text(patient_sql, {test::study_uid}), "PID-2");
    EXPECT_THAT(causes(), ElementsAre("other_patient"));
}

TEST_P(IntakeTest, legacy_notes_of_a_study_that_turns_out_to_be_anothers_are_withheld) {
    add_note_that_awaits("1.2.3.777.1");
    EXPECT_THAT(database::list_notes_of_study(connection(), "1.2.3.777"), SizeIs(1));
    accept(image_of_study("1.2.3.777.1", "PID-2", "1.2.3.777.9", "1.2.3.777"));
    EXPECT_THAT(database::list_notes_of_study(connection(), "1.2.3.777"), IsEmpty());
    EXPECT_EQ(database::find_listed_study(connection(), "1.2.3.777")->notes, 0);
    EXPECT_THAT(causes(), ElementsAre("other_patient"));
}

TEST_P(IntakeTest, arrivals_of_one_object_at_once_store_it_once) {
    (void)intake();
    const std::string object = test::part10(test::with_pixels(image_of_study(test::ct_1_uid), larger_than_kept_inline));
    std::atomic<int> stored = 0;
    std::atomic<int> same = 0;
    {
        std::vector<std::jthread> doors;
        for (int i = 0; i < 8; ++i) {
            doors.emplace_back([&] {
                const Outcome outcome = accept_staged(object);
                if (outcome == Outcome::stored) ++stored;
                if (outcome == Outcome::same_content) ++same;
            });
        }
    }
    EXPECT_EQ(stored, 1);
    EXPECT_EQ(same, 7);
    EXPECT_THAT(cache_files(), ElementsAre(text(path_sql, {test::ct_1_uid})));
}

TEST_P(IntakeTest, arrivals_of_one_study_at_once_share_its_rows) {
    (void)intake();
    {
        std::vector<std::jthread> doors;
        for (int i = 0; i < 8; ++i) {
            doors.emplace_back([&, i] {
                for (int k = 0; k < 10; ++k) {
                    EXPECT_EQ(accept(image_of_study(fmt::format("1.2.3.100.1.{}.{}", i + 1, k + 1))), Outcome::stored);
                }
            });
        }
    }
    EXPECT_EQ(number(instances_sql), 80);
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM study"}), 1);
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM series"}), 1);
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM patient"}), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, IntakeTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::ingest
