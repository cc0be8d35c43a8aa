// What becomes of which attribute, and that the document for the privacy officer says the same.
#include "deidentification/attribute_decision.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "deidentification/safe_text_table.hpp"
#include "dicom/dictionary.hpp"

namespace kinote::deidentification {
namespace {

using dicom::Tag;
using dicom::Vr;

std::string action_of(Tag tag) { return std::string{to_string(action_for(tag))}; }

TEST(AttributeDecision, follows_the_profile_where_it_names_the_attribute) {
    EXPECT_EQ(action_of(dicom::tag::PatientName), "pseudonym");
    EXPECT_EQ(action_of(dicom::tag::PatientBirthDate), "emptied");
    EXPECT_EQ(action_of(dicom::tag::StudyDate), "emptied");
    EXPECT_EQ(action_of(dicom::tag::ContentDate), "replaced");
    EXPECT_EQ(action_of(dicom::tag::PatientAge), "removed");
    EXPECT_EQ(action_of(dicom::tag::SOPInstanceUID), "mapped");
    EXPECT_EQ(action_of(dicom::tag::ContentSequence), "kept");
    EXPECT_EQ(action_of(dicom::tag::OriginalAttributesSequence), "removed");
}

TEST(AttributeDecision, removes_what_nobody_knows_and_overlays_and_curves) {
    for (const Tag tag :
         {Tag{0x0009, 0x0010}, Tag{0x0009, 0x1001}, Tag{0x0008, 0x0000}, Tag{0x0008, 0xFFFE}, Tag{0x6000, 0x3000},
          Tag{0x60FE, 0x0010}, Tag{0x5000, 0x3000}, Tag{0x0002, 0x0010}, Tag{0x7FE1, 0x1010}, Tag{0x0008, 0x0001}}) {
        EXPECT_EQ(action_of(tag), "removed") << dicom::to_string(tag);
    }
}

TEST(AttributeDecision, keeps_of_other_text_only_what_is_listed_as_safe) {
    EXPECT_EQ(action_of(dicom::tag::Manufacturer), "kept");
    EXPECT_EQ(action_of({0x0018, 0x1210}), "kept");  // ConvolutionKernel
    EXPECT_EQ(action_of(dicom::tag::TextValue), "replaced");
    EXPECT_EQ(action_of({0x0070, 0x0006}), "replaced");  // UnformattedTextValue
    EXPECT_EQ(action_of({0x0062, 0x0006}), "replaced");  // SegmentDescription
}

TEST(AttributeDecision, keeps_uids_of_kinds_and_maps_those_of_instances) {
    EXPECT_EQ(action_of(dicom::tag::ReferencedSOPClassUID), "kept");
    EXPECT_EQ(action_of({0x0008, 0x010C}), "kept");    // CodingSchemeUID
    EXPECT_EQ(action_of({0x0070, 0x031B}), "mapped");  // ReferencedFiducialUID
}

TEST(AttributeDecision, keeps_what_pixels_need) {
    for (const Tag tag : {dicom::tag::Rows, dicom::tag::PixelData, dicom::tag::WindowCenter, dicom::tag::WaveformData,
                          Tag{0x0028, 0x1201}, Tag{0x0028, 0x2000}, Tag{0x0020, 0x0032}, Tag{0x3006, 0x0050}}) {
        EXPECT_EQ(action_of(tag), "kept") << dicom::to_string(tag);
    }
}

TEST(AttributeDecision, tells_what_its_vr_cannot_hold) {
    EXPECT_TRUE(is_as_its_vr_demands(Vr::DS, "1.5\\-2E+3 "));
    EXPECT_FALSE(is_as_its_vr_demands(Vr::DS, "Doe"));
    EXPECT_TRUE(is_as_its_vr_demands(Vr::CS, "DERIVED\\SECONDARY"));
    EXPECT_FALSE(is_as_its_vr_demands(Vr::CS, "DERIVED\\A TEXT OF MORE THAN 16"));
    EXPECT_FALSE(is_as_its_vr_demands(Vr::CS, "DOE^JOHN"));
    EXPECT_FALSE(is_of_its_kind(dicom::tag::Rows, Vr::LO));
    EXPECT_TRUE(is_of_its_kind(dicom::tag::Rows, Vr::UN));
    EXPECT_TRUE(is_of_its_kind(dicom::tag::Manufacturer, Vr::UT));
}

TEST(SafeText, is_known_and_not_in_the_profile) {
    for (const Tag tag : safe_text_attributes()) {
        EXPECT_FALSE(dicom::keyword_of(tag).empty()) << dicom::to_string(tag);
        EXPECT_EQ(find_rule(tag), nullptr) << dicom::to_string(tag);
    }
}

/// Of the lines of the document "| (0008,0050) | AccessionNumber | emptied |", tag and action.
std::set<std::string> documented_actions() {
    std::ifstream document{std::filesystem::path{KINOTE_SOURCE_DIR} / "docs" / "deidentification.md"};
    std::set<std::string> actions;
    for (std::string line; std::getline(document, line);) {
        if (!line.starts_with("| (")) continue;
        const std::size_t end = line.rfind(" |");
        const std::size_t begin = line.rfind("| ", end - 1) + 2;
        actions.insert(line.substr(2, 11) + ' ' + line.substr(begin, end - begin));
    }
    return actions;
}

TEST(ProfileTable, is_what_the_document_says) {
    std::set<std::string> actions;
    for (const auto rules : {rules_of_image_attributes(), rules_of_procedure_attributes(),
                             rules_of_document_attributes(), rules_of_therapy_attributes()}) {
        for (const AttributeRule& rule : rules)
            actions.insert(dicom::to_string(rule.tag) + ' ' + std::string{to_string(rule.action)});
    }
    for (const Tag tag : safe_text_attributes()) actions.insert(dicom::to_string(tag) + " kept");
    EXPECT_EQ(documented_actions(), actions);
}

}  // namespace
}  // namespace kinote::deidentification
