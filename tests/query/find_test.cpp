#include "query/find.hpp"

#include <fmt/format.h>

#include "database/study_table.hpp"
#include "query/finder_test.hpp"

namespace kinote::query {
namespace {

using test::patient_root;
using test::Question;
using test::relational;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;
namespace tag = dicom::tag;

const std::string found_study{test::study_uid};
const std::string found_ct_series{test::ct_series_uid};

class FindTest : public test::FinderTest {};

TEST_P(FindTest, a_study_says_what_is_known_of_it) {
    add_study();
    const auto matches = find(Question{"STUDY"}
                                  .with(tag::StudyInstanceUID, found_study)
                                  .with(tag::PatientName)
                                  .with(tag::PatientID)
                                  .with(tag::IssuerOfPatientID)
                                  .with(tag::PatientBirthDate)
                                  .with(tag::PatientSex)
                                  .with(tag::StudyDate)
                                  .with(tag::StudyTime)
                                  .with(tag::AccessionNumber)
                                  .with(tag::StudyDescription)
                                  .with(tag::ModalitiesInStudy)
                                  .with(tag::SOPClassesInStudy)
                                  .with(tag::NumberOfStudyRelatedSeries)
                                  .with(tag::NumberOfStudyRelatedInstances)
                                  .with(tag::NumberOfPatientRelatedStudies));
    ASSERT_THAT(matches, SizeIs(1));
    const dicom::Dataset& match = matches.front();
    EXPECT_EQ(match.text(tag::SpecificCharacterSet), "ISO_IR 192");
    EXPECT_EQ(match.text(tag::QueryRetrieveLevel), "STUDY");
    EXPECT_EQ(match.text(tag::RetrieveAETitle), "KINOTE");
    EXPECT_EQ(match.text(tag::InstanceAvailability), "ONLINE");
    EXPECT_EQ(match.text(tag::PatientName), "Müller^Jürgen");
    EXPECT_EQ(match.text(tag::PatientID), "PID-1");
    EXPECT_EQ(match.text(tag::StudyDate), "20240105");
    EXPECT_EQ(match.text(tag::AccessionNumber), "ACC-1");
    EXPECT_EQ(match.text(tag::StudyDescription), "CT Thorax");
    EXPECT_THAT(match.texts(tag::ModalitiesInStudy), ElementsAre("CT", "KO", "US"));
    EXPECT_THAT(match.texts(tag::SOPClassesInStudy), SizeIs(2));
    EXPECT_EQ(match.text(tag::NumberOfStudyRelatedSeries), "3");
    EXPECT_EQ(match.text(tag::NumberOfStudyRelatedInstances), "4");
    EXPECT_EQ(match.text(tag::NumberOfPatientRelatedStudies), "1");
    EXPECT_FALSE(has_unsupported_keys());
}

TEST_P(FindTest, keys_that_are_not_supported_are_returned_empty) {
    add_study();
    const auto matches = find(Question{"STUDY"}
                                  .with(tag::BodyPartExamined, "CHEST")
                                  .with_items(tag::ProcedureCodeSequence)
                                  .with(tag::SOPInstanceUID, "1.2"));
    ASSERT_THAT(matches, SizeIs(1));
    EXPECT_TRUE(has_unsupported_keys());
    for (const dicom::Tag tag : {tag::BodyPartExamined, tag::ProcedureCodeSequence, tag::SOPInstanceUID}) {
        EXPECT_TRUE(matches.front().has(tag));
        EXPECT_FALSE(matches.front().has_value(tag));
    }
}

TEST_P(FindTest, studies_are_found_by_each_key_and_by_all_together) {
    add_study_of("1.1", "PID-17", "Müller^Anna", "20240101", "ACC-17");
    add_study_of("1.2", "PID-18", "MULLER^Bernd", "20240201", "ACC-18");
    add_study_of("1.3", "PID-2", "Иванов^Иван", "20240301", "ACC-2");
    add_study_of("1.4", "PID-2", "Иванов^Иван", "20240401", "");
    const auto found = [&](dicom::Tag tag, const std::string& value) {
        return studies(Question{"STUDY"}.with(tag, value));
    };
    EXPECT_THAT(found(tag::StudyInstanceUID, "1.3\\1.1\\1.9"), UnorderedElementsAre("1.1", "1.3"));
    EXPECT_THAT(found(tag::PatientID, "PID-2"), UnorderedElementsAre("1.3", "1.4"));
    EXPECT_THAT(found(tag::PatientID, "PID-1*"), UnorderedElementsAre("1.1", "1.2"));
    EXPECT_THAT(found(tag::PatientID, "?ID-18"), ElementsAre("1.2"));
    EXPECT_THAT(found(tag::PatientName, "müller*"), UnorderedElementsAre("1.1", "1.2"));
    EXPECT_THAT(found(tag::PatientName, "MÜLLER^anna"), ElementsAre("1.1"));
    EXPECT_THAT(found(tag::PatientName, "*^иван"), UnorderedElementsAre("1.3", "1.4"));
    EXPECT_THAT(found(tag::AccessionNumber, "ACC-1"), IsEmpty());
    EXPECT_THAT(found(tag::AccessionNumber, "ACC-17"), ElementsAre("1.1"));
    EXPECT_THAT(found(tag::AccessionNumber, "ACC-1*"), UnorderedElementsAre("1.1", "1.2"));
    EXPECT_THAT(found(tag::StudyDate, "20240201-20240301"), UnorderedElementsAre("1.2", "1.3"));
    EXPECT_THAT(found(tag::StudyDate, "-20240101"), ElementsAre("1.1"));
    EXPECT_THAT(found(tag::StudyDate, "20240302-"), ElementsAre("1.4"));
    EXPECT_THAT(found(tag::ModalitiesInStudy, "CT"), SizeIs(4));
    EXPECT_THAT(found(tag::ModalitiesInStudy, "KO"), IsEmpty());
    EXPECT_THAT(found(tag::StudyInstanceUID, ""), SizeIs(4));
    EXPECT_THAT(studies(Question{"STUDY"}
                            .with(tag::PatientName, "M*")
                            .with(tag::StudyDate, "20240102-")
                            .with(tag::AccessionNumber, "*18")
                            .with(tag::SOPClassesInStudy, std::string{dicom::uid::CTImageStorage})),
                ElementsAre("1.2"));
}

TEST_P(FindTest, dates_and_times_are_one_range_where_that_was_agreed) {
    add_study_of("1.1", "P1", "A", "20240101");
    add_study_of("1.2", "P2", "B", "20240102");
    connection().run_script("UPDATE study SET study_time = '0900' WHERE study_instance_uid = '1.2'");
    connection().run_script("UPDATE study SET study_time = '1800' WHERE study_instance_uid = '1.1'");
    const Question night = Question{"STUDY"}.with(tag::StudyDate, "20240101-20240102").with(tag::StudyTime, "17-10");
    EXPECT_THAT(studies(night), IsEmpty());
    EXPECT_THAT(studies(night, {.combines_dates_and_times = true}), UnorderedElementsAre("1.1", "1.2"));
}

TEST_P(FindTest, patients_are_found_with_what_is_theirs) {
    add_study_of("1.1", "PID-1", "Müller^Anna");
    add_study_of("1.2", "PID-1", "Müller^Anna");
    add_study_of("1.3", "PID-2", "Doe^Jane");
    const Question all = Question{"PATIENT"}.with(tag::PatientID).with(tag::NumberOfPatientRelatedStudies);
    EXPECT_THAT(texts(all, tag::PatientID, patient_root), UnorderedElementsAre("PID-1", "PID-2"));
    EXPECT_THAT(texts(all, tag::NumberOfPatientRelatedStudies, patient_root), UnorderedElementsAre("2", "1"));
    const Question named = Question{"PATIENT"}.with(tag::PatientName, "DOE*");
    EXPECT_THAT(texts(named, tag::PatientID, patient_root), ElementsAre("PID-2"));
    EXPECT_THAT(studies(Question{"STUDY"}.with(tag::PatientID, "PID-1"), patient_root),
                UnorderedElementsAre("1.1", "1.2"));
}

TEST_P(FindTest, series_and_objects_are_found_below_their_study) {
    add_study();
    const Question series = Question{"SERIES"}
                                .with(tag::StudyInstanceUID, found_study)
                                .with(tag::Modality)
                                .with(tag::NumberOfSeriesRelatedInstances);
    EXPECT_THAT(texts(series, tag::Modality), UnorderedElementsAre("CT", "US", "KO"));
    EXPECT_THAT(texts(series, tag::NumberOfSeriesRelatedInstances), UnorderedElementsAre("2", "1", "1"));
    EXPECT_THAT(texts(Question{"SERIES"}.with(tag::StudyInstanceUID, found_study).with(tag::Modality, "KO"),
                      tag::SeriesInstanceUID),
                ElementsAre(test::kos_series_uid));
    const Question images =
        Question{"IMAGE"}.with(tag::StudyInstanceUID, found_study).with(tag::SeriesInstanceUID, found_ct_series);
    EXPECT_THAT(objects(images, {}), UnorderedElementsAre(test::ct_1_uid, test::ct_2_uid));
    EXPECT_THAT(objects(Question{images}.with(tag::InstanceNumber, "02"), {}), ElementsAre(test::ct_2_uid));
    EXPECT_THAT(objects(Question{images}.with(tag::SOPInstanceUID, std::string{test::ct_1_uid} + "\\1.2.9"), {}),
                ElementsAre(test::ct_1_uid));
    EXPECT_THAT(objects(Question{images}.with(tag::SOPInstanceUID, std::string{test::us_uid}), {}), IsEmpty())
        << "it is in another series";
    const auto match = find(Question{images}.with(tag::InstanceNumber, "2").with(tag::Rows).with(tag::Columns));
    ASSERT_THAT(match, SizeIs(1));
    EXPECT_GT(match.front().find(tag::Rows)->integers().at(0), 0);
}

TEST_P(FindTest, relational_queries_find_objects_by_any_key_above) {
    add_study();
    add_study_of("1.1", "PID-2", "Doe^Jane");
    const std::string kosd_class{dicom::uid::KeyObjectSelectionDocumentStorage};
    EXPECT_THAT(objects(Question{"IMAGE"}.with(tag::SOPClassUID, kosd_class)), ElementsAre(test::kos_uid));
    EXPECT_THAT(objects(Question{"IMAGE"}.with(tag::PatientName, "doe*")), ElementsAre("1.1.1.1"));
    EXPECT_THAT(objects(Question{"IMAGE"}.with(tag::SeriesInstanceUID, "1.1.1")), ElementsAre("1.1.1.1"));
    EXPECT_THAT(objects(Question{"IMAGE"}.with(tag::SOPInstanceUID, "1.1.1.1\\" + std::string{test::us_uid})),
                UnorderedElementsAre("1.1.1.1", test::us_uid));
    EXPECT_THAT(objects(Question{"IMAGE"}), SizeIs(5));
    EXPECT_THAT(texts(Question{"SERIES"}.with(tag::Modality, "KO"), tag::SeriesInstanceUID, relational),
                ElementsAre(test::kos_series_uid));
    EXPECT_THAT(studies(Question{"STUDY"}.with(tag::ModalitiesInStudy, "KO")), ElementsAre(found_study));
}

TEST_P(FindTest, what_is_hidden_is_found_nowhere_and_not_counted) {
    add_study();
    add_study_of("1.1", "PID-2", "Doe^Jane");
    const Question counts = Question{"STUDY"}
                                .with(tag::StudyInstanceUID, found_study)
                                .with(tag::ModalitiesInStudy)
                                .with(tag::NumberOfStudyRelatedSeries)
                                .with(tag::NumberOfStudyRelatedInstances);
    for (const char* hidden : {"marked_ms = 1", "withheld = 'other_patient'"}) {
        connection().run_script(
            fmt::format("UPDATE instance SET {} WHERE sop_instance_uid IN ('{}', '1.1.1.1')", hidden, test::kos_uid));
        const auto matches = find(counts);
        ASSERT_THAT(matches, SizeIs(1));
        EXPECT_THAT(matches.front().texts(tag::ModalitiesInStudy), ElementsAre("CT", "US"));
        EXPECT_EQ(matches.front().text(tag::NumberOfStudyRelatedSeries), "2");
        EXPECT_EQ(matches.front().text(tag::NumberOfStudyRelatedInstances), "3");
        EXPECT_THAT(studies(Question{"STUDY"}), ElementsAre(found_study)) << "nothing of the other is visible";
        EXPECT_THAT(studies(Question{"STUDY"}.with(tag::ModalitiesInStudy, "KO")), IsEmpty());
        EXPECT_THAT(texts(Question{"PATIENT"}, tag::PatientID, patient_root), ElementsAre("PID-1"));
        EXPECT_THAT(texts(Question{"SERIES"}.with(tag::StudyInstanceUID, found_study), tag::SeriesInstanceUID),
                    SizeIs(2));
        EXPECT_THAT(objects(Question{"IMAGE"}), SizeIs(3));
        EXPECT_THAT(objects(Question{"IMAGE"}.with(tag::SOPInstanceUID, std::string{test::kos_uid})), IsEmpty());
        connection().run_script("UPDATE instance SET marked_ms = NULL, withheld = NULL");
        EXPECT_THAT(objects(Question{"IMAGE"}), SizeIs(5));
    }
}

TEST_P(FindTest, a_study_that_only_notes_know_is_none_here) {
    database::Transaction transaction{connection()};
    database::StudyAttributes attributes;
    attributes.study_instance_uid = "1.5";
    database::ensure_study(transaction, {"PID-5", "", "Doe^John", "", ""}, attributes, database::EstablishedBy::note,
                           0);
    transaction.commit();
    EXPECT_THAT(studies(Question{"STUDY"}), IsEmpty());
    EXPECT_THAT(texts(Question{"PATIENT"}, tag::PatientID, patient_root), IsEmpty());
}

TEST_P(FindTest, every_match_comes_once_over_many_pages) {
    for (int i = 1; i <= 250; ++i) {
        const std::string number = fmt::format("{}", i);
        add_study_of("1." + number, "PID-" + number, "Name^" + number, "20240101", "ACC-" + number);
    }
    const auto count = [&](const Question& question, dicom::Tag unique, const QueryTerms& terms = {}) {
        std::vector<std::string> found = texts(question, unique, terms);
        std::ranges::sort(found);
        EXPECT_EQ(std::ranges::adjacent_find(found), found.end());
        return found.size();
    };
    EXPECT_EQ(count(Question{"STUDY"}, tag::StudyInstanceUID), 250U);
    EXPECT_EQ(count(Question{"STUDY"}.with(tag::StudyDate, "20240101"), tag::StudyInstanceUID), 250U);
    EXPECT_EQ(count(Question{"STUDY"}.with(tag::PatientName, "name*"), tag::StudyInstanceUID), 250U);
    EXPECT_EQ(count(Question{"STUDY"}.with(tag::PatientID, "PID*"), tag::StudyInstanceUID), 250U);
    EXPECT_EQ(count(Question{"STUDY"}.with(tag::AccessionNumber, "ACC*"), tag::StudyInstanceUID), 250U);
    EXPECT_EQ(count(Question{"PATIENT"}, tag::PatientID, patient_root), 250U);
    EXPECT_EQ(count(Question{"SERIES"}, tag::SeriesInstanceUID, relational), 250U);
    EXPECT_EQ(count(Question{"IMAGE"}, tag::SOPInstanceUID, relational), 250U);
    EXPECT_THAT(find(Question{"STUDY"}, {}, 3), SizeIs(3)) << "no more are wanted";
    EXPECT_THAT(find(Question{"IMAGE"}, relational, 3), SizeIs(3));
}

TEST_P(FindTest, values_that_fit_no_vr_do_not_break_an_answer) {
    add_study_of("1.1", "PID-1", "Doe^Jane");
    connection().run_script(
        "UPDATE study SET study_date = '2024-01-05', study_time = 'noon', study_id = 'a' || '\x01' || 'b', "
        "description = '" +
        std::string(70'000, 'x') + "'");
    connection().run_script("UPDATE instance SET instance_number = 'seven'");
    const auto matches = find(Question{"IMAGE"}
                                  .with(tag::StudyDate)
                                  .with(tag::StudyTime)
                                  .with(tag::StudyID)
                                  .with(tag::StudyDescription)
                                  .with(tag::InstanceNumber),
                              relational);
    ASSERT_THAT(matches, SizeIs(1));
    for (const dicom::Tag tag : {tag::StudyDate, tag::StudyTime, tag::StudyDescription, tag::InstanceNumber}) {
        EXPECT_FALSE(matches.front().has_value(tag));
    }
    EXPECT_EQ(matches.front().text(tag::StudyID), "ab");
}

INSTANTIATE_TEST_SUITE_P(Engines, FindTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::query
