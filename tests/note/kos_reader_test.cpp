#include "note/kos_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "note/kos_reading.hpp"

namespace kinote::note {
namespace {

TEST(KosReader, reads_a_right_document_without_a_finding) {
    const KosReading reading = read(test::good_kos());
    EXPECT_EQ(findings_of(reading), "");
    EXPECT_EQ(reading.verdict(), Verdict::compliant);
    EXPECT_EQ(reading.role, NoteRole::note);
    const KeyImageNote& note = reading.note;
    EXPECT_EQ(note.title, term::OfInterest);
    EXPECT_EQ(note.title.meaning, "Of Interest");
    EXPECT_EQ(note.description, "Nodule");
    EXPECT_EQ(note.author, "Reader^Anna");
    EXPECT_EQ(note.study_instance_uid, test::study_uid);
    EXPECT_EQ(note.series_instance_uid, test::kos_series_uid);
    EXPECT_EQ(note.sop_instance_uid, test::kos_uid);
    EXPECT_EQ(note.series_number, 9001);
    EXPECT_EQ(note.instance_number, 1);
    EXPECT_EQ(note.patient, (NotePatient{"PID-1", "HOSP", "Müller^Jürgen", "19600101", "M"}));
    EXPECT_EQ(objects_of(reading), both_images);
    EXPECT_EQ(note.references.front().study_instance_uid, test::study_uid);
    EXPECT_EQ(note.references.front().series_instance_uid, test::ct_series_uid);
    EXPECT_EQ(note.references.front().sop_class_uid, dicom::uid::CTImageStorage);
    EXPECT_TRUE(note.references.front().frames.empty());
}

TEST(KosReader, reads_the_same_in_every_encoding) {
    const KosReading expected = read(test::good_kos());
    for (const auto syntax : {dicom::uid::ImplicitVRLittleEndian, dicom::uid::ExplicitVRBigEndian,
                              dicom::uid::DeflatedExplicitVRLittleEndian}) {
        for (const bool undefined : {false, true}) {
            const KosReading reading =
                read_kos(dicom::Dataset::parse(test::to_bytes(test::part10(test::good_kos(), syntax, undefined))));
            EXPECT_EQ(reading.note, expected.note) << syntax;
            EXPECT_EQ(findings_of(reading), "") << syntax;
        }
    }
}

TEST(KosReader, takes_the_observation_date_time_before_content_creation_and_series) {
    BuiltItem kos = test::good_kos();
    const auto made_at = [&] { return read(kos).note.times; };
    EXPECT_EQ(made_at().made_at, "20240105121314.5+0100");
    EXPECT_EQ(made_at().made_at_ms, 1'704'453'194'500);
    kos.set(test::element(tag::ObservationDateTime, Vr::DT, "20240106080000-0200"));
    EXPECT_EQ(made_at().made_at, "20240106080000-0200");
    kos.remove(tag::ObservationDateTime).remove(tag::ContentDate);
    kos.set(test::element(tag::SeriesDate, Vr::DA, "20230101"));
    EXPECT_EQ(made_at().made_at, "20230101+0100");
    kos.set(test::element(tag::InstanceCreationDate, Vr::DA, "20230202"));
    EXPECT_EQ(made_at().made_at, "20230202+0100");
    kos.remove(tag::TimezoneOffsetFromUTC);
    EXPECT_EQ(made_at().made_at, "20230202");
    EXPECT_FALSE(made_at().made_at_ms);
}

TEST(KosReader, takes_the_author_from_the_header_where_no_person_observed) {
    BuiltItem kos = test::kos_with_content({test::image(test::ct_1_uid), test::image(test::ct_2_uid)});
    EXPECT_EQ(read(kos).note.author, "");
    kos.set(test::sequence(tag::VerifyingObserverSequence,
                           {BuiltItem{}.text(tag::VerifyingObserverName, Vr::PN, "Verifier^V")}));
    EXPECT_EQ(read(kos).note.author, "Verifier^V");
    kos.set(test::element(tag::NameOfPhysiciansReadingStudy, Vr::PN, "Reader^R"));
    EXPECT_EQ(read(kos).note.author, "Reader^R");
    kos.set(test::element(tag::OperatorsName, Vr::PN, "Operator^O"));
    EXPECT_EQ(read(kos).note.author, "Operator^O");
}

TEST(KosReader, reads_observers_language_modifier_and_lines) {
    std::vector<BuiltItem> content{
        test::modifier("113015", "Series"),
        test::coded_item("HAS CONCEPT MOD", "121049", "Language of Content Item and Descendants",
                         test::code_item("de-CH", "RFC5646", "German (CH)"))};
    for (BuiltItem& item : test::person("Reader^Anna")) content.push_back(item);
    content.push_back(test::text_item("HAS OBS CONTEXT", "128774", "Person Observer's Login Name", "anna"));
    content.push_back(test::text_item("HAS OBS CONTEXT", "121009", "Person Observer's Organization Name", "Hospital"));
    content.push_back(
        test::coded_item("HAS OBS CONTEXT", "121005", "Observer Type", test::code_item("121007", "DCM", "Device")));
    content.push_back(
        test::named_item("HAS OBS CONTEXT", "UIDREF", "121012", "Device Observer UID").text(tag::UID, Vr::UI, "1.2.9"));
    content.push_back(test::text_item("HAS OBS CONTEXT", "121013", "Device Observer Name", "KINSRV"));
    content.push_back(test::description("one\r\ntwo\rthree\\four \xE5\xB1\xB1"));
    content.push_back(test::image(test::ct_1_uid));
    content.push_back(test::image(test::ct_2_uid));
    const KosReading reading = read(test::with_title(test::kos_with_content(content), "113013", "DCM", "Best In Set"));
    EXPECT_EQ(findings_of(reading), "");
    ASSERT_EQ(reading.note.modifiers.size(), 1u);
    EXPECT_EQ(reading.note.modifiers.front().value, "113015");
    EXPECT_EQ(reading.note.language, "de-CH");
    EXPECT_EQ(reading.note.description, "one\ntwo\nthree\\four 山");
    ASSERT_EQ(reading.note.observers.size(), 2u);
    EXPECT_EQ(reading.note.observers[0].name, "Reader^Anna");
    EXPECT_EQ(reading.note.observers[0].login_name, "anna");
    EXPECT_EQ(reading.note.observers[0].organization, "Hospital");
    EXPECT_EQ(reading.note.observers[1].type, ObserverType::device);
    EXPECT_EQ(reading.note.observers[1].device_uid, "1.2.9");
    EXPECT_EQ(reading.note.observers[1].name, "KINSRV");
}

TEST(KosReader, reads_the_presentation_state_of_an_image) {
    const auto pr = dicom::uid::GrayscaleSoftcopyPresentationStateStorage;
    BuiltItem object = test::object_item(dicom::uid::CTImageStorage, test::ct_1_uid);
    object.sequence(tag::ReferencedSOPSequence, {test::object_item(pr, test::pr_uid)});
    BuiltItem kos = test::kos_with_content({test::reference("IMAGE", object)});
    kos = test::with_evidence(
        kos, {test::study_item(test::study_uid,
                               {test::series_item(test::ct_series_uid,
                                                  {test::object_item(dicom::uid::CTImageStorage, test::ct_1_uid)}),
                                test::series_item(test::pr_series_uid, {test::object_item(pr, test::pr_uid)})})});
    const KosReading reading = read(kos);
    EXPECT_EQ(findings_of(reading), "");
    ASSERT_EQ(reading.note.references.size(), 1u);
    EXPECT_EQ(reading.note.references.front().presentation_state_uid, test::pr_uid);
    EXPECT_EQ(reading.note.references.front().presentation_state_class_uid, pr);
    EXPECT_EQ(reading.note.references.front().presentation_state_study_instance_uid, test::study_uid);
    EXPECT_EQ(reading.note.references.front().presentation_state_series_instance_uid, test::pr_series_uid);
}

TEST(KosReader, takes_frames_from_the_tree_else_from_the_evidence) {
    EXPECT_EQ(read(ultrasound_kos("3\\7")).note.references.front().frames, (std::vector<std::int32_t>{3, 7}));
    EXPECT_EQ(read(ultrasound_kos("", "2")).note.references.front().frames, (std::vector<std::int32_t>{2}));
    EXPECT_EQ(read(ultrasound_kos("3", "2")).note.references.front().frames, (std::vector<std::int32_t>{3}));
}

TEST(KosReader, never_takes_what_stands_only_in_the_evidence_for_a_key_image) {
    const KosReading reading = read(test::kos_with_content({test::image(test::ct_2_uid)}));
    EXPECT_EQ(objects_of(reading), (std::vector<std::string>{std::string{test::ct_2_uid}}));
    EXPECT_EQ(findings_of(reading),
              "K07 warning "
              "CurrentRequestedProcedureEvidenceSequence[1]/ReferencedSeriesSequence[1]/ReferencedSOPSequence[1]\n");
}

TEST(KosReader, keeps_the_order_of_the_tree) {
    const KosReading reading = read(test::kos_with_content({test::image(test::ct_2_uid), test::image(test::ct_1_uid)}));
    EXPECT_EQ(objects_of(reading),
              (std::vector<std::string>{std::string{test::ct_2_uid}, std::string{test::ct_1_uid}}));
}

TEST(KosReader, finds_the_role_by_value_and_scheme_never_by_meaning) {
    const auto role = [](const std::string& value, const std::string& scheme) {
        return read(test::with_title(test::good_kos(), value, scheme, "Manifest")).role;
    };
    EXPECT_EQ(role("113030", "DCM"), NoteRole::manifest);
    EXPECT_EQ(role("113000", "DCM"), NoteRole::note);
    EXPECT_EQ(role("113039", "DCM"), NoteRole::rejection);
    EXPECT_EQ(role("113039", "99X"), NoteRole::note);
}

TEST(KosReader, lets_a_site_give_a_title_its_role) {
    const std::vector<SiteTitle> site{{{"REVOKE", "99SITE", ""}, NoteRole::rejection}};
    const KosReading reading =
        read(test::with_title(test::good_kos(), "REVOKE", "99SITE", "Revoke"), {false, site, nullptr});
    EXPECT_EQ(reading.role, NoteRole::rejection);
    EXPECT_EQ(findings_of(reading), "");
}

TEST(KosReader, reads_a_library_below_a_manifest_with_description_once) {
    const BuiltItem library =
        test::named_item("CONTAINS", "CONTAINER", "111028", "Image Library")
            .sequence(tag::ContentSequence, {test::image(test::ct_1_uid), test::image(test::ct_2_uid)});
    BuiltItem kos = test::kos_with_content({library, test::image(test::ct_2_uid)});
    kos = test::with_title(kos, "131560", "DCM", "Manifest with Description");
    const KosReading reading = read(kos);
    EXPECT_EQ(findings_of(reading), "");
    EXPECT_EQ(objects_of(reading),
              (std::vector<std::string>{std::string{test::ct_2_uid}, std::string{test::ct_1_uid}}));
}

}  // namespace
}  // namespace kinote::note
