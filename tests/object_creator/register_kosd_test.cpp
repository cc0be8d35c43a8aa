#include "object_creator/register_kosd.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <optional>

#include "base/error.hpp"
#include "database/job_exception_table.hpp"
#include "database/job_listing.hpp"
#include "database/note_joining.hpp"
#include "database/note_listing.hpp"
#include "database/study_listing.hpp"
#include "database/study_table.hpp"
#include "dicom/shared_data.hpp"
#include "support/test_site.hpp"

namespace kinote::object_creator {
namespace {

using database::Statement;
using database::Transaction;
using test::image_of_study;
using test::kos_called;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Statement state_sql{R"(
    SELECT k.registration_state FROM kosd k JOIN instance i ON i.id = k.instance WHERE i.sop_instance_uid = $1)"};
constexpr Statement role_sql{
    "SELECT k.role FROM kosd k JOIN instance i ON i.id = k.instance WHERE i.sop_instance_uid = $1"};
constexpr Statement findings_sql{
    "SELECT k.findings FROM kosd k JOIN instance i ON i.id = k.instance WHERE i.sop_instance_uid = $1"};
constexpr Statement notes_sql{"SELECT count(*) FROM note"};
constexpr Statement withheld_sql{"SELECT coalesce(withheld, '') FROM instance WHERE sop_instance_uid = $1"};

class RegisterKosdTest : public test::SiteTest {
protected:
    jobs::Ending judge(std::string_view sop_instance_uid, const RegisterKosdSettings& settings = {}) {
        handler_.emplace(settings, database(), cache(), clock());
        database::ClaimedJob job;
        job.subject = sop_instance_uid;
        return (*handler_)(job, std::stop_token{});
    }
    void end(const jobs::Ending& ending) {
        Transaction transaction{connection()};
        ending(transaction);
        transaction.commit();
    }
    void register_kosd(std::string_view sop_instance_uid, const RegisterKosdSettings& settings = {}) {
        end(judge(sop_instance_uid, settings));
    }
    void arrive_and_register(const test::BuiltItem& kos, const RegisterKosdSettings& settings = {}) {
        ASSERT_EQ(accept(kos), ingest::Outcome::stored);
        register_kosd(test::kos_uid, settings);
    }
    std::vector<database::ListedNote> notes(std::string_view study = test::study_uid) {
        return database::list_notes_of_study(connection(), study);
    }
    // Registers good_kos() as another object, and makes its note one that came from a legacy system.
    void have_legacy_note(std::string_view kosd = "") {
        accept(kos_called("1.2.3.100.9.7"));
        register_kosd("1.2.3.100.9.7");
        connection().change(
            Statement{"UPDATE note SET source = 'legacy', source_system = 'impax', source_key = 'old'"});
        connection().change(Statement{"UPDATE note_version SET kosd_sop_instance_uid = nullif($1, '')"}, {kosd});
        connection().change(Statement{"UPDATE kosd SET note_version = NULL"});
    }
    std::vector<std::string> sources() {
        std::vector<std::string> found;
        for (const auto& note : notes()) found.push_back(note.source);
        return found;
    }
    // A study of which a legacy note alone has told.
    void have_study_of_notes(std::string_view patient_id, std::string_view patient_name) {
        Transaction transaction{connection()};
        database::StudyAttributes study;
        study.study_instance_uid = test::study_uid;
        (void)database::ensure_study(transaction, {std::string{patient_id}, "", std::string{patient_name}, "", ""},
                                     study, database::EstablishedBy::note, 0);
        transaction.commit();
    }
    std::vector<std::string> causes() {
        std::vector<std::string> found;
        for (const auto& row : database::list_exceptions(connection(), INT64_MAX, 100)) found.push_back(row.cause);
        return found;
    }

private:
    std::optional<RegisterKosdHandler> handler_;  // outlives the endings that it gives
};

test::BuiltItem with_title_of(const std::string& value, const std::string& scheme = "DCM") {
    return test::with_title(test::good_kos(), value, scheme, "A Title");
}

TEST_P(RegisterKosdTest, a_note_shows_what_its_kosd_says) {
    accept(image_of_study(test::ct_1_uid));
    arrive_and_register(test::good_kos());
    ASSERT_THAT(notes(), SizeIs(1));
    const database::ListedNote note = notes().front();
    EXPECT_EQ(note.title, (note::Code{"113000", "DCM", "Of Interest"}));
    EXPECT_EQ(note.description, "Nodule");
    EXPECT_EQ(note.author, "Reader^Anna");
    EXPECT_EQ(note.made_ms, 1'704'453'194'500);  // 2024-01-05 12:13:14.5 at +0100
    EXPECT_EQ(note.source, "received");
    EXPECT_EQ(note.state, "current");
    EXPECT_EQ(note.version, 1);
    ASSERT_THAT(note.references, SizeIs(2));
    EXPECT_EQ(note.references.at(0).sop_instance_uid, test::ct_1_uid);
    EXPECT_TRUE(note.references.at(0).is_present);
    EXPECT_EQ(note.references.at(1).sop_instance_uid, test::ct_2_uid);
    EXPECT_FALSE(note.references.at(1).is_present);
    EXPECT_EQ(text(state_sql, {test::kos_uid}), "registered");
    EXPECT_EQ(database::find_listed_study(connection(), test::study_uid)->notes, 1);
}

TEST_P(RegisterKosdTest, an_image_that_comes_later_is_present_then) {
    arrive_and_register(test::good_kos());
    EXPECT_FALSE(notes().at(0).references.at(0).is_present);
    accept(image_of_study(test::ct_1_uid));
    EXPECT_TRUE(notes().at(0).references.at(0).is_present);
}

TEST_P(RegisterKosdTest, running_again_keeps_the_identity_of_the_note) {
    arrive_and_register(test::good_kos());
    const std::string uuid = notes().at(0).uuid;
    register_kosd(test::kos_uid);
    ASSERT_THAT(notes(), SizeIs(1));
    EXPECT_EQ(notes().at(0).uuid, uuid);
    EXPECT_EQ(notes().at(0).version, 1);
    EXPECT_EQ(number(notes_sql), 1);
    EXPECT_EQ(database::find_listed_study(connection(), test::study_uid)->notes, 1);
}

TEST_P(RegisterKosdTest, a_rejection_note_is_kept_and_listed_and_is_no_note) {
    for (const char* title : {"113001", "113037", "113038", "113039"}) {
        const std::string uid = std::string{test::kos_uid} + "." + title;
        accept(with_title_of(title).set(test::element(test::tag::SOPInstanceUID, test::Vr::UI, uid)));
        register_kosd(uid);
        EXPECT_EQ(text(role_sql, {uid}), "rejection") << title;
    }
    EXPECT_THAT(notes(), IsEmpty());
    EXPECT_FALSE(database::list_selections(connection(), 10, 0).empty());
}

TEST_P(RegisterKosdTest, a_rejection_note_has_no_effect_on_what_it_names) {
    accept(image_of_study(test::ct_1_uid));
    arrive_and_register(with_title_of("113001"));
    EXPECT_TRUE(database::find_visible_object(connection(), test::ct_1_uid));
}

TEST_P(RegisterKosdTest, a_manifest_is_kept_and_listed_and_is_no_note) {
    const std::pair<const char*, const char*> titles[] = {{"113030", "DCM"}, {"113031", "DCM"},
                                                          {"113035", "DCM"}, {"113036", "DCM"},
                                                          {"131560", "DCM"}, {"MADOTEMP001", "99IHE"}};
    std::int64_t listed = 0;
    for (const auto& [value, scheme] : titles) {
        const std::string uid = std::string{test::kos_uid} + "." + std::to_string(++listed);
        accept(with_title_of(value, scheme).set(test::element(test::tag::SOPInstanceUID, test::Vr::UI, uid)));
        register_kosd(uid);
        EXPECT_EQ(text(role_sql, {uid}), "manifest") << value;
    }
    EXPECT_THAT(notes(), IsEmpty());
    EXPECT_EQ(database::count_selections(connection()), listed);
}

TEST_P(RegisterKosdTest, a_title_that_the_site_has_added_decides_by_value_and_scheme) {
    RegisterKosdSettings settings;
    settings.site_titles = {{{"X1", "99SITE", "List for the tumour board"}, note::NoteRole::manifest}};
    arrive_and_register(with_title_of("X1", "99SITE"), settings);
    EXPECT_EQ(text(role_sql, {test::kos_uid}), "manifest");
    accept(test::with_title(kos_called("1.2.3.100.9.2"), "X1", "99OTHER", "List for the tumour board"));
    register_kosd("1.2.3.100.9.2", settings);
    EXPECT_EQ(text(role_sql, {"1.2.3.100.9.2"}), "note");
}

TEST_P(RegisterKosdTest, one_that_cannot_be_used_is_quarantined_with_its_findings_and_kept_unchanged) {
    const test::BuiltItem empty = test::with_evidence(test::kos_with_content({test::description("Nothing")}), {});
    arrive_and_register(empty);
    EXPECT_EQ(text(state_sql, {test::kos_uid}), "quarantined");
    EXPECT_THAT(notes(), IsEmpty());
    const auto listed = database::list_quarantined(connection(), 10, 0);
    ASSERT_THAT(listed, SizeIs(1));
    EXPECT_THAT(listed.front().findings, testing::AllOf(HasSubstr("\"rule\""), HasSubstr("\"clause\""),
                                                        HasSubstr("\"severity\""), HasSubstr("\"place\"")));
    EXPECT_TRUE(stored_bytes(test::kos_uid) == test::part10(empty));
    // As an object it is seen, as a note it is not.
    EXPECT_TRUE(database::find_visible_object(connection(), test::kos_uid));
}

TEST_P(RegisterKosdTest, quarantine_is_in_nobodys_way) {
    arrive_and_register(test::with_evidence(test::kos_with_content({test::description("Nothing")}), {}));
    accept(kos_called("1.2.3.100.9.2"));
    register_kosd("1.2.3.100.9.2");
    EXPECT_THAT(notes(), SizeIs(1));
}

TEST_P(RegisterKosdTest, a_note_may_lie_in_several_studies) {
    const std::string other_study = "1.2.3.200";
    const std::string other_image = "1.2.3.200.1.1";
    std::vector<test::BuiltItem> content{test::image(test::ct_1_uid), test::image(other_image)};
    test::BuiltItem kos = test::with_evidence(
        test::kos_with_content(std::move(content)),
        {test::study_item(
             test::study_uid,
             {test::series_item(test::ct_series_uid, {test::object_item(dicom::uid::CTImageStorage, test::ct_1_uid)})}),
         test::study_item(other_study, {test::series_item("1.2.3.200.1", {test::object_item(dicom::uid::CTImageStorage,
                                                                                            other_image)})})});
    arrive_and_register(kos);
    ASSERT_THAT(notes(), SizeIs(1));
    ASSERT_THAT(notes(other_study), SizeIs(1));
    EXPECT_EQ(notes().at(0).uuid, notes(other_study).at(0).uuid);
    EXPECT_EQ(notes().at(0).study_instance_uid, test::study_uid);
    EXPECT_EQ(notes().at(0).references.at(1).study_instance_uid, other_study);
    EXPECT_EQ(database::find_listed_study(connection(), other_study)->notes, 1);
}

TEST_P(RegisterKosdTest, frames_are_taken_from_the_content_tree) {
    const test::BuiltItem frames = test::object_item(dicom::uid::UltrasoundMultiFrameImageStorage, test::us_uid, "2");
    arrive_and_register(test::with_evidence(
        test::kos_with_content({test::reference("IMAGE", frames)}),
        {test::study_item(
            test::study_uid,
            {test::series_item(test::us_series_uid,
                               {test::object_item(dicom::uid::UltrasoundMultiFrameImageStorage, test::us_uid)})})}));
    ASSERT_THAT(notes(), SizeIs(1));
    EXPECT_THAT(notes().at(0).references.at(0).frames, ElementsAre(2));
}

TEST_P(RegisterKosdTest, one_of_another_patient_than_its_study_is_hidden_and_raised) {
    accept(image_of_study(test::ct_1_uid, "PID-2"));
    arrive_and_register(test::good_kos());
    EXPECT_EQ(text(state_sql, {test::kos_uid}), "quarantined");
    EXPECT_THAT(text(findings_sql, {test::kos_uid}), HasSubstr("K33"));
    EXPECT_EQ(text(withheld_sql, {test::kos_uid}), "other_patient");
    EXPECT_FALSE(database::find_visible_object(connection(), test::kos_uid));
    EXPECT_EQ(database::find_listed_study(connection(), test::study_uid)->objects, 1);
    EXPECT_THAT(causes(), ElementsAre("other_patient"));
    EXPECT_EQ(database::count_quarantined(connection()), 1) << "a person finds it";
}

TEST_P(RegisterKosdTest, a_note_whose_study_turns_out_to_be_another_patients_goes_again) {
    arrive_and_register(test::good_kos());
    connection().change(Statement{"UPDATE job SET state = 'done'"});
    EXPECT_THAT(notes(), SizeIs(1));
    accept(image_of_study(test::ct_1_uid, "PID-2"));
    database::JobFilter filter;
    filter.state = "new";
    const auto jobs = database::list_jobs(connection(), filter);
    ASSERT_THAT(jobs, SizeIs(1)) << "it is judged anew";
    register_kosd(jobs.front().subject);
    EXPECT_THAT(notes(), IsEmpty());
    EXPECT_EQ(text(withheld_sql, {test::kos_uid}), "other_patient");
    EXPECT_EQ(database::find_listed_study(connection(), test::study_uid)->notes, 0);
}

TEST_P(RegisterKosdTest, one_whose_study_was_of_nobody_yet_is_shown_and_says_whose_the_study_is) {
    have_study_of_notes("", "");
    arrive_and_register(test::good_kos());
    EXPECT_EQ(text(state_sql, {test::kos_uid}), "registered") << "nobody said another patient";
    EXPECT_THAT(notes(), SizeIs(1));
    EXPECT_THAT(causes(), IsEmpty());
    EXPECT_EQ(database::find_study(connection(), test::study_uid)->patient_attributes.patient_id, "PID-1");

    accept(image_of_study(test::ct_1_uid, "PID-2"));
    EXPECT_EQ(text(state_sql, {test::kos_uid}), "unregistered") << "somebody did now";
    register_kosd(test::kos_uid);
    EXPECT_EQ(text(state_sql, {test::kos_uid}), "quarantined");
    EXPECT_THAT(notes(), IsEmpty());
}

TEST_P(RegisterKosdTest, names_decide_where_the_study_has_no_patient_id) {
    have_study_of_notes("", "Else^Someone");
    arrive_and_register(test::good_kos());
    EXPECT_EQ(text(state_sql, {test::kos_uid}), "quarantined");
    EXPECT_THAT(causes(), ElementsAre("other_patient"));
}

TEST_P(RegisterKosdTest, one_whose_study_becomes_another_patients_while_it_is_judged_is_judged_anew) {
    accept(test::good_kos());
    const jobs::Ending ending = judge(test::kos_uid);
    accept(image_of_study(test::ct_1_uid, "PID-2"));
    EXPECT_THAT([&] { end(ending); },
                testing::Throws<base::Error>(testing::Property(&base::Error::kind, base::ErrorKind::unavailable)))
        << "the job is retried";
    EXPECT_EQ(text(state_sql, {test::kos_uid}), "unregistered");
    EXPECT_THAT(notes(), IsEmpty());
    register_kosd(test::kos_uid);
    EXPECT_EQ(text(state_sql, {test::kos_uid}), "quarantined");
}

TEST_P(RegisterKosdTest, a_note_that_was_hidden_for_its_patient_comes_back_as_the_same) {
    arrive_and_register(test::good_kos());
    const std::string uuid = notes().at(0).uuid;
    accept(image_of_study(test::ct_1_uid, "PID-2"));
    register_kosd(test::kos_uid);
    EXPECT_THAT(notes(), IsEmpty());
    connection().change(Statement{"UPDATE patient SET patient_id = 'PID-1b' WHERE patient_id = 'PID-1'"});
    connection().change(Statement{"UPDATE patient SET patient_id = 'PID-1' WHERE patient_id = 'PID-2'"});
    register_kosd(test::kos_uid);
    ASSERT_THAT(notes(), SizeIs(1));
    EXPECT_EQ(notes().at(0).uuid, uuid);
    EXPECT_EQ(database::find_listed_study(connection(), test::study_uid)->notes, 1);
}

TEST_P(RegisterKosdTest, a_reader_that_can_read_more_reopens_what_an_older_one_quarantined) {
    arrive_and_register(test::with_evidence(test::kos_with_content({test::description("Nothing")}), {}));
    accept(kos_called("1.2.3.100.9.2"));
    register_kosd("1.2.3.100.9.2");
    Transaction transaction{connection()};
    EXPECT_EQ(database::reopen_quarantined(transaction, reader_version), 0) << "the same reader";
    EXPECT_EQ(database::reopen_quarantined(transaction, reader_version + 1), 1);
    transaction.commit();
    EXPECT_EQ(text(state_sql, {test::kos_uid}), "unregistered");
    EXPECT_EQ(text(state_sql, {"1.2.3.100.9.2"}), "registered");
}

TEST_P(RegisterKosdTest, one_that_is_the_same_as_a_legacy_note_is_shown_as_that_one) {
    arrive_and_register(test::good_kos());
    ASSERT_THAT(notes(), SizeIs(1));
    connection().change(Statement{"UPDATE note SET source = 'legacy', source_system = 'impax', source_key = 'old'"});
    connection().change(Statement{"UPDATE note_version SET kosd_sop_instance_uid = NULL"});
    accept(kos_called("1.2.3.100.9.2"));
    register_kosd("1.2.3.100.9.2");
    ASSERT_THAT(notes(), SizeIs(1));
    EXPECT_EQ(notes().at(0).source, "legacy");
    EXPECT_EQ(notes().at(0).also_from, "received");
    EXPECT_EQ(database::find_listed_study(connection(), test::study_uid)->notes, 1);
}

TEST_P(RegisterKosdTest, one_that_is_the_same_as_a_hidden_note_is_shown_by_itself) {
    have_legacy_note();
    for (const char* hiding : {"UPDATE note SET withheld = 'other_patient'", "UPDATE note SET marked_ms = 1"}) {
        connection().run_script(hiding);
        arrive_and_register(test::good_kos());
        EXPECT_THAT(sources(), ElementsAre("received")) << hiding;
        connection().run_script(
            "DELETE FROM kosd; DELETE FROM instance; DELETE FROM note WHERE source = 'received';"
            "UPDATE note SET withheld = NULL, marked_ms = NULL");
    }
}

TEST_P(RegisterKosdTest, one_that_a_legacy_note_was_made_into_is_that_note) {
    have_legacy_note(test::kos_uid);
    arrive_and_register(test::good_kos());
    EXPECT_THAT(sources(), ElementsAre("legacy"));
}

TEST_P(RegisterKosdTest, one_that_a_legacy_note_names_but_that_selects_other_images_is_shown_beside_it) {
    have_legacy_note(test::kos_uid);
    connection().run_script(
        "DELETE FROM note_reference WHERE position = 2; UPDATE note_version SET selection_digest = 'of one image'");
    arrive_and_register(test::good_kos());
    EXPECT_THAT(sources(), testing::UnorderedElementsAre("legacy", "received"));
    std::vector<std::size_t> selected;
    for (const auto& note : notes()) selected.push_back(note.references.size());
    EXPECT_THAT(selected, testing::UnorderedElementsAre(1, 2)) << "no key image is hidden";
    register_kosd(test::kos_uid);
    EXPECT_THAT(sources(), testing::UnorderedElementsAre("legacy", "received")) << "also when it is read again";
}

TEST_P(RegisterKosdTest, one_whose_legacy_note_is_withheld_is_shown_by_itself) {
    have_legacy_note(test::kos_uid);
    connection().run_script("UPDATE note SET withheld = 'other_patient'");
    arrive_and_register(test::good_kos());
    EXPECT_THAT(sources(), ElementsAre("received"));
    register_kosd(test::kos_uid);
    EXPECT_THAT(sources(), ElementsAre("received")) << "also when it is read again";
    EXPECT_EQ(number(notes_sql), 2);
}

TEST_P(RegisterKosdTest, one_that_is_shown_as_a_note_is_shown_by_itself_once_that_is_withheld) {
    have_legacy_note();
    arrive_and_register(test::good_kos());
    ASSERT_THAT(sources(), ElementsAre("legacy"));
    const std::int64_t legacy = number(Statement{"SELECT id FROM note WHERE source = 'legacy'"});
    const std::int64_t study = number(Statement{"SELECT id FROM study"});
    const auto hide_one = [&](Transaction& transaction) {
        database::withhold_note(transaction, legacy, "other_patient");
    };
    const auto hide_of_study = [&](Transaction& transaction) {
        database::withhold_notes_of_study(transaction, study, "other_patient");
    };
    for (const std::function<void(Transaction&)>& hide :
         {std::function<void(Transaction&)>{hide_one}, std::function<void(Transaction&)>{hide_of_study}}) {
        {
            Transaction transaction{connection()};
            hide(transaction);
            transaction.commit();
        }
        EXPECT_THAT(sources(), ElementsAre("received"));
        EXPECT_EQ(database::find_listed_study(connection(), test::study_uid)->notes, 1);
        connection().run_script("UPDATE note SET withheld = NULL");
        register_kosd(test::kos_uid);
        EXPECT_THAT(sources(), ElementsAre("legacy")) << "joined again as soon as nothing is in the way";
    }
}

TEST_P(RegisterKosdTest, reading_it_again_keeps_what_a_person_decided) {
    have_legacy_note();
    arrive_and_register(test::good_kos());
    const std::string uuid = text(Statement{"SELECT uuid FROM note WHERE source = 'received'"});
    {
        Transaction transaction{connection()};
        EXPECT_TRUE(database::part_notes(transaction, uuid));
        transaction.commit();
    }
    connection().run_script(
        "UPDATE note SET created_ms = 5, marked_ms = 6, marked_by = 'me', mark_cause = 'mistake'"
        " WHERE source = 'received'");
    clock().advance(1'000);
    register_kosd(test::kos_uid);
    constexpr Statement decided_sql{R"(
        SELECT uuid || ' ' || created_ms || ' ' || marked_ms || ' ' || marked_by || ' ' || mark_cause || ' ' || parted ||
               ' ' || coalesce(same_as, 0)
          FROM note WHERE source = 'received')"};
    EXPECT_EQ(text(decided_sql), uuid + " 5 6 me mistake 1 0");
    connection().run_script("UPDATE note SET marked_ms = NULL");
    EXPECT_THAT(sources(), testing::UnorderedElementsAre("legacy", "received")) << "parted for good";
    EXPECT_THAT(notes().at(0).references, SizeIs(2));
    EXPECT_THAT(notes().at(1).references, SizeIs(2));
}

TEST_P(RegisterKosdTest, one_that_is_gone_is_not_found_and_one_that_cannot_be_read_now_stays_as_it_is) {
    EXPECT_THROW(register_kosd("1.2.3.4.5.6"), base::Error);
    accept(test::good_kos());
    connection().run_script("ALTER TABLE object_bytes RENAME TO object_bytes_away");
    EXPECT_THROW(register_kosd(test::kos_uid), base::Error);
    EXPECT_EQ(text(state_sql, {test::kos_uid}), "unregistered");
}

TEST_P(RegisterKosdTest, every_real_kosd_is_stored_and_none_is_quarantined) {
    const auto files = test::shared_files("kos");
    if (files.empty()) GTEST_SKIP() << "there are no KOSDs beside the project";
    std::size_t stored = 0;
    for (const std::filesystem::path& file : files) {
        std::string object = base::read_text_file(file, 1 << 24);
        if (object.find("DICM") != 128) continue;  // a list or licence beside them
        ingest::Acceptance acceptance;
        ASSERT_NO_THROW(acceptance = accept_in_memory(object)) << file;
        if (acceptance.outcome != ingest::Outcome::stored) continue;
        ++stored;
        register_kosd(acceptance.sop_instance_uid);
        EXPECT_EQ(text(state_sql, {acceptance.sop_instance_uid}), "registered")
            << file << text(findings_sql, {acceptance.sop_instance_uid});
    }
    EXPECT_GT(stored, 10U);
    RecordProperty("stored", static_cast<int>(stored));
}

INSTANTIATE_TEST_SUITE_P(Engines, RegisterKosdTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::object_creator
