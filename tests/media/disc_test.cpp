// Discs in all forms: written here, read back by libarchive, judged by what they say of themselves.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "dicom/data_set_builder.hpp"
#include "media/disc_maker.hpp"
#include "media/disc_reader.hpp"
#include "media/disc_verification.hpp"
#include "media/folder_disc.hpp"
#include "media/iso_disc.hpp"
#include "media/zip_disc.hpp"
#include "note/kos_builder.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::media {
namespace {

namespace tag = dicom::tag;
using dicom::Vr;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t made_ms = 1'767'225'600'000;

std::vector<std::byte> image(int number, const std::string& series = "1.2.3.100.1") {
    test::BuiltItem built;
    built.text(tag::SOPClassUID, Vr::UI, std::string{dicom::uid::CTImageStorage})
        .text(tag::SOPInstanceUID, Vr::UI, series + "." + std::to_string(number))
        .text(tag::Modality, Vr::CS, "CT")
        .text(tag::PatientName, Vr::PN, "Doe^Jane")
        .text(tag::PatientID, Vr::LO, "P1")
        .text(tag::StudyInstanceUID, Vr::UI, "1.2.3.100")
        .text(tag::SeriesInstanceUID, Vr::UI, series)
        .text(tag::InstanceNumber, Vr::IS, std::to_string(number));
    built.elements.push_back(
        {tag::PixelData, Vr::OW, std::string(static_cast<std::size_t>(number) * 1'000, 'x'), {}, {}});
    return test::to_bytes(test::part10(built));
}

enum class Form { folder, zip, iso };

struct MadeDisc {
    test::TemporaryFolder folder;
    std::filesystem::path path = folder.path() / "disc";
    std::vector<AddedObject> objects;
};

std::unique_ptr<Disc> open_disc(Form form, const std::filesystem::path& path) {
    switch (form) {
        case Form::folder: return std::make_unique<FolderDisc>(path);
        case Form::zip: return std::make_unique<ZipDisc>(base::File::create(path), made_ms);
        case Form::iso: break;
    }
    return std::make_unique<IsoDisc>(base::File::create(path), IsoLabels{"KINOTE", "KINOTE", made_ms});
}

void make_disc(MadeDisc& made, Form form, const std::vector<std::vector<std::byte>>& objects) {
    const auto disc = open_disc(form, made.path);
    DiscMaker maker{*disc, {"KINOTE", "1.2.3.4", made.folder.path()}, {}};
    for (const auto& object : objects) made.objects.push_back(maker.add(dicom::MemorySource{object}, "P1"));
    maker.add_text("README.TXT", "what this is\r\n");
    maker.add_text("IHE_PDI/N0000001.HTM", "<p>a note</p>");
    maker.finish();
}

std::map<std::string, std::string> digests_on(const std::filesystem::path& disc) {
    std::map<std::string, std::string> digests;
    DiscReader reader{disc};
    while (DiscFile* const file = reader.next()) {
        std::vector<std::byte> bytes(1'000'000);
        bytes.resize(file->read(bytes));
        digests.emplace(file->path(), base::sha256_hex(bytes));
    }
    return digests;
}

class DiscTest : public ::testing::TestWithParam<Form> {};

TEST_P(DiscTest, what_was_written_is_read_back) {
    std::vector<std::vector<std::byte>> objects;
    for (int number = 1; number <= 40; ++number) objects.push_back(image(number));
    MadeDisc made;
    make_disc(made, GetParam(), objects);
    const auto digests = digests_on(made.path);
    EXPECT_EQ(digests.size(), 40 + 4);
    for (std::size_t at = 0; at < objects.size(); ++at) {
        ASSERT_TRUE(digests.contains(made.objects[at].file_id)) << made.objects[at].file_id;
        EXPECT_EQ(digests.at(made.objects[at].file_id), base::sha256_hex(objects[at]));
        EXPECT_EQ(made.objects[at].sha256, base::sha256_hex(objects[at]));
    }
    EXPECT_EQ(made.objects[1].file_id, "DICOM/PA000001/ST000001/SE000001/IM000002");
    EXPECT_EQ(digests.at("README.TXT"), base::sha256_hex("what this is\r\n"));
    EXPECT_EQ(digests.at("IHE_PDI/N0000001.HTM"), base::sha256_hex("<p>a note</p>"));
}

TEST_P(DiscTest, a_disc_is_found_right_by_its_own_words) {
    MadeDisc made;
    make_disc(made, GetParam(), {image(1), image(2), image(1, "1.2.3.100.2")});
    std::uint64_t told = 0;
    const DiscVerdict verdict = verify_disc(made.path, {}, [&told](std::uint64_t files) { told = files; });
    EXPECT_THAT(verdict.problems, IsEmpty());
    EXPECT_EQ(verdict.objects, 3);
    EXPECT_EQ(verdict.records, 3);
    EXPECT_TRUE(verdict.has_checksums);
    EXPECT_EQ(told, verdict.files);
}

INSTANTIATE_TEST_SUITE_P(Forms, DiscTest, ::testing::Values(Form::folder, Form::zip, Form::iso), [](const auto& form) {
    return std::string{form.param == Form::folder ? "folder" : form.param == Form::zip ? "zip" : "iso"};
});

std::vector<std::string> problems_of(const DiscVerdict& verdict) {
    std::vector<std::string> words;
    for (const DiscProblem& problem : verdict.problems) words.push_back(problem.path + ": " + problem.what);
    return words;
}

TEST(DiscVerificationTest, each_difference_is_named_with_its_file) {
    MadeDisc made;
    make_disc(made, Form::folder, {image(1), image(2), image(3)});
    const auto file_of = [&](std::size_t at) { return made.path / made.objects[at].file_id; };
    std::filesystem::remove(file_of(0));
    base::write_file_durably(file_of(1), "no object");
    base::write_file_durably(made.path / "EXTRA.TXT", "not written by us");
    const DiscVerdict verdict = verify_disc(made.path, {});
    EXPECT_THAT(problems_of(verdict),
                ::testing::UnorderedElementsAre(HasSubstr("IM000001: the checksums name it, and it is not on the disc"),
                                                HasSubstr("IM000001: the DICOMDIR names it, and it is not on the disc"),
                                                HasSubstr("IM000002: it is not what was written"),
                                                HasSubstr("IM000002: the DICOMDIR names it, and it is no DICOM file"),
                                                "EXTRA.TXT: the checksums do not name it"));
    EXPECT_EQ(verdict.all_problems, 5);
}

TEST(DiscVerificationTest, an_object_under_another_ones_name_is_found) {
    MadeDisc made;
    make_disc(made, Form::folder, {image(1), image(2)});
    std::filesystem::remove(made.path / checksum_file);
    std::filesystem::rename(made.path / made.objects[1].file_id, made.path / made.objects[0].file_id);
    EXPECT_THAT(problems_of(verify_disc(made.path, {})),
                ::testing::UnorderedElementsAre(
                    HasSubstr("its SOP Instance UID is 1.2.3.100.1.2, and 1.2.3.100.1.1 in the DICOMDIR"),
                    HasSubstr("IM000002: the DICOMDIR names it, and it is not on the disc")));
}

// Where a damaged disc can be read at all its files are named, else it is refused as a whole.
bool is_found_damaged(const std::filesystem::path& disc) {
    try {
        return !verify_disc(disc, {}).problems.empty();
    } catch (const base::Error& error) {
        return error.kind() == base::ErrorKind::corrupt;
    }
}

TEST(DiscVerificationTest, a_damaged_image_is_never_found_right) {
    for (const std::uint64_t cut : {1UL, 3UL, 10UL, 30UL}) {
        MadeDisc made;
        make_disc(made, Form::iso, {image(1), image(40)});
        EXPECT_FALSE(is_found_damaged(made.path));
        std::filesystem::resize_file(made.path, std::filesystem::file_size(made.path) - cut * iso_sector_size);
        EXPECT_TRUE(is_found_damaged(made.path)) << cut;
    }
}

TEST(DiscVerificationTest, what_is_no_disc_is_refused) {
    const test::TemporaryFolder folder;
    EXPECT_THROW((void)verify_disc(folder.path() / "absent", {}), base::Error);
    base::write_file_durably(folder.path() / "text", "neither image nor ZIP");
    EXPECT_THROW((void)verify_disc(folder.path() / "text", {}), base::Error);
}

TEST(DiscMakerTest, what_a_record_needs_and_the_object_lacks_is_made_for_the_record_alone) {
    test::BuiltItem bare;
    bare.text(tag::SOPClassUID, Vr::UI, std::string{dicom::uid::KeyObjectSelectionDocumentStorage})
        .text(tag::SOPInstanceUID, Vr::UI, "1.2.3.1")
        .text(tag::SeriesDate, Vr::DA, "20240131")
        .text(tag::StudyInstanceUID, Vr::UI, "1.2.3")
        .text(tag::SeriesInstanceUID, Vr::UI, "1.2.3.9");
    const auto bytes = test::to_bytes(test::part10(bare));
    MadeDisc made;
    make_disc(made, Form::folder, {bytes});
    std::map<std::string, std::string> values;
    for (const MadeValue& value : made.objects.front().made) values[dicom::to_string(value.tag)] = value.value;
    EXPECT_THAT(values,
                ::testing::UnorderedElementsAre(
                    ::testing::Pair("(0010,0020)", "UNKNOWN-1"), ::testing::Pair("(0008,0020)", "20240131"),
                    ::testing::Pair("(0008,0030)", "000000"), ::testing::Pair("(0020,0010)", "1"),
                    ::testing::Pair("(0008,0060)", "KO"), ::testing::Pair("(0020,0011)", "1"),
                    ::testing::Pair("(0008,0023)", "20240131"), ::testing::Pair("(0008,0033)", "000000"),
                    ::testing::Pair("(0020,0013)", "1"), ::testing::Pair("(0040,A043)", "113000, DCM, Of Interest")));
    const auto written = base::read_file(made.path / made.objects.front().file_id, 1'000'000);
    EXPECT_EQ(written, bytes);
}

TEST(DiscMakerTest, an_object_without_a_record_type_is_on_the_disc_and_not_in_its_directory) {
    test::BuiltItem built;
    built.text(tag::SOPClassUID, Vr::UI, "1.2.840.10008.5.1.4.1.1.501.3")
        .text(tag::SOPInstanceUID, Vr::UI, "1.2.3.1")
        .text(tag::StudyInstanceUID, Vr::UI, "1.2.3")
        .text(tag::SeriesInstanceUID, Vr::UI, "1.2.3.9");
    MadeDisc made;
    make_disc(made, Form::iso, {image(1), test::to_bytes(test::part10(built))});
    EXPECT_FALSE(made.objects.back().is_listed);
    const DiscVerdict verdict = verify_disc(made.path, {});
    EXPECT_THAT(verdict.problems, IsEmpty());
    EXPECT_EQ(verdict.remarks.size(), 1);
}

}  // namespace
}  // namespace kinote::media
