#include "query/retrieve_keys.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "query/query_identifier.hpp"

namespace kinote::query {
namespace {

using test::Question;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace tag = dicom::tag;

RetrieveKeys read(const Question& question, bool is_patient_root = false, bool is_relational = false) {
    return read_retrieve_keys(question.data_set(), is_patient_root, is_relational);
}

std::string refusal_of_keys(const Question& question, bool is_patient_root = false, bool is_relational = false) {
    try {
        (void)read(question, is_patient_root, is_relational);
        return "taken";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
        return error.what();
    }
}

TEST(RetrieveKeys, name_a_study_or_several) {
    const RetrieveKeys keys = read(Question{"STUDY"}.with(tag::StudyInstanceUID, "1.2.3\\1.2.4"));
    EXPECT_EQ(keys.level, QueryLevel::study);
    EXPECT_THAT(keys.study_instance_uids, ElementsAre("1.2.3", "1.2.4"));
    EXPECT_THAT(keys.series_instance_uids, IsEmpty());
}

TEST(RetrieveKeys, name_what_stands_above_unless_relational_was_agreed) {
    const Question image = Question{"IMAGE"}.with(tag::SOPInstanceUID, "1.2.3.4.5");
    EXPECT_THAT(refusal_of_keys(image), HasSubstr("StudyInstanceUID is needed"));
    EXPECT_THAT(read(image, false, true).sop_instance_uids, ElementsAre("1.2.3.4.5"));
    const RetrieveKeys keys = read(Question{"IMAGE"}
                                       .with(tag::StudyInstanceUID, "1.2.3")
                                       .with(tag::SeriesInstanceUID, "1.2.3.4")
                                       .with(tag::SOPInstanceUID, "1.2.3.4.5\\1.2.3.4.6"));
    EXPECT_THAT(keys.study_instance_uids, ElementsAre("1.2.3"));
    EXPECT_THAT(keys.series_instance_uids, ElementsAre("1.2.3.4"));
    EXPECT_THAT(keys.sop_instance_uids, ElementsAre("1.2.3.4.5", "1.2.3.4.6"));
}

TEST(RetrieveKeys, name_a_patient_in_patient_root_alone) {
    EXPECT_EQ(read(Question{"PATIENT"}.with(tag::PatientID, "P-1"), true).patient_id, "P-1");
    EXPECT_THAT(refusal_of_keys(Question{"PATIENT"}.with(tag::PatientID, "P-1")), HasSubstr("Level"));
    EXPECT_THAT(refusal_of_keys(Question{"PATIENT"}, true), HasSubstr("PatientID is needed"));
    EXPECT_THAT(refusal_of_keys(Question{"PATIENT"}.with(tag::PatientID, "P-*"), true), HasSubstr("wild cards"));
    EXPECT_THAT(refusal_of_keys(Question{"STUDY"}.with(tag::StudyInstanceUID, "1.2.3"), true), HasSubstr("PatientID"));
}

TEST(RetrieveKeys, that_are_none_are_refused) {
    EXPECT_THAT(refusal_of_keys(Question{"STUDY"}), HasSubstr("StudyInstanceUID is needed"));
    EXPECT_THAT(refusal_of_keys(Question{"STUDY"}.with(tag::StudyInstanceUID, "1.2.*")), HasSubstr("no UID"));
    EXPECT_THAT(refusal_of_keys(Question{"FRAME"}.with(tag::StudyInstanceUID, "1.2.3")), HasSubstr("Level"));
    EXPECT_THAT(
        refusal_of_keys(
            Question{"SERIES"}.with(tag::StudyInstanceUID, "1.2.3\\1.2.4").with(tag::SeriesInstanceUID, "1.2.3.4")),
        HasSubstr("one StudyInstanceUID"));
    std::string many = "1.2.3";
    for (std::size_t i = 0; i < most_retrieved_uids; ++i) many += "\\1.2.3";
    EXPECT_THAT(refusal_of_keys(Question{"STUDY"}.with(tag::StudyInstanceUID, many)), HasSubstr("too many"));
}

}  // namespace
}  // namespace kinote::query
