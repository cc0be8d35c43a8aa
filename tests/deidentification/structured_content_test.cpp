// Notes, reports and presentation states de-identified: their trees stay, what somebody typed does not.
#include <gtest/gtest.h>

#include "deidentification/attributes.hpp"
#include "deidentification/deidentifying.hpp"
#include "note/kos_reading.hpp"

namespace kinote::deidentification {
namespace {

using dicom::Vr;
using note::findings_of;
using test::BuiltItem;
using test::element;

BuiltItem full_kos() {
    std::vector<BuiltItem> content = test::person("Reader^Anna");
    content.push_back(test::text_item("HAS OBS CONTEXT", "128774", "Person Observer's Login Name", "areader"));
    content.push_back(test::text_item("HAS OBS CONTEXT", "121009", "Organization", "City Hospital"));
    content.push_back(
        test::coded_item("HAS OBS CONTEXT", "121005", "Observer Type", test::code_item("121007", "DCM", "Device")));
    content.push_back(test::named_item("HAS OBS CONTEXT", "UIDREF", "121012", "Device Observer UID")
                          .text(dicom::tag::UID, Vr::UI, "1.2.3.999"));
    content.push_back(test::description("Nodule of Mr Jekyll"));
    BuiltItem object = test::object_item(dicom::uid::EnhancedCTImageStorage, test::ct_1_uid, "3\\7");
    object.sequence(dicom::tag::ReferencedSOPSequence,
                    {test::object_item(dicom::uid::GrayscaleSoftcopyPresentationStateStorage, test::pr_uid)});
    content.push_back(test::reference("IMAGE", object));
    content.push_back(test::image(test::ct_2_uid));
    BuiltItem kos = test::with_evidence(
        test::kos_with_content(content),
        {test::study_item(test::study_uid,
                          {test::series_item(test::ct_series_uid,
                                             {test::object_item(dicom::uid::EnhancedCTImageStorage, test::ct_1_uid),
                                              test::object_item(dicom::uid::CTImageStorage, test::ct_2_uid)}),
                           test::series_item(test::pr_series_uid,
                                             {test::object_item(dicom::uid::GrayscaleSoftcopyPresentationStateStorage,
                                                                test::pr_uid)})})});
    return kos;
}

note::KosReading reading_of(const Bytes& data_set) { return note::read_kos(parsed(data_set)); }

TEST(DeidentifiedKos, points_at_the_images_by_their_new_uids) {
    const UidMapping mapping = test_mapping();
    const note::KosReading before = note::read(full_kos());
    const note::KosReading after = reading_of(deidentified(data_set_of(full_kos())));
    ASSERT_EQ(after.note.references.size(), before.note.references.size());
    for (std::size_t index = 0; index < after.note.references.size(); ++index) {
        note::NoteReference wanted = before.note.references[index];
        for (std::string* uid : {&wanted.study_instance_uid, &wanted.series_instance_uid, &wanted.sop_instance_uid,
                                 &wanted.presentation_state_uid, &wanted.presentation_state_study_instance_uid,
                                 &wanted.presentation_state_series_instance_uid}) {
            *uid = mapping.map(*uid);
        }
        EXPECT_EQ(after.note.references[index], wanted) << index;
    }
    EXPECT_EQ(after.note.references.front().frames, (std::vector<std::int32_t>{3, 7}));
}

TEST(DeidentifiedKos, keeps_title_and_observers_without_their_names) {
    const note::KosReading after = reading_of(deidentified(data_set_of(full_kos())));
    EXPECT_EQ(after.note.title, note::term::OfInterest);
    EXPECT_EQ(after.note.description, "");
    ASSERT_EQ(after.note.observers.size(), 2U);
    EXPECT_EQ(after.note.observers[0].name, "Anonymous");
    EXPECT_EQ(after.note.observers[0].login_name, "");
    EXPECT_EQ(after.note.observers[1].device_uid, test_mapping().map("1.2.3.999"));
    EXPECT_EQ(after.note.times.content_date, "19000101");
}

TEST(DeidentifiedKos, has_no_findings_that_it_had_not_before) {
    EXPECT_EQ(findings_of(reading_of(deidentified(data_set_of(full_kos())))), findings_of(full_kos()));
    EXPECT_EQ(findings_of(reading_of(deidentified(data_set_of(test::good_kos())))), findings_of(test::good_kos()));
}

TEST(DeidentifiedKos, holds_nothing_that_somebody_typed) {
    const Bytes bytes = deidentified(data_set_of(full_kos(), true));
    for (const std::string_view told :
         {"Anna", "areader", "City", "Jekyll", "1.2.3.", "PID-1", "ACC-1", "20240105", "121314", "ller", "HOSP"})
        EXPECT_FALSE(holds(bytes, told)) << told;
}

TEST(DeidentifiedKos, maps_identical_documents_and_empties_what_a_request_must_have) {
    BuiltItem kos = full_kos();
    kos.set(test::sequence(dicom::tag::ReferencedRequestSequence,
                           {BuiltItem{}
                                .text(dicom::tag::AccessionNumber, Vr::SH, "ACC-1")
                                .text(dicom::tag::StudyInstanceUID, Vr::UI, std::string{test::study_uid})
                                .text(dicom::tag::RequestedProcedureID, Vr::SH, "RP-123456")}));
    kos.set(test::sequence(
        dicom::tag::IdenticalDocumentsSequence,
        {test::study_item(
            "1.2.3.200",
            {test::series_item("1.2.3.200.9", {test::object_item(dicom::uid::KeyObjectSelectionDocumentStorage,
                                                                 "1.2.3.200.9.1")})})}));
    const Bytes bytes = deidentified(data_set_of(kos));
    EXPECT_FALSE(holds(bytes, "RP-123456"));
    const note::KosReading after = reading_of(bytes);
    ASSERT_EQ(after.identical_documents.size(), 1U);
    EXPECT_EQ(after.identical_documents[0].sop_instance_uid, test_mapping().map("1.2.3.200.9.1"));
    const dicom::Dataset made = parsed(bytes);
    const auto item = made.items(dicom::tag::ReferencedRequestSequence).first();
    ASSERT_TRUE(item);
    EXPECT_TRUE(item->has(dicom::tag::RequestedProcedureID));
    EXPECT_TRUE(item->has(dicom::tag::AccessionNumber));
}

TEST(DeidentifiedKos, keeps_the_code_of_a_title_of_the_site_and_not_its_words) {
    const BuiltItem kos = test::with_title(full_kos(), "T1", "99SITE", "For Dr Jekyll");
    const note::KosReading after = reading_of(deidentified(data_set_of(kos)));
    EXPECT_EQ(after.note.title, (note::Code{"T1", "99SITE", ""}));
    EXPECT_EQ(after.note.title.meaning, "Private code");
}

BuiltItem report() {
    BuiltItem measured;
    measured.text(dicom::tag::ValueType, Vr::CS, "NUM");
    std::vector<BuiltItem> content = test::person("Reader^Anna");
    content.push_back(test::text_item("CONTAINS", "121071", "Finding", "Mr Jekyll has a nodule"));
    content.push_back(test::named_item("HAS OBS CONTEXT", "DATE", "121031", "Subject Birth Date")
                          .text(dicom::tag::Date, Vr::DA, "19600101"));
    content.push_back(
        test::coded_item("HAS OBS CONTEXT", "121032", "Subject Sex", test::code_item("M", "DCM", "Male")));
    content.push_back(
        test::named_item("HAS OBS CONTEXT", "NUM", "121033", "Subject Age")
            .sequence(dicom::tag::MeasuredValueSequence, {BuiltItem{}.text({0x0040, 0xA30A}, Vr::DS, "64")}));
    content.push_back(
        test::named_item("CONTAINS", "NUM", "121206", "Distance")
            .sequence(dicom::tag::MeasuredValueSequence, {BuiltItem{}.text({0x0040, 0xA30A}, Vr::DS, "12.5")}));
    content.push_back(test::image(test::ct_1_uid));
    BuiltItem sr = test::kos_with_content(content);
    sr.set(element(dicom::tag::SOPClassUID, Vr::UI, std::string{dicom::uid::EnhancedSRStorage}));
    sr.set(test::sequence(dicom::tag::VerifyingObserverSequence,
                          {BuiltItem{}
                               .text(dicom::tag::VerifyingOrganization, Vr::LO, "City Hospital")
                               .text(dicom::tag::VerificationDateTime, Vr::DT, "20240105101500")
                               .text(dicom::tag::VerifyingObserverName, Vr::PN, "Reader^Anna")}));
    return sr;
}

TEST(DeidentifiedReport, keeps_every_content_item_so_that_references_by_position_stay_right) {
    const dicom::Dataset sr = deidentified(report());
    const dicom::ItemRange content = sr.items(dicom::tag::ContentSequence);
    ASSERT_EQ(content.size(), 8U);
    std::vector<dicom::Item> items{content.begin(), content.end()};
    EXPECT_EQ(items[1].text(dicom::tag::PersonName), "Anonymous");
    EXPECT_EQ(items[2].text(dicom::tag::TextValue), "ANONYMIZED");
    EXPECT_EQ(items[3].text(dicom::tag::Date), "19000101");
    EXPECT_EQ(items[4].items(dicom::tag::ConceptCodeSequence).first()->text(dicom::tag::CodeValue), "121103");
    EXPECT_TRUE(items[5].has(dicom::tag::MeasuredValueSequence));
    EXPECT_TRUE(items[5].items(dicom::tag::MeasuredValueSequence).empty());
    EXPECT_EQ(items[6].items(dicom::tag::MeasuredValueSequence).first()->text({0x0040, 0xA30A}), "12.5");
}

TEST(DeidentifiedReport, stays_verified_by_nobody_in_particular) {
    const dicom::Dataset sr = deidentified(report());
    const auto verifier = sr.items(dicom::tag::VerifyingObserverSequence).first();
    ASSERT_TRUE(verifier);
    EXPECT_EQ(verifier->text(dicom::tag::VerifyingObserverName), "Anonymous");
    EXPECT_EQ(verifier->text(dicom::tag::VerifyingOrganization), "ANONYMIZED");
    EXPECT_NE(verifier->text(dicom::tag::VerificationDateTime), "20240105101500");
}

constexpr dicom::Tag text_object_sequence{0x0070, 0x0008};
constexpr dicom::Tag graphic_layer{0x0070, 0x0002};
constexpr dicom::Tag graphic_layer_sequence{0x0070, 0x0060};

BuiltItem annotation(bool has_graphics) {
    BuiltItem item;
    item.sequence(dicom::tag::ReferencedImageSequence, {test::object_item(dicom::uid::CTImageStorage, test::ct_1_uid)})
        .text(graphic_layer, Vr::CS, "JEKYLL")
        .sequence(text_object_sequence, {BuiltItem{}.text({0x0070, 0x0006}, Vr::ST, "Mr Jekyll")});
    if (has_graphics) {
        item.sequence(
            tag::GraphicObjectSequence,
            {BuiltItem{}.numbers({0x0070, 0x0022}, Vr::FL, {1, 2, 3, 4}).text({0x0070, 0x0023}, Vr::CS, "POLYLINE")});
    }
    return item;
}

BuiltItem presentation_state(std::vector<BuiltItem> annotations) {
    BuiltItem state = test::small_image();
    state.remove(dicom::tag::PixelData)
        .set(element(dicom::tag::SOPClassUID, Vr::UI,
                     std::string{dicom::uid::GrayscaleSoftcopyPresentationStateStorage}))
        .set(element(dicom::tag::ContentLabel, Vr::CS, "JEKYLL"))
        .set(element(dicom::tag::ContentDescription, Vr::LO, "of Jekyll"))
        .set(element(dicom::tag::PresentationCreationDate, Vr::DA, "20240105"))
        .set(element(dicom::tag::ContentCreatorName, Vr::PN, "Jekyll^Henry"))
        .set(test::sequence(tag::GraphicAnnotationSequence, std::move(annotations)))
        .set(test::sequence(graphic_layer_sequence, {BuiltItem{}.text(graphic_layer, Vr::CS, "JEKYLL")}));
    return state;
}

TEST(DeidentifiedPresentationState, keeps_graphics_and_drops_text) {
    const BuiltItem original = presentation_state({annotation(true), annotation(false)});
    const dicom::Dataset state = deidentified(original);
    const dicom::ItemRange annotations = state.items(tag::GraphicAnnotationSequence);
    ASSERT_EQ(annotations.size(), 1U);
    const dicom::Item item = *annotations.begin();
    EXPECT_FALSE(item.has(text_object_sequence));
    EXPECT_EQ(item.items(tag::GraphicObjectSequence).size(), 1U);
    EXPECT_EQ(item.text(graphic_layer), state.items(graphic_layer_sequence).first()->text(graphic_layer));
    EXPECT_EQ(state.text(dicom::tag::ContentLabel), "ANONYMIZED");
    const Bytes bytes = deidentified(data_set_of(original));
    EXPECT_FALSE(holds(bytes, "Jekyll"));
    EXPECT_FALSE(holds(bytes, "JEKYLL"));
    EXPECT_TRUE(holds(bytes, "113103"));
}

TEST(DeidentifiedPresentationState, has_no_annotations_where_they_were_text_only) {
    const dicom::Dataset state = deidentified(presentation_state({annotation(false)}));
    EXPECT_FALSE(state.has(tag::GraphicAnnotationSequence));
}

}  // namespace
}  // namespace kinote::deidentification
