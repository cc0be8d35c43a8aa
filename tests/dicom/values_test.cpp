// UIDs, AE titles, VRs, SOP classes, transfer syntaxes, the dictionary.
#include <gtest/gtest.h>

#include <set>

#include "base/error.hpp"
#include "dicom/ae_title.hpp"
#include "dicom/dictionary.hpp"
#include "dicom/sop_class.hpp"
#include "dicom/tag.hpp"
#include "dicom/transfer_syntax.hpp"
#include "dicom/uid.hpp"
#include "dicom/vr.hpp"

namespace kinote::dicom {
namespace {

TEST(Uid, is_valid_with_digits_and_dots_up_to_64) {
    EXPECT_TRUE(is_valid_uid("1.2.840.10008.1.1"));
    EXPECT_TRUE(is_valid_uid("1.2.03.4"));
    EXPECT_TRUE(is_valid_uid(std::string(64, '1')));
    EXPECT_FALSE(is_valid_uid(std::string(65, '1')));
    EXPECT_FALSE(is_valid_uid(""));
    EXPECT_FALSE(is_valid_uid("1.2.a"));
    EXPECT_FALSE(is_valid_uid("1.2 "));
}

TEST(Uid, is_not_well_formed_with_leading_zeros_or_empty_components) {
    EXPECT_TRUE(is_well_formed_uid("1.2.0.10"));
    EXPECT_TRUE(is_well_formed_uid("2.25.0"));
    EXPECT_FALSE(is_well_formed_uid("1.2.03.4"));
    EXPECT_FALSE(is_well_formed_uid("1..2"));
    EXPECT_FALSE(is_well_formed_uid("1.2."));
    EXPECT_FALSE(is_well_formed_uid(".1"));
    EXPECT_TRUE(is_well_formed_uid(uid::KinoteImplementation));
}

TEST(AeTitle, is_one_to_sixteen_characters_without_surrounding_spaces) {
    EXPECT_EQ(AeTitle{"  KINOTE "}.text(), "KINOTE");
    EXPECT_EQ(AeTitle{"A B"}.text(), "A B");
    EXPECT_TRUE(AeTitle::from("1234567890123456"));
    EXPECT_FALSE(AeTitle::from("12345678901234567"));
    EXPECT_FALSE(AeTitle::from("   "));
    EXPECT_FALSE(AeTitle::from(""));
    EXPECT_FALSE(AeTitle::from("A\\B"));
    EXPECT_FALSE(AeTitle::from("A\nB"));
    EXPECT_FALSE(AeTitle::from("M\xC3\xBCLLER"));
}

TEST(AeTitle, refuses_what_is_none_with_words) {
    try {
        const AeTitle title{"A\\B"};
        FAIL() << title.text();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
        EXPECT_NE(std::string{error.what()}.find("A\\B"), std::string::npos);
    }
}

TEST(SopClass, tells_what_a_class_is) {
    EXPECT_TRUE(is_image_storage(uid::CTImageStorage));
    EXPECT_FALSE(is_multi_frame_image(uid::CTImageStorage));
    EXPECT_TRUE(is_multi_frame_image(uid::UltrasoundMultiFrameImageStorage));
    EXPECT_TRUE(is_image_storage(uid::SegmentationStorage));
    EXPECT_TRUE(is_presentation_state(uid::ColorSoftcopyPresentationStateStorage));
    EXPECT_TRUE(is_structured_report(uid::KeyObjectSelectionDocumentStorage));
    EXPECT_TRUE(is_waveform("1.2.840.10008.5.1.4.1.1.9.1.1"));
    EXPECT_FALSE(is_composite_storage(uid::Verification));
    EXPECT_FALSE(is_composite_storage(uid::ExplicitVRLittleEndian));
}

TEST(SopClass, knows_classes_newer_than_dcmtk) {
    EXPECT_EQ(sop_class_name("1.2.840.10008.5.1.4.1.1.66.7"), "Label Map Segmentation Storage");
    EXPECT_TRUE(is_image_storage("1.2.840.10008.5.1.4.1.1.66.7"));
    EXPECT_TRUE(is_composite_storage("1.2.840.10008.5.1.4.1.1.201.1"));
}

TEST(SopClass, lets_a_private_class_be_an_object_but_no_other_uid_of_the_standard) {
    EXPECT_TRUE(can_be_composite_storage("1.3.12.2.1107.5.9.1"));
    EXPECT_TRUE(can_be_composite_storage(uid::EncapsulatedPDFStorage));
    EXPECT_FALSE(can_be_composite_storage(uid::Verification));
    EXPECT_FALSE(can_be_composite_storage(uid::ImplicitVRLittleEndian));
    EXPECT_FALSE(can_be_composite_storage("garbage"));
}

TEST(SopClass, has_well_formed_and_different_uids_in_its_table) {
    std::set<std::string_view> seen;
    for (const StorageSopClass& entry : storage_sop_classes()) {
        EXPECT_TRUE(is_well_formed_uid(entry.uid)) << entry.uid;
        EXPECT_TRUE(seen.insert(entry.uid).second) << entry.uid;
        EXPECT_FALSE(entry.name.empty());
    }
    EXPECT_GT(seen.size(), 180u);
}

TEST(TransferSyntax, says_how_a_data_set_is_encoded) {
    EXPECT_EQ(encoding_of(uid::ImplicitVRLittleEndian), (Encoding{.explicit_vr = false}));
    EXPECT_EQ(encoding_of(uid::ExplicitVRLittleEndian), Encoding{});
    EXPECT_EQ(encoding_of(uid::ExplicitVRBigEndian), (Encoding{.big_endian = true}));
    EXPECT_EQ(encoding_of(uid::DeflatedExplicitVRLittleEndian), (Encoding{.deflated = true}));
    EXPECT_EQ(encoding_of(uid::JPEG2000), (Encoding{.encapsulated = true}));
}

TEST(TransferSyntax, takes_an_unknown_one_as_explicit_little_endian_with_fragments) {
    EXPECT_EQ(encoding_of("1.2.3.4.5"), (Encoding{.encapsulated = true}));
    EXPECT_EQ(find_transfer_syntax("1.2.3.4.5"), nullptr);
    EXPECT_EQ(transfer_syntax_name(uid::RLELossless), "RLE Lossless");
}

TEST(Vr, follows_the_tables_of_the_standard) {
    EXPECT_EQ(to_string(Vr::PN), "PN");
    for (const Vr vr :
         {Vr::OB, Vr::OD, Vr::OF, Vr::OL, Vr::OV, Vr::OW, Vr::SQ, Vr::SV, Vr::UC, Vr::UN, Vr::UR, Vr::UT, Vr::UV}) {
        EXPECT_TRUE(has_long_length(vr)) << to_string(vr);
    }
    for (const Vr vr : {Vr::AE, Vr::AT, Vr::FD, Vr::LT, Vr::ST, Vr::UI, Vr::US}) EXPECT_FALSE(has_long_length(vr));
    EXPECT_FALSE(is_known(static_cast<Vr>(0x5858)));
    EXPECT_FALSE(is_multi_valued_text(Vr::UT));
    EXPECT_TRUE(is_multi_valued_text(Vr::UC));
    EXPECT_FALSE(is_affected_by_character_set(Vr::CS));
}

TEST(Dictionary, knows_vr_and_keyword) {
    EXPECT_EQ(dictionary_vr(tag::ContentSequence), Vr::SQ);
    EXPECT_EQ(dictionary_vr(tag::PatientName), Vr::PN);
    EXPECT_EQ(dictionary_vr(tag::PixelData), Vr::OW);
    EXPECT_EQ(dictionary_vr(tag::SmallestImagePixelValue), Vr::US);
    EXPECT_EQ(dictionary_vr({0x6002, 0x3000}), Vr::OW);
    EXPECT_EQ(dictionary_vr({0x0010, 0x0000}), Vr::UL);
    EXPECT_EQ(dictionary_vr({0x0009, 0x0010}), Vr::LO);
    EXPECT_EQ(dictionary_vr({0x0009, 0x1001}), Vr::UN);
    EXPECT_EQ(dictionary_vr({0x0008, 0x9998}), Vr::UN);
    EXPECT_EQ(keyword_of(tag::ContentSequence), "ContentSequence");
    EXPECT_EQ(keyword_or_number({0x0009, 0x1001}), "(0009,1001)");
}

TEST(Dictionary, spells_retired_attributes_as_the_standard_does) {
    EXPECT_EQ(keyword_of({0x0010, 0x1000}), "OtherPatientIDs");
    EXPECT_EQ(keyword_of({0x0008, 0x0010}), "RecognitionCode");
    EXPECT_EQ(find_tag("OtherPatientIDs"), (Tag{0x0010, 0x1000}));
    EXPECT_EQ(find_tag("RETIRED_OtherPatientIDs"), std::nullopt);
}

TEST(Dictionary, knows_attributes_newer_than_dcmtk) {
    EXPECT_EQ(dictionary_vr({0x0008, 0x0424}), Vr::SQ);
    EXPECT_EQ(keyword_of({0x0008, 0x001C}), "SyntheticData");
}

}  // namespace
}  // namespace kinote::dicom
