// What repairs make of documents that break a rule each, and of the shared samples.
#include "note/repair.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>

#include "base/error.hpp"
#include "dicom/shared_data.hpp"
#include "note/kos_reading.hpp"

namespace kinote::note {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

Repair repair_of(const BuiltItem& kos, const ReadingOptions& options = {}, const RuleSet& chosen = repairable_rules()) {
    return repair_kos(dicom::Dataset::parse(test::to_bytes(test::part10(kos))), options, chosen);
}

/// "K09 Modality: SR -> KO" and "K12 ConceptNameCodeSequence left" per line.
std::string lines_of(const Repair& repair) {
    std::string lines;
    for (const RepairedFinding& one : repair.repaired) {
        lines += to_string(one.finding.rule) + ' ' + one.finding.place + ": " + one.before + " -> " + one.after + '\n';
    }
    for (const LeftFinding& one : repair.left) {
        lines += to_string(one.finding.rule) + ' ' + one.finding.place + " left\n";
    }
    return lines;
}

BuiltItem with_value(dicom::Tag attribute, Vr vr, const std::string& value) {
    return test::good_kos().set(test::element(attribute, vr, value));
}

KnownObject known_ct() {
    return {std::string{dicom::uid::CTImageStorage}, std::string{test::study_uid}, std::string{test::ct_series_uid}, 1};
}

TEST(Repair, leaves_a_document_alone_that_breaks_no_rule) {
    const Repair repair = repair_of(test::good_kos());
    EXPECT_EQ(lines_of(repair), "");
    EXPECT_EQ(repair.obstacle, "there is nothing that can be repaired");
}

TEST(Repair, makes_a_quarantined_document_readable_and_says_what_stands_there_before_and_after) {
    const Repair repair = repair_of(with_value(tag::ValueType, Vr::CS, "TEXT"));
    EXPECT_EQ(lines_of(repair), "K10 ValueType: TEXT -> CONTAINER\n");
    EXPECT_EQ(repair.reading.verdict(), Verdict::compliant);
    EXPECT_EQ(objects_of(repair.reading), both_images);
    EXPECT_EQ(repair.obstacle, "");
}

TEST(Repair, sets_what_the_standard_fixes) {
    EXPECT_EQ(lines_of(repair_of(with_value(tag::Modality, Vr::CS, "SR"))), "K09 Modality: SR -> KO\n");
    EXPECT_EQ(lines_of(repair_of(test::good_kos().remove(tag::ContinuityOfContent))),
              "K11 ContinuityOfContent: (absent) -> SEPARATE\n");
    EXPECT_EQ(lines_of(repair_of(test::good_kos().remove(tag::ContentTemplateSequence))),
              "K15 ContentTemplateSequence: (absent) -> DCMR 2010\n");
}

TEST(Repair, gives_missing_values) {
    EXPECT_EQ(lines_of(repair_of(with_value(tag::ContentDate, Vr::DA, "")
                                     .remove(tag::Manufacturer)
                                     .remove(tag::StudyID)
                                     .remove(tag::ReferencedPerformedProcedureStepSequence))),
              "K28 ContentDate: (empty) -> of when it is made\n"
              "K29 Manufacturer: (absent) -> that of this system\n"
              "K29 ReferencedPerformedProcedureStepSequence: (absent) -> (empty)\n"
              "K29 StudyID: (absent) -> as the study has it, else (empty)\n");
    EXPECT_EQ(lines_of(repair_of(test::good_kos()
                                     .remove(tag::ContentDate)
                                     .set(test::element(tag::InstanceCreationDate, Vr::DA, "20240106"))
                                     .set(test::element(tag::InstanceCreationTime, Vr::TM, "101112")))),
              "K28 ContentDate: (absent) -> 20240106\n");
}

TEST(Repair, says_the_meaning_of_a_code_as_the_standard_does) {
    const Repair repair = repair_of(test::with_title(test::good_kos(), "113000", "DCM", "Key Image"));
    EXPECT_EQ(lines_of(repair),
              "K14 ConceptNameCodeSequence: (113000, DCM, \"Key Image\") -> (113000, DCM, \"Of Interest\")\n");
    EXPECT_EQ(repair.reading.note.title.meaning, "Of Interest");
}

TEST(Repair, takes_references_from_the_evidence_where_the_content_tree_has_none) {
    const Repair repair = repair_of(test::kos_with_content({test::description("key images")}));
    EXPECT_EQ(lines_of(repair), "K04 CurrentRequestedProcedureEvidenceSequence: an item -> 2 references\n");
    EXPECT_EQ(objects_of(repair.reading), both_images);
}

TEST(Repair, builds_evidence_once_it_is_known_where_all_references_lie) {
    const BuiltItem kos =
        test::kos_with_content({test::image(test::ct_1_uid)}).remove(tag::CurrentRequestedProcedureEvidenceSequence);
    const Repair before = repair_of(kos);
    EXPECT_EQ(lines_of(before), "K05 CurrentRequestedProcedureEvidenceSequence left\n");
    EXPECT_THAT(before.left.front().why, HasSubstr("not known yet"));
    Known known;
    known.object_uid = test::ct_1_uid;
    known.object = known_ct();
    const Repair repair = repair_of(kos, knowing(known));
    EXPECT_EQ(lines_of(repair), "K05 CurrentRequestedProcedureEvidenceSequence: (absent) -> 1 objects in 1 studies\n");
    EXPECT_EQ(repair.reading.note.references.front().series_instance_uid, test::ct_series_uid);
}

TEST(Repair, keeps_frames_that_are_frames_and_takes_an_object_as_a_whole_where_they_are_not) {
    EXPECT_EQ(lines_of(repair_of(ultrasound_kos("0"))),
              "K22 ContentSequence[1]/ReferencedSOPSequence[1]/ReferencedFrameNumber: 0 -> the whole object\n");
    const Repair repair = repair_of(ultrasound_kos("", "3\\7"));
    EXPECT_THAT(lines_of(repair), HasSubstr("ReferencedFrameNumber: 3\\7 -> (left out)"));
    EXPECT_EQ(repair.reading.note.references.front().frames, (std::vector<std::int32_t>{3, 7}));
}

TEST(Repair, takes_the_class_from_the_object_that_is_here) {
    const auto of_class = [](std::string_view sop_class) {
        return test::kos_with_content(
            {test::reference("IMAGE", test::object_item(sop_class, test::ct_1_uid)), test::image(test::ct_2_uid)});
    };
    const std::string place = "ContentSequence[1]/ReferencedSOPSequence[1]/ReferencedSOPClassUID";
    EXPECT_EQ(lines_of(repair_of(of_class(dicom::uid::Verification))),
              "K08 " + place + ": 1.2.840.10008.1.1 -> " + std::string{dicom::uid::CTImageStorage} + '\n');
    const BuiltItem two_classes = of_class(dicom::uid::UltrasoundMultiFrameImageStorage);
    EXPECT_THAT(lines_of(repair_of(two_classes)), HasSubstr("K08 " + place + " left"));
    Known known;
    known.object_uid = test::ct_1_uid;
    known.object = known_ct();
    const Repair repair = repair_of(two_classes, knowing(known));
    EXPECT_THAT(lines_of(repair), HasSubstr("-> " + std::string{dicom::uid::CTImageStorage}));
    EXPECT_EQ(repair.reading.note.references.front().sop_class_uid, dicom::uid::CTImageStorage);
}

TEST(Repair, writes_text_in_a_character_set_that_has_it) {
    const Repair repair = repair_of(with_value(tag::SpecificCharacterSet, Vr::CS, "ISO_IR 6"));
    ASSERT_EQ(repair.repaired.size(), 1U);
    EXPECT_EQ(repair.repaired.front().finding.rule, RuleId::K30);
    EXPECT_THAT(repair.repaired.front().after, HasSubstr("M\xC3\xBCller^J\xC3\xBCrgen"));
}

TEST(Repair, names_the_documents_that_a_note_over_several_studies_needs) {
    const BuiltItem kos = test::with_evidence(
        test::good_kos(),
        {test::study_item(
             test::study_uid,
             {test::series_item(test::ct_series_uid, {test::object_item(dicom::uid::CTImageStorage, test::ct_1_uid)})}),
         test::study_item("1.2.3.200", {test::series_item("1.2.3.200.1", {test::object_item(dicom::uid::CTImageStorage,
                                                                                            test::ct_2_uid)})})});
    EXPECT_EQ(lines_of(repair_of(kos)),
              "K24 IdenticalDocumentsSequence: (absent) -> a document in each of: 1.2.3.100, 1.2.3.200\n");
}

TEST(Repair, puts_the_well_formed_uid_for_one_with_a_leading_zero) {
    const Repair repair =
        repair_of(test::kos_with_content({test::image("1.2.3.0100.1.1"), test::image(test::ct_2_uid)}));
    EXPECT_EQ(objects_of(repair.reading), both_images);
    EXPECT_THAT(repair.left, IsEmpty()) << lines_of(repair);
    const Repair unknown = repair_of(test::kos_with_content({test::image("1.2.03"), test::image(test::ct_2_uid)}));
    EXPECT_THAT(lines_of(unknown), HasSubstr("K40 ContentSequence[1]/ReferencedSOPSequence[1]/"
                                             "ReferencedSOPInstanceUID left"));
}

TEST(Repair, keeps_all_text_of_the_author) {
    std::vector<BuiltItem> content{test::content_item("CONTAINS", "TEXT").text(tag::TextValue, Vr::UT, "first"),
                                   test::description("second"), test::description("third"), test::image(test::ct_1_uid),
                                   test::image(test::ct_2_uid)};
    const Repair repair = repair_of(test::kos_with_content(std::move(content)));
    EXPECT_EQ(repair.reading.note.description, "second\nthird\nfirst");
    EXPECT_THAT(repair.left, IsEmpty()) << lines_of(repair);
}

TEST(Repair, leaves_what_only_its_author_knows_and_says_why) {
    const Repair untitled = repair_of(test::good_kos().remove(tag::ConceptNameCodeSequence));
    EXPECT_EQ(lines_of(untitled), "K12 ConceptNameCodeSequence left\n");
    EXPECT_THAT(untitled.left.front().why, HasSubstr("only its author knows"));
    const Repair without_modifier =
        repair_of(test::with_title(with_value(tag::Modality, Vr::CS, "SR"), "113013", "DCM", "Best In Set"));
    EXPECT_THAT(lines_of(without_modifier), HasSubstr("K16 ContentSequence left"));
    EXPECT_THAT(without_modifier.obstacle, HasSubstr("modifier"));
    const Repair nothing = repair_of(
        test::kos_with_content({test::description("nothing")}).remove(tag::CurrentRequestedProcedureEvidenceSequence));
    EXPECT_EQ(lines_of(nothing), "K03 ContentSequence left\n");
    EXPECT_EQ(nothing.obstacle, "what is left makes it unusable");
}

TEST(Repair, leaves_another_patient_to_a_person) {
    Known known;
    known.patient = KnownPatient{"OTHER", "HOSP", "Other^One", "19700101"};
    const Repair repair = repair_of(with_value(tag::Modality, Vr::CS, "SR"), knowing(known));
    EXPECT_EQ(lines_of(repair), "K09 Modality: SR -> KO\nK33 PatientID left\n");
    EXPECT_EQ(repair.obstacle, "what is left makes it unusable");
}

TEST(Repair, makes_nothing_of_rejection_notes_and_manifests) {
    for (const auto& [value, meaning] :
         std::map<std::string, std::string>{{"113001", "Rejected for Quality Reasons"}, {"113030", "Manifest"}}) {
        const Repair repair =
            repair_of(test::with_title(with_value(tag::Modality, Vr::CS, "SR"), value, "DCM", meaning));
        EXPECT_THAT(repair.repaired, IsEmpty()) << value;
        EXPECT_NE(repair.obstacle, "") << value;
    }
}

TEST(Repair, takes_away_only_what_was_chosen) {
    const BuiltItem kos = with_value(tag::Modality, Vr::CS, "SR").remove(tag::Manufacturer);
    const Repair repair = repair_of(kos, {}, {RuleId::K09});
    EXPECT_EQ(lines_of(repair), "K09 Modality: SR -> KO\nK29 Manufacturer left\n");
    EXPECT_EQ(repair.left.front().why, "it was not chosen to be repaired");
    EXPECT_EQ(repair.rules(), RuleSet{RuleId::K09});
}

TEST(Repair, is_told_as_json) {
    const boost::json::value json = to_json(repair_of(with_value(tag::Modality, Vr::CS, "SR")));
    EXPECT_EQ(json.at_pointer("/repaired/0/rule"), "K09");
    EXPECT_EQ(json.at_pointer("/repaired/0/before"), "SR");
    EXPECT_EQ(json.at_pointer("/repaired/0/after"), "KO");
    EXPECT_EQ(json.at("verdict"), "compliant");
    EXPECT_TRUE(json.at("obstacle").is_null());
}

TEST(Remedies, are_known_for_every_rule_or_refused_with_a_reason) {
    ASSERT_EQ(remedies().size(), rules().size());
    for (const Remedy& one : remedies()) EXPECT_FALSE(one.text.empty()) << to_string(one.rule);
    const std::vector<std::string> chosen{"K09", "K29"};
    EXPECT_EQ(repairable_rules(chosen), (RuleSet{RuleId::K09, RuleId::K29}));
    EXPECT_EQ(words_of(repairable_rules(chosen)), chosen);
    EXPECT_EQ(repairable_rules(std::vector<std::string>{"all"}), repairable_rules());
    EXPECT_THROW((void)repairable_rules(std::vector<std::string>{"K33"}), base::Error);
    EXPECT_THROW((void)repairable_rules(std::vector<std::string>{"K41"}), base::Error);
    EXPECT_EQ(known_rules(std::vector<std::string>{"K09", "K33", "K41"}), RuleSet{RuleId::K09});
}

/// What becomes of each shared sample without its images at hand: the rules that are repaired, and those that are left.
struct Sample {
    std::string_view file;
    std::string_view repaired;
    std::string_view left;
    bool was_readable = true;
};
constexpr Sample samples[] = {
    {"bad01_no_evidence", "", "K05"},  // the images say where they lie, once they are here
    {"bad02_empty_evidence", "", "K05"},
    {"bad03_evidence_misses_reference", "", "K06"},
    {"bad04_evidence_has_extra", "K07", ""},
    {"bad05_modality_SR", "K09", ""},
    {"bad06_no_pps_sequence", "K29", ""},
    {"bad07_no_continuity", "K11", ""},
    {"bad08_no_template_seq", "K15", ""},
    {"bad09_title_not_in_cid7010", "", "K13"},  // CID 7010 is extensible
    {"bad10_title_private_code", "", "K13"},
    {"bad11_num_item", "K20", ""},
    {"bad12_nested_container", "K20", ""},
    {"bad13_no_references", "K04", ""},
    {"bad14_two_descriptions", "K17 K38", ""},
    {"bad15_quality_without_modifier", "", "K16"},  // a rejection note
    {"bad16_multistudy_without_identical", "K24", ""},
    {"bad17_relationship_wrong", "K20", ""},
    {"bad18_image_item_without_refsop", "K23", ""},
    {"bad19_sr_flags_present", "K32", ""},
    {"bad20_root_not_container", "K10", "", false},
    {"bad21_no_instance_number_no_date", "K28", ""},
    {"bad22_frame_zero_on_single", "K22", ""},
    {"bad23_wrong_ref_class", "K08", ""},
    {"bad24_pr_as_image_item", "K21", ""},
    {"bad25_by_reference", "K20", ""},
    {"bad26_pixeldata", "K32", ""},
    {"bad27_no_charset_utf8", "K30", ""},
    {"bad28_no_manufacturer", "K29", ""},
    {"bad29_missing_type2_study", "K29", ""},
    {"bad30_uid_leading_zero", "K07", "K06 K40"},  // nothing has the UID that it may have meant
    {"bad31_observer_without_name", "K37", ""},
    {"bad32_description_last", "K38", ""},
    {"bad33_text_no_concept", "K18 K38", ""},
    {"bad34_empty_title_sequence", "", "K12"},
    {"bad35_series_shared_with_images", "K27", ""},
    {"bad36_self_reference", "K26", ""},
    {"bad37_predecessor_documents", "K32", ""},
    {"bad38_purpose_of_reference", "K19", ""},
    {"bad39_references_only_in_evidence", "K04 K39", ""},
    {"bad40_frames_also_in_evidence", "K39", ""},
    {"bad41_title_meaning_mismatch", "K14", ""},
    {"bad42_composite_for_images", "K21", ""},
    {"bad43_manifest_with_description_image_library", "", ""},
};

std::string joined(const RuleSet& rules) {
    std::string words;
    for (const std::string& word : words_of(rules)) words += (words.empty() ? "" : " ") + word;
    return words;
}

TEST(Repair, makes_every_shared_sample_readable_that_a_person_could_understand) {
    const std::filesystem::path folder = test::shared_data() / "generated-kos" / "bad";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared data";
    EXPECT_EQ(test::shared_files("generated-kos/bad").size(), std::size(samples));
    for (const Sample& sample : samples) {
        const auto source = dicom::FileSource{folder / (std::string{sample.file} + ".dcm")};
        const dicom::Dataset kos = dicom::Dataset::read(source);
        const Repair repair = repair_kos(kos, {}, repairable_rules());
        RuleSet left;
        for (const LeftFinding& one : repair.left) left.insert(one.finding.rule);
        EXPECT_EQ(joined(repair.rules()), sample.repaired) << sample.file;
        EXPECT_EQ(joined(left), sample.left) << sample.file;
        EXPECT_EQ(read_kos(kos).verdict() != Verdict::non_compliant, sample.was_readable) << sample.file;
        EXPECT_NE(repair.reading.verdict(), Verdict::non_compliant) << sample.file;
        EXPECT_FALSE(repair.reading.note.references.empty()) << sample.file;
    }
}

}  // namespace
}  // namespace kinote::note
