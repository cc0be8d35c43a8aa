#include "dicom/data_set_comparison.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "dicom/data_set_builder.hpp"
#include "dicom/shared_data.hpp"

namespace kinote::dicom {
namespace {

using test::BuiltItem;

bool is_same(const std::string& left, const std::string& right) {
    const auto left_bytes = test::to_bytes(left);
    const auto right_bytes = test::to_bytes(right);
    const bool same = is_same_data_set(MemorySource{left_bytes}, MemorySource{right_bytes});
    EXPECT_EQ(same, is_same_data_set(MemorySource{right_bytes}, MemorySource{left_bytes}));
    return same;
}

bool is_same(const BuiltItem& left, const BuiltItem& right) { return is_same(test::part10(left), test::part10(right)); }

TEST(DataSetComparison, is_the_same_in_every_encoding) {
    const std::string reference = test::part10(test::small_image());
    for (const auto syntax : {uid::ImplicitVRLittleEndian, uid::ExplicitVRLittleEndian, uid::ExplicitVRBigEndian,
                              uid::DeflatedExplicitVRLittleEndian}) {
        for (const bool has_undefined_lengths : {false, true}) {
            EXPECT_TRUE(is_same(reference, test::part10(test::small_image(), syntax, has_undefined_lengths))) << syntax;
        }
    }
}

TEST(DataSetComparison, leaves_the_file_meta_information_out) {
    const std::string data_set = test::Encoder{{}}.encode(test::small_image());
    EXPECT_TRUE(is_same(test::file_meta(uid::ExplicitVRLittleEndian, "1.2", "1.3") + data_set,
                        test::file_meta(uid::ExplicitVRLittleEndian) + data_set));
}

TEST(DataSetComparison, finds_a_changed_missing_or_added_element) {
    const BuiltItem image = test::small_image();
    EXPECT_FALSE(is_same(image, test::small_image().set({tag::PatientID, Vr::LO, "PID-2 ", {}, {}})));
    EXPECT_FALSE(is_same(image, test::small_image().remove(tag::PatientID)));
    EXPECT_FALSE(is_same(image, test::small_image().set({tag::PatientAge, Vr::AS, "060Y", {}, {}})));
    EXPECT_FALSE(is_same(image, test::small_image().set({tag::Rows, Vr::US, {'\3', '\0'}, {}, {}})));
}

TEST(DataSetComparison, finds_a_change_within_a_sequence) {
    BuiltItem other = test::small_image();
    other.set({tag::ReferencedStudySequence,
               Vr::SQ,
               {},
               {BuiltItem{}.text(tag::ReferencedSOPInstanceUID, Vr::UI, "1.2.3.8")},
               {}});
    EXPECT_FALSE(is_same(test::small_image(), other));
    other.set({tag::ReferencedStudySequence, Vr::SQ, {}, {BuiltItem{}, BuiltItem{}}, {}});
    EXPECT_FALSE(is_same(test::small_image(), other));
}

TEST(DataSetComparison, leaves_padding_out) {
    BuiltItem other = test::small_image();
    other.set({tag::PatientID, Vr::LO, "PID-1   ", {}, {}})
        .set({tag::StudyInstanceUID, Vr::UI, "1.2.3.4 ", {}, {}})
        .set({tag::StudyID, Vr::SH, std::string("ST1\0", 4), {}, {}});
    EXPECT_TRUE(is_same(test::small_image(), other));
}

TEST(DataSetComparison, leaves_group_lengths_and_trailing_padding_out) {
    BuiltItem other = test::small_image();
    other.set({{0x0008, 0x0000}, Vr::UL, std::string(4, '\1'), {}, {}});
    other.text(tag::DataSetTrailingPadding, Vr::OB, std::string(100, '\0'));
    EXPECT_TRUE(is_same(test::small_image(), other));
}

TEST(DataSetComparison, does_not_care_how_pixel_data_is_cut_into_fragments) {
    const auto with_fragments = [](const std::vector<std::string>& fragments) {
        return test::part10(test::small_image().remove(tag::PixelData).fragments(tag::PixelData, fragments),
                            uid::JPEG2000);
    };
    EXPECT_TRUE(is_same(with_fragments({"", "abcdefgh"}), with_fragments({std::string(8, '\0'), "ab", "cdefgh"})));
    EXPECT_FALSE(is_same(with_fragments({"", "abcdefgh"}), with_fragments({"", "abcdefgX"})));
    EXPECT_FALSE(is_same(with_fragments({"", "abcdefgh"}), with_fragments({"", "abcdef"})));
    EXPECT_FALSE(is_same(with_fragments({"", "abcdefgh"}), test::part10(test::small_image())));
}

TEST(DataSetComparison, compares_values_longer_than_a_piece) {
    const auto with_pixels = [](char last) {
        std::string pixels(300'000, 'p');
        pixels.back() = last;
        return test::small_image().remove(tag::PixelData).text(tag::PixelData, Vr::OB, pixels);
    };
    EXPECT_TRUE(
        is_same(test::part10(with_pixels('a')), test::part10(with_pixels('a'), uid::ExplicitVRBigEndian, true)));
    EXPECT_FALSE(
        is_same(test::part10(with_pixels('a')), test::part10(with_pixels('b'), uid::ExplicitVRBigEndian, true)));
}

TEST(DataSetComparison, compares_long_texts_up_to_their_padding) {
    const auto with_text = [](const std::string& text) {
        return test::small_image().text(tag::TextValue, Vr::UT, text);
    };
    const std::string text(130'000, 't');
    EXPECT_TRUE(is_same(with_text(text), with_text(text + std::string(70'000, ' '))));
    EXPECT_FALSE(is_same(with_text(text), with_text(text + std::string(70'000, ' ') + "t ")));
}

TEST(DataSetComparison, knows_a_private_sequence_that_implicit_vr_hides) {
    const Tag private_tag{0x0009, 0x1001};
    const auto with_sequence = [&](const std::string& value) {
        return test::small_image().set(
            {private_tag, Vr::SQ, {}, {BuiltItem{}.text(tag::CodeValue, Vr::SH, value)}, {}});
    };
    const std::string explicit_object = test::part10(with_sequence("AB"));
    EXPECT_TRUE(is_same(explicit_object, test::part10(with_sequence("AB"), uid::ImplicitVRLittleEndian)));
    EXPECT_FALSE(is_same(explicit_object, test::part10(with_sequence("AC"), uid::ImplicitVRLittleEndian)));
    EXPECT_FALSE(
        is_same(explicit_object, test::part10(test::small_image().set({private_tag, Vr::UN, "ABCD", {}, {}}))));
}

TEST(DataSetComparison, says_what_it_cannot_parse) {
    const std::string object = test::part10(test::small_image());
    EXPECT_THROW((void)is_same(object, object.substr(0, object.size() - 3)), base::Error);
}

TEST(DataSetComparison, finds_dcmtks_transcodings_of_real_objects_the_same) {
    const auto files = test::shared_files("images/kosrefs");
    if (files.empty()) GTEST_SKIP() << "no shared data";
    ASSERT_EQ(std::system("dcmconv --version >/dev/null 2>&1"), 0) << "install the package dcmtk";
    const auto converted = std::filesystem::temp_directory_path() / ("kinote_converted_" + std::to_string(::getpid()));
    std::size_t compared = 0;
    for (const auto& file : files) {
        for (const auto* option : {"+te", "+ti", "+tb", "+te -e", "+te +g"}) {
            const std::string command =
                std::string{"dcmconv "} + option + " '" + file.string() + "' " + converted.string() + " 2>/dev/null";
            if (std::system(command.c_str()) != 0) continue;
            EXPECT_TRUE(is_same_data_set(FileSource{file}, FileSource{converted})) << command;
            ++compared;
        }
        if (compared >= 25) break;
    }
    std::filesystem::remove(converted);
    EXPECT_GT(compared, 0u);
}

TEST(DataSetComparison, gives_up_on_what_inflates_to_more_than_the_limit) {
    const auto plain = test::to_bytes(test::part10(test::small_image()));
    const auto deflated = test::to_bytes(test::part10(test::small_image(), uid::DeflatedExplicitVRLittleEndian));
    const auto undefined = test::to_bytes(test::part10(test::small_image(), uid::DeflatedExplicitVRLittleEndian, true));
    constexpr std::uint64_t enough = 1U << 20U;
    EXPECT_TRUE(is_same_data_set(MemorySource{deflated}, MemorySource{undefined}, enough));
    EXPECT_FALSE(is_same_data_set(MemorySource{deflated}, MemorySource{undefined}, 100));
    EXPECT_FALSE(is_same_data_set(MemorySource{plain}, MemorySource{deflated}, 100));
    EXPECT_TRUE(is_same_data_set(MemorySource{deflated}, MemorySource{deflated}, 100))
        << "equal bytes need no inflating";
}

TEST(DataSetComparison, gives_up_on_what_inflates_to_far_more_than_what_is_known) {
    BuiltItem bomb = test::small_image();
    bomb.set({tag::DataSetTrailingPadding, Vr::OB, std::string(std::size_t{4} << 20U, '\0'), {}, {}});
    const auto known = test::to_bytes(test::part10(test::small_image(), uid::DeflatedExplicitVRLittleEndian));
    const auto other = test::to_bytes(test::part10(bomb, uid::DeflatedExplicitVRLittleEndian));
    EXPECT_FALSE(is_same_data_set(MemorySource{known}, MemorySource{other}));
}

}  // namespace
}  // namespace kinote::dicom
