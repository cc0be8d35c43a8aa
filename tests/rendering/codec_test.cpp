// Frames in every transfer syntax that is decoded, encoded here by DCMTK, libjpeg-turbo and OpenJPEG.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>

#include "rendering/encoders.hpp"
#include "rendering/image_builder.hpp"
#include "rendering/kind_of_error.hpp"

namespace kinote::rendering {
namespace {

using base::ErrorKind;
using testing::ElementsAre;

struct LosslessCase {
    const char* name;
    E_TransferSyntax transfer_syntax;
};

class LosslessCodecTest : public testing::TestWithParam<LosslessCase> {
protected:
    static Bytes encode(const TestImage& image) {
        const DJ_RPLossless jpeg;
        const DJLSRepresentationParameter jpeg_ls{0, OFTrue};
        switch (GetParam().transfer_syntax) {
            case EXS_RLELossless: return compress(image, EXS_RLELossless, nullptr);
            case EXS_JPEGProcess14SV1: return compress(image, EXS_JPEGProcess14SV1, &jpeg);
            case EXS_JPEGLSLossless: return compress(image, EXS_JPEGLSLossless, &jpeg_ls);
            default: return encapsulate(image, EXS_JPEG2000LosslessOnly, {encode_jpeg2000(image)});
        }
    }
};

TEST_P(LosslessCodecTest, eight_bits_come_out_unchanged) {
    const TestImage image = slope({.columns = 37, .rows = 21});
    EXPECT_EQ(largest_difference(render(encode(image)), render(native(image))), 0);
}

TEST_P(LosslessCodecTest, twelve_and_sixteen_bits_come_out_unchanged) {
    for (const unsigned bits : {12U, 16U}) {
        const TestImage image = slope({.columns = 37, .rows = 21, .bits_allocated = 16, .bits_stored = bits});
        EXPECT_EQ(largest_difference(render(encode(image)), render(native(image))), 0) << bits;
    }
}

TEST_P(LosslessCodecTest, negative_values_come_out_unchanged) {
    TestImage image = slope({.columns = 37, .rows = 21, .bits_allocated = 16, .bits_stored = 16, .is_signed = true});
    for (unsigned& pixel : image.pixels) pixel = (pixel - 100) & 0xFFFFU;
    EXPECT_EQ(largest_difference(render(encode(image), {.window = WindowChoice{0, 256}}),
                                 render(native(image), {.window = WindowChoice{0, 256}})),
              0);
}

TEST_P(LosslessCodecTest, colour_comes_out_unchanged) {
    const TestImage image = slope({.columns = 37, .rows = 21, .samples = 3, .photometric = "RGB"});
    EXPECT_EQ(largest_difference(render(encode(image)), render(native(image))), 0);
}

TEST_P(LosslessCodecTest, a_stream_that_is_cut_off_is_corrupt_and_never_half_a_picture) {
    const TestImage image = slope({.columns = 64, .rows = 64});
    const Bytes whole = encode(image);
    const auto dataset = std::make_unique<DcmDataset>();
    // Whatever is cut off the end of the file, the delimiter is put back: only the stream is short.
    const dicom::MemorySource source{whole};
    const Bytes delimiter = {std::byte{0xFE}, std::byte{0xFF}, std::byte{0xDD}, std::byte{0xE0},
                             std::byte{0},    std::byte{0},    std::byte{0},    std::byte{0}};
    const auto item = std::search(whole.begin(), whole.end(), delimiter.begin(), delimiter.begin() + 4);
    ASSERT_NE(item, whole.end());
    for (const std::ptrdiff_t cut : {40, 200}) {
        Bytes part{whole.begin(), item - cut};
        // The length of the last fragment stands before it.
        const Bytes item_tag = {std::byte{0xFE}, std::byte{0xFF}, std::byte{0x00}, std::byte{0xE0}};
        const auto last = std::find_end(part.begin(), part.end(), item_tag.begin(), item_tag.end());
        const auto length = static_cast<std::uint32_t>(part.end() - last - 8);
        std::memcpy(&*(last + 4), &length, 4);
        part.insert(part.end(), delimiter.begin(), delimiter.end());
        EXPECT_EQ(kind_of_error([&] { return render(part); }), ErrorKind::corrupt) << cut;
    }
}

INSTANTIATE_TEST_SUITE_P(Codecs, LosslessCodecTest,
                         testing::Values(LosslessCase{"rle", EXS_RLELossless},
                                         LosslessCase{"jpeg_lossless", EXS_JPEGProcess14SV1},
                                         LosslessCase{"jpeg_ls", EXS_JPEGLSLossless},
                                         LosslessCase{"jpeg_2000", EXS_JPEG2000LosslessOnly}),
                         [](const auto& test) { return test.param.name; });

TEST(CodecTest, baseline_jpeg_looks_alike_in_grey_and_in_colour) {
    const DJ_RPLossy parameter{95};
    const TestImage grey = slope({.columns = 37, .rows = 21});
    EXPECT_LE(largest_difference(render(compress(grey, EXS_JPEGProcess1, &parameter)), render(native(grey))), 12);
    TestImage color{.columns = 32, .rows = 16, .samples = 3, .photometric = "RGB"};
    for (unsigned pixel = 0; pixel < 512; ++pixel) color.pixels.insert(color.pixels.end(), {200, 100, 30});
    EXPECT_LE(largest_difference(render(compress(color, EXS_JPEGProcess1, &parameter)), render(native(color))), 4);
}

TEST(CodecTest, twelve_bit_jpeg_looks_alike) {
    const DJ_RPLossy parameter{95};
    const TestImage image = slope({.columns = 37, .rows = 21, .bits_allocated = 16, .bits_stored = 12});
    EXPECT_LE(largest_difference(render(compress(image, EXS_JPEGProcess2_4, &parameter)), render(native(image))), 12);
}

TEST(CodecTest, big_endian_words_and_bytes_are_read) {
    for (const unsigned bits : {8U, 16U, 32U}) {
        const TestImage image = slope({.columns = 3, .rows = 3, .frames = 2, .bits_allocated = bits, .bits_stored = 8});
        if (bits == 32) continue;  // DCMTK writes these in another order than PS3.5 A.3 and other makers
        for (const std::uint32_t frame : {1U, 2U}) {
            EXPECT_EQ(largest_difference(
                          render(make_object(image, put_identity_window, EXS_BigEndianExplicit), {.frame = frame}),
                          render(native(image), {.frame = frame})),
                      0);
        }
    }
}

TEST(CodecTest, implicit_and_deflated_objects_are_read) {
    const TestImage image = slope({.columns = 37, .rows = 21});
    for (const E_TransferSyntax transfer_syntax : {EXS_LittleEndianImplicit, EXS_DeflatedLittleEndianExplicit}) {
        EXPECT_EQ(
            largest_difference(render(make_object(image, put_identity_window, transfer_syntax)), render(native(image))),
            0);
    }
}

// Two frames, each a JPEG 2000 stream cut into two fragments.
class FragmentTest : public testing::Test {
protected:
    FragmentTest() {
        for (int frame = 0; frame < 2; ++frame) {
            Bytes stream = encode_jpeg2000(frame == 0 ? first_ : second_);
            if (stream.size() % 2 == 1) stream.push_back(std::byte{0});
            const auto middle = stream.begin() + static_cast<std::ptrdiff_t>(stream.size() / 4 * 2);
            fragments_.emplace_back(stream.begin(), middle);
            fragments_.emplace_back(middle, stream.end());
        }
        both_.frames = 2;
    }

    void expect_both_frames(const Bytes& object) const {
        EXPECT_EQ(largest_difference(render(object, {.frame = 1}), render(native(first_))), 0);
        EXPECT_EQ(largest_difference(render(object, {.frame = 2}), render(native(second_))), 0);
    }

    TestImage first_ = slope({.columns = 16, .rows = 16});
    TestImage second_ = with_ramp({.columns = 16, .rows = 16});
    TestImage both_ = slope({.columns = 16, .rows = 16, .frames = 2});
    Fragments fragments_;
};

TEST_F(FragmentTest, the_basic_offset_table_tells_the_frames) {
    const auto second = static_cast<Uint32>(fragments_[0].size() + fragments_[1].size() + 16);
    expect_both_frames(encapsulate(both_, EXS_JPEG2000LosslessOnly, fragments_, {0, second}));
}

TEST_F(FragmentTest, without_a_table_the_ends_of_the_streams_tell_the_frames) {
    expect_both_frames(encapsulate(both_, EXS_JPEG2000LosslessOnly, fragments_));
}

TEST_F(FragmentTest, a_table_that_points_beside_the_fragments_is_passed_over) {
    expect_both_frames(encapsulate(both_, EXS_JPEG2000LosslessOnly, fragments_, {0, 7}));
    expect_both_frames(encapsulate(both_, EXS_JPEG2000LosslessOnly, fragments_, {0xFFFFFFFF, 0}));
}

TEST_F(FragmentTest, one_fragment_to_a_frame_needs_no_table) {
    Fragments whole(2);
    for (std::size_t index = 0; index < fragments_.size(); ++index)
        whole[index / 2].insert(whole[index / 2].end(), fragments_[index].begin(), fragments_[index].end());
    expect_both_frames(encapsulate(both_, EXS_JPEG2000LosslessOnly, whole));
}

TEST_F(FragmentTest, fewer_fragments_than_frames_are_corrupt_for_the_missing_ones) {
    both_.frames = 5;
    both_.pixels.resize(5 * 256);
    const Bytes object = encapsulate(both_, EXS_JPEG2000LosslessOnly, fragments_);
    EXPECT_EQ(kind_of_error([&] { return render(object, {.frame = 5}); }), ErrorKind::corrupt);
    EXPECT_EQ(kind_of_error([&] { return render(encapsulate(both_, EXS_JPEG2000LosslessOnly, {})); }),
              ErrorKind::corrupt);
}

TEST(CodecTest, a_stream_of_another_size_than_the_object_says_is_corrupt) {
    const DJ_RPLossless lossless;
    const DJ_RPLossy lossy{90};
    const TestImage image = slope({.columns = 16, .rows = 16});
    for (const E_TransferSyntax transfer_syntax :
         {EXS_JPEGProcess14SV1, EXS_JPEGProcess1, EXS_JPEG2000LosslessOnly, EXS_RLELossless}) {
        Bytes object =
            transfer_syntax == EXS_JPEG2000LosslessOnly
                ? encapsulate(image, transfer_syntax, {encode_jpeg2000(image)})
                : compress(image, transfer_syntax,
                           transfer_syntax == EXS_JPEGProcess1 ? static_cast<const DcmRepresentationParameter*>(&lossy)
                                                               : &lossless);
        // Rows (0028,0010) US of two bytes
        const Bytes rows = {std::byte{0x28}, std::byte{0},   std::byte{0x10},
                            std::byte{0},    std::byte{'U'}, std::byte{'S'}};
        const auto found = std::search(object.begin(), object.end(), rows.begin(), rows.end());
        ASSERT_NE(found, object.end());
        *(found + 9) = std::byte{0x10};  // 4112
        EXPECT_EQ(kind_of_error([&] { return render(object); }), ErrorKind::corrupt) << transfer_syntax;
    }
}

TEST(CodecTest, a_codestream_of_very_many_tiles_is_corrupt_before_it_is_decoded) {
    const TestImage image = slope({.columns = 256, .rows = 256});
    Bytes stream = encode_jpeg2000(image);
    // XTsiz and YTsiz stand 24 and 28 bytes behind the first marker (T.800 A.5.1).
    for (const std::size_t offset : {24U, 28U}) {
        for (std::size_t byte = 0; byte < 4; ++byte)
            stream[offset + byte] = std::byte{byte == 3 ? std::uint8_t{1} : std::uint8_t{0}};
    }
    const Bytes object = encapsulate(image, EXS_JPEG2000LosslessOnly, {stream});
    EXPECT_EQ(kind_of_error([&] { return render(object); }), ErrorKind::corrupt);
}

TEST(CodecTest, a_jpeg_2000_file_instead_of_a_codestream_is_read_all_the_same) {
    const TestImage image = slope({.columns = 16, .rows = 16});
    Bytes wrapped(100, std::byte{0x20});
    const Bytes stream = encode_jpeg2000(image);
    wrapped.insert(wrapped.end(), stream.begin(), stream.end());
    EXPECT_EQ(
        largest_difference(render(encapsulate(image, EXS_JPEG2000LosslessOnly, {wrapped})), render(native(image))), 0);
}

TEST(CodecTest, what_a_stream_cannot_be_is_corrupt) {
    const TestImage image = slope({.columns = 16, .rows = 16});
    for (const E_TransferSyntax transfer_syntax :
         {EXS_JPEGProcess1, EXS_JPEGProcess14SV1, EXS_JPEGLSLossless, EXS_JPEG2000LosslessOnly, EXS_RLELossless}) {
        for (const std::size_t size : {0U, 2U, 64U, 100U}) {
            for (const std::byte filler : {std::byte{0x00}, std::byte{0xFF}, std::byte{0xD8}}) {
                const Bytes object = encapsulate(image, transfer_syntax, {Bytes(size, filler)});
                EXPECT_EQ(kind_of_error([&] { return render(object); }), ErrorKind::corrupt);
            }
        }
    }
}

TEST(CodecTest, video_is_no_image_to_render) {
    const TestImage image = slope({.columns = 16, .rows = 16});
    const Bytes object = encapsulate(image, EXS_MPEG4HighProfileLevel4_1, {Bytes(100)});
    EXPECT_EQ(kind_of_error([&] { return render(object); }), ErrorKind::invalid);
}

}  // namespace
}  // namespace kinote::rendering
