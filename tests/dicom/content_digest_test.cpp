#include "dicom/content_digest.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "dicom/data_set_builder.hpp"

namespace kinote::dicom {
namespace {

using test::BuiltItem;

ContentDigests digests_of(const std::string& part10) {
    const auto bytes = test::to_bytes(part10);
    return digest_content(MemorySource{bytes});
}

ContentDigests digests_of(const BuiltItem& object) { return digests_of(test::part10(object)); }

TEST(ContentDigest, is_the_same_in_every_encoding) {
    const ContentDigests reference = digests_of(test::small_image());
    for (const auto syntax : {uid::ImplicitVRLittleEndian, uid::ExplicitVRLittleEndian, uid::ExplicitVRBigEndian,
                              uid::DeflatedExplicitVRLittleEndian}) {
        for (const bool has_undefined_lengths : {false, true}) {
            const auto digests = digests_of(test::part10(test::small_image(), syntax, has_undefined_lengths));
            EXPECT_EQ(digests.content, reference.content) << syntax;
            EXPECT_EQ(digests.bulk, reference.bulk) << syntax;
        }
    }
}

TEST(ContentDigest, leaves_the_file_meta_information_out) {
    const std::string data_set = test::Encoder{{}}.encode(test::small_image());
    EXPECT_EQ(digests_of(test::file_meta(uid::ExplicitVRLittleEndian, "1.2", "1.3") + data_set).content,
              digests_of(test::file_meta(uid::ExplicitVRLittleEndian) + data_set).content);
}

TEST(ContentDigest, another_header_leaves_the_pixels_what_they_are) {
    const ContentDigests reference = digests_of(test::small_image());
    const auto renamed = digests_of(test::small_image().set({tag::PatientName, Vr::PN, "Other^Name", {}, {}}));
    EXPECT_NE(renamed.content, reference.content);
    EXPECT_EQ(renamed.bulk, reference.bulk);
}

TEST(ContentDigest, other_pixels_are_other_pixels) {
    const auto pixels = [](char value) {
        return digests_of(test::small_image().set({tag::PixelData, Vr::OW, std::string(200'000, value), {}, {}}));
    };
    EXPECT_NE(pixels('\1').bulk, pixels('\2').bulk);
    EXPECT_NE(pixels('\1').content, pixels('\2').content);
    EXPECT_EQ(pixels('\1').bulk, pixels('\1').bulk);
}

TEST(ContentDigest, the_padding_of_texts_says_nothing_and_what_stands_between_words_does) {
    const auto described = [](const std::string& text) {
        return digests_of(test::small_image().set({tag::StudyDescription, Vr::LO, text, {}, {}})).content;
    };
    EXPECT_EQ(described("Head  "), described("Head"));
    EXPECT_NE(described("He  ad"), described("Head"));
    EXPECT_NE(described("Head"), described("Heads"));
}

TEST(ContentDigest, what_is_cut_off_has_none) {
    const std::string whole = test::part10(test::small_image());
    EXPECT_THROW((void)digests_of(whole.substr(0, whole.size() - 3)), base::Error);
}

}  // namespace
}  // namespace kinote::dicom
