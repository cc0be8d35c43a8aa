#include "dicom/structure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "dicom/data_set_builder.hpp"
#include "dicom/shared_data.hpp"

namespace kinote::dicom {
namespace {

StructureCounts check(const std::string& object) {
    const auto bytes = test::to_bytes(object);
    return check_structure(MemorySource{bytes});
}

TEST(Structure, counts_what_a_whole_object_has) {
    for (const auto syntax : {uid::ImplicitVRLittleEndian, uid::ExplicitVRLittleEndian, uid::ExplicitVRBigEndian,
                              uid::DeflatedExplicitVRLittleEndian}) {
        const StructureCounts counts = check(test::part10(test::small_image(), syntax, true));
        EXPECT_EQ(counts.elements, test::small_image().elements.size() + 1) << syntax;
        EXPECT_EQ(counts.items, 1u);
        EXPECT_EQ(counts.depth, 1u);
    }
}

TEST(Structure, finds_pixel_data_that_is_cut_off) {
    const std::string object = test::part10(test::small_image());
    EXPECT_THROW(check(object.substr(0, object.size() - 1)), base::Error);
}

TEST(Structure, finds_encapsulated_pixel_data_without_its_end) {
    test::BuiltItem image = test::small_image();
    image.remove(tag::PixelData).fragments(tag::PixelData, {"", "abcd"});
    const std::string object = test::part10(image, uid::JPEG2000);
    EXPECT_EQ(check(object).fragments, 2u);
    EXPECT_THROW(check(object.substr(0, object.size() - 8)), base::Error);
}

TEST(Structure, finds_a_deflated_data_set_that_is_cut_off) {
    const std::string object = test::part10(test::small_image(), uid::DeflatedExplicitVRLittleEndian);
    EXPECT_THROW(check(object.substr(0, object.size() - 5)), base::Error);
}

TEST(Structure, is_whole_in_every_image_that_came_from_elsewhere) {
    const auto files = test::shared_files("images");
    if (files.empty()) GTEST_SKIP() << "no shared data";
    for (const auto& file : files) EXPECT_NO_THROW(check_structure(FileSource{file})) << file;
}

TEST(Structure, is_not_whole_where_pydicom_calls_a_sample_truncated) {
    const auto folder = test::shared_data() / "broken";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared data";
    for (const auto* name : {"pydicom__MR_truncated.dcm", "pydicom-data__emri_small_jpeg_2k_lossless_too_short.dcm"}) {
        EXPECT_THROW(check_structure(FileSource{folder / name}), base::Error) << name;
    }
}

}  // namespace
}  // namespace kinote::dicom
