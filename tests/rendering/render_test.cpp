#include "rendering/render.hpp"

#include <gmock/gmock.h>
#include <turbojpeg.h>

#include "rendering/image_builder.hpp"
#include "rendering/kind_of_error.hpp"

namespace kinote::rendering {
namespace {

using base::ErrorKind;
using testing::Each;
using testing::ElementsAre;
using testing::ElementsAreArray;

std::vector<int> shades(const Bytes& object, const TestRequest& request = {}) {
    return values(render(object, request));
}

void put_table(DcmItem& item, const DcmTagKey& descriptor, const DcmTagKey& data, std::vector<Uint16> described,
               const std::vector<Uint16>& entries) {
    expect_good(item.putAndInsertUint16Array(descriptor, described.data(), described.size()));
    expect_good(item.putAndInsertUint16Array(data, entries.data(), entries.size()));
}

TEST(RenderTest, eight_bits_in_a_window_of_eight_bits_come_out_as_they_are) {
    EXPECT_THAT(shades(make_object({.pixels = {0, 1, 2, 100, 127, 128, 254, 255}}, put_identity_window)),
                ElementsAre(0, 1, 2, 100, 127, 128, 254, 255));
}

TEST(RenderTest, monochrome_1_is_inverted) {
    EXPECT_THAT(shades(make_object({.photometric = "MONOCHROME1", .pixels = {0, 1, 2, 100, 127, 128, 254, 255}},
                                   put_identity_window)),
                ElementsAre(255, 254, 253, 155, 128, 127, 1, 0));
}

TEST(RenderTest, without_window_and_table_the_lowest_value_is_black_and_the_highest_white) {
    EXPECT_THAT(shades(make_object(
                    {.columns = 3, .rows = 1, .bits_allocated = 16, .bits_stored = 12, .pixels = {500, 1010, 2540}})),
                ElementsAre(0, 64, 255));
}

TEST(RenderTest, padding_does_not_count_as_lowest_value) {
    const auto object = make_object(
        {.columns = 4,
         .rows = 1,
         .bits_allocated = 16,
         .bits_stored = 16,
         .is_signed = true,
         .pixels = {0x8300, 100, 151, 355}},
        [](DcmDataset& dataset) { expect_good(dataset.putAndInsertSint16(DCM_PixelPaddingValue, -32000)); });
    EXPECT_THAT(shades(object), ElementsAre(0, 0, 51, 255));
}

TEST(RenderTest, a_frame_of_one_value_is_rendered) {
    EXPECT_THAT(shades(make_object({.columns = 2, .rows = 1, .pixels = {7, 7}})), ElementsAre(0, 0));
}

TEST(RenderTest, signed_values_are_rescaled_before_the_window) {
    // -1000, 0, 40, 1000 Hounsfield units from values of twelve bits in two's complement.
    const TestImage image{.columns = 4,
                          .rows = 1,
                          .bits_allocated = 16,
                          .bits_stored = 12,
                          .is_signed = true,
                          .pixels = {0xE0C, 0x200, 0x214, 0x3F4}};
    const auto object = make_object(image, [](DcmDataset& dataset) {
        put(dataset, DCM_RescaleSlope, "2");
        put(dataset, DCM_RescaleIntercept, "-1024");
        put(dataset, DCM_WindowCenter, "40");
        put(dataset, DCM_WindowWidth, "400");
    });
    // (x - 39.5) / 399 + 0.5
    EXPECT_THAT(shades(object), ElementsAre(0, 102, 128, 255));
}

TEST(RenderTest, bits_above_the_stored_ones_do_not_count) {
    const TestImage image{.columns = 2, .rows = 1, .bits_allocated = 16, .bits_stored = 8, .pixels = {0xFF10, 0x0020}};
    EXPECT_THAT(shades(make_object(image, put_identity_window)), ElementsAre(0x10, 0x20));
}

TEST(RenderTest, rescaling_to_small_numbers_loses_nothing) {
    const TestImage image{
        .columns = 5, .rows = 1, .bits_allocated = 16, .bits_stored = 16, .pixels = {0, 1000, 2000, 3000, 4000}};
    const auto object = make_object(image, [](DcmDataset& dataset) {
        put(dataset, DCM_RescaleSlope, "1e-7");
        put(dataset, DCM_RescaleIntercept, "0");
    });
    EXPECT_THAT(shades(object), ElementsAre(0, 64, 128, 191, 255));
}

TEST(RenderTest, the_functions_of_a_window_are_those_of_the_standard) {
    const TestImage image{.columns = 5, .rows = 1, .pixels = {0, 50, 100, 150, 200}};
    const auto object = [&](const char* function) {
        return make_object(image, [function](DcmDataset& dataset) {
            put(dataset, DCM_WindowCenter, "100");
            put(dataset, DCM_WindowWidth, "100");
            put(dataset, DCM_VOILUTFunction, function);
        });
    };
    EXPECT_THAT(shades(object("LINEAR")), ElementsAre(0, 0, 129, 255, 255));
    EXPECT_THAT(shades(object("LINEAR_EXACT")), ElementsAre(0, 0, 128, 255, 255));
    EXPECT_THAT(shades(object("SIGMOID")), ElementsAre(5, 30, 128, 225, 250));
}

TEST(RenderTest, the_first_of_several_windows_counts) {
    const auto object = make_object({.columns = 2, .rows = 1, .pixels = {10, 20}}, [](DcmDataset& dataset) {
        put(dataset, DCM_WindowCenter, "128\\1000");
        put(dataset, DCM_WindowWidth, "256\\10");
    });
    EXPECT_THAT(shades(object), ElementsAre(10, 20));
}

TEST(RenderTest, a_window_that_is_none_is_passed_over) {
    const auto object = make_object({.columns = 2, .rows = 1, .pixels = {10, 20}}, [](DcmDataset& dataset) {
        put(dataset, DCM_WindowCenter, "0");
        put(dataset, DCM_WindowWidth, "0");
    });
    EXPECT_THAT(shades(object), ElementsAre(0, 255));
}

TEST(RenderTest, a_voi_table_comes_before_a_window) {
    const auto object = make_object({.columns = 4, .rows = 1, .pixels = {9, 10, 11, 200}}, [](DcmDataset& dataset) {
        put_identity_window(dataset);
        put_table(add_item(dataset, DCM_VOILUTSequence), DCM_LUTDescriptor, DCM_LUTData, {3, 10, 12},
                  {0, 0x800, 0xFFF});
    });
    EXPECT_THAT(shades(object), ElementsAre(0, 0, 128, 255));
}

TEST(RenderTest, a_voi_table_begins_at_a_negative_value_where_values_can_be_negative) {
    const TestImage image{.columns = 3,
                          .rows = 1,
                          .bits_allocated = 16,
                          .bits_stored = 16,
                          .is_signed = true,
                          .pixels = {0xFFFE, 0xFFFF, 0}};
    const auto object = make_object(image, [](DcmDataset& dataset) {
        put_table(add_item(dataset, DCM_VOILUTSequence), DCM_LUTDescriptor, DCM_LUTData, {3, 0xFFFE, 8}, {10, 20, 30});
    });
    EXPECT_THAT(shades(object), ElementsAre(10, 20, 30));
}

TEST(RenderTest, a_modality_table_comes_before_the_window) {
    const auto object = make_object({.columns = 3, .rows = 1, .pixels = {0, 1, 2}}, [](DcmDataset& dataset) {
        put_table(add_item(dataset, DCM_ModalityLUTSequence), DCM_LUTDescriptor, DCM_LUTData, {3, 0, 16},
                  {200, 100, 50});
        put_identity_window(dataset);
    });
    EXPECT_THAT(shades(object), ElementsAre(200, 100, 50));
}

TEST(RenderTest, a_table_that_is_cut_off_is_corrupt) {
    const auto object = make_object({.pixels = {0, 1, 2, 3, 4, 5, 6, 7}}, [](DcmDataset& dataset) {
        put_table(add_item(dataset, DCM_VOILUTSequence), DCM_LUTDescriptor, DCM_LUTData, {300, 0, 16}, {1, 2});
    });
    EXPECT_EQ(kind_of_error([&] { return render(object); }), ErrorKind::corrupt);
}

TEST(RenderTest, the_window_that_is_asked_for_counts_more_than_the_objects) {
    const auto object = make_object({.columns = 3, .rows = 1, .pixels = {0, 10, 20}}, put_identity_window);
    EXPECT_THAT(shades(object, {.window = WindowChoice{10.5, 21}}), ElementsAre(0, 128, 255));
    EXPECT_EQ(kind_of_error([&] { return render(object, {.window = WindowChoice{10, 0}}); }), ErrorKind::invalid);
}

TEST(RenderTest, a_window_that_is_asked_for_names_its_function) {
    const auto object = make_object({.columns = 3, .rows = 1, .pixels = {0, 10, 20}}, put_identity_window);
    EXPECT_THAT(shades(object, {.window = WindowChoice{10, 20, WindowFunction::linear_exact}}),
                ElementsAre(0, 128, 255));
    // 255 / (1 + exp(2)) and 255 / (1 + exp(-2))
    EXPECT_THAT(shades(object, {.window = WindowChoice{10, 20, WindowFunction::sigmoid}}), ElementsAre(30, 128, 225));
}

TEST(RenderTest, a_part_of_the_image_is_cut_out) {
    const auto object = native(with_ramp({.columns = 4, .rows = 3}));  // 0 1 2 3 / 4 5 6 7 / 8 9 10 11
    EXPECT_THAT(shades(object, {.region = SourceRegion{1, 1, 2, 1}}), ElementsAre(5, 6));
    EXPECT_THAT(shades(object, {.region = SourceRegion{2, 1, 0, 0}}), ElementsAre(6, 7, 10, 11));
    const auto kind = [&](SourceRegion region) {
        return kind_of_error([&] { return render(object, {.region = region}); });
    };
    EXPECT_EQ(kind({0, 0, 4, 3}), std::nullopt);
    EXPECT_EQ(kind({4, 0, 0, 0}), ErrorKind::invalid);
    EXPECT_EQ(kind({0, 3, 1, 1}), ErrorKind::invalid);
    EXPECT_EQ(kind({2, 0, 3, 1}), ErrorKind::invalid);
    EXPECT_EQ(kind({1, 1, 0xFFFF'FFFF, 1}), ErrorKind::invalid);
}

TEST(RenderTest, a_small_picture_is_made_larger_where_that_is_asked_for) {
    const auto object = native(with_ramp({.columns = 4, .rows = 2}));
    const Raster larger = render(object, {.max_width = 40, .max_height = 40, .is_enlarged = true});
    EXPECT_EQ(larger.width, 40U);
    EXPECT_EQ(larger.height, 20U);
    EXPECT_EQ(render(object, {.max_width = 40, .max_height = 40}).width, 4U);
    EXPECT_EQ(render(object, {.max_width = 8192, .max_height = 8192, .is_enlarged = true}).width, 5793U)
        << "no more than 4096 by 4096 pixels";
    EXPECT_EQ(render(object, {.is_enlarged = true}).width, 4U) << "there is nothing to fill";
}

TEST(RenderTest, inverting_swaps_black_and_white_in_grey_and_in_colour) {
    EXPECT_THAT(
        shades(make_object({.columns = 2, .rows = 1, .pixels = {0, 100}}, put_identity_window), {.invert = true}),
        ElementsAre(255, 155));
    EXPECT_THAT(
        shades(make_object({.columns = 1, .rows = 1, .samples = 3, .photometric = "RGB", .pixels = {0, 100, 255}}),
               {.invert = true}),
        ElementsAre(255, 155, 0));
}

TEST(RenderTest, an_angiogram_is_not_led_through_its_modality_table) {
    const auto object = make_object({.columns = 2, .rows = 1, .pixels = {10, 20}}, [](DcmDataset& dataset) {
        put(dataset, DCM_SOPClassUID, UID_XRayAngiographicImageStorage);
        put(dataset, DCM_RescaleSlope, "-5");
        put(dataset, DCM_RescaleIntercept, "100");
        put_identity_window(dataset);
    });
    EXPECT_THAT(shades(object), ElementsAre(10, 20));
}

TEST(RenderTest, each_frame_has_its_own_pixels) {
    const auto object = make_object(with_ramp({.columns = 3, .rows = 1, .frames = 4}), put_identity_window);
    EXPECT_THAT(shades(object, {.frame = 1}), ElementsAre(0, 1, 2));
    EXPECT_THAT(shades(object, {.frame = 4}), ElementsAre(9, 10, 11));
    EXPECT_EQ(kind_of_error([&] { return render(object, {.frame = 0}); }), ErrorKind::not_found);
    EXPECT_EQ(kind_of_error([&] { return render(object, {.frame = 5}); }), ErrorKind::not_found);
}

TEST(RenderTest, frames_of_single_bits_begin_within_a_byte) {
    TestImage image{.columns = 3, .rows = 1, .frames = 3, .bits_allocated = 1, .bits_stored = 1};
    image.pixels = {0b11'010'101, 0b0};  // from the lowest bit: 1 0 1, 0 1 0, 1 1 0
    const auto object = make_object(image);
    EXPECT_THAT(shades(object, {.frame = 1}), ElementsAre(255, 0, 255));
    EXPECT_THAT(shades(object, {.frame = 2}), ElementsAre(0, 255, 0));
    EXPECT_THAT(shades(object, {.frame = 3}), ElementsAre(255, 255, 0));
}

TEST(RenderTest, a_mask_that_is_set_all_over_is_white) {
    TestImage image{.columns = 8, .rows = 1, .frames = 2, .bits_allocated = 1, .bits_stored = 1};
    image.pixels = {0xFF, 0x00};
    const auto object = make_object(image);
    EXPECT_THAT(shades(object, {.frame = 1}), Each(255));
    EXPECT_THAT(shades(object, {.frame = 2}), Each(0));
}

TEST(RenderTest, a_frame_takes_its_window_and_rescaling_from_its_functional_groups) {
    const auto object = make_object(with_ramp({.columns = 2, .rows = 1, .frames = 2}, 10), [](DcmDataset& dataset) {
        DcmItem& shared = add_item(dataset, DCM_SharedFunctionalGroupsSequence);
        DcmItem& shared_window = add_item(shared, DCM_FrameVOILUTSequence);
        put(shared_window, DCM_WindowCenter, "128");
        put(shared_window, DCM_WindowWidth, "256");
        add_item(dataset, DCM_PerFrameFunctionalGroupsSequence);
        DcmItem& second = add_item(dataset, DCM_PerFrameFunctionalGroupsSequence);
        DcmItem& rescaling = add_item(second, DCM_PixelValueTransformationSequence);
        put(rescaling, DCM_RescaleSlope, "2");
        put(rescaling, DCM_RescaleIntercept, "1");
    });
    EXPECT_THAT(shades(object, {.frame = 1}), ElementsAre(0, 10));
    EXPECT_THAT(shades(object, {.frame = 2}), ElementsAre(41, 61));
}

TEST(RenderTest, red_green_and_blue_are_taken_pixel_by_pixel_or_plane_by_plane) {
    const TestImage image{.columns = 2, .rows = 1, .samples = 3, .photometric = "RGB", .pixels = {1, 2, 3, 4, 5, 6}};
    EXPECT_THAT(shades(make_object(image)), ElementsAre(1, 2, 3, 4, 5, 6));
    const auto planar = make_object(
        image, [](DcmDataset& dataset) { expect_good(dataset.putAndInsertUint16(DCM_PlanarConfiguration, 1)); });
    EXPECT_THAT(shades(planar), ElementsAre(1, 3, 5, 2, 4, 6));
}

TEST(RenderTest, luminance_and_chrominance_become_red_green_and_blue) {
    const TestImage image{.columns = 3,
                          .rows = 1,
                          .samples = 3,
                          .photometric = "YBR_FULL",
                          .pixels = {100, 128, 128, 76, 85, 255, 29, 255, 107}};
    EXPECT_THAT(shades(make_object(image)), ElementsAre(100, 100, 100, 254, 0, 0, 0, 0, 254));
}

TEST(RenderTest, two_pixels_share_their_chrominance_in_422) {
    const TestImage image{.columns = 4,
                          .rows = 1,
                          .samples = 3,
                          .photometric = "YBR_FULL_422",
                          .pixels = {10, 20, 128, 128, 76, 100, 85, 255}};
    EXPECT_THAT(shades(make_object(image)), ElementsAre(10, 10, 10, 20, 20, 20, 254, 0, 0, 255, 24, 24));
}

TEST(RenderTest, sixteen_bits_of_colour_become_eight) {
    const TestImage image{.columns = 1,
                          .rows = 1,
                          .samples = 3,
                          .bits_allocated = 16,
                          .bits_stored = 16,
                          .photometric = "RGB",
                          .pixels = {0, 0x8000, 0xFFFF}};
    EXPECT_THAT(shades(make_object(image)), ElementsAre(0, 128, 255));
}

void put_palette(DcmDataset& dataset) {
    const auto put_color = [&](const DcmTagKey& descriptor, const DcmTagKey& data, std::vector<Uint16> entries) {
        put_table(dataset, descriptor, data, {3, 1, 16}, entries);
    };
    put_color(DCM_RedPaletteColorLookupTableDescriptor, DCM_RedPaletteColorLookupTableData, {0xFFFF, 0, 0});
    put_color(DCM_GreenPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableData, {0, 0xFFFF, 0x8000});
    put_color(DCM_BluePaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableData, {0, 0, 0xFFFF});
}

TEST(RenderTest, a_palette_gives_its_colours_and_its_ends_to_values_beyond) {
    const TestImage image{.columns = 4, .rows = 1, .photometric = "PALETTE COLOR", .pixels = {0, 1, 2, 9}};
    EXPECT_THAT(shades(make_object(image, put_palette)), ElementsAre(255, 0, 0, 255, 0, 0, 0, 255, 0, 0, 128, 255));
}

TEST(RenderTest, a_palette_in_segments_is_expanded) {
    // Discrete: one entry of 0. Linear: over four entries up to 0xFF00. Indirect: the first segment again.
    const std::vector<Uint16> segments = {0, 1, 0, 1, 4, 0xFF00, 2, 1, 0, 0};
    const TestImage image{.columns = 6, .rows = 1, .photometric = "PALETTE COLOR", .pixels = {0, 1, 2, 3, 4, 5}};
    const auto object = make_object(image, [&](DcmDataset& dataset) {
        for (const auto& [descriptor, data] :
             {std::pair{DCM_RedPaletteColorLookupTableDescriptor, DCM_SegmentedRedPaletteColorLookupTableData},
              std::pair{DCM_GreenPaletteColorLookupTableDescriptor, DCM_SegmentedGreenPaletteColorLookupTableData},
              std::pair{DCM_BluePaletteColorLookupTableDescriptor, DCM_SegmentedBluePaletteColorLookupTableData}})
            put_table(dataset, descriptor, data, {6, 0, 16}, segments);
    });
    const Raster raster = render(object);
    std::vector<int> reds;
    for (std::uint32_t x = 0; x < raster.width; ++x) reds.push_back(*raster.pixel(x, 0));
    EXPECT_THAT(reds, ElementsAre(0, 64, 127, 191, 254, 0));
}

TEST(RenderTest, a_palette_of_endless_segments_is_corrupt) {
    std::vector<Uint16> segments = {0, 0};
    for (int count = 0; count < 1000; ++count) segments.insert(segments.end(), {2, 0xFFFF, 0, 0});
    const TestImage image{.columns = 2, .rows = 1, .photometric = "PALETTE COLOR", .pixels = {0, 1}};
    const auto object = make_object(image, [&](DcmDataset& dataset) {
        put_table(dataset, DCM_RedPaletteColorLookupTableDescriptor, DCM_SegmentedRedPaletteColorLookupTableData,
                  {6, 0, 16}, segments);
    });
    EXPECT_EQ(kind_of_error([&] { return render(object); }), ErrorKind::corrupt);
}

TEST(RenderTest, pixels_become_square_by_adding_and_never_by_leaving_out) {
    const auto size = [](const char* attribute_value, const DcmTagKey& tag) {
        const Raster raster = render(make_object(with_ramp({.columns = 20, .rows = 10}),
                                                 [&](DcmDataset& dataset) { put(dataset, tag, attribute_value); }));
        return std::pair{raster.width, raster.height};
    };
    EXPECT_EQ(size("2\\1", DCM_PixelAspectRatio), (std::pair{20U, 20U}));
    EXPECT_EQ(size("1\\2", DCM_PixelAspectRatio), (std::pair{40U, 10U}));
    EXPECT_EQ(size("0.5\\1", DCM_PixelSpacing), (std::pair{40U, 10U}));
    EXPECT_EQ(size("0.5\\0.501", DCM_PixelSpacing), (std::pair{20U, 10U}));
    EXPECT_EQ(size("0\\1", DCM_PixelSpacing), (std::pair{20U, 10U}));
    EXPECT_EQ(size("1\\1000000", DCM_PixelAspectRatio), (std::pair{20U, 10U}));
}

TEST(RenderTest, a_picture_is_made_smaller_to_fit_and_never_larger) {
    const auto object = make_object(with_ramp({.columns = 200, .rows = 100}));
    const auto size = [&](std::uint32_t width, std::uint32_t height) {
        const Raster raster = render(object, {.max_width = width, .max_height = height});
        return std::pair{raster.width, raster.height};
    };
    EXPECT_EQ(size(50, 0), (std::pair{50U, 25U}));
    EXPECT_EQ(size(0, 50), (std::pair{100U, 50U}));
    EXPECT_EQ(size(50, 5), (std::pair{10U, 5U}));
    EXPECT_EQ(size(1000, 1000), (std::pair{200U, 100U}));
    EXPECT_EQ(size(1, 1), (std::pair{1U, 1U}));
}

TEST(RenderTest, a_smaller_picture_averages) {
    const TestImage image{.columns = 4, .rows = 1, .pixels = {0, 0, 200, 200}};
    const Raster raster = render(make_object(image, put_identity_window), {.max_width = 1});
    EXPECT_NEAR(raster.bytes[0], 100, 1);
}

TEST(RenderTest, a_jpeg_is_one_and_looks_alike) {
    const auto object = make_object(with_ramp({.columns = 16, .rows = 16}), put_identity_window);
    const dicom::MemorySource source{object};
    const RenderedFrame rendered = render_frame({.object = source, .quality = 100});
    EXPECT_EQ(rendered.content_type, "image/jpeg");
    const std::unique_ptr<void, int (*)(tjhandle)> decoder{tjInitDecompress(), tjDestroy};
    std::vector<unsigned char> pixels(256);
    ASSERT_EQ(tjDecompress2(decoder.get(), reinterpret_cast<const unsigned char*>(rendered.bytes.data()),
                            static_cast<unsigned long>(rendered.bytes.size()), pixels.data(), 16, 0, 16, TJPF_GRAY, 0),
              0);
    for (int index = 0; index < 256; ++index) EXPECT_NEAR(pixels[static_cast<std::size_t>(index)], index, 3);
}

TEST(RenderTest, what_is_no_image_is_invalid) {
    const auto without = [](const DcmTagKey& tag) {
        return make_object(with_ramp({}), [&](DcmDataset& dataset) { expect_good(dataset.findAndDeleteElement(tag)); });
    };
    EXPECT_EQ(kind_of_error([&] { return render(without(DCM_PixelData)); }), ErrorKind::invalid);
    const auto floating = make_object(with_ramp({}), [](DcmDataset& dataset) {
        expect_good(dataset.findAndDeleteElement(DCM_PixelData));
        const std::vector<Float32> pixels(8);
        expect_good(dataset.putAndInsertFloat32Array(DCM_FloatPixelData, pixels.data(), pixels.size()));
    });
    EXPECT_EQ(kind_of_error([&] { return render(floating); }), ErrorKind::invalid);
    EXPECT_EQ(kind_of_error([&] { return render(Bytes(1000)); }), ErrorKind::corrupt);
    EXPECT_EQ(kind_of_error([&] { return render({}); }), ErrorKind::corrupt);
}

TEST(RenderTest, attributes_that_contradict_themselves_are_corrupt) {
    const auto with = [](const DcmTagKey& tag, Uint16 value) {
        return make_object(with_ramp({}),
                           [&](DcmDataset& dataset) { expect_good(dataset.putAndInsertUint16(tag, value)); });
    };
    for (const auto& object :
         {with(DCM_Rows, 0), with(DCM_Columns, 0), with(DCM_BitsAllocated, 0), with(DCM_BitsStored, 9),
          with(DCM_BitsStored, 0), with(DCM_HighBit, 8), with(DCM_HighBit, 6), with(DCM_SamplesPerPixel, 3)}) {
        EXPECT_EQ(kind_of_error([&] { return render(object); }), ErrorKind::corrupt);
    }
    EXPECT_EQ(kind_of_error([&] { return render(with(DCM_SamplesPerPixel, 4)); }), ErrorKind::invalid);
    EXPECT_EQ(kind_of_error([&] { return render(with(DCM_BitsAllocated, 12)); }), ErrorKind::invalid);
}

TEST(RenderTest, pixel_data_that_ends_too_early_is_corrupt) {
    const auto object =
        make_object(with_ramp({}), [](DcmDataset& dataset) { expect_good(dataset.putAndInsertUint16(DCM_Rows, 3)); });
    EXPECT_EQ(kind_of_error([&] { return render(object); }), ErrorKind::corrupt);
    const auto frames =
        make_object(with_ramp({}), [](DcmDataset& dataset) { put(dataset, DCM_NumberOfFrames, "2000000000"); });
    EXPECT_EQ(kind_of_error([&] { return render(frames, {.frame = 1}); }), std::nullopt);
    EXPECT_EQ(kind_of_error([&] { return render(frames, {.frame = 2}); }), ErrorKind::corrupt);
    EXPECT_EQ(kind_of_error([&] { return render(frames, {.frame = 2'000'000'000}); }), ErrorKind::corrupt);
}

TEST(RenderTest, a_frame_that_declares_too_many_pixels_is_invalid_before_anything_is_allocated) {
    const auto object = make_object(with_ramp({}), [](DcmDataset& dataset) {
        expect_good(dataset.putAndInsertUint16(DCM_Rows, 65535));
        expect_good(dataset.putAndInsertUint16(DCM_Columns, 65535));
    });
    EXPECT_EQ(kind_of_error([&] { return render(object); }), ErrorKind::invalid);
}

}  // namespace
}  // namespace kinote::rendering
