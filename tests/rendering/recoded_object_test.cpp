// Objects in another transfer syntax: bit by bit what went into the encoders of DCMTK and OpenJPEG, and byte by byte
// what DCMTK writes where nothing is compressed.
#include "rendering/recoded_object.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "dicom/data_set_comparison.hpp"
#include "dicom/dataset.hpp"
#include "dicom/uid.hpp"
#include "rendering/decoded_digests.hpp"
#include "rendering/encoders.hpp"
#include "rendering/kind_of_error.hpp"
#include "rendering/recoding.hpp"

namespace kinote::rendering {
namespace {

using base::ErrorKind;
using dicom::uid::ExplicitVRLittleEndian;
using dicom::uid::ImplicitVRLittleEndian;
using testing::HasSubstr;

std::unique_ptr<RecodedObject> recoded(const Bytes& part10, std::string_view target) {
    register_decoders();
    return std::make_unique<RecodedObject>(std::make_unique<OwnedSource>(part10), target);
}

// The data set, without group 0002.
Bytes recode(const Bytes& part10, std::string_view target = ExplicitVRLittleEndian) {
    const auto object = recoded(part10, target);
    Bytes bytes(object->size());
    EXPECT_EQ(object->read_at(0, bytes), bytes.size());
    std::byte more{};
    EXPECT_EQ(object->read_at(bytes.size(), std::span{&more, 1}), 0U);
    return bytes;
}

void expect_same_in_both(const Bytes& stored, const Bytes& wanted) {
    for (const std::string_view target : {ExplicitVRLittleEndian, ImplicitVRLittleEndian}) {
        const Bytes part10 = as_part10(recode(stored, target), target);
        EXPECT_TRUE(dicom::is_same_data_set(dicom::MemorySource{part10}, dicom::MemorySource{wanted})) << target;
    }
}

std::string error_of(const Bytes& stored) {
    try {
        static_cast<void>(recode(stored));
        return {};
    } catch (const base::Error& error) {
        return error.what();
    }
}

struct Coder {
    const char* name;
    E_TransferSyntax transfer_syntax;
};

class RecodedImageTest : public testing::TestWithParam<Coder> {
protected:
    static Bytes encode(const TestImage& image) {
        const DJ_RPLossless jpeg{6};
        const DJ_RPLossless jpeg_first_order;
        switch (GetParam().transfer_syntax) {
            case EXS_RLELossless: return compress(image, EXS_RLELossless, nullptr);
            case EXS_JPEGProcess14: return not_derived(compress(image, EXS_JPEGProcess14, &jpeg));
            case EXS_JPEGProcess14SV1: return not_derived(compress(image, EXS_JPEGProcess14SV1, &jpeg_first_order));
            case EXS_JPEGLSLossless: return encode_stored_bits(image);
            default: return encapsulate(image, EXS_JPEG2000LosslessOnly, jpeg2000_frames(image));
        }
    }

private:
    // Without what DCMTK's encoder says of itself.
    static Bytes not_derived(const Bytes& object) {
        const auto file = load(object);
        expect_good(file->getDataset()->findAndDeleteElement(DCM_DerivationDescription));
        return write_part10(*file->getDataset(), GetParam().transfer_syntax);
    }

    // Signs are none of its encoder's business.
    static Bytes encode_stored_bits(TestImage image) {
        const DJLSRepresentationParameter parameter{0, OFTrue};
        const Uint16 representation = image.is_signed ? 1 : 0;
        image.is_signed = false;
        for (unsigned& pixel : image.pixels) pixel &= (1U << image.bits_stored) - 1;
        const auto file = load(compress(image, EXS_JPEGLSLossless, &parameter));
        expect_good(file->getDataset()->putAndInsertUint16(DCM_PixelRepresentation, representation));
        return write_part10(*file->getDataset(), EXS_JPEGLSLossless);
    }

    static Fragments jpeg2000_frames(const TestImage& image) {
        Fragments frames;
        const std::size_t samples = std::size_t{image.columns} * image.rows * image.samples;
        for (unsigned frame = 0; frame < image.frames; ++frame) {
            TestImage one = image;
            one.pixels.assign(image.pixels.begin() + static_cast<std::ptrdiff_t>(frame * samples),
                              image.pixels.begin() + static_cast<std::ptrdiff_t>((frame + 1) * samples));
            frames.push_back(encode_jpeg2000(one));
        }
        return frames;
    }
};

TEST_P(RecodedImageTest, every_depth_comes_out_as_it_went_in) {
    for (const auto& [allocated, stored] : {std::pair{8U, 8U}, {16U, 10U}, {16U, 12U}, {16U, 16U}}) {
        const TestImage image =
            with_ramp({.columns = 37, .rows = 21, .bits_allocated = allocated, .bits_stored = stored}, 7919);
        expect_same_in_both(encode(image), native(image));
    }
}

TEST_P(RecodedImageTest, negative_values_have_their_sign_in_all_bits) {
    for (const unsigned stored : {12U, 16U}) {
        TestImage image{.columns = 37, .rows = 21, .bits_allocated = 16, .bits_stored = stored, .is_signed = true};
        for (int value = 0; value < 37 * 21; ++value)
            image.pixels.push_back(static_cast<unsigned>(value - 400) & 0xFFFFU);
        expect_same_in_both(encode(image), native(image));
    }
}

TEST_P(RecodedImageTest, colour_comes_out_pixel_by_pixel) {
    const TestImage image = with_ramp({.columns = 37, .rows = 21, .samples = 3, .photometric = "RGB"}, 5);
    expect_same_in_both(encode(image), native(image));
}

TEST_P(RecodedImageTest, frames_of_odd_size_follow_each_other_and_one_byte_pads_the_last) {
    const TestImage image = with_ramp({.columns = 5, .rows = 5, .frames = 5}, 5);
    const Bytes stored = encode(image);
    expect_same_in_both(stored, native(image));
    const Bytes data_set = recode(stored);
    const std::array<std::uint8_t, 12> head{0xE0, 0x7F, 0x10, 0x00, 'O', 'B', 0, 0, 126, 0, 0, 0};
    const auto bytes = std::as_bytes(std::span{head});
    const auto found = std::search(data_set.begin(), data_set.end(), bytes.begin(), bytes.end());
    ASSERT_EQ(data_set.end() - found, 12 + 126);
    EXPECT_EQ(data_set.back(), std::byte{0});
}

TEST_P(RecodedImageTest, a_damaged_frame_is_named_before_anything_is_given) {
    const TestImage image = with_ramp({.columns = 64, .rows = 64, .frames = 3}, 7);
    Bytes stored = encode(image);
    // The third fragment behind the offset table is cut off by what follows it.
    const std::array<std::uint8_t, 4> item{0xFE, 0xFF, 0x00, 0xE0};
    const auto bytes = std::as_bytes(std::span{item});
    const auto last = std::find_end(stored.begin(), stored.end(), bytes.begin(), bytes.end());
    ASSERT_NE(last, stored.end());
    std::fill(last + 8, stored.end() - 8, std::byte{0});
    EXPECT_EQ(kind_of_error([&] { return recode(stored); }), ErrorKind::corrupt);
    EXPECT_THAT(error_of(stored), HasSubstr("frame 3 of 3"));
}

INSTANTIATE_TEST_SUITE_P(Coders, RecodedImageTest,
                         testing::Values(Coder{"rle", EXS_RLELossless}, Coder{"jpeg_lossless", EXS_JPEGProcess14},
                                         Coder{"jpeg_lossless_sv1", EXS_JPEGProcess14SV1},
                                         Coder{"jpeg_ls", EXS_JPEGLSLossless},
                                         Coder{"jpeg_2000", EXS_JPEG2000LosslessOnly}),
                         [](const auto& test) { return test.param.name; });

TEST(RecodedObjectTest, rct_comes_out_as_rgb) {
    TestImage image = with_ramp({.columns = 37, .rows = 21, .samples = 3, .photometric = "YBR_RCT"}, 5);
    const Bytes stored = encapsulate(image, EXS_JPEG2000LosslessOnly, {encode_jpeg2000(image)});
    image.photometric = "RGB";
    expect_same_in_both(stored, native(image));
}

TEST(RecodedObjectTest, planes_become_pixels_and_where_it_was_not_said_it_is_said) {
    const TestImage image = with_ramp({.columns = 8, .rows = 4, .samples = 3, .photometric = "RGB"}, 5);
    const Bytes rle = compress(image, EXS_RLELossless, nullptr);
    for (const bool is_said : {true, false}) {
        const auto file = load(rle);
        DcmDataset& dataset = *file->getDataset();
        if (is_said) {
            expect_good(dataset.putAndInsertUint16(DCM_PlanarConfiguration, 1));
        } else {
            expect_good(dataset.findAndDeleteElement(DCM_PlanarConfiguration));
        }
        expect_same_in_both(write_part10(dataset, EXS_RLELossless), native(image));
    }
}

TEST(RecodedObjectTest, offset_tables_go_and_an_icon_is_decompressed_too) {
    const TestImage image = with_ramp({.columns = 16, .rows = 16, .photometric = "MONOCHROME1"}, 3);
    const TestImage icon = with_ramp({.columns = 4, .rows = 4}, 5);
    const auto make = [&](bool is_compressed) {
        const auto dataset = make_dataset(image);
        DcmItem* item = nullptr;
        expect_good(dataset->findOrCreateSequenceItem(DCM_IconImageSequence, item));
        for (const DcmTagKey& tag :
             {DCM_SamplesPerPixel, DCM_PhotometricInterpretation, DCM_BitsAllocated, DCM_BitsStored, DCM_HighBit,
              DCM_PixelRepresentation, DCM_Rows, DCM_Columns, DCM_PixelData}) {
            const auto of_icon = make_dataset(icon);
            expect_good(item->insert(of_icon->remove(tag)));
        }
        if (!is_compressed) return write_part10(*dataset);
        put_fragments(*item, EXS_JPEG2000LosslessOnly, {encode_jpeg2000(icon)});
        put_fragments(*dataset, EXS_JPEG2000LosslessOnly, {encode_jpeg2000(image)});
        for (const Uint16 element : {Uint16{0x0001}, Uint16{0x0002}}) {
            auto table = std::make_unique<DcmOther64bitVeryLong>(DcmTag{0x7FE0, element, EVR_OV});
            expect_good(table->putUint64(0));
            expect_good(dataset->insert(table.release()));
        }
        return write_part10(*dataset, EXS_JPEG2000LosslessOnly);
    };
    expect_same_in_both(make(true), make(false));
}

// With all that a data set can hold: sequences of both kinds of lengths, private elements, numbers of every size.
std::unique_ptr<DcmDataset> rich_dataset() {
    auto dataset = make_dataset(with_ramp(
        {.columns = 5, .rows = 3, .frames = 2, .bits_allocated = 16, .bits_stored = 12, .is_signed = true}, 99));
    expect_good(dataset->putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 192"));
    expect_good(dataset->putAndInsertString(DCM_PatientName, "Müller^Jürgen"));
    expect_good(dataset->putAndInsertFloat64(DCM_RealWorldValueSlope, 1.5));
    expect_good(dataset->putAndInsertSint16(DcmTag{DCM_PixelPaddingValue, EVR_SS}, -2000));
    const std::array<Uint16, 3> descriptor{256, 0, 16};
    constexpr long append = -2;
    for (int count = 0; count < 2; ++count) {
        DcmItem* item = nullptr;
        expect_good(dataset->findOrCreateSequenceItem(DCM_ReferencedSeriesSequence, item, append));
        expect_good(item->putAndInsertString(DCM_SeriesInstanceUID, "1.2.3"));
        DcmItem* inner = nullptr;
        expect_good(item->findOrCreateSequenceItem(DCM_ReferencedInstanceSequence, inner));
        expect_good(inner->putAndInsertUint32(DCM_SimpleFrameList, 70'000));
    }
    expect_good(dataset->insertEmptyElement(DCM_ProcedureCodeSequence));
    expect_good(dataset->putAndInsertUint16Array(DcmTag{DCM_RedPaletteColorLookupTableDescriptor, EVR_US},
                                                 descriptor.data(), descriptor.size()));
    expect_good(dataset->putAndInsertString(DcmTag{0x0009, 0x0010, EVR_LO}, "KINOTE TEST"));
    expect_good(dataset->putAndInsertString(DcmTag{0x0009, 0x1001, EVR_LO}, "odd"));
    const std::array<Uint8, 4> unknown{1, 2, 3, 4};
    auto of_unknown_vr = std::make_unique<DcmOtherByteOtherWord>(DcmTag{0x0009, 0x1002, EVR_UN});
    expect_good(of_unknown_vr->putUint8Array(unknown.data(), unknown.size()));
    expect_good(dataset->insert(of_unknown_vr.release()));
    return dataset;
}

Bytes write_as_dcmtk(const Bytes& stored, E_TransferSyntax transfer_syntax, E_EncodingType lengths) {
    const TemporaryFolder folder;
    const std::string written = (folder / "written.dcm").string();
    expect_good(load(stored)->saveFile(written.c_str(), transfer_syntax, lengths, EGL_withoutGL));
    return base::read_file(written, 1U << 30U);
}

Bytes data_set_of(const Bytes& part10) {
    const dicom::FileMeta meta = dicom::read_file_meta(dicom::MemorySource{part10});
    return {part10.begin() + static_cast<std::ptrdiff_t>(meta.data_set_offset), part10.end()};
}

TEST(RecodedObjectTest, what_is_not_compressed_comes_out_byte_by_byte_as_dcmtk_writes_it) {
    const auto dataset = rich_dataset();
    const Bytes made = write_part10(*dataset);
    for (const E_TransferSyntax from : {EXS_LittleEndianExplicit, EXS_BigEndianExplicit,
                                        EXS_DeflatedLittleEndianExplicit, EXS_LittleEndianImplicit}) {
        for (const E_EncodingType lengths : {EET_ExplicitLength, EET_UndefinedLength}) {
            const Bytes stored = write_as_dcmtk(made, from, lengths);
            EXPECT_EQ(recode(stored, ImplicitVRLittleEndian),
                      data_set_of(write_as_dcmtk(stored, EXS_LittleEndianImplicit, EET_UndefinedLength)))
                << from << lengths;
            if (from == EXS_LittleEndianImplicit) continue;  // DCMTK says US wherever it may be SS
            EXPECT_EQ(recode(stored, ExplicitVRLittleEndian),
                      data_set_of(write_as_dcmtk(stored, EXS_LittleEndianExplicit, EET_UndefinedLength)))
                << from << lengths;
        }
    }
}

TEST(RecodedObjectTest, objects_of_other_makers_come_out_as_dcmtk_decodes_them) {
    DcmRLEDecoderRegistration::registerCodecs();
    const std::filesystem::path folder = KINOTE_SOURCE_DIR "/../shared/data/images/transfer-syntaxes";
    if (!std::filesystem::is_directory(folder)) return;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        const Bytes stored = base::read_file(entry.path(), 1U << 30U);
        const std::string syntax = dicom::read_file_meta(dicom::MemorySource{stored}).transfer_syntax_uid;
        if (!can_be_recoded(syntax)) continue;
        const Bytes part10 = as_part10(recode(stored), ExplicitVRLittleEndian);
        if (syntax == dicom::uid::JPEG2000Lossless || syntax == dicom::uid::HTJ2KLossless) continue;
        const auto file = load(stored);
        expect_good(file->getDataset()->chooseRepresentation(EXS_LittleEndianExplicit, nullptr));
        Uint16 representation = 0;
        Uint16 stored_bits = 16;
        static_cast<void>(file->getDataset()->findAndGetUint16(DCM_PixelRepresentation, representation));
        static_cast<void>(file->getDataset()->findAndGetUint16(DCM_BitsStored, stored_bits));
        if (representation == 1 && stored_bits < 16) continue;  // DCMTK leaves the bits above the sign 0
        const Bytes decoded = write_part10(*file->getDataset());
        EXPECT_TRUE(dicom::is_same_data_set(dicom::MemorySource{part10}, dicom::MemorySource{decoded})) << entry.path();
    }
}

TEST(RecodedObjectTest, what_has_no_vr_gets_the_one_of_the_dictionary) {
    const auto dataset = rich_dataset();
    const Bytes stored = write_part10(*dataset, EXS_LittleEndianImplicit);
    const dicom::Dataset got = dicom::Dataset::parse(as_part10(recode(stored), ExplicitVRLittleEndian));
    EXPECT_EQ(got.integer(dicom::Tag{0x0028, 0x0120}), -2000) << "SS, as Pixel Representation says";
    EXPECT_EQ(got.find(dicom::Tag{0x0009, 0x1001})->vr(), dicom::Vr::UN);
    EXPECT_EQ(got.text(dicom::Tag{0x0010, 0x0010}), "Müller^Jürgen");
}

TEST(RecodedObjectTest, a_value_too_long_for_its_vr_is_of_unknown_vr) {
    const auto dataset = rich_dataset();
    const std::string long_text(70'000, '1');
    expect_good(dataset->putAndInsertString(DCM_ContourData, long_text.c_str()));
    const Bytes stored = write_part10(*dataset, EXS_LittleEndianImplicit);
    const Bytes data_set = recode(stored);
    const std::array<std::uint8_t, 12> head{0x06, 0x30, 0x50, 0x00, 'U', 'N', 0, 0, 0x70, 0x11, 0x01, 0};
    const auto bytes = std::as_bytes(std::span{head});
    const auto found = std::search(data_set.begin(), data_set.end(), bytes.begin(), bytes.end());
    ASSERT_NE(found, data_set.end());
    EXPECT_EQ(found[12 + 69'999], std::byte{'1'});
    EXPECT_EQ(found[12 + 70'000], std::byte{0xE0}) << "the Pixel Data follow";
}

TEST(RecodedObjectTest, a_value_of_odd_length_is_padded) {
    Bytes stored = as_part10({}, ExplicitVRLittleEndian);
    const std::string_view element{
        "\x08\x00\x60\x00"
        "CS\x01\x00"
        "M",
        9};
    const auto bytes = std::as_bytes(std::span{element});
    stored.insert(stored.end(), bytes.begin(), bytes.end());
    const Bytes got = recode(stored, ImplicitVRLittleEndian);
    ASSERT_EQ(got.size(), 10U);
    EXPECT_EQ(got[4], std::byte{2});
    EXPECT_EQ(got[9], std::byte{' '});
}

TEST(RecodedObjectTest, bytes_are_the_same_in_whatever_order_they_are_read) {
    const DJLSRepresentationParameter jpeg_ls{0, OFTrue};
    const TestImage image = with_ramp({.columns = 61, .rows = 47, .frames = 4}, 3);
    const Bytes stored = compress(image, EXS_JPEGLSLossless, &jpeg_ls);
    const Bytes whole = recode(stored);
    const auto object = recoded(stored, ExplicitVRLittleEndian);
    for (const std::size_t offset : {whole.size() - 10, std::size_t{3000}, std::size_t{0}, std::size_t{7001}}) {
        Bytes part(10);
        ASSERT_EQ(object->read_at(offset, part), part.size());
        EXPECT_TRUE(std::equal(part.begin(), part.end(), whole.begin() + static_cast<std::ptrdiff_t>(offset)));
    }
}

TEST(RecodedObjectTest, digests_tell_pixels_however_they_are_compressed) {
    register_decoders();
    const DJLSRepresentationParameter jpeg_ls{0, OFTrue};
    for (const unsigned frames : {1U, 40U}) {  // small frames: several in one look at what follows
        const TestImage image = with_ramp({.columns = 20, .rows = 20, .frames = frames}, 3);
        const Bytes uncompressed = native(image);
        const dicom::ContentDigests wanted = dicom::digest_content(dicom::MemorySource{uncompressed});
        for (const Bytes& stored :
             {compress(image, EXS_JPEGLSLossless, &jpeg_ls), compress(image, EXS_RLELossless, nullptr)}) {
            const auto digests = digest_decoded(dicom::MemorySource{stored});
            ASSERT_TRUE(digests);
            EXPECT_EQ(digests->content, wanted.content);
            EXPECT_EQ(digests->bulk, wanted.bulk);
        }
        EXPECT_FALSE(digest_decoded(dicom::MemorySource{uncompressed}));
    }
}

TEST(RecodedObjectTest, nothing_that_was_compressed_with_loss_is_decompressed) {
    const DJ_RPLossy lossy{90};
    const TestImage image = with_ramp({.columns = 32, .rows = 32});
    EXPECT_FALSE(can_be_recoded(dicom::uid::JPEGBaseline8Bit));
    EXPECT_FALSE(can_be_recoded(dicom::uid::JPEGLSNearLossless));
    EXPECT_FALSE(can_be_recoded(dicom::uid::JPEG2000));
    EXPECT_FALSE(can_be_recoded(dicom::uid::HTJ2K));
    const Bytes baseline = compress(image, EXS_JPEGProcess1, &lossy);
    EXPECT_EQ(kind_of_error([&] { return recode(baseline); }), ErrorKind::refused);

    const Bytes mislabelled = encapsulate(image, EXS_JPEG2000LosslessOnly, {encode_jpeg2000(image, true)});
    EXPECT_EQ(kind_of_error([&] { return recode(mislabelled); }), ErrorKind::refused);
    EXPECT_THAT(error_of(mislabelled), HasSubstr("made with loss"));
}

TEST(RecodedObjectTest, more_than_one_element_can_hold_is_refused) {
    TestImage image = with_ramp({.columns = 64, .rows = 64}, 3);
    const auto dataset = make_dataset(image);
    put_fragments(*dataset, EXS_JPEG2000LosslessOnly, {encode_jpeg2000(image)});
    expect_good(dataset->putAndInsertString(DCM_NumberOfFrames, "1048576"));
    const Bytes stored = write_part10(*dataset, EXS_JPEG2000LosslessOnly);
    EXPECT_EQ(kind_of_error([&] { return recode(stored); }), ErrorKind::refused);
    EXPECT_THAT(error_of(stored), HasSubstr("more than one element can hold"));
}

}  // namespace
}  // namespace kinote::rendering
