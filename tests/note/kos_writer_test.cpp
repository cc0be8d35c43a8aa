#include "note/kos_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <regex>

#include "base/error.hpp"
#include "dicom/uid.hpp"
#include "note/kos_reading.hpp"
#include "note/kosd_sources.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::note {
namespace {

using testing::HasSubstr;
using testing::Not;

KosdSource titled_source(const Term& title, std::vector<Code> modifiers = {}) {
    KosdSource source = plain_source();
    source.title = title.code();
    source.modifiers = std::move(modifiers);
    return source;
}

struct Shape {
    const char* name;
    KosdSource source;
};

std::vector<Shape> shapes() {
    std::vector<Shape> all{
        {"plain", plain_source()},
        {"full", full_source()},
        {"repaired", repaired_source()},
        {"copied", copied_source()},
        {"best_in_set", titled_source(term::BestInSet, {{"113014", "DCM", "Study"}})},
        {"rejection", titled_source(term::RejectedForQualityReasons, {{"111210", "DCM", "Motion blur"}})},
        {"retention", titled_source(term::DataRetentionPolicyExpired)}};
    KosdSource states = titled_source({"113022", "DCM", "Collection of Presentation States"});
    states.references = {
        {placed(uid::GrayscaleSoftcopyPresentationStateStorage, "5"), ReferenceType::composite, {}, {}}};
    all.push_back({"presentation_states", states});
    KosdSource bare = plain_source();
    bare.study = {};
    bare.study.study_instance_uid = study_1;
    all.push_back({"nothing_known", bare});
    return all;
}

KosReading read_back(const KosdSource& source) { return read_kos(dicom::Dataset::parse(write_kosd(source))); }

std::string output_of(const std::string& command) {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{::popen((command + " 2>&1; echo \"exit $?\"").c_str(), "r"),
                                                     ::pclose};
    std::string output;
    char buffer[4096];
    while (pipe && std::fgets(buffer, sizeof buffer, pipe.get()) != nullptr) output += buffer;
    return output;
}

class KosWriterTest : public testing::TestWithParam<Shape> {
protected:
    std::string write() {
        const std::vector<std::byte> object = write_kosd(GetParam().source);
        const auto path = folder_.path() / (std::string{GetParam().name} + ".dcm");
        std::ofstream{path, std::ios::binary}.write(reinterpret_cast<const char*>(object.data()),
                                                    static_cast<std::streamsize>(object.size()));
        return path;
    }

private:
    test::TemporaryFolder folder_;
};

TEST_P(KosWriterTest, has_no_finding_of_our_own) {
    EXPECT_EQ(findings_of(read_back(GetParam().source)), "");
    EXPECT_EQ(read_back(GetParam().source).verdict(), Verdict::compliant);
}

TEST_P(KosWriterTest, writes_the_same_bytes_again) {
    EXPECT_EQ(write_kosd(GetParam().source), write_kosd(GetParam().source));
}

TEST_P(KosWriterTest, satisfies_dciodvfy) {
    const std::string output = output_of("dciodvfy -new '" + write() + "'");
    EXPECT_THAT(output, HasSubstr("KeyObjectSelectionDocument"));
    EXPECT_THAT(output, HasSubstr("exit 0"));
    EXPECT_THAT(output, Not(HasSubstr("Error"))) << output;
    // What the study itself lacks cannot be made up.
    EXPECT_THAT(std::regex_replace(output, std::regex{"Warning - [^\n]* that would be needed to build DICOMDIR"}, ""),
                Not(HasSubstr("Warning")));
}

TEST_P(KosWriterTest, satisfies_dsrdump) {
    const std::string output = output_of("dsrdump -v '" + write() + "'");
    EXPECT_THAT(output, HasSubstr("exit 0"));
    EXPECT_THAT(output, Not(testing::ContainsRegex("(^|\n)[EF]: "))) << output;
    EXPECT_THAT(output, HasSubstr("Key Object Selection Document"));
}

INSTANTIATE_TEST_SUITE_P(Shapes, KosWriterTest, testing::ValuesIn(shapes()),
                         [](const auto& shape) { return std::string{shape.param.name}; });

TEST(KosWriter, carries_all_that_a_note_says) {
    const KosdSource source = full_source();
    const KeyImageNote note = read_back(source).note;
    EXPECT_EQ(note.title, source.title);
    EXPECT_EQ(note.modifiers, source.modifiers);
    EXPECT_EQ(note.description, "Backslash \\ and \"quotes\",\nsecond line: äöü 山田");
    EXPECT_EQ(note.language, "de-DE");
    EXPECT_EQ(note.author, "Reader^Anna");
    ASSERT_EQ(note.observers.size(), 2);
    EXPECT_EQ(note.observers[0], source.observers[1]);  // the person comes first
    EXPECT_EQ(note.observers[1], source.observers[0]);
    EXPECT_EQ(note.patient, source.study.patient);
    EXPECT_EQ(note.times.made_at, "20240201121314+0100");
    EXPECT_EQ(note.series_number, 9001);
    ASSERT_EQ(note.references.size(), source.references.size());
    for (std::size_t i = 0; i < note.references.size(); ++i) {
        const KosdReference& given = source.references[i];
        EXPECT_EQ(note.references[i].sop_instance_uid, given.object.sop_instance_uid);
        EXPECT_EQ(note.references[i].sop_class_uid, given.object.sop_class_uid);
        EXPECT_EQ(note.references[i].series_instance_uid, given.object.series_instance_uid);
        EXPECT_EQ(note.references[i].study_instance_uid, given.object.study_instance_uid);
        EXPECT_EQ(note.references[i].frames, given.frames);
        EXPECT_EQ(note.references[i].presentation_state_uid,
                  given.presentation_state ? given.presentation_state->sop_instance_uid : "");
    }
}

TEST(KosWriter, keeps_the_order_of_the_images_and_puts_what_is_no_image_behind_them) {
    KosdSource source = full_source();
    std::ranges::reverse(source.references);
    EXPECT_THAT(objects_of(read_back(source)), testing::ElementsAre("1.2.3.100.1.1", "1.2.3.100.1.4", "1.2.3.100.1.3",
                                                                    "1.2.3.100.1.6", "1.2.3.100.1.7"));
    EXPECT_EQ(findings_of(read_back(source)), "");
}

TEST(KosWriter, evidence_is_what_the_tree_references_and_nothing_else) {
    const dicom::Dataset kos = dicom::Dataset::parse(write_kosd(full_source()));
    std::vector<std::string> objects;
    for (const auto& study : kos.items(tag::CurrentRequestedProcedureEvidenceSequence)) {
        for (const auto& series : study.items(tag::ReferencedSeriesSequence)) {
            for (const auto& object : series.items(tag::ReferencedSOPSequence)) {
                objects.push_back(object.text(tag::ReferencedSOPInstanceUID));
            }
        }
    }
    EXPECT_THAT(objects, testing::ElementsAre("1.2.3.100.1.1", "1.2.3.100.1.3", "1.2.3.100.1.4", "1.2.3.100.1.6",
                                              "1.2.3.100.1.7", "1.2.3.100.1.5"));
}

TEST(KosWriter, has_a_request_only_where_one_is_known) {
    const dicom::Dataset plain = dicom::Dataset::parse(write_kosd(plain_source()));
    EXPECT_TRUE(plain.items(tag::ReferencedRequestSequence).empty());
    const dicom::Dataset full = dicom::Dataset::parse(write_kosd(full_source()));
    EXPECT_EQ(full.items(tag::ReferencedRequestSequence).size(), 1);
}

TEST(KosWriter, says_why_a_note_cannot_become_a_document) {
    const auto reason = [](const std::function<void(KosdSource&)>& spoil, KosdSource source = plain_source()) {
        spoil(source);
        try {
            (void)write_kosd(source);
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
            return std::string{error.what()};
        }
        return std::string{"none"};
    };
    EXPECT_THAT(reason([](KosdSource& source) { source.references.clear(); }), HasSubstr("no references"));
    EXPECT_THAT(reason([](KosdSource& source) { source.references[1].object.series_instance_uid.clear(); }),
                HasSubstr("the series of its reference to 1.2.3.100.1.2 is not known"));
    EXPECT_THAT(reason([](KosdSource& source) { source.references[0].object.sop_class_uid = "x"; }), HasSubstr("'x'"));
    EXPECT_THAT(reason([](KosdSource& source) { source.references[0].frames = {2, 2}; }), HasSubstr("frames"));
    EXPECT_THAT(reason([](KosdSource& source) { source.references[0].frames = {0}; }), HasSubstr("frames"));
    EXPECT_THAT(reason([](KosdSource& source) { source.title = {}; }), HasSubstr("no title"));
    EXPECT_THAT(reason([](KosdSource& source) { source.title = term::QualityIssue.code(); }), HasSubstr("modifier"));
    EXPECT_THAT(
        reason([](KosdSource& source) { source.references[0].object.sop_instance_uid = source.sop_instance_uid; }),
        HasSubstr("itself"));
    EXPECT_THAT(reason([](KosdSource& source) { source.references[0] = image("1", study_2); }), HasSubstr("copy"));
    EXPECT_THAT(reason([](KosdSource& source) { source.study.study_instance_uid = study_2; }), HasSubstr("filed"));
    EXPECT_THAT(reason([](KosdSource& source) {
                    source.references.push_back(image("1"));
                    source.references.back().object.sop_class_uid = uid::MRImageStorage;
                }),
                HasSubstr("two SOP classes"));
}

TEST(KosWriter, types_a_reference_by_its_class) {
    EXPECT_EQ(reference_type_of(uid::CTImageStorage, false), ReferenceType::image);
    EXPECT_EQ(reference_type_of(uid::SegmentationStorage, true), ReferenceType::image);
    EXPECT_EQ(reference_type_of("1.2.840.10008.5.1.4.1.1.9.1.1", false), ReferenceType::waveform);
    EXPECT_EQ(reference_type_of(uid::GrayscaleSoftcopyPresentationStateStorage, false), ReferenceType::composite);
    EXPECT_EQ(reference_type_of(uid::EncapsulatedPDFStorage, false), ReferenceType::composite);
    EXPECT_EQ(reference_type_of("1.2.3.4", true), ReferenceType::image);
    EXPECT_EQ(reference_type_of("1.2.3.4", false), ReferenceType::composite);
}

}  // namespace
}  // namespace kinote::note
