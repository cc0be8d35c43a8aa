#include "note/doctor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <memory>

#include "base/error.hpp"
#include "note/kos_builder.hpp"

namespace kinote::note {
namespace {

namespace tag = dicom::tag;
using dicom::Vr;

/// Judges objects that are given as bytes.
std::vector<Judgement> judge_objects(const std::vector<std::string>& objects, const DoctorOptions& options = {}) {
    std::vector<std::vector<std::byte>> bytes;
    for (const std::string& object : objects) bytes.push_back(test::to_bytes(object));
    std::vector<GivenFile> files;
    for (const auto& object : bytes) {
        files.push_back({"file" + std::to_string(files.size()),
                         [&object] { return std::make_unique<dicom::MemorySource>(object); }});
    }
    return judge(files, options);
}

Judgement judge_object(const std::string& object) { return judge_objects({object}).front(); }

bool has(const Judgement& judgement, RuleId rule, Severity severity) {
    return std::ranges::any_of(judgement.findings, [&](const Finding& finding) {
        return finding.rule == rule && finding.severity == severity;
    });
}

test::BuiltItem ct_image(std::string_view instance) {
    test::BuiltItem image = test::small_image();
    image.set(test::element(tag::SOPInstanceUID, Vr::UI, std::string{instance}));
    image.set(test::element(tag::StudyInstanceUID, Vr::UI, std::string{test::study_uid}));
    image.set(test::element(tag::SeriesInstanceUID, Vr::UI, std::string{test::ct_series_uid}));
    return image;
}

TEST(Doctor, judges_a_right_document_compliant) {
    const Judgement judgement = judge_object(test::part10(test::good_kos()));
    EXPECT_EQ(judgement.verdict, Verdict::compliant);
    EXPECT_EQ(judgement.role, NoteRole::note);
    EXPECT_TRUE(judgement.findings.empty());
}

TEST(Doctor, calls_a_document_without_a_series_non_compliant_and_not_unreadable) {
    const Judgement judgement = judge_object(test::part10(test::good_kos().remove(tag::SeriesInstanceUID)));
    EXPECT_EQ(judgement.verdict, Verdict::non_compliant);
    EXPECT_TRUE(has(judgement, RuleId::K01, Severity::error));
}

TEST(Doctor, says_why_a_file_cannot_be_opened_and_judges_the_others) {
    const std::vector<std::byte> good = test::to_bytes(test::part10(test::good_kos()));
    const std::vector<GivenFile> files{{"away",
                                        []() -> std::unique_ptr<dicom::ByteSource> {
                                            throw base::Error{base::ErrorKind::not_found, "there is no such file"};
                                        }},
                                       {"here", [&good] { return std::make_unique<dicom::MemorySource>(good); }}};
    const std::vector<Judgement> judgements = judge(files);
    EXPECT_EQ(judgements.front().verdict, Verdict::unreadable);
    ASSERT_EQ(judgements.front().findings.size(), 1);
    EXPECT_EQ(judgements.front().findings.front().message, "there is no such file");
    EXPECT_EQ(judgements.back().verdict, Verdict::compliant);
}

struct UnreadableFile {
    std::string name;
    std::string object;
};

void PrintTo(const UnreadableFile& file, std::ostream* out) { *out << file.name; }

class Unreadable : public testing::TestWithParam<UnreadableFile> {};

TEST_P(Unreadable, has_one_finding) {
    const Judgement judgement = judge_object(GetParam().object);
    EXPECT_EQ(judgement.verdict, Verdict::unreadable);
    EXPECT_FALSE(judgement.role);
    ASSERT_EQ(judgement.findings.size(), 1u);
    EXPECT_EQ(judgement.findings.front().rule, RuleId::K01);
    EXPECT_FALSE(judgement.findings.front().message.empty());
}

std::string kos() { return test::part10(test::good_kos()); }

std::string deep() {
    test::BuiltItem item;
    for (int level = 0; level < 100; ++level) item = test::BuiltItem{}.sequence(tag::ContentSequence, {item});
    return test::part10(test::good_kos().set({tag::ContentSequence, Vr::SQ, {}, {item}, {}}));
}

std::string with_byte(std::size_t from_end, char value) {
    std::string object = kos();
    object[object.size() - from_end] = value;
    return object;
}

INSTANTIATE_TEST_SUITE_P(
    files, Unreadable,
    testing::Values(UnreadableFile{"empty", std::string{}},
                    UnreadableFile{"text", std::string{"Dear colleague, the images are attached."}},
                    UnreadableFile{"zeros", std::string(5000, '\0')}, UnreadableFile{"ones", std::string(5000, '\xFF')},
                    UnreadableFile{"preamble_only", std::string(128, '\0') + "DICM"},
                    UnreadableFile{"meta_only", test::file_meta(dicom::uid::ExplicitVRLittleEndian)},
                    UnreadableFile{"an_image", test::part10(test::small_image())},
                    UnreadableFile{"cut_in_the_meta", kos().substr(0, 150)},
                    UnreadableFile{"cut_in_the_tree", kos().substr(0, kos().size() - 20)},
                    UnreadableFile{"cut_by_one_byte", kos().substr(0, kos().size() - 1)},
                    UnreadableFile{"last_length_lies", with_byte(15, '\x7F')},
                    UnreadableFile{"another_transfer_syntax", test::file_meta(dicom::uid::ExplicitVRBigEndian) +
                                                                  kos().substr(kos().find("DICM") + 64)},
                    UnreadableFile{"not_deflated", test::file_meta(dicom::uid::DeflatedExplicitVRLittleEndian) +
                                                       test::Encoder{{}}.encode(test::good_kos())},
                    UnreadableFile{"nested_too_deep", deep()},
                    UnreadableFile{"trailing_garbage", kos() + "garbage behind the end"},
                    UnreadableFile{"png", std::string{"\x89PNG\r\n\x1A\n", 8} + std::string(300, 'x')}),
    [](const auto& parameter) { return parameter.param.name; });

TEST(Doctor, takes_other_files_as_context) {
    test::BuiltItem shared = test::good_kos().set(test::element(tag::SeriesInstanceUID, Vr::UI, "1.2.3.77"));
    test::BuiltItem image = ct_image("1.2.3.77.1").set(test::element(tag::SeriesInstanceUID, Vr::UI, "1.2.3.77"));
    image.set(test::element(tag::StudyInstanceUID, Vr::UI, "1.2.3.78"));
    EXPECT_FALSE(has(judge_objects({test::part10(shared)})[0], RuleId::K27, Severity::warning));
    const auto together = judge_objects({test::part10(shared), test::part10(image)});
    EXPECT_TRUE(has(together[0], RuleId::K27, Severity::warning));
    EXPECT_EQ(together[1].verdict, Verdict::unreadable);
    EXPECT_TRUE(has(judge_objects({test::part10(shared), test::part10(image)}, {true, {}, dicom::default_fallback})[0],
                    RuleId::K27, Severity::error));
}

TEST(Doctor, finds_the_patient_of_another_study) {
    test::BuiltItem image = ct_image(test::ct_1_uid);
    EXPECT_FALSE(has(judge_objects({kos(), test::part10(image)})[0], RuleId::K33, Severity::error));
    image.set(test::element(tag::PatientID, Vr::LO, "SOMEONE ELSE"));
    EXPECT_TRUE(has(judge_objects({kos(), test::part10(image)})[0], RuleId::K33, Severity::error));
}

TEST(Doctor, tells_references_that_are_not_among_the_files_only_where_images_are_given) {
    EXPECT_FALSE(has(judge_objects({kos()})[0], RuleId::K34, Severity::information));
    const auto together = judge_objects({kos(), test::part10(ct_image(test::ct_1_uid))});
    EXPECT_TRUE(has(together[0], RuleId::K34, Severity::information));
    EXPECT_EQ(together[0].verdict, Verdict::compliant);
}

TEST(Doctor, finds_two_contents_with_one_uid) {
    const std::string other = test::part10(test::good_kos().set(test::element(tag::InstanceNumber, Vr::IS, "2")));
    const auto judgements =
        judge_objects({kos(), other, test::part10(test::good_kos(), dicom::uid::ImplicitVRLittleEndian)});
    EXPECT_FALSE(has(judgements[0], RuleId::K35, Severity::warning));
    EXPECT_TRUE(has(judgements[1], RuleId::K35, Severity::warning));
    EXPECT_FALSE(has(judgements[2], RuleId::K35, Severity::warning));
}

TEST(Doctor, answers_in_json) {
    const auto json = to_json(judge_object(kos())).as_object();
    EXPECT_EQ(json.at("file"), "file0");
    EXPECT_EQ(json.at("verdict"), "compliant");
    EXPECT_EQ(json.at("role"), "note");
    EXPECT_EQ(boost::json::serialize(json.at("title")), R"({"value":"113000","scheme":"DCM","meaning":"Of Interest"})");
    EXPECT_EQ(json.at("description"), "Nodule");
    EXPECT_EQ(json.at("author"), "Reader^Anna");
    EXPECT_TRUE(json.at("findings").as_array().empty());
    ASSERT_EQ(json.at("references").as_array().size(), 2u);
    EXPECT_EQ(
        boost::json::serialize(json.at("references").as_array()[0]),
        R"({"study_instance_uid":"1.2.3.100","series_instance_uid":"1.2.3.100.1","sop_instance_uid":"1.2.3.100.1.1",)"
        R"("sop_class_uid":"1.2.840.10008.5.1.4.1.1.2","frames":[],"presentation_state_uid":null})");
}

TEST(Doctor, answers_in_json_for_an_unreadable_file) {
    const auto json = to_json(judge_object("nothing")).as_object();
    EXPECT_EQ(json.at("verdict"), "unreadable");
    EXPECT_TRUE(json.at("role").is_null());
    EXPECT_TRUE(json.at("title").is_null());
    EXPECT_TRUE(json.at("description").is_null());
    EXPECT_EQ(json.at("findings").as_array().size(), 1u);
}

}  // namespace
}  // namespace kinote::note
