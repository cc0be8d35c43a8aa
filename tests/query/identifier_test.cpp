#include "query/identifier.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "query/query_identifier.hpp"

namespace kinote::query {
namespace {

using dicom::Vr;
using test::patient_root;
using test::Question;
using test::relational;
using test::study_root;
using testing::HasSubstr;
namespace tag = dicom::tag;

std::string refusal(const Question& question, const QueryTerms& terms = study_root) {
    try {
        (void)read_identifier(question.data_set(), terms);
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
        return error.what();
    }
    return "";
}

TEST(IdentifierTest, the_level_must_be_one_of_the_model) {
    EXPECT_EQ(read_identifier(Question{"STUDY"}.data_set(), study_root).level, QueryLevel::study);
    EXPECT_EQ(read_identifier(Question{"PATIENT"}.data_set(), patient_root).level, QueryLevel::patient);
    for (const char* level : {"", "PATIENT", "INSTANCE", "study"}) EXPECT_NE(refusal(Question{level}), "") << level;
}

TEST(IdentifierTest, each_level_above_needs_one_value_of_its_unique_key) {
    EXPECT_THAT(refusal(Question{"SERIES"}), HasSubstr("StudyInstanceUID"));
    EXPECT_THAT(refusal(Question{"SERIES"}.with(tag::StudyInstanceUID)), HasSubstr("StudyInstanceUID"));
    EXPECT_THAT(refusal(Question{"SERIES"}.with(tag::StudyInstanceUID, "1.2\\1.3")), HasSubstr("StudyInstanceUID"));
    EXPECT_EQ(refusal(Question{"SERIES"}.with(tag::StudyInstanceUID, "1.2")), "");
    EXPECT_THAT(refusal(Question{"IMAGE"}.with(tag::StudyInstanceUID, "1.2")), HasSubstr("SeriesInstanceUID"));
    EXPECT_THAT(refusal(Question{"STUDY"}, patient_root), HasSubstr("PatientID"));
    EXPECT_THAT(refusal(Question{"STUDY"}.with(tag::PatientID, "P*"), patient_root), HasSubstr("PatientID"));
    EXPECT_EQ(refusal(Question{"STUDY"}.with(tag::PatientID, "P"), patient_root), "");
    EXPECT_EQ(refusal(Question{"STUDY"}), "");
}

TEST(IdentifierTest, relational_queries_need_no_unique_keys) {
    EXPECT_EQ(refusal(Question{"IMAGE"}, relational), "");
    EXPECT_EQ(refusal(Question{"SERIES"}, {.is_patient_root = true, .is_relational = true}), "");
}

TEST(IdentifierTest, keys_that_are_unknown_or_below_the_level_are_not_supported) {
    EXPECT_FALSE(read_identifier(Question{"STUDY"}.with(tag::PatientName).data_set(), study_root).has_unsupported_keys);
    EXPECT_TRUE(
        read_identifier(Question{"STUDY"}.with(tag::BodyPartExamined).data_set(), study_root).has_unsupported_keys);
    EXPECT_TRUE(
        read_identifier(Question{"STUDY"}.with(tag::SOPInstanceUID).data_set(), study_root).has_unsupported_keys);
    const auto of_a_maker = Question{"STUDY"}.with_element(test::element({0x0009, 0x1001}, Vr::LO, "x")).data_set();
    EXPECT_TRUE(read_identifier(of_a_maker, study_root).has_unsupported_keys);
}

TEST(IdentifierTest, a_sequence_has_one_item_and_narrows_by_what_is_in_it) {
    const auto empty = Question{"IMAGE"}.with_items(tag::ConceptNameCodeSequence, {test::BuiltItem{}}).data_set();
    EXPECT_FALSE(is_narrowing(*read_identifier(empty, relational).find(tag::ConceptNameCodeSequence)));
    const auto coded = Question{"IMAGE"}
                           .with_items(tag::ConceptNameCodeSequence, {test::code_item("113000", "DCM", "Of Interest")})
                           .data_set();
    EXPECT_TRUE(is_narrowing(*read_identifier(coded, relational).find(tag::ConceptNameCodeSequence)));
    EXPECT_THAT(
        refusal(Question{"IMAGE"}.with_items(tag::ConceptNameCodeSequence, {test::BuiltItem{}, test::BuiltItem{}}),
                relational),
        HasSubstr("several items"));
}

TEST(IdentifierTest, dates_and_times_are_combined_only_where_that_was_agreed) {
    const auto question = Question{"STUDY"}.with(tag::StudyDate, "20240101-").with(tag::StudyTime, "10-12").data_set();
    EXPECT_TRUE(read_identifier(question, study_root).combined.empty());
    EXPECT_EQ(read_identifier(question, {.combines_dates_and_times = true}).combined.size(), 1U);
    const auto alone = Question{"STUDY"}.with(tag::StudyDate, "20240101-").with(tag::StudyTime).data_set();
    EXPECT_TRUE(read_identifier(alone, {.combines_dates_and_times = true}).combined.empty());
}

TEST(IdentifierTest, what_is_too_much_is_refused) {
    Question many{"STUDY"};
    for (std::uint16_t i = 1; i <= most_keys + 1; ++i) {
        many.with_element(test::element({0x0009, static_cast<std::uint16_t>(0x1000 + i)}, Vr::LO, ""));
    }
    EXPECT_THAT(refusal(many), HasSubstr("keys"));
    test::BuiltItem deep = test::code_item("1", "2", "3");
    for (int i = 0; i < 20; ++i) deep = test::BuiltItem{}.sequence(tag::ContentSequence, {deep});
    EXPECT_THAT(refusal(Question{"IMAGE"}.with_items(tag::ContentSequence, {deep}), relational), HasSubstr("deep"));
}

TEST(IdentifierTest, values_of_a_wrong_kind_are_refused) {
    test::BuiltItem number;
    number.numbers(tag::PatientID, Vr::US, {1});
    EXPECT_THAT(refusal(Question{"STUDY"}.with_element(number.elements.front())), HasSubstr("PatientID"));
    EXPECT_THAT(refusal(Question{"STUDY"}.with_items(tag::StudyDate, {test::BuiltItem{}})), HasSubstr("StudyDate"));
    EXPECT_THAT(refusal(Question{"IMAGE"}.with_element(test::element(tag::ContentSequence, Vr::LO, "x")), relational),
                HasSubstr("ContentSequence"));
}

}  // namespace
}  // namespace kinote::query
