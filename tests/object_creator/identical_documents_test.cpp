// Documents that name one another as identical are one note, whatever their order and whoever is told of whom.

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "database/deletion_table.hpp"
#include "database/kosd_table.hpp"
#include "database/note_listing.hpp"
#include "database/rejection_table.hpp"
#include "database/study_listing.hpp"
#include "object_creator/register_kosd.hpp"
#include "support/test_site.hpp"

namespace kinote::object_creator {
namespace {

using database::DeletionLevel;
using database::Statement;
using database::Transaction;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

const std::string second_study = "1.2.3.200";
const std::string second_image = "1.2.3.200.1.1";
const std::string here = "1.2.3.100.9.11";   // the document of the one study
const std::string there = "1.2.3.200.9.12";  // and of the other

test::BuiltItem evidence_of(const std::string& study, const std::string& series, std::string_view image) {
    return test::study_item(
        study, {test::series_item(series, {test::object_item(dicom::uid::CTImageStorage, std::string{image})})});
}

// A document over both studies, filed in one of them.
test::BuiltItem document(const std::string& uid, const std::string& text = "Nodule") {
    const std::string study = uid == here ? std::string{test::study_uid} : second_study;
    const std::vector<test::BuiltItem> content{test::description(text), test::image(test::ct_1_uid),
                                               test::image(second_image)};
    return test::with_evidence(
               test::kos_with_content(content),
               {evidence_of(std::string{test::study_uid}, std::string{test::ct_series_uid}, test::ct_1_uid),
                evidence_of(second_study, "1.2.3.200.1", second_image)})
        .set(test::element(test::tag::SOPInstanceUID, test::Vr::UI, uid))
        .set(test::element(test::tag::StudyInstanceUID, test::Vr::UI, study))
        .set(test::element(test::tag::SeriesInstanceUID, test::Vr::UI, study + ".9"));
}

test::BuiltItem naming(test::BuiltItem kos, const std::string& uid) {
    const std::string study = uid == here ? std::string{test::study_uid} : second_study;
    return kos.set(test::sequence(
        test::tag::IdenticalDocumentsSequence,
        {test::study_item(
            study, {test::series_item(study + ".9",
                                      {test::object_item(dicom::uid::KeyObjectSelectionDocumentStorage, uid)})})}));
}

class IdenticalDocumentsTest : public test::SiteTest {
protected:
    jobs::Ending judge(std::string_view uid, const RegisterKosdSettings& settings = {}) {
        handlers_.push_back(std::make_unique<RegisterKosdHandler>(settings, database(), cache(), clock()));
        database::ClaimedJob job;
        job.subject = uid;
        return (*handlers_.back())(job, std::stop_token{});
    }
    void register_kosd(std::string_view uid, const RegisterKosdSettings& settings = {}) {
        const jobs::Ending ending = judge(uid, settings);
        Transaction transaction{connection()};
        ending(transaction);
        transaction.commit();
    }
    void arrive(const test::BuiltItem& kos, std::string_view uid) {
        ASSERT_EQ(accept(kos), ingest::Outcome::stored);
        register_kosd(uid);
    }
    void have_pair() {
        arrive(naming(document(here), there), here);
        arrive(naming(document(there), here), there);
    }
    std::size_t notes(std::string_view study) { return database::list_notes_of_study(connection(), study).size(); }
    std::int64_t counted(std::string_view study) {
        const auto listed = database::find_listed_study(connection(), study);
        return listed ? listed->notes : -1;
    }
    void expect_notes(std::size_t number) {
        for (const std::string_view study : {test::study_uid, std::string_view{second_study}}) {
            EXPECT_EQ(notes(study), number) << study;
            EXPECT_EQ(counted(study), static_cast<std::int64_t>(number)) << study;
        }
    }
    std::string findings(std::string_view uid) {
        return text(
            {"SELECT k.findings FROM kosd k JOIN instance i ON i.id = k.instance WHERE i.sop_instance_uid = $1"},
            {uid});
    }
    std::int64_t visible_documents() {
        return number({"SELECT count(*) FROM kosd k JOIN visible_instance i ON i.id = k.instance"});
    }
    std::string note_uuid() { return text({"SELECT uuid FROM note"}); }
    void mark(DeletionLevel level, std::string_view subject, std::string_view study) {
        Transaction transaction{connection()};
        ASSERT_TRUE(database::mark_for_deletion(transaction, {level, subject, study}, "anna", clock().now_ms()));
        transaction.commit();
    }
    void undo(DeletionLevel level, std::string_view subject, std::string_view study) {
        Transaction transaction{connection()};
        ASSERT_TRUE(database::undo_deletion(transaction, {level, subject, study}, 0));
        transaction.commit();
    }
    // A rejection note that takes effect at once, and can be taken back.
    void reject(const std::string& uid, const std::string& study, database::RejectionState state) {
        const std::string note = uid + ".7";
        Transaction transaction{connection()};
        database::add_rejection_note(
            transaction,
            {note, number({"SELECT id FROM study WHERE study_instance_uid = $1"}, {study}), study, "north", state}, 0);
        const std::string_view class_uid = dicom::uid::KeyObjectSelectionDocumentStorage;
        const std::vector<database::RejectedObject> objects{{"1.9", class_uid, uid}};
        database::set_rejections(transaction, {note, "113039", "Data Retention Policy Expired", objects, 0},
                                 database::QualityRejection::hide, 0);
        database::decide_rejection(transaction, {note, state, {"anna", "test"}, ""}, database::QualityRejection::hide,
                                   0);
        transaction.commit();
    }

private:
    std::vector<std::unique_ptr<RegisterKosdHandler>> handlers_;  // outlive the endings that they give
};

TEST_P(IdenticalDocumentsTest, two_that_name_one_another_are_one_note_of_both_studies) {
    have_pair();
    expect_notes(1);
    EXPECT_EQ(visible_documents(), 2);
    EXPECT_EQ(number({"SELECT count(DISTINCT note_version) FROM kosd"}), 1);
    EXPECT_THAT(findings(there), Not(HasSubstr("K24")));
}

TEST_P(IdenticalDocumentsTest, so_are_two_of_which_the_later_one_names_the_earlier) {
    arrive(document(here), here);
    arrive(naming(document(there), here), there);
    expect_notes(1);
}

TEST_P(IdenticalDocumentsTest, so_are_two_of_which_the_earlier_one_names_the_later) {
    arrive(naming(document(here), there), here);
    arrive(document(there), there);
    expect_notes(1);
}

TEST_P(IdenticalDocumentsTest, a_document_that_lies_in_a_study_without_references_puts_the_note_there) {
    const test::BuiltItem alone = test::with_evidence(
        test::kos_with_content({test::image(test::ct_1_uid)}),
        {evidence_of(std::string{test::study_uid}, std::string{test::ct_series_uid}, test::ct_1_uid)});
    const auto filed = [&](const std::string& uid, const std::string& study) {
        test::BuiltItem kos = alone;
        return kos.set(test::element(test::tag::SOPInstanceUID, test::Vr::UI, uid))
            .set(test::element(test::tag::StudyInstanceUID, test::Vr::UI, study));
    };
    arrive(naming(filed(here, std::string{test::study_uid}), there), here);
    arrive(filed(there, second_study), there);
    expect_notes(1);
    register_kosd(here);
    expect_notes(1);
}

TEST_P(IdenticalDocumentsTest, two_that_say_something_else_are_two_notes_and_a_finding) {
    arrive(naming(document(here), there), here);
    arrive(naming(document(there, "No nodule"), here), there);
    expect_notes(2);
    EXPECT_THAT(findings(there), HasSubstr("K24"));
    EXPECT_THAT(findings(there), HasSubstr(here));
}

TEST_P(IdenticalDocumentsTest, two_of_different_patients_are_never_one_note) {
    arrive(naming(document(here), there), here);
    connection().run_script(
        "UPDATE study SET patient = (SELECT patient FROM study WHERE study_instance_uid = '1.2.3.100')");
    accept(test::image_of_study("1.2.3.300.1", "PID-9", "1.2.3.300.1", "1.2.3.300"));
    connection().run_script(
        "UPDATE study SET patient = (SELECT patient FROM study WHERE study_instance_uid = '1.2.3.300')"
        " WHERE study_instance_uid = '1.2.3.200'");
    ASSERT_EQ(accept(naming(document(there), here).set(test::element(test::tag::PatientID, test::Vr::LO, "PID-9"))),
              ingest::Outcome::stored);
    register_kosd(there);
    EXPECT_EQ(number({"SELECT count(DISTINCT note_version) FROM kosd WHERE note_version IS NOT NULL"}), 2);
}

TEST_P(IdenticalDocumentsTest, reading_either_again_changes_nothing) {
    have_pair();
    const std::string uuid = note_uuid();
    for (const std::string& uid : {here, there, here}) register_kosd(uid);
    expect_notes(1);
    EXPECT_EQ(note_uuid(), uuid);
    EXPECT_EQ(number({"SELECT count(*) FROM note"}), 1);
}

TEST_P(IdenticalDocumentsTest, two_that_are_registered_at_once_are_one_note) {
    ASSERT_EQ(accept(naming(document(here), there)), ingest::Outcome::stored);
    ASSERT_EQ(accept(naming(document(there), here)), ingest::Outcome::stored);
    const jobs::Ending first = judge(here);
    const jobs::Ending second = judge(there);
    const database::PooledConnection other = database().connection();
    std::jthread worker;
    {
        Transaction transaction{connection()};
        first(transaction);
        worker = std::jthread{[&] {
            Transaction at_once{*other};
            second(at_once);
            at_once.commit();
        }};
        transaction.commit();
    }
    worker.join();
    expect_notes(1);
}

TEST_P(IdenticalDocumentsTest, a_note_stays_with_the_document_that_is_left) {
    have_pair();
    mark(DeletionLevel::object, here, test::study_uid);
    EXPECT_EQ(visible_documents(), 1);
    expect_notes(1);
    mark(DeletionLevel::object, there, second_study);
    EXPECT_EQ(visible_documents(), 0);
    EXPECT_EQ(notes(test::study_uid), 0);
    undo(DeletionLevel::object, here, test::study_uid);
    EXPECT_EQ(visible_documents(), 1);
    expect_notes(1);
    undo(DeletionLevel::object, there, second_study);
    EXPECT_EQ(visible_documents(), 2);
    expect_notes(1);
}

TEST_P(IdenticalDocumentsTest, a_note_comes_back_with_the_document_that_went_last_too) {
    have_pair();
    mark(DeletionLevel::study, test::study_uid, test::study_uid);
    expect_notes(1);
    mark(DeletionLevel::object, there, second_study);
    EXPECT_EQ(notes(second_study), 0);
    undo(DeletionLevel::object, there, second_study);
    EXPECT_EQ(visible_documents(), 1);
    expect_notes(1);
    undo(DeletionLevel::study, test::study_uid, test::study_uid);
    EXPECT_EQ(visible_documents(), 2);
    expect_notes(1);
}

TEST_P(IdenticalDocumentsTest, a_note_that_a_person_deletes_goes_with_all_its_documents_and_those_to_come) {
    arrive(naming(document(here), there), here);
    const std::string uuid = note_uuid();
    mark(DeletionLevel::note, uuid, test::study_uid);
    arrive(naming(document(there), here), there);
    EXPECT_EQ(visible_documents(), 0);
    EXPECT_EQ(notes(second_study), 0);
    undo(DeletionLevel::note, uuid, test::study_uid);
    EXPECT_EQ(visible_documents(), 2);
    expect_notes(1);
}

TEST_P(IdenticalDocumentsTest, a_document_that_comes_when_the_other_was_deleted_brings_the_note_back) {
    arrive(naming(document(here), there), here);
    mark(DeletionLevel::object, here, test::study_uid);
    EXPECT_EQ(notes(test::study_uid), 0);
    arrive(naming(document(there), here), there);
    EXPECT_EQ(visible_documents(), 1);
    expect_notes(1);
}

TEST_P(IdenticalDocumentsTest, a_note_is_hidden_when_the_last_of_its_documents_is_rejected) {
    using database::RejectionState;
    have_pair();
    reject(here, std::string{test::study_uid}, RejectionState::in_force);
    EXPECT_EQ(visible_documents(), 1);
    expect_notes(1);
    reject(there, second_study, RejectionState::in_force);
    EXPECT_EQ(visible_documents(), 0);
    EXPECT_EQ(notes(second_study), 0);
    reject(here, std::string{test::study_uid}, RejectionState::undone);
    expect_notes(1);
}

TEST_P(IdenticalDocumentsTest, of_a_document_that_is_rejected_and_one_that_is_deleted_either_brings_the_note_back) {
    using database::RejectionState;
    have_pair();
    const std::string near{test::study_uid};
    reject(here, near, RejectionState::in_force);
    mark(DeletionLevel::object, there, second_study);
    EXPECT_EQ(notes(second_study), 0);
    reject(here, near, RejectionState::undone);
    expect_notes(1);
    EXPECT_EQ(visible_documents(), 1);
    reject(here, near, RejectionState::in_force);
    EXPECT_EQ(notes(second_study), 0);
    undo(DeletionLevel::object, there, second_study);
    expect_notes(1);
    EXPECT_EQ(visible_documents(), 1);
}

TEST_P(IdenticalDocumentsTest, a_note_stands_by_the_other_document_where_the_first_one_turns_out_to_be_none) {
    have_pair();
    const std::string uuid = note_uuid();
    RegisterKosdSettings settings;
    settings.site_titles = {{{"113000", "DCM", "Of Interest"}, note::NoteRole::manifest}};
    register_kosd(here, settings);
    expect_notes(1);
    EXPECT_EQ(note_uuid(), uuid);
    EXPECT_EQ(database::list_notes_of_study(connection(), second_study).front().study_instance_uid, second_study);
    register_kosd(here);
    expect_notes(1);
    EXPECT_EQ(note_uuid(), uuid);
}

TEST_P(IdenticalDocumentsTest, two_notes_from_before_become_one_when_they_are_read_again) {
    arrive(naming(document(here), there), here);
    connection().run_script("UPDATE note SET withheld = 'quarantined'");
    arrive(naming(document(there), here), there);
    connection().run_script("UPDATE note SET withheld = NULL");
    ASSERT_EQ(number({"SELECT count(*) FROM note"}), 2);
    register_kosd(here);
    EXPECT_EQ(number({"SELECT count(*) FROM note"}), 1);
    expect_notes(1);
}

// 1 names 2, 2 names 3, as a maker writes who knows of each copy only the one before.
TEST_P(IdenticalDocumentsTest, a_chain_of_names_is_one_note_in_every_order) {
    const std::string last = "1.2.3.200.9.13";
    std::vector<std::pair<std::string, test::BuiltItem>> chain{
        {here, naming(document(here), there)}, {there, naming(document(there), last)}, {last, document(last)}};
    std::ranges::sort(chain, {}, &std::pair<std::string, test::BuiltItem>::first);
    do {
        for (const auto& [uid, kos] : chain) arrive(kos, uid);
        EXPECT_EQ(number({"SELECT count(*) FROM note"}), 1) << chain[0].first << " " << chain[1].first;
        EXPECT_EQ(number({"SELECT count(DISTINCT note_version) FROM kosd WHERE note_version IS NOT NULL"}), 1);
        EXPECT_EQ(number({"SELECT count(*) FROM kosd WHERE note_version IS NULL"}), 0);
        EXPECT_EQ(visible_documents(), 3);
        expect_notes(1);
        connection().run_script("DELETE FROM kosd; DELETE FROM note; DELETE FROM instance");
    } while (std::ranges::next_permutation(chain, {}, &std::pair<std::string, test::BuiltItem>::first).found);
}

TEST_P(IdenticalDocumentsTest, a_note_that_a_person_has_deleted_takes_the_rest_of_the_chain_along) {
    const std::string last = "1.2.3.200.9.13";
    arrive(document(last), last);
    mark(DeletionLevel::note, note_uuid(), second_study);
    arrive(naming(document(here), there), here);
    expect_notes(1);
    arrive(naming(document(there), last), there);
    EXPECT_EQ(notes(test::study_uid) + notes(second_study), 0U);
    EXPECT_EQ(number({"SELECT count(*) FROM note"}), 1);
    EXPECT_EQ(visible_documents(), 0);
}

TEST_P(IdenticalDocumentsTest, two_notes_of_several_documents_become_one_as_a_whole) {
    const std::string last = "1.2.3.200.9.13";
    arrive(naming(document(here), there), here);
    connection().run_script("UPDATE note SET withheld = 'quarantined'");
    arrive(naming(document(last), there), last);
    arrive(document(there), there);
    connection().run_script("UPDATE note SET withheld = NULL");
    ASSERT_EQ(number({"SELECT count(*) FROM note"}), 2);
    register_kosd(there);
    EXPECT_EQ(number({"SELECT count(*) FROM note"}), 1);
    EXPECT_EQ(visible_documents(), 3);
    expect_notes(1);
}

INSTANTIATE_TEST_SUITE_P(Engines, IdenticalDocumentsTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::object_creator
