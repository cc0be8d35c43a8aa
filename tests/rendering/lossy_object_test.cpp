// Objects that were compressed with loss, uncompressed as their decoders give them, and as DCMTK reads them then.
#include <gtest/gtest.h>

#include <string>

#include "dicom/data_set_comparison.hpp"
#include "dicom/uid.hpp"
#include "rendering/encoders.hpp"
#include "rendering/recoded_object.hpp"
#include "rendering/recoding.hpp"

namespace kinote::rendering {
namespace {

using dicom::uid::ExplicitVRLittleEndian;

Bytes recode_with_earlier_loss(const Bytes& part10) {
    register_decoders();
    const RecodedObject object{std::make_unique<OwnedSource>(part10), ExplicitVRLittleEndian, FrameCheck::as_read,
                               Loss::earlier};
    Bytes bytes(object.size());
    EXPECT_EQ(object.read_at(0, bytes), bytes.size());
    return bytes;
}

// A picture that codecs keep well: its brightness rises slowly.
TestImage with_slope(TestImage image) {
    const unsigned step = 1U << (image.bits_stored - 6);
    for (unsigned frame = 0; frame < image.frames; ++frame) {
        for (unsigned pixel = 0; pixel < image.columns * image.rows; ++pixel) {
            for (unsigned sample = 0; sample < image.samples; ++sample)
                image.pixels.push_back((pixel % image.columns + frame) * step / 2 + sample * step);
        }
    }
    return image;
}

struct LossyCoder {
    const char* name;
    E_TransferSyntax transfer_syntax;
    TestImage image;
};

class LossyImageTest : public testing::TestWithParam<LossyCoder> {
protected:
    static TestImage image() { return with_slope(GetParam().image); }

    static Bytes encode(const TestImage& image) {
        const DJ_RPLossy lossy{95};
        const DJLSRepresentationParameter near{2, OFFalse};
        switch (GetParam().transfer_syntax) {
            case EXS_JPEGLSLossy: return compress(image, EXS_JPEGLSLossy, &near);
            case EXS_JPEG2000: return encapsulate(image, EXS_JPEG2000, {encode_jpeg2000(image, true)});
            default: return compress(image, GetParam().transfer_syntax, &lossy);
        }
    }
};

TEST_P(LossyImageTest, its_pixels_come_as_the_decoder_gives_them_and_it_says_what_they_are) {
    const TestImage wanted = image();
    const auto file = load(as_part10(recode_with_earlier_loss(encode(wanted)), ExplicitVRLittleEndian));
    DcmDataset& dataset = *file->getDataset();
    OFString text;
    expect_good(dataset.findAndGetOFString(DCM_LossyImageCompression, text));
    EXPECT_EQ(text, "01");
    expect_good(dataset.findAndGetOFString(DCM_PhotometricInterpretation, text));
    EXPECT_EQ(text, wanted.samples == 3 ? "RGB" : "MONOCHROME2");
    Uint16 planar = 0;
    if (wanted.samples == 3) expect_good(dataset.findAndGetUint16(DCM_PlanarConfiguration, planar));
    EXPECT_EQ(planar, 0);

    const auto check = [&wanted](const auto* values, unsigned long count) {
        const int tolerance = 1 << (wanted.bits_stored - 5);  // a thirtieth of the whole range
        ASSERT_EQ(count, wanted.pixels.size());
        for (std::size_t index = 0; index < wanted.pixels.size(); ++index)
            ASSERT_NEAR(values[index], static_cast<int>(wanted.pixels[index]), tolerance) << index;
    };
    unsigned long count = 0;
    if (wanted.bits_allocated == 16) {
        const Uint16* values = nullptr;
        expect_good(dataset.findAndGetUint16Array(DCM_PixelData, values, &count));
        check(values, count);
    } else {
        const Uint8* values = nullptr;
        expect_good(dataset.findAndGetUint8Array(DCM_PixelData, values, &count));
        check(values, count);
    }
}

TEST_P(LossyImageTest, elements_stay_in_the_order_of_their_tags_whether_it_said_so_before_or_not) {
    const auto file = load(encode(image()));
    for (const char* const said : {"00", "01", ""}) {
        DcmDataset& dataset = *file->getDataset();
        expect_good(*said == '\0' ? dataset.findAndDeleteElement(DCM_LossyImageCompression)
                                  : dataset.putAndInsertString(DCM_LossyImageCompression, said));
        const Bytes stored = write_part10(dataset, GetParam().transfer_syntax);
        const auto recoded = load(as_part10(recode_with_earlier_loss(stored), ExplicitVRLittleEndian));
        DcmTagKey last{0, 0};
        unsigned lossy = 0;
        for (unsigned long index = 0; index < recoded->getDataset()->card(); ++index) {
            const DcmTagKey tag = recoded->getDataset()->getElement(index)->getTag().getXTag();
            EXPECT_TRUE(last < tag) << tag.toString();
            last = tag;
            if (tag == DCM_LossyImageCompression) ++lossy;
        }
        EXPECT_EQ(lossy, 1U) << said;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Coders, LossyImageTest,
    testing::Values(
        LossyCoder{"baseline", EXS_JPEGProcess1, {.columns = 32, .rows = 32, .frames = 3}},
        LossyCoder{"baseline_colour",
                   EXS_JPEGProcess1,
                   {.columns = 32, .rows = 32, .frames = 2, .samples = 3, .photometric = "RGB"}},
        LossyCoder{"extended",
                   EXS_JPEGProcess2_4,
                   {.columns = 32, .rows = 32, .frames = 2, .bits_allocated = 16, .bits_stored = 12}},
        LossyCoder{"jpeg_ls",
                   EXS_JPEGLSLossy,
                   {.columns = 32, .rows = 32, .frames = 2, .bits_allocated = 16, .bits_stored = 12}},
        LossyCoder{"jpeg2000", EXS_JPEG2000, {.columns = 32, .rows = 32, .bits_allocated = 16, .bits_stored = 12}},
        LossyCoder{"jpeg2000_colour", EXS_JPEG2000, {.columns = 32, .rows = 32, .samples = 3, .photometric = "RGB"}}),
    [](const auto& coder) { return std::string{coder.param.name}; });

TEST(LossyObjectTest, what_was_compressed_without_loss_is_the_same_where_loss_is_allowed) {
    const TestImage image = with_ramp({.columns = 32, .rows = 32});
    for (const Bytes& stored :
         {encapsulate(image, EXS_JPEG2000LosslessOnly, {encode_jpeg2000(image)}),
          encapsulate(image, EXS_JPEG2000, {encode_jpeg2000(image)}), compress(image, EXS_RLELossless, nullptr)}) {
        const Bytes plain = as_part10(recode_with_earlier_loss(stored), ExplicitVRLittleEndian);
        EXPECT_TRUE(dicom::is_same_data_set(dicom::MemorySource{plain}, dicom::MemorySource{native(image)}));
    }
}

TEST(LossyObjectTest, a_stream_with_loss_in_a_lossless_transfer_syntax_says_so_once_it_is_decompressed) {
    const TestImage image = with_ramp({.columns = 32, .rows = 32});
    const Bytes mislabelled = encapsulate(image, EXS_JPEG2000LosslessOnly, {encode_jpeg2000(image, true)});
    const auto file = load(as_part10(recode_with_earlier_loss(mislabelled), ExplicitVRLittleEndian));
    OFString text;
    expect_good(file->getDataset()->findAndGetOFString(DCM_LossyImageCompression, text));
    EXPECT_EQ(text, "01");
}

}  // namespace
}  // namespace kinote::rendering
