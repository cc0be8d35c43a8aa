#include "rendering/presentation_state.hpp"

#include <gmock/gmock.h>

#include "rendering/annotation.hpp"
#include "rendering/image_builder.hpp"
#include "rendering/kind_of_error.hpp"

namespace kinote::rendering {
namespace {

using base::ErrorKind;
using testing::ElementsAre;

DcmItem& add_reference(DcmItem& parent, const char* sop_instance_uid = test_image_uid) {
    DcmItem& reference = add_item(parent, DCM_ReferencedImageSequence);
    put(reference, DCM_ReferencedSOPClassUID, UID_SecondaryCaptureImageStorage);
    put(reference, DCM_ReferencedSOPInstanceUID, sop_instance_uid);
    return reference;
}

void put_area(DcmItem& item, const std::vector<Sint32>& first, const std::vector<Sint32>& last) {
    const auto put_corner = [&](const DcmTag& tag, const std::vector<Sint32>& corner) {
        auto element = std::make_unique<DcmSignedLong>(tag);
        expect_good(element->putSint32Array(corner.data(), 2));
        expect_good(item.insert(element.release(), OFTrue));
    };
    put_corner(DCM_DisplayedAreaTopLeftHandCorner, first);
    put_corner(DCM_DisplayedAreaBottomRightHandCorner, last);
    put(item, DCM_PresentationSizeMode, "SCALE TO FIT");
    put(item, DCM_PresentationPixelAspectRatio, "1\\1");
}

/// A grayscale presentation state of the test image, with the window in which eight bits come out as they are.
std::unique_ptr<DcmDataset> make_state() {
    auto dataset = std::make_unique<DcmDataset>();
    put(*dataset, DCM_SOPClassUID, UID_GrayscaleSoftcopyPresentationStateStorage);
    put(*dataset, DCM_SOPInstanceUID, "1.2.3.4.6");
    DcmItem& series = add_item(*dataset, DCM_ReferencedSeriesSequence);
    put(series, DCM_SeriesInstanceUID, "1.2.3.4");
    add_reference(series);
    put_identity_window(add_item(*dataset, DCM_SoftcopyVOILUTSequence));
    put(*dataset, DCM_PresentationLUTShape, "IDENTITY");
    return dataset;
}

Bytes state_with(const std::function<void(DcmDataset&)>& adjust) {
    const auto dataset = make_state();
    adjust(*dataset);
    return write_part10(*dataset);
}

std::vector<int> shades_in_state(const Bytes& object, const Bytes& state, std::uint32_t frame = 1) {
    return values(render(object, {.frame = frame, .presentation_state = &state}));
}

Bytes ramp() { return make_object(with_ramp({.columns = 3, .rows = 2})); }  // 0 1 2 / 3 4 5

Bytes black(unsigned columns, unsigned rows) {
    return make_object({.columns = columns, .rows = rows, .pixels = std::vector<unsigned>(columns * rows)});
}

TEST(PresentationStateTest, its_window_takes_the_place_of_the_objects) {
    const Bytes object = make_object({.columns = 2, .rows = 1, .pixels = {10, 20}}, [](DcmDataset& dataset) {
        put(dataset, DCM_WindowCenter, "15");
        put(dataset, DCM_WindowWidth, "2");
    });
    EXPECT_THAT(shades_in_state(object, state_with([](DcmDataset&) {})), ElementsAre(10, 20));
}

TEST(PresentationStateTest, its_modality_transformation_takes_the_place_of_the_objects_also_where_it_has_none) {
    const Bytes object = make_object({.columns = 2, .rows = 1, .pixels = {10, 20}}, [](DcmDataset& dataset) {
        put(dataset, DCM_RescaleSlope, "2");
        put(dataset, DCM_RescaleIntercept, "0");
    });
    EXPECT_THAT(shades_in_state(object, state_with([](DcmDataset&) {})), ElementsAre(10, 20));
    EXPECT_THAT(shades_in_state(object, state_with([](DcmDataset& state) {
                                    put(state, DCM_RescaleSlope, "3");
                                    put(state, DCM_RescaleIntercept, "1");
                                })),
                ElementsAre(31, 61));
}

TEST(PresentationStateTest, its_presentation_shape_decides_and_not_the_photometric_interpretation) {
    const Bytes object = make_object({.columns = 2, .rows = 1, .photometric = "MONOCHROME1", .pixels = {10, 20}});
    EXPECT_THAT(shades_in_state(object, state_with([](DcmDataset&) {})), ElementsAre(10, 20));
    EXPECT_THAT(
        shades_in_state(object, state_with([](DcmDataset& state) { put(state, DCM_PresentationLUTShape, "INVERSE"); })),
        ElementsAre(245, 235));
}

TEST(PresentationStateTest, its_presentation_table_covers_the_whole_range) {
    const Bytes object = make_object({.columns = 3, .rows = 1, .pixels = {0, 128, 255}});
    EXPECT_THAT(shades_in_state(object, state_with([](DcmDataset& state) {
                                    DcmItem& table = add_item(state, DCM_PresentationLUTSequence);
                                    const std::vector<Uint16> descriptor = {3, 0, 8};
                                    const std::vector<Uint16> entries = {5, 50, 100};
                                    expect_good(table.putAndInsertUint16Array(DCM_LUTDescriptor, descriptor.data(), 3));
                                    expect_good(table.putAndInsertUint16Array(DCM_LUTData, entries.data(), 3));
                                })),
                ElementsAre(5, 50, 100));
}

TEST(PresentationStateTest, the_window_that_is_asked_for_counts_more_than_its_own) {
    const Bytes object = make_object({.columns = 2, .rows = 1, .pixels = {10, 20}});
    const Bytes state = state_with([](DcmDataset&) {});
    EXPECT_THAT(values(render(object, {.window = WindowChoice{15, 2}, .presentation_state = &state})),
                ElementsAre(0, 255));
}

TEST(PresentationStateTest, it_rotates_and_then_flips) {
    const auto turned = [](int degrees, const char* flip) {
        return shades_in_state(
            ramp(), state_with([&](DcmDataset& state) {
                expect_good(state.putAndInsertUint16(DCM_ImageRotation, static_cast<Uint16>(degrees)));
                put(state, DCM_ImageHorizontalFlip, flip);
            }));
    };
    EXPECT_THAT(turned(0, "Y"), ElementsAre(2, 1, 0, 5, 4, 3));
    EXPECT_THAT(turned(90, "N"), ElementsAre(3, 0, 4, 1, 5, 2));
    EXPECT_THAT(turned(90, "Y"), ElementsAre(0, 3, 1, 4, 2, 5));
    EXPECT_THAT(turned(180, "N"), ElementsAre(5, 4, 3, 2, 1, 0));
    EXPECT_THAT(turned(270, "N"), ElementsAre(2, 5, 1, 4, 0, 3));
    EXPECT_THAT(turned(45, "N"), ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(PresentationStateTest, its_displayed_area_is_cut_out_and_may_reach_beyond_the_image) {
    const auto area = [](std::vector<Sint32> first, std::vector<Sint32> last) {
        return shades_in_state(ramp(), state_with([&](DcmDataset& state) {
                                   put_area(add_item(state, DCM_DisplayedAreaSelectionSequence), first, last);
                               }));
    };
    EXPECT_THAT(area({2, 1}, {3, 2}), ElementsAre(1, 2, 4, 5));
    EXPECT_THAT(area({3, 2}, {2, 1}), ElementsAre(1, 2, 4, 5));
    EXPECT_THAT(area({0, 2}, {3, 3}), ElementsAre(0, 3, 4, 5, 0, 0, 0, 0));
    EXPECT_EQ(kind_of_error([&] { return area({1, 1}, {2'000'000'000, 2'000'000'000}); }), ErrorKind::invalid);
    EXPECT_EQ(kind_of_error([&] { return area({-2'000'000'000, 1}, {2'000'000'000, 1}); }), ErrorKind::invalid);
}

TEST(PresentationStateTest, its_pixel_aspect_takes_the_place_of_the_objects) {
    const Bytes object = make_object(with_ramp({.columns = 4, .rows = 2}),
                                     [](DcmDataset& dataset) { put(dataset, DCM_PixelAspectRatio, "2\\1"); });
    const Bytes state = state_with([](DcmDataset& dataset) {
        put_area(add_item(dataset, DCM_DisplayedAreaSelectionSequence), {1, 1}, {4, 2});
    });
    EXPECT_EQ(render(object).height, 4U);
    EXPECT_EQ(render(object, {.presentation_state = &state}).height, 2U);
}

TEST(PresentationStateTest, what_it_says_for_other_images_and_frames_does_not_count) {
    const Bytes object = make_object(with_ramp({.columns = 2, .rows = 1, .frames = 2}, 10));
    const Bytes state = state_with([](DcmDataset& dataset) {
        expect_good(dataset.findAndDeleteElement(DCM_SoftcopyVOILUTSequence));
        const auto add_window = [&](const char* uid, const char* frames, const char* center, const char* width) {
            DcmItem& window = add_item(dataset, DCM_SoftcopyVOILUTSequence);
            DcmItem& reference = add_reference(window, uid);
            if (frames != nullptr) put(reference, DCM_ReferencedFrameNumber, frames);
            put(window, DCM_WindowCenter, center);
            put(window, DCM_WindowWidth, width);
        };
        add_window("9.9.9", nullptr, "0", "1");
        add_window(test_image_uid, "1\\5", "128", "256");
        add_window(test_image_uid, "2", "25.5", "11");
    });
    EXPECT_THAT(shades_in_state(object, state, 1), ElementsAre(0, 10));
    EXPECT_THAT(shades_in_state(object, state, 2), ElementsAre(0, 255));
}

TEST(PresentationStateTest, a_state_of_another_image_or_frame_is_invalid) {
    const auto kind = [](const std::function<void(DcmItem&)>& change) {
        const Bytes state = state_with([&](DcmDataset& dataset) {
            DcmItem* reference = nullptr;
            DcmItem* series = nullptr;
            expect_good(dataset.findAndGetSequenceItem(DCM_ReferencedSeriesSequence, series));
            expect_good(series->findAndGetSequenceItem(DCM_ReferencedImageSequence, reference));
            change(*reference);
        });
        return kind_of_error([&] { return render(ramp(), {.presentation_state = &state}); });
    };
    EXPECT_EQ(kind([](DcmItem&) {}), std::nullopt);
    EXPECT_EQ(kind([](DcmItem& reference) { put(reference, DCM_ReferencedSOPInstanceUID, "9.9.9"); }),
              ErrorKind::invalid);
    EXPECT_EQ(kind([](DcmItem& reference) { put(reference, DCM_ReferencedFrameNumber, "2"); }), ErrorKind::invalid);
}

TEST(PresentationStateTest, other_objects_and_broken_ones_are_no_presentation_state) {
    const Bytes image = ramp();
    EXPECT_EQ(kind_of_error([&] { return render(image, {.presentation_state = &image}); }), ErrorKind::invalid);
    const Bytes junk(300, std::byte{1});
    EXPECT_EQ(kind_of_error([&] { return render(image, {.presentation_state = &junk}); }), ErrorKind::corrupt);
    const Bytes blending = state_with(
        [](DcmDataset& state) { put(state, DCM_SOPClassUID, UID_BlendingSoftcopyPresentationStateStorage); });
    EXPECT_EQ(kind_of_error([&] { return render(image, {.presentation_state = &blending}); }), ErrorKind::invalid);
}

TEST(PresentationStateTest, a_colour_state_turns_colour_images) {
    const Bytes object =
        make_object({.columns = 2, .rows = 1, .samples = 3, .photometric = "RGB", .pixels = {1, 2, 3, 4, 5, 6}});
    const Bytes state = state_with([](DcmDataset& dataset) {
        put(dataset, DCM_SOPClassUID, UID_ColorSoftcopyPresentationStateStorage);
        put(dataset, DCM_ImageHorizontalFlip, "Y");
    });
    EXPECT_THAT(shades_in_state(object, state), ElementsAre(4, 5, 6, 1, 2, 3));
}

TEST(PresentationStateTest, what_lies_outside_its_shutters_is_covered) {
    const Bytes object = make_object({.columns = 5, .rows = 3, .pixels = std::vector<unsigned>(15, 200)});
    const auto covered = [&](const std::function<void(DcmDataset&)>& shutter) {
        return shades_in_state(object, state_with([&](DcmDataset& state) {
                                   expect_good(state.putAndInsertUint16(DCM_ShutterPresentationValue, 0x4040));
                                   shutter(state);
                               }));
    };
    EXPECT_THAT(covered([](DcmDataset& state) {
                    put(state, DCM_ShutterShape, "RECTANGULAR");
                    put(state, DCM_ShutterLeftVerticalEdge, "1");
                    put(state, DCM_ShutterRightVerticalEdge, "4");
                    put(state, DCM_ShutterUpperHorizontalEdge, "0");
                    put(state, DCM_ShutterLowerHorizontalEdge, "3");
                }),
                ElementsAre(64, 200, 200, 64, 64, 64, 200, 200, 64, 64, 64, 64, 64, 64, 64));
    EXPECT_THAT(covered([](DcmDataset& state) {
                    put(state, DCM_ShutterShape, "CIRCULAR");
                    put(state, DCM_CenterOfCircularShutter, "2\\3");
                    put(state, DCM_RadiusOfCircularShutter, "1");
                }),
                ElementsAre(64, 64, 200, 64, 64, 64, 200, 200, 200, 64, 64, 64, 200, 64, 64));
    EXPECT_THAT(covered([](DcmDataset& state) {
                    put(state, DCM_ShutterShape, "POLYGONAL");
                    put(state, DCM_VerticesOfThePolygonalShutter, "0\\1\\0\\4\\4\\4\\4\\1");
                }),
                ElementsAre(200, 200, 200, 64, 64, 200, 200, 200, 64, 64, 200, 200, 200, 64, 64));
}

void add_graphic(DcmItem& annotation, const char* type, const std::vector<Float32>& points, const char* units = "PIXEL",
                 const char* filled = "N") {
    DcmItem& graphic = add_item(annotation, DCM_GraphicObjectSequence);
    put(graphic, DCM_GraphicAnnotationUnits, units);
    put(graphic, DCM_GraphicType, type);
    put(graphic, DCM_GraphicFilled, filled);
    expect_good(graphic.putAndInsertFloat32Array(DCM_GraphicData, points.data(), points.size()));
}

DcmItem& add_annotation(DcmDataset& state, const char* layer = "LAYER") {
    DcmItem& annotation = add_item(state, DCM_GraphicAnnotationSequence);
    put(annotation, DCM_GraphicLayer, layer);
    return annotation;
}

// Draws on a black image of 40 x 30 pixels.
Raster drawn(const std::function<void(DcmDataset&)>& adjust) {
    const Bytes state = state_with(adjust);
    return render(black(40, 30), {.presentation_state = &state});
}

std::size_t white_pixels(const Raster& raster) {
    return static_cast<std::size_t>(std::count(raster.bytes.begin(), raster.bytes.end(), 255));
}

TEST(PresentationStateTest, lines_go_through_their_points) {
    const Raster raster = drawn([](DcmDataset& state) {
        add_graphic(add_annotation(state), "POLYLINE", {5.5F, 5.5F, 20.5F, 5.5F, 20.5F, 10.5F});
    });
    for (const auto& [x, y] : {std::pair{5U, 5U}, std::pair{12U, 5U}, std::pair{20U, 5U}, std::pair{20U, 10U}})
        EXPECT_EQ(*raster.pixel(x, y), 255) << x << ", " << y;
    EXPECT_EQ(white_pixels(raster), 16U + 5U);
}

TEST(PresentationStateTest, lines_follow_the_rotation_the_flip_and_the_displayed_area) {
    const Raster raster = drawn([](DcmDataset& state) {
        expect_good(state.putAndInsertUint16(DCM_ImageRotation, 90));
        put_area(add_item(state, DCM_DisplayedAreaSelectionSequence), {3, 1}, {40, 30});
        add_graphic(add_annotation(state), "POLYLINE", {4.5F, 0.5F, 14.5F, 0.5F});
    });
    // Column 4 lies two columns into the area; its first row becomes the last column.
    ASSERT_EQ(raster.width, 30U);
    EXPECT_EQ(*raster.pixel(29, 2), 255);
    EXPECT_EQ(*raster.pixel(29, 12), 255);
    EXPECT_EQ(*raster.pixel(29, 13), 0);
    EXPECT_EQ(white_pixels(raster), 11U);
}

TEST(PresentationStateTest, display_units_count_in_shares_of_the_picture) {
    const Raster raster = drawn([](DcmDataset& state) {
        expect_good(state.putAndInsertUint16(DCM_ImageRotation, 90));
        add_graphic(add_annotation(state), "POLYLINE", {0.5F, 0.25F, 0.5F, 0.75F}, "DISPLAY");
    });
    EXPECT_EQ(*raster.pixel(15, 10), 255);
    EXPECT_EQ(*raster.pixel(15, 29), 255);
    EXPECT_EQ(*raster.pixel(15, 9), 0);
}

TEST(PresentationStateTest, circles_ellipses_and_curves_go_where_they_should) {
    const Raster circle = drawn([](DcmDataset& state) {
        add_graphic(add_annotation(state), "CIRCLE", {20.5F, 15.5F, 30.5F, 15.5F});
    });
    for (const auto& [x, y] : {std::pair{30U, 15U}, std::pair{10U, 15U}, std::pair{20U, 5U}, std::pair{20U, 25U}})
        EXPECT_EQ(*circle.pixel(x, y), 255) << x << ", " << y;
    EXPECT_EQ(*circle.pixel(20, 15), 0);
    const Raster ellipse = drawn([](DcmDataset& state) {
        add_graphic(add_annotation(state), "ELLIPSE", {5.5F, 15.5F, 35.5F, 15.5F, 20.5F, 10.5F, 20.5F, 20.5F});
    });
    for (const auto& [x, y] : {std::pair{35U, 15U}, std::pair{5U, 15U}, std::pair{20U, 10U}, std::pair{20U, 20U}})
        EXPECT_EQ(*ellipse.pixel(x, y), 255) << x << ", " << y;
    const Raster curve = drawn([](DcmDataset& state) {
        add_graphic(add_annotation(state), "INTERPOLATED", {5.5F, 15.5F, 20.5F, 5.5F, 35.5F, 15.5F});
    });
    for (const auto& [x, y] : {std::pair{5U, 15U}, std::pair{20U, 5U}, std::pair{35U, 15U}})
        EXPECT_EQ(*curve.pixel(x, y), 255) << x << ", " << y;
}

TEST(PresentationStateTest, filled_shapes_are_filled_and_points_are_marked) {
    const Raster filled = drawn([](DcmDataset& state) {
        add_graphic(add_annotation(state), "CIRCLE", {20.5F, 15.5F, 30.5F, 15.5F}, "PIXEL", "Y");
    });
    EXPECT_EQ(*filled.pixel(20, 15), 255);
    EXPECT_EQ(*filled.pixel(5, 15), 0);
    const Raster marked = drawn([](DcmDataset& state) { add_graphic(add_annotation(state), "POINT", {20.5F, 15.5F}); });
    EXPECT_EQ(*marked.pixel(20, 15), 255);
    EXPECT_EQ(*marked.pixel(23, 15), 255);
    EXPECT_EQ(*marked.pixel(20, 12), 255);
}

TEST(PresentationStateTest, layers_are_drawn_in_their_order_and_shade) {
    const Raster raster = drawn([](DcmDataset& state) {
        const auto add_layer = [&](const char* name, const char* order, Uint16 grey) {
            DcmItem& layer = add_item(state, DCM_GraphicLayerSequence);
            put(layer, DCM_GraphicLayer, name);
            put(layer, DCM_GraphicLayerOrder, order);
            expect_good(layer.putAndInsertUint16(DCM_GraphicLayerRecommendedDisplayGrayscaleValue, grey));
        };
        add_layer("TOP", "2", 0xC0C0);
        add_layer("BELOW", "1", 0xFFFF);
        add_graphic(add_annotation(state, "TOP"), "POLYLINE", {5.5F, 5.5F, 20.5F, 5.5F});
        add_graphic(add_annotation(state, "BELOW"), "POLYLINE", {12.5F, 0.5F, 12.5F, 20.5F});
    });
    EXPECT_EQ(*raster.pixel(12, 5), 0xC0);
    EXPECT_EQ(*raster.pixel(12, 15), 255);
}

TEST(PresentationStateTest, annotations_of_other_images_are_not_drawn) {
    const Raster raster = drawn([](DcmDataset& state) {
        DcmItem& annotation = add_annotation(state);
        add_reference(annotation, "9.9.9");
        add_graphic(annotation, "POLYLINE", {5.5F, 5.5F, 20.5F, 5.5F});
    });
    EXPECT_EQ(white_pixels(raster), 0U);
}

TEST(PresentationStateTest, text_is_written_in_letters) {
    const Raster raster = drawn([](DcmDataset& state) {
        DcmItem& text = add_item(add_annotation(state), DCM_TextObjectSequence);
        put(text, DCM_UnformattedTextValue, "H\r\nI");
        put(text, DCM_BoundingBoxAnnotationUnits, "PIXEL");
        const std::vector<Float32> corner = {10, 4};
        expect_good(text.putAndInsertFloat32Array(DCM_BoundingBoxTopLeftHandCorner, corner.data(), 2));
    });
    const auto row = [&](std::uint32_t y) {
        std::string dots;
        for (std::uint32_t x = 10; x < 15; ++x) dots += *raster.pixel(x, y) == 255 ? '#' : '.';
        return dots;
    };
    EXPECT_EQ(row(4), "#...#");
    EXPECT_EQ(row(7), "#####");
    EXPECT_EQ(row(10), "#...#");
    EXPECT_EQ(row(15), ".###.");
    EXPECT_EQ(row(18), "..#..");
}

TEST(PresentationStateTest, points_that_are_far_away_or_no_numbers_harm_nothing) {
    const float infinity = std::numeric_limits<float>::infinity();
    const Raster raster = drawn([&](DcmDataset& state) {
        DcmItem& annotation = add_annotation(state);
        add_graphic(annotation, "POLYLINE", {-1e30F, 10.5F, 1e30F, 10.5F});
        add_graphic(annotation, "POLYLINE", {infinity, 1, 2, std::numeric_limits<float>::quiet_NaN()});
        add_graphic(annotation, "CIRCLE", {0, 0, 1e30F, 1e30F}, "PIXEL", "Y");
        add_graphic(annotation, "CIRCLE", {1});
        add_graphic(annotation, "ELLIPSE", {1, 2, 3, 4});
        add_graphic(annotation, "POINT", {-1e38F, 1e38F});
    });
    EXPECT_EQ(raster.width, 40U);
}

TEST(PresentationStateTest, more_lines_than_can_be_drawn_in_a_reasonable_time_are_invalid) {
    std::vector<Float32> zigzag;
    for (int index = 0; index < 80'000; ++index) zigzag.insert(zigzag.end(), {index % 2 == 0 ? 0.0F : 2000.0F, 5});
    const Bytes state =
        state_with([&](DcmDataset& dataset) { add_graphic(add_annotation(dataset), "POLYLINE", zigzag); });
    const Bytes object = black(2000, 10);
    EXPECT_EQ(kind_of_error([&] { return render(object, {.presentation_state = &state}); }), ErrorKind::invalid);
}

}  // namespace
}  // namespace kinote::rendering
