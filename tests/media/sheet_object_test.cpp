#include "media/sheet_object.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/error.hpp"
#include "dicom/dataset.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"
#include "media/sheet_samples.hpp"
#include "note/kosd_sources.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::media {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace tag = dicom::tag;

SheetObject sheet_object_of(const note::KosdSource& source, std::string_view pdf) {
    SheetObject object;
    object.note = source;
    object.sop_instance_uid = "2.25.2001";
    object.series_instance_uid = "2.25.2000";
    object.series_number = "9002";
    object.series_description = "Key Image Sheets";
    object.instance_number = "1";
    object.content_date = "20250620";
    object.content_time = "101500";
    object.document_title = "Key image sheet – Of Interest";
    object.pdf = pdf;
    return object;
}

struct SheetShape {
    const char* name;
    note::KosdSource source;
};

std::vector<SheetShape> sheet_shapes() {
    note::KosdSource bare = note::plain_source();
    bare.study = {};
    bare.study.study_instance_uid = note::study_1;
    bare.title = {};
    bare.sop_instance_uid.clear();
    return {{"plain", note::plain_source()}, {"full", note::full_source()}, {"nothing_known", bare}};
}

class SheetObjectTest : public testing::TestWithParam<SheetShape> {
protected:
    std::string write() {
        const std::vector<std::byte> object = write_sheet_object(sheet_object_of(GetParam().source, pdf_.bytes));
        const std::string path = (folder_.path() / "sheet.dcm").string();
        put_file(path, {reinterpret_cast<const char*>(object.data()), object.size()});
        return path;
    }

    SheetPdf pdf_ = sheet_pdf(usual_sheet());
    test::TemporaryFolder folder_;
};

TEST_P(SheetObjectTest, satisfies_dciodvfy) {
    const std::string output = said_by("dciodvfy -new '" + write() + "'");
    EXPECT_THAT(output, HasSubstr("EncapsulatedPDF"));
    EXPECT_THAT(output, HasSubstr("exit 0"));
    EXPECT_THAT(output, Not(HasSubstr("Error"))) << output;
}

TEST_P(SheetObjectTest, gives_the_pdf_back_to_pydicom) {
    put_file(folder_.path() / "sheet.pdf", pdf_.bytes);
    const std::string output = said_by(
        "/usr/bin/python3 -c 'import sys, pydicom; d = pydicom.dcmread(sys.argv[1]); "
        "pdf = open(sys.argv[2], \"rb\").read(); "
        "print(d.SOPClassUID.name, d.EncapsulatedDocument[:d.EncapsulatedDocumentLength] == pdf, d.DocumentTitle)' '" +
        write() + "' '" + (folder_.path() / "sheet.pdf").string() + "'");
    EXPECT_EQ(output, "Encapsulated PDF Storage True Key image sheet – Of Interest\nexit 0\n");
}

INSTANTIATE_TEST_SUITE_P(Shapes, SheetObjectTest, testing::ValuesIn(sheet_shapes()),
                         [](const auto& shape) { return std::string{shape.param.name}; });

TEST(SheetObject, lies_in_the_study_of_its_note_and_names_what_it_shows) {
    note::KosdSource source = note::full_source();
    source.references.push_back(source.references.front());
    const dicom::Dataset sheet = dicom::Dataset::parse(write_sheet_object(sheet_object_of(source, "%PDF-1.5 ")));
    EXPECT_EQ(sheet.text(tag::StudyInstanceUID), source.study.study_instance_uid);
    EXPECT_EQ(sheet.text(tag::PatientName), source.study.patient.name);
    EXPECT_EQ(sheet.text(tag::PatientID), source.study.patient.id);
    EXPECT_EQ(sheet.text(tag::BurnedInAnnotation), "YES");
    EXPECT_EQ(sheet.text(tag::MIMETypeOfEncapsulatedDocument), "application/pdf");
    for (const auto& code : sheet.items(tag::ConceptNameCodeSequence)) {
        EXPECT_EQ(code.text(tag::CodeValue), source.title.value);
    }
    EXPECT_EQ(sheet.items(tag::ConceptNameCodeSequence).size(), 1);
    std::vector<std::string> sources;
    for (const auto& item : sheet.items(tag::SourceInstanceSequence)) {
        sources.push_back(item.text(tag::ReferencedSOPInstanceUID));
    }
    ASSERT_GE(sources.size(), source.references.size());
    EXPECT_EQ(std::set(sources.begin(), sources.end()).size(), sources.size());
    EXPECT_EQ(sources[0], source.sop_instance_uid);
    EXPECT_EQ(sources[1], source.references[0].object.sop_instance_uid);
}

TEST(SheetObject, is_the_same_for_the_same_values) {
    const SheetObject object = sheet_object_of(note::full_source(), "%PDF-1.5");
    EXPECT_EQ(write_sheet_object(object), write_sheet_object(object));
}

TEST(SheetObject, says_why_it_cannot_be_made) {
    const auto kind = [](SheetObject object) {
        try {
            (void)write_sheet_object(object);
        } catch (const base::Error& error) {
            return error.kind();
        }
        return base::ErrorKind::internal;
    };
    EXPECT_EQ(kind(sheet_object_of(note::plain_source(), "no PDF")), base::ErrorKind::invalid);
    SheetObject object = sheet_object_of(note::plain_source(), "%PDF-1.5");
    object.sop_instance_uid = "none";
    EXPECT_EQ(kind(object), base::ErrorKind::invalid);
    object = sheet_object_of(note::plain_source(), "%PDF-1.5");
    object.instance_number.clear();
    EXPECT_EQ(kind(object), base::ErrorKind::invalid);
}

TEST(SheetObject, has_one_uid_for_one_note_version_and_pdf) {
    const base::Uuid installation = base::parse_uuid("6ba7b812-9dad-11d1-80b4-00c04fd430c8");
    const std::string note = "0f8fad5b-d9cb-469f-a165-70867728950e";
    const std::string uid = sheet_sop_instance_uid(installation, note, 1, "%PDF-a");
    EXPECT_TRUE(dicom::is_well_formed_uid(uid)) << uid;
    EXPECT_EQ(sheet_sop_instance_uid(installation, note, 1, "%PDF-a"), uid);
    EXPECT_NE(sheet_sop_instance_uid(installation, note, 2, "%PDF-a"), uid);
    EXPECT_NE(sheet_sop_instance_uid(installation, note, 1, "%PDF-b"), uid);
    EXPECT_TRUE(dicom::is_well_formed_uid(sheet_series_instance_uid(installation, "1.2.3", "kinote")));
}

}  // namespace
}  // namespace kinote::media
