// The keys that only the objects themselves have: of KOSDs, and of the series that images lie in.

#include "query/finder_test.hpp"

namespace kinote::query {
namespace {

using dicom::Vr;
using test::BuiltItem;
using test::code_item;
using test::element;
using test::Question;
using test::relational;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
namespace tag = dicom::tag;

constexpr const char* other_kos = "1.2.3.100.9.2";

class FindKosdTest : public test::FinderTest {
protected:
    FindKosdTest() {
        accept(test::image_of_study(test::ct_1_uid));
        accept(test::good_kos()
                   .set(element(tag::ObservationDateTime, Vr::DT, "20240105121400+0100"))
                   .set(test::sequence(tag::ReferencedRequestSequence,
                                       {BuiltItem{}
                                            .text(tag::AccessionNumber, Vr::SH, "ACC-1")
                                            .text(tag::StudyInstanceUID, Vr::UI, std::string{test::study_uid})
                                            .text(tag::RequestedProcedureID, Vr::SH, "RP-1")}))
                   .set(test::sequence(tag::IdenticalDocumentsSequence,
                                       {BuiltItem{}.text(tag::StudyInstanceUID, Vr::UI, "1.2.3.200")})));
        accept(
            test::with_title(test::kos_called(other_kos), "113009", "DCM", "For Report Attachment")
                .set(element(tag::ContentDate, Vr::DA, "20240301"))
                .set(element(tag::ContentTime, Vr::TM, "080000"))
                .set(test::sequence(tag::ContentTemplateSequence, {BuiltItem{}
                                                                       .text(tag::MappingResource, Vr::CS, "99SITE")
                                                                       .text(tag::TemplateIdentifier, Vr::CS, "17")})));
    }
    static Question kosds() {
        return Question{"IMAGE"}
            .with(tag::StudyInstanceUID, std::string{test::study_uid})
            .with(tag::SeriesInstanceUID, std::string{test::kos_series_uid});
    }
    std::vector<std::string> with_item(dicom::Tag sequence, const BuiltItem& item) {
        return objects(kosds().with_items(sequence, {item}), {});
    }
};

TEST_P(FindKosdTest, they_are_found_by_date_time_and_moment) {
    EXPECT_THAT(objects(kosds().with(tag::ContentDate, "20240301"), {}), ElementsAre(other_kos));
    EXPECT_THAT(objects(kosds().with(tag::ContentDate, "-20240131"), {}), ElementsAre(test::kos_uid));
    EXPECT_THAT(objects(kosds().with(tag::ContentTime, "1213"), {}), ElementsAre(test::kos_uid));
    EXPECT_THAT(objects(kosds().with(tag::ObservationDateTime, "20240105111400+0000"), {}), ElementsAre(test::kos_uid));
    EXPECT_THAT(objects(kosds().with(tag::ObservationDateTime, "20240106-"), {}), IsEmpty());
    EXPECT_THAT(objects(kosds().with(tag::ContentDate, "20240105-20240301").with(tag::ContentTime, "1213-0800"),
                        {.combines_dates_and_times = true}),
                SizeIs(2));
}

TEST_P(FindKosdTest, they_are_found_by_title_template_and_request) {
    EXPECT_THAT(with_item(tag::ConceptNameCodeSequence, code_item("113000", "DCM", "")), ElementsAre(test::kos_uid));
    EXPECT_THAT(with_item(tag::ConceptNameCodeSequence, code_item("113009", "DCM", "as others name it")),
                ElementsAre(other_kos))
        << "a code is its value and scheme";
    EXPECT_THAT(with_item(tag::ConceptNameCodeSequence, code_item("113009", "99SITE", "")), IsEmpty());
    EXPECT_THAT(with_item(tag::ConceptNameCodeSequence, code_item("", "", "For*")), ElementsAre(other_kos));
    EXPECT_THAT(
        with_item(tag::ContentTemplateSequence,
                  BuiltItem{}.text(tag::MappingResource, Vr::CS, "DCMR").text(tag::TemplateIdentifier, Vr::CS, "2010")),
        ElementsAre(test::kos_uid));
    for (const auto& [key, value] : {std::pair{tag::AccessionNumber, "ACC-1"}, {tag::RequestedProcedureID, "RP-*"}}) {
        EXPECT_THAT(with_item(tag::ReferencedRequestSequence, BuiltItem{}.text(key, Vr::SH, value)),
                    ElementsAre(test::kos_uid));
    }
    EXPECT_THAT(with_item(tag::ReferencedRequestSequence,
                          BuiltItem{}.text(tag::StudyInstanceUID, Vr::UI, std::string{test::study_uid})),
                ElementsAre(test::kos_uid));
    EXPECT_THAT(with_item(tag::ReferencedRequestSequence, BuiltItem{}.text(tag::AccessionNumber, Vr::SH, "ACC-2")),
                IsEmpty());
}

TEST_P(FindKosdTest, they_are_found_by_what_they_say) {
    EXPECT_THAT(with_item(tag::ContentSequence, BuiltItem{}.text(tag::TextValue, Vr::UT, "Nod*")), SizeIs(2));
    EXPECT_THAT(with_item(tag::ContentSequence, BuiltItem{}.text(tag::PersonName, Vr::PN, "reader*")), SizeIs(2));
    EXPECT_THAT(with_item(tag::ContentSequence,
                          BuiltItem{}.text(tag::PersonName, Vr::PN, "reader*").text(tag::TextValue, Vr::UT, "Nod*")),
                IsEmpty())
        << "one item must match all";
}

TEST_P(FindKosdTest, each_key_is_returned) {
    const auto matches =
        find(kosds()
                 .with(tag::SOPInstanceUID, std::string{test::kos_uid})
                 .with(tag::SOPClassUID)
                 .with(tag::InstanceNumber)
                 .with(tag::ContentDate)
                 .with(tag::ContentTime)
                 .with(tag::ObservationDateTime)
                 .with(tag::TimezoneOffsetFromUTC)
                 .with_items(tag::ConceptNameCodeSequence, {code_item("", "", "")})
                 .with_items(tag::ContentTemplateSequence)
                 .with_items(tag::ReferencedRequestSequence, {BuiltItem{}.text(tag::RequestedProcedureID, Vr::SH, "")})
                 .with_items(tag::CurrentRequestedProcedureEvidenceSequence)
                 .with_items(tag::IdenticalDocumentsSequence));
    ASSERT_THAT(matches, SizeIs(1));
    EXPECT_FALSE(has_unsupported_keys());
    const dicom::Dataset& match = matches.front();
    EXPECT_EQ(match.text(tag::SOPClassUID), dicom::uid::KeyObjectSelectionDocumentStorage);
    EXPECT_EQ(match.text(tag::InstanceNumber), "1");
    EXPECT_EQ(match.text(tag::ContentDate), "20240105");
    EXPECT_EQ(match.text(tag::ContentTime), "121314.5");
    EXPECT_EQ(match.text(tag::ObservationDateTime), "20240105121400+0100");
    EXPECT_EQ(match.text(tag::TimezoneOffsetFromUTC), "+0100");
    EXPECT_EQ(match.items(tag::ConceptNameCodeSequence).first()->text(tag::CodeMeaning), "Of Interest");
    EXPECT_EQ(match.items(tag::ContentTemplateSequence).first()->text(tag::TemplateIdentifier), "2010");
    const auto request = match.items(tag::ReferencedRequestSequence).first();
    EXPECT_EQ(request->text(tag::RequestedProcedureID), "RP-1");
    EXPECT_FALSE(request->has(tag::AccessionNumber)) << "it was not asked for";
    const auto evidence = match.items(tag::CurrentRequestedProcedureEvidenceSequence).first();
    EXPECT_EQ(evidence->items(tag::ReferencedSeriesSequence).first()->items(tag::ReferencedSOPSequence).size(), 2U);
    EXPECT_EQ(match.items(tag::IdenticalDocumentsSequence).first()->text(tag::StudyInstanceUID), "1.2.3.200");
}

TEST_P(FindKosdTest, images_have_none_of_it) {
    const auto matches = find(Question{"IMAGE"}
                                  .with(tag::SOPInstanceUID, std::string{test::ct_1_uid})
                                  .with_items(tag::ConceptNameCodeSequence)
                                  .with(tag::ContentDate),
                              relational);
    ASSERT_THAT(matches, SizeIs(1));
    EXPECT_FALSE(matches.front().has_value(tag::ConceptNameCodeSequence));
    EXPECT_THAT(objects(Question{"IMAGE"}.with_items(tag::ConceptNameCodeSequence, {code_item("113000", "DCM", "")})),
                ElementsAre(test::kos_uid));
}

TEST_P(FindKosdTest, what_an_image_says_of_its_step_and_request_is_its_series) {
    accept(test::with_pixels(test::image_of_study("1.7.1.1", "PID-7", "1.7.1", "1.7"), 100'000)
               .set(element(tag::PerformedProcedureStepStartDate, Vr::DA, "20240105"))
               .set(element(tag::PerformedProcedureStepStartTime, Vr::TM, "1010"))
               .set(test::sequence(tag::RequestAttributesSequence,
                                   {BuiltItem{}
                                        .text(tag::ScheduledProcedureStepID, Vr::SH, "SPS-1")
                                        .text(tag::RequestedProcedureID, Vr::SH, "RP-7")})));
    const auto series = [&](const BuiltItem& item, const std::string& date) {
        return texts(Question{"SERIES"}
                         .with(tag::PerformedProcedureStepStartDate, date)
                         .with_items(tag::RequestAttributesSequence, {item}),
                     tag::SeriesInstanceUID, relational);
    };
    EXPECT_THAT(series(BuiltItem{}.text(tag::RequestedProcedureID, Vr::SH, "RP-7"), "20240101-"), ElementsAre("1.7.1"));
    EXPECT_THAT(series(BuiltItem{}.text(tag::ScheduledProcedureStepID, Vr::SH, "SPS-2"), "20240101-"), IsEmpty());
    EXPECT_THAT(series(BuiltItem{}.text(tag::ScheduledProcedureStepID, Vr::SH, "SPS*"), "20240106-"), IsEmpty());
    const auto match = find(Question{"SERIES"}
                                .with(tag::StudyInstanceUID, "1.7")
                                .with(tag::PerformedProcedureStepStartTime)
                                .with_items(tag::RequestAttributesSequence));
    ASSERT_THAT(match, SizeIs(1));
    EXPECT_EQ(match.front().text(tag::PerformedProcedureStepStartTime), "1010");
    EXPECT_EQ(match.front().items(tag::RequestAttributesSequence).first()->text(tag::ScheduledProcedureStepID),
              "SPS-1");
}

TEST_P(FindKosdTest, an_object_that_cannot_be_read_hides_no_other) {
    connection().run_script(
        "DELETE FROM object_bytes WHERE instance = (SELECT id FROM instance WHERE sop_instance_uid = '1.2.3.100.9.2')");
    EXPECT_THAT(objects(kosds().with(tag::ContentDate), {}), SizeIs(2));
    EXPECT_THAT(objects(kosds().with(tag::ContentDate, "20240105-"), {}), ElementsAre(test::kos_uid));
}

INSTANTIATE_TEST_SUITE_P(Engines, FindKosdTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::query
