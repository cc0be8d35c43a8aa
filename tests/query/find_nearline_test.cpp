// Queries about objects that only an archive has: what they are answered, and which of them bring a study back.

#include <gmock/gmock.h>

#include "query/find.hpp"
#include "query/finder_test.hpp"

namespace kinote::query {
namespace {

using test::patient_root;
using test::Question;
using test::relational;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
namespace tag = dicom::tag;

const std::string nearline_study{test::study_uid};
const std::string ct_series{test::ct_series_uid};
const std::string ct_1{test::ct_1_uid};

/// The study of good_kos(), whose images of CT only an archive has, and another that is here.
class FindNearlineTest : public test::FinderTest {
protected:
    FindNearlineTest() {
        add_study();
        add_study_of("1.1", "PID-2", "Doe^Jane");
        connection().run_script("UPDATE instance SET freed_ms = 7 WHERE sop_instance_uid IN ('" + ct_1 + "', '" +
                                std::string{test::ct_2_uid} + "')");
    }
    std::string recalled(const Question& question, const QueryTerms& terms = {}) {
        (void)find(question, terms);
        return study_to_recall();
    }
};

TEST_P(FindNearlineTest, a_query_that_names_a_study_and_asks_where_it_is_wants_it_back) {
    const Question asked =
        Question{"STUDY"}.with(tag::StudyInstanceUID, nearline_study).with(tag::InstanceAvailability);
    EXPECT_THAT(texts(asked, tag::InstanceAvailability), ElementsAre("NEARLINE"));
    EXPECT_EQ(study_to_recall(), nearline_study);
    EXPECT_FALSE(has_unsupported_keys()) << "nothing is missing from the answer";
    EXPECT_EQ(recalled(Question{"STUDY"}.with(tag::StudyInstanceUID, nearline_study).with(tag::PatientID)), "");
    EXPECT_EQ(recalled(Question{"STUDY"}.with(tag::StudyInstanceUID, "1.1").with(tag::InstanceAvailability)), "")
        << "all of it is here";
    EXPECT_EQ(recalled(Question{"STUDY"}.with(tag::StudyInstanceUID, "1.7").with(tag::InstanceAvailability)), "");
}

TEST_P(FindNearlineTest, so_does_one_that_names_a_series_or_an_object) {
    const Question series = Question{"SERIES"}.with(tag::SeriesInstanceUID, ct_series).with(tag::InstanceAvailability);
    EXPECT_EQ(recalled(series, relational), nearline_study);
    const Question object = Question{"IMAGE"}.with(tag::SOPInstanceUID, ct_1).with(tag::InstanceAvailability);
    EXPECT_EQ(recalled(object, relational), nearline_study);
    const Question of_study =
        Question{"SERIES"}.with(tag::StudyInstanceUID, nearline_study).with(tag::InstanceAvailability);
    EXPECT_EQ(recalled(of_study), nearline_study);
}

TEST_P(FindNearlineTest, wide_queries_want_nothing_back) {
    const Question all = Question{"STUDY"}.with(tag::InstanceAvailability);
    EXPECT_EQ(recalled(all), "");
    EXPECT_EQ(recalled(Question{all}.with(tag::PatientID, "PID-1")), "") << "who finds one study names none";
    EXPECT_EQ(recalled(Question{all}.with(tag::StudyInstanceUID, nearline_study + "\\1.1")), "");
    EXPECT_EQ(recalled(Question{"PATIENT"}.with(tag::PatientID, "PID-1").with(tag::InstanceAvailability), patient_root),
              "");
    const std::string both = ct_1 + "\\" + std::string{test::ct_2_uid};
    EXPECT_EQ(recalled(Question{"IMAGE"}.with(tag::SOPInstanceUID, both).with(tag::ContentDate), relational), "");
    EXPECT_TRUE(has_unsupported_keys()) << "what could not be read is said all the same";
}

TEST_P(FindNearlineTest, keys_of_an_object_that_is_away_stay_empty_and_the_status_says_so) {
    const Question of_object = Question{"IMAGE"}
                                   .with(tag::StudyInstanceUID, nearline_study)
                                   .with(tag::SeriesInstanceUID, ct_series)
                                   .with(tag::SOPInstanceUID, ct_1)
                                   .with(tag::ContentDate);
    const auto matches = find(of_object);
    ASSERT_THAT(matches, SizeIs(1));
    EXPECT_TRUE(matches.front().has(tag::ContentDate));
    EXPECT_FALSE(matches.front().has_value(tag::ContentDate));
    EXPECT_TRUE(has_unsupported_keys());
    EXPECT_EQ(study_to_recall(), nearline_study);
    const Question of_series = Question{"SERIES"}
                                   .with(tag::StudyInstanceUID, nearline_study)
                                   .with(tag::SeriesInstanceUID, ct_series)
                                   .with(tag::PerformedProcedureStepStartDate);
    EXPECT_EQ(recalled(of_series), nearline_study);
    EXPECT_TRUE(has_unsupported_keys());
    const Question here = Question{"IMAGE"}
                              .with(tag::StudyInstanceUID, nearline_study)
                              .with(tag::SeriesInstanceUID, std::string{test::us_series_uid})
                              .with(tag::ContentDate);
    EXPECT_EQ(recalled(here), "") << "the object that is asked about is here";
    EXPECT_FALSE(has_unsupported_keys());
}

TEST_P(FindNearlineTest, a_key_that_cannot_be_matched_finds_nothing_and_wants_the_study_back) {
    const Question dated = Question{"IMAGE"}
                               .with(tag::StudyInstanceUID, nearline_study)
                               .with(tag::SeriesInstanceUID, ct_series)
                               .with(tag::ContentDate, "20240101-");
    EXPECT_THAT(find(dated), IsEmpty());
    EXPECT_EQ(study_to_recall(), nearline_study);
}

INSTANTIATE_TEST_SUITE_P(Engines, FindNearlineTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::query
