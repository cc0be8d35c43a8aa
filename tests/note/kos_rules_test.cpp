// The rules K01 to K40, one by one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/folded_text.hpp"
#include "note/frame_reader.hpp"
#include "note/kos_reading.hpp"

namespace kinote::note {
namespace {

TEST(KosRules, k01_needs_class_and_uids) {
    EXPECT_EQ(findings_of(test::good_kos().set(test::element(tag::SOPClassUID, Vr::UI, "1.2.840.10008.5.1.4.1.1.2"))),
              "K01 error SOPClassUID\n");
    EXPECT_EQ(findings_of(test::good_kos().remove(tag::SeriesInstanceUID)), "K01 error SeriesInstanceUID\n");
    EXPECT_EQ(findings_of(test::good_kos().set(test::element(tag::SeriesInstanceUID, Vr::UI, "1.2.x"))),
              "K01 error SeriesInstanceUID\n");
    EXPECT_EQ(findings_of(test::good_kos().set(test::element(tag::SeriesInstanceUID, Vr::UI, "1.2.03"))),
              "K01 warning SeriesInstanceUID\n");
}

TEST(KosRules, k02_compares_the_file_meta_information) {
    const std::string data_set = test::Encoder{{}}.encode(test::good_kos());
    const auto object =
        test::file_meta(dicom::uid::ExplicitVRLittleEndian, dicom::uid::CTImageStorage, "1.2.3") + data_set;
    EXPECT_EQ(findings_of(read_kos(dicom::Dataset::parse(test::to_bytes(object)))),
              "K02 warning MediaStorageSOPClassUID\nK02 warning MediaStorageSOPInstanceUID\n");
}

TEST(KosRules, k03_needs_a_reference) {
    const BuiltItem kos =
        test::kos_with_content({test::description("nothing")}).remove(tag::CurrentRequestedProcedureEvidenceSequence);
    EXPECT_EQ(findings_of(kos), "K03 error ContentSequence\n");
    EXPECT_EQ(read(kos).verdict(), Verdict::non_compliant);
    EXPECT_THAT(
        findings_of(
            test::good_kos().remove(tag::ContentSequence).remove(tag::CurrentRequestedProcedureEvidenceSequence)),
        testing::HasSubstr("K03 error"));
}

TEST(KosRules, k04_reads_references_that_are_in_the_evidence_only) {
    const KosReading reading = read(test::kos_with_content({test::description("key images")}));
    EXPECT_EQ(findings_of(reading), "K04 warning CurrentRequestedProcedureEvidenceSequence\n");
    EXPECT_EQ(objects_of(reading), both_images);
    EXPECT_EQ(findings_of(test::good_kos().remove(tag::ContentSequence)),
              "K04 warning CurrentRequestedProcedureEvidenceSequence\n");
}

TEST(KosRules, k05_reads_references_without_evidence) {
    const BuiltItem kos = test::good_kos().remove(tag::CurrentRequestedProcedureEvidenceSequence);
    const KosReading reading = read(kos);
    EXPECT_EQ(findings_of(reading), "K05 warning CurrentRequestedProcedureEvidenceSequence\n");
    EXPECT_EQ(objects_of(reading), both_images);
    EXPECT_EQ(reading.note.references.front().study_instance_uid, "");
    EXPECT_EQ(findings_of(kos, {true, {}, nullptr}), "K05 error CurrentRequestedProcedureEvidenceSequence\n");
}

TEST(KosRules, k05_takes_study_and_series_from_what_is_known) {
    Known known;
    known.object_uid = test::ct_1_uid;
    known.object = KnownObject{std::string{dicom::uid::CTImageStorage}, "1.7", "1.7.8", 0};
    const KosReading reading =
        read(test::good_kos().remove(tag::CurrentRequestedProcedureEvidenceSequence), knowing(known));
    EXPECT_EQ(reading.note.references.front().study_instance_uid, "1.7");
    EXPECT_EQ(reading.note.references.front().series_instance_uid, "1.7.8");
}

TEST(KosRules, k06_finds_a_reference_that_is_not_in_the_evidence) {
    const BuiltItem kos = test::with_evidence(
        test::good_kos(),
        {test::study_item(test::study_uid,
                          {test::series_item(test::ct_series_uid,
                                             {test::object_item(dicom::uid::CTImageStorage, test::ct_1_uid)})})});
    EXPECT_EQ(findings_of(kos), "K06 warning ContentSequence[5]/ReferencedSOPSequence[1]\n");
    EXPECT_EQ(objects_of(read(kos)), both_images);
}

TEST(KosRules, k07_is_information_for_a_manifest) {
    const BuiltItem kos =
        test::with_title(test::kos_with_content({test::image(test::ct_2_uid)}), "113030", "DCM", "Manifest");
    EXPECT_THAT(findings_of(kos), testing::StartsWith("K07 information"));
    EXPECT_EQ(read(kos).verdict(), Verdict::compliant);
}

TEST(KosRules, k08_finds_classes_that_differ_or_are_none) {
    const auto with_class = [](std::string_view sop_class) {
        return test::kos_with_content(
            {test::reference("IMAGE", test::object_item(sop_class, test::ct_1_uid)), test::image(test::ct_2_uid)});
    };
    EXPECT_EQ(findings_of(with_class(dicom::uid::MRImageStorage)),
              "K08 warning ContentSequence[1]/ReferencedSOPSequence[1]/ReferencedSOPClassUID\n");
    const KosReading reading = read(with_class(dicom::uid::Verification));
    EXPECT_EQ(findings_of(reading), "K08 warning ContentSequence[1]/ReferencedSOPSequence[1]/ReferencedSOPClassUID\n");
    EXPECT_EQ(reading.note.references.front().sop_class_uid, dicom::uid::CTImageStorage);
    EXPECT_THAT(findings_of(with_class(dicom::uid::ExplicitVRLittleEndian)), testing::HasSubstr("K08 warning"));
    EXPECT_THAT(findings_of(with_class("1.3.12.2.1107.5.9.1")), testing::HasSubstr("K08 warning"));
}

TEST(KosRules, k08_compares_with_what_is_known) {
    Known known;
    known.object_uid = test::ct_1_uid;
    known.object = KnownObject{std::string{dicom::uid::MRImageStorage}, "", "", 0};
    EXPECT_EQ(findings_of(test::good_kos(), knowing(known)),
              "K08 warning ContentSequence[4]/ReferencedSOPSequence[1]/ReferencedSOPClassUID\n");
}

TEST(KosRules, k09_to_k11_judge_modality_and_root) {
    EXPECT_EQ(findings_of(test::good_kos().set(test::element(tag::Modality, Vr::CS, "SR"))), "K09 warning Modality\n");
    EXPECT_EQ(findings_of(test::good_kos().set(test::element(tag::ValueType, Vr::CS, "TEXT"))),
              "K10 error ValueType\n");
    EXPECT_EQ(findings_of(test::good_kos().remove(tag::ContinuityOfContent)), "K11 warning ContinuityOfContent\n");
    EXPECT_EQ(findings_of(test::good_kos().set(test::element(tag::ContinuityOfContent, Vr::CS, "CONTINUOUS"))),
              "K11 warning ContinuityOfContent\n");
}

TEST(KosRules, k12_to_k14_judge_the_title) {
    EXPECT_EQ(findings_of(test::good_kos().remove(tag::ConceptNameCodeSequence)),
              "K12 warning ConceptNameCodeSequence\n");
    EXPECT_EQ(findings_of(test::good_kos().set(test::sequence(tag::ConceptNameCodeSequence, {}))),
              "K12 warning ConceptNameCodeSequence\n");
    EXPECT_EQ(findings_of(test::with_title(test::good_kos(), "121058", "DCM", "Procedure reported")),
              "K13 information ConceptNameCodeSequence\n");
    EXPECT_EQ(findings_of(test::with_title(test::good_kos(), "KEY", "99VENDOR", "Key")),
              "K13 warning ConceptNameCodeSequence\n");
    EXPECT_EQ(findings_of(test::with_title(test::good_kos(), "113000", "DCM", "Key Image")),
              "K14 information ConceptNameCodeSequence\n");
    EXPECT_EQ(findings_of(test::with_title(test::good_kos(), "TCE001", "IHERADTF", "For Teaching File Export")), "");
}

TEST(KosRules, k15_needs_the_template) {
    EXPECT_EQ(findings_of(test::good_kos().remove(tag::ContentTemplateSequence)),
              "K15 warning ContentTemplateSequence\n");
    BuiltItem other;
    other.text(tag::MappingResource, Vr::CS, "DCMR").text(tag::TemplateIdentifier, Vr::CS, "2000");
    EXPECT_EQ(findings_of(test::good_kos().set(test::sequence(tag::ContentTemplateSequence, {other}))),
              "K15 warning ContentTemplateSequence[1]\n");
}

TEST(KosRules, k16_needs_a_modifier_for_three_titles) {
    for (const auto& [value, meaning] : {std::pair{"113001", "Rejected for Quality Reasons"},
                                         std::pair{"113010", "Quality Issue"}, std::pair{"113013", "Best In Set"}}) {
        EXPECT_EQ(findings_of(test::with_title(test::good_kos(), value, "DCM", meaning)),
                  "K16 warning ContentSequence\n")
            << value;
    }
}

TEST(KosRules, k17_joins_descriptions) {
    const KosReading reading = read(test::kos_with_content({test::description("first"), test::description("second"),
                                                            test::image(test::ct_1_uid), test::image(test::ct_2_uid)}));
    EXPECT_EQ(findings_of(reading), "K17 warning ContentSequence[2]\n");
    EXPECT_EQ(reading.note.description, "first\nsecond");
}

TEST(KosRules, k18_takes_an_unnamed_text_only_where_there_is_no_description) {
    const BuiltItem unnamed = test::content_item("CONTAINS", "TEXT").text(tag::TextValue, Vr::UT, "unnamed");
    const KosReading alone =
        read(test::kos_with_content({unnamed, test::image(test::ct_1_uid), test::image(test::ct_2_uid)}));
    EXPECT_EQ(findings_of(alone), "K18 warning ContentSequence[1]\n");
    EXPECT_EQ(alone.note.description, "unnamed");
    const KosReading both = read(test::kos_with_content(
        {unnamed, test::description("named"), test::image(test::ct_1_uid), test::image(test::ct_2_uid)}));
    EXPECT_EQ(both.note.description, "named");
}

TEST(KosRules, k19_finds_a_purpose_of_reference) {
    BuiltItem named =
        test::named_item("CONTAINS", "IMAGE", "121112", "Source of Measurement")
            .sequence(tag::ReferencedSOPSequence, {test::object_item(dicom::uid::CTImageStorage, test::ct_1_uid)});
    EXPECT_EQ(findings_of(test::kos_with_content({named, test::image(test::ct_2_uid)})),
              "K19 information ContentSequence[1]\n");
}

TEST(KosRules, k20_ignores_what_the_template_does_not_have) {
    const auto with_item = [](const BuiltItem& item) {
        return read(test::kos_with_content({test::image(test::ct_1_uid), test::image(test::ct_2_uid), item}));
    };
    const BuiltItem by_reference = BuiltItem{}
                                       .text(tag::RelationshipType, Vr::CS, "CONTAINS")
                                       .numbers(tag::ReferencedContentItemIdentifier, Vr::UL, {1, 5});
    const BuiltItem nested = test::named_item("CONTAINS", "CONTAINER", "111028", "Image Library")
                                 .sequence(tag::ContentSequence, {test::image("1.2.3.4")});
    for (const BuiltItem& item :
         {test::named_item("CONTAINS", "NUM", "121206", "Distance"), by_reference, nested,
          test::content_item("INFERRED FROM", "IMAGE")
              .sequence(tag::ReferencedSOPSequence, {test::object_item(dicom::uid::CTImageStorage, "1.2.3.4")}),
          test::content_item("CONTAINS", "SCOORD"),
          test::coded_item("CONTAINS", "121005", "x", test::code_item("a", "b", "c"))}) {
        const KosReading reading = with_item(item);
        EXPECT_EQ(findings_of(reading), "K20 warning ContentSequence[3]\n");
        EXPECT_EQ(objects_of(reading), both_images);
    }
}

TEST(KosRules, k21_finds_value_types_that_do_not_fit) {
    const BuiltItem composite =
        test::reference("COMPOSITE", test::object_item(dicom::uid::CTImageStorage, test::ct_2_uid));
    EXPECT_EQ(findings_of(test::kos_with_content({test::image(test::ct_1_uid), composite})),
              "K21 information ContentSequence[2]/ReferencedSOPSequence[1]\n");
}

TEST(KosRules, k22_takes_a_reference_with_impossible_frames_for_the_whole_object) {
    for (const auto* frames : {"0", "-1", "3\\x", "99999999999"}) {
        const KosReading reading = read(ultrasound_kos(frames));
        EXPECT_EQ(findings_of(reading),
                  "K22 warning ContentSequence[1]/ReferencedSOPSequence[1]/ReferencedFrameNumber\n")
            << frames;
        EXPECT_TRUE(reading.note.references.front().frames.empty()) << frames;
    }
    BuiltItem ct = test::reference("IMAGE", test::object_item(dicom::uid::CTImageStorage, test::ct_1_uid, "1"));
    EXPECT_EQ(findings_of(test::kos_with_content({ct, test::image(test::ct_2_uid)})),
              "K22 warning ContentSequence[1]/ReferencedSOPSequence[1]/ReferencedFrameNumber\n");
}

TEST(KosRules, k22_takes_a_reference_with_more_frames_than_anybody_chooses_for_the_whole_object) {
    const auto list_of = [](std::size_t count) {
        std::string list = "1";
        for (std::size_t frame = 2; frame <= count; ++frame) list += "\\" + std::to_string(frame);
        return list;
    };
    const KosReading most = read(ultrasound_kos(list_of(FrameReader::most_of_reference)));
    EXPECT_THAT(most.note.references.front().frames, testing::SizeIs(FrameReader::most_of_reference));
    EXPECT_EQ(findings_of(most), "");
    const KosReading more = read(ultrasound_kos(list_of(FrameReader::most_of_reference + 1)));
    EXPECT_THAT(more.note.references.front().frames, testing::IsEmpty());
    EXPECT_EQ(findings_of(more), "K22 warning ContentSequence[1]/ReferencedSOPSequence[1]/ReferencedFrameNumber\n");

    std::vector<BuiltItem> objects;
    for (std::size_t i = 0; i <= FrameReader::most_of_document / FrameReader::most_of_reference; ++i) {
        objects.push_back(test::object_item(dicom::uid::UltrasoundMultiFrameImageStorage,
                                            std::string{test::us_uid} + "." + std::to_string(i),
                                            list_of(FrameReader::most_of_reference)));
    }
    std::vector<BuiltItem> content;
    for (const BuiltItem& object : objects) content.push_back(test::reference("IMAGE", object));
    const KosReading many = read(test::kos_with_content(content));
    ASSERT_THAT(many.note.references, testing::SizeIs(objects.size()));
    EXPECT_THAT(many.note.references.front().frames, testing::SizeIs(FrameReader::most_of_reference));
    EXPECT_THAT(many.note.references.back().frames, testing::IsEmpty()) << "of one document together";
}

TEST(KosRules, k22_compares_with_the_number_of_frames_that_is_known) {
    Known known;
    known.object_uid = test::us_uid;
    known.object = KnownObject{std::string{dicom::uid::UltrasoundMultiFrameImageStorage}, "", "", 10};
    EXPECT_EQ(findings_of(ultrasound_kos("10"), knowing(known)), "");
    EXPECT_THAT(findings_of(ultrasound_kos("11"), knowing(known)), testing::StartsWith("K22 warning"));
    known.object->number_of_frames = 0;
    EXPECT_EQ(findings_of(ultrasound_kos("11"), knowing(known)), "");
}

TEST(KosRules, k23_takes_all_objects_of_one_reference_and_skips_one_without) {
    BuiltItem both =
        test::content_item("CONTAINS", "IMAGE")
            .sequence(tag::ReferencedSOPSequence, {test::object_item(dicom::uid::CTImageStorage, test::ct_1_uid),
                                                   test::object_item(dicom::uid::CTImageStorage, test::ct_2_uid)});
    const KosReading reading = read(test::kos_with_content({both, test::content_item("CONTAINS", "IMAGE")}));
    EXPECT_EQ(
        findings_of(reading),
        "K23 warning ContentSequence[1]/ReferencedSOPSequence\nK23 warning ContentSequence[2]/ReferencedSOPSequence\n");
    EXPECT_EQ(objects_of(reading), both_images);
}

TEST(KosRules, k24_and_k25_judge_the_studies) {
    const BuiltItem ct_1 =
        test::series_item(test::ct_series_uid, {test::object_item(dicom::uid::CTImageStorage, test::ct_1_uid)});
    const BuiltItem ct_2 =
        test::series_item("1.2.4.1", {test::object_item(dicom::uid::CTImageStorage, test::ct_2_uid)});
    BuiltItem kos = test::with_evidence(test::good_kos(),
                                        {test::study_item(test::study_uid, {ct_1}), test::study_item("1.2.4", {ct_2})});
    EXPECT_EQ(findings_of(kos), "K24 warning IdenticalDocumentsSequence\n");
    EXPECT_EQ(read(kos).note.references.back().study_instance_uid, "1.2.4");
    kos.set(test::sequence(tag::IdenticalDocumentsSequence, {test::study_item("1.2.4", {})}));
    EXPECT_EQ(findings_of(kos), "");
    kos.set(test::element(tag::StudyInstanceUID, Vr::UI, "1.2.5"));
    EXPECT_EQ(findings_of(kos), "K25 warning StudyInstanceUID\n");
}

TEST(KosRules, k26_drops_the_document_itself_and_what_is_there_twice) {
    const BuiltItem self =
        test::reference("COMPOSITE", test::object_item(dicom::uid::KeyObjectSelectionDocumentStorage, test::kos_uid));
    const KosReading reading = read(test::kos_with_content(
        {test::image(test::ct_1_uid), test::image(test::ct_2_uid), test::image(test::ct_1_uid), self}));
    EXPECT_EQ(findings_of(reading),
              "K26 warning ContentSequence[3]/ReferencedSOPSequence[1]\nK26 warning "
              "ContentSequence[4]/ReferencedSOPSequence[1]\n");
    EXPECT_EQ(objects_of(reading), both_images);
}

TEST(KosRules, k26_lets_an_object_be_shown_with_different_frames) {
    const auto us = dicom::uid::UltrasoundMultiFrameImageStorage;
    BuiltItem kos = ultrasound_kos("1");
    kos.set(test::sequence(tag::ContentSequence, {test::reference("IMAGE", test::object_item(us, test::us_uid, "1")),
                                                  test::reference("IMAGE", test::object_item(us, test::us_uid, "2"))}));
    EXPECT_EQ(findings_of(kos), "");
    EXPECT_EQ(read(kos).note.references.size(), 2u);
}

TEST(KosRules, k27_finds_a_series_that_is_shared_with_images) {
    BuiltItem kos =
        test::good_kos().set(test::element(tag::SeriesInstanceUID, Vr::UI, std::string{test::ct_series_uid}));
    EXPECT_EQ(findings_of(kos), "K27 warning SeriesInstanceUID\n");
    Known known;
    known.series_uid = test::kos_series_uid;
    EXPECT_EQ(findings_of(test::good_kos(), knowing(known)), "K27 warning SeriesInstanceUID\n");
    EXPECT_EQ(findings_of(test::good_kos(), {true, {}, &known}), "K27 error SeriesInstanceUID\n");
}

TEST(KosRules, k28_and_k29_judge_types_1_and_2) {
    EXPECT_EQ(findings_of(test::good_kos().remove(tag::InstanceNumber)), "K28 warning InstanceNumber\n");
    EXPECT_EQ(findings_of(test::good_kos().set(test::element(tag::ContentDate, Vr::DA, ""))),
              "K28 warning ContentDate\n");
    EXPECT_EQ(findings_of(test::good_kos().remove(tag::Manufacturer)), "K29 warning Manufacturer\n");
    EXPECT_EQ(findings_of(test::good_kos().set(test::element(tag::PatientID, Vr::LO, ""))), "");
}

TEST(KosRules, k30_finds_text_of_another_character_set) {
    EXPECT_EQ(findings_of(test::good_kos().remove(tag::SpecificCharacterSet)), "K30 warning PatientName\n");
    EXPECT_EQ(read(test::good_kos().remove(tag::SpecificCharacterSet)).note.patient.name, "Müller^Jürgen");
    EXPECT_EQ(findings_of(test::good_kos().set(test::element(tag::SpecificCharacterSet, Vr::CS, "UTF-8"))),
              "K30 warning PatientName\n");
}

TEST(KosRules, k31_finds_wrong_padding_anywhere) {
    BuiltItem kos = test::good_kos();
    kos.set({tag::StudyInstanceUID, Vr::UI, "1.2.3.100 ", {}, {}})
        .set({tag::AccessionNumber, Vr::SH, std::string("ACC-1\0", 6), {}, {}});
    EXPECT_EQ(findings_of(kos), "K31 information AccessionNumber\nK31 information StudyInstanceUID\n");
    EXPECT_EQ(read(kos).note.study_instance_uid, "1.2.3.100");
}

TEST(KosRules, k32_finds_attributes_of_other_documents) {
    EXPECT_EQ(findings_of(test::good_kos().set(test::element(tag::CompletionFlag, Vr::CS, "COMPLETE"))),
              "K32 information CompletionFlag\n");
    EXPECT_EQ(findings_of(test::good_kos().set({tag::PixelData, Vr::OW, std::string(2, '\0'), {}, {}})),
              "K32 warning PixelData\n");
}

TEST(KosRules, k33_compares_the_patient_with_that_of_the_study) {
    Known known;
    known.patient = KnownPatient{"PID-1", "HOSP", "Other^Name", ""};
    EXPECT_EQ(findings_of(test::good_kos(), knowing(known)), "");
    known.patient = KnownPatient{"PID-1", "", "", ""};
    EXPECT_EQ(findings_of(test::good_kos(), knowing(known)), "");
    known.patient = KnownPatient{"PID-1", "OTHER", "", ""};
    EXPECT_EQ(findings_of(test::good_kos(), knowing(known)), "K33 error PatientID\n");
    known.patient = KnownPatient{"PID-2", "HOSP", "", ""};
    EXPECT_EQ(findings_of(test::good_kos(), knowing(known)), "K33 error PatientID\n");
}

TEST(KosRules, k33_compares_names_and_birth_dates_where_an_id_is_missing) {
    const std::string same_name = read(test::good_kos()).note.patient.name;
    Known known;
    known.patient = KnownPatient{};
    EXPECT_EQ(findings_of(test::good_kos(), knowing(known)), "") << "nobody said another patient";
    known.patient = KnownPatient{"", "", base::folded(same_name), ""};
    EXPECT_EQ(findings_of(test::good_kos(), knowing(known)), "") << "whatever the case of the letters";
    known.patient = KnownPatient{"", "", "Other^Name", ""};
    EXPECT_EQ(findings_of(test::good_kos(), knowing(known)), "K33 error PatientID\n");
    known.patient = KnownPatient{"", "", same_name, "18000101"};
    EXPECT_EQ(findings_of(test::good_kos(), knowing(known)), "K33 error PatientID\n");
    known.patient = KnownPatient{"PID-2", "", same_name, ""};
    EXPECT_EQ(findings_of(test::good_kos().set(test::element(tag::PatientID, Vr::LO, "")), knowing(known)), "");
}

TEST(KosRules, k34_tells_what_is_not_here) {
    Known known;
    known.complete = true;
    known.object_uid = test::ct_1_uid;
    known.object = KnownObject{std::string{dicom::uid::CTImageStorage}, "", "", 0};
    EXPECT_EQ(findings_of(test::good_kos(), knowing(known)),
              "K34 information ContentSequence[5]/ReferencedSOPSequence[1]\n");
}

TEST(KosRules, k37_needs_the_name_of_a_person) {
    std::vector<BuiltItem> content{test::person("x").front(), test::image(test::ct_1_uid), test::image(test::ct_2_uid)};
    EXPECT_EQ(findings_of(test::kos_with_content(content)), "K37 warning ContentSequence[1]\n");
}

TEST(KosRules, k38_finds_another_order) {
    EXPECT_EQ(findings_of(test::kos_with_content(
                  {test::image(test::ct_1_uid), test::image(test::ct_2_uid), test::description("late")})),
              "K38 information ContentSequence[3]\n");
}

TEST(KosRules, k39_finds_more_in_the_evidence_than_its_macro_has) {
    EXPECT_EQ(findings_of(ultrasound_kos("3", "3")),
              "K39 information "
              "CurrentRequestedProcedureEvidenceSequence[1]/ReferencedSeriesSequence[1]/ReferencedSOPSequence[1]/"
              "ReferencedFrameNumber\n");
}

TEST(KosRules, k40_uses_a_reference_with_leading_zeros_and_skips_one_without_uid) {
    const auto with_uid = [](const std::string& uid) {
        return read(
            test::kos_with_content({test::image(uid), test::image(test::ct_1_uid), test::image(test::ct_2_uid)}));
    };
    EXPECT_EQ(with_uid("1.2.03").note.references.size(), 3u);
    EXPECT_THAT(
        findings_of(with_uid("1.2.03")),
        testing::HasSubstr("K40 warning ContentSequence[1]/ReferencedSOPSequence[1]/ReferencedSOPInstanceUID\n"));
    EXPECT_EQ(findings_of(with_uid("not a uid")),
              "K40 warning ContentSequence[1]/ReferencedSOPSequence[1]/ReferencedSOPInstanceUID\n");
    EXPECT_EQ(objects_of(with_uid("not a uid")), both_images);
}

TEST(KosRules, are_reported_at_most_twenty_times_each_and_the_rest_is_counted) {
    std::vector<BuiltItem> content(30, test::content_item("CONTAINS", "IMAGE"));
    content.push_back(test::image(test::ct_1_uid));
    content.push_back(test::image(test::ct_2_uid));
    const KosReading reading = read(test::kos_with_content(content));
    EXPECT_EQ(reading.findings.size(), 20u);
    EXPECT_THAT(reading.findings.back().message, testing::HasSubstr("and 10 more"));
}

TEST(KosReader, handles_a_very_large_selection) {
    std::vector<BuiltItem> content;
    std::vector<BuiltItem> objects;
    for (int index = 0; index < 30'000; ++index) {
        const std::string uid = "1.2.3." + std::to_string(index);
        content.push_back(test::image(uid));
        objects.push_back(test::object_item(dicom::uid::CTImageStorage, uid));
    }
    const KosReading reading = read(
        test::with_evidence(test::kos_with_content(content),
                            {test::study_item(test::study_uid, {test::series_item(test::ct_series_uid, objects)})}));
    EXPECT_EQ(reading.note.references.size(), 30'000u);
    EXPECT_EQ(findings_of(reading), "");
}

}  // namespace
}  // namespace kinote::note
