#pragma once
// Images and presentation states made for the tests with DCMTK, and pictures read back with libpng.

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <png.h>
#include <stdlib.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "dicom/byte_source.hpp"
#include "rendering/raster.hpp"
#include "rendering/render.hpp"

namespace kinote::rendering {

using Bytes = std::vector<std::byte>;

inline constexpr const char* test_image_uid = "1.2.3.4.5";

inline void expect_good(const OFCondition& condition) {
    if (condition.bad()) throw std::runtime_error{condition.text()};
}

/// A folder that is removed with its content.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "kinote_rendering_XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
        path_ = pattern;
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

struct TestImage {
    unsigned columns = 4;
    unsigned rows = 2;
    unsigned frames = 1;
    unsigned samples = 1;
    unsigned bits_allocated = 8;
    unsigned bits_stored = 8;
    bool is_signed = false;
    std::string photometric = "MONOCHROME2";
    std::vector<unsigned> pixels = {};  ///< sample by sample, as unsigned numbers of bits_allocated
};

/// 0, 1, 2, ... as many as the image has samples.
inline TestImage with_ramp(TestImage image, unsigned step = 1) {
    const unsigned count = image.columns * image.rows * image.frames * image.samples;
    for (unsigned index = 0; index < count; ++index)
        image.pixels.push_back(index * step & static_cast<unsigned>((std::uint64_t{1} << image.bits_stored) - 1));
    return image;
}

inline void put_pixels(DcmDataset& dataset, const TestImage& image) {
    if (image.bits_allocated == 16) {
        const std::vector<Uint16> words{image.pixels.begin(), image.pixels.end()};
        expect_good(dataset.putAndInsertUint16Array(DCM_PixelData, words.data(), words.size()));
        return;
    }
    std::vector<Uint8> bytes;
    for (const unsigned pixel : image.pixels) {
        for (unsigned shift = 0; shift < std::max(image.bits_allocated, 8U); shift += 8)
            bytes.push_back(static_cast<Uint8>(pixel >> shift));
    }
    if (bytes.size() % 2 == 1) bytes.push_back(0);
    expect_good(dataset.putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size()));
}

inline std::unique_ptr<DcmDataset> make_dataset(const TestImage& image) {
    auto dataset = std::make_unique<DcmDataset>();
    const auto text = [&](const DcmTagKey& tag, const std::string& value) {
        expect_good(dataset->putAndInsertString(tag, value.c_str()));
    };
    const auto number = [&](const DcmTagKey& tag, unsigned value) {
        expect_good(dataset->putAndInsertUint16(tag, static_cast<Uint16>(value)));
    };
    text(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
    text(DCM_SOPInstanceUID, test_image_uid);
    number(DCM_SamplesPerPixel, image.samples);
    text(DCM_PhotometricInterpretation, image.photometric);
    if (image.samples > 1) number(DCM_PlanarConfiguration, 0);
    if (image.frames > 1) text(DCM_NumberOfFrames, std::to_string(image.frames));
    number(DCM_Rows, image.rows);
    number(DCM_Columns, image.columns);
    number(DCM_BitsAllocated, image.bits_allocated);
    number(DCM_BitsStored, image.bits_stored);
    number(DCM_HighBit, image.bits_stored - 1);
    number(DCM_PixelRepresentation, image.is_signed ? 1 : 0);
    put_pixels(*dataset, image);
    return dataset;
}

/// The data set as a Part 10 object.
inline Bytes write_part10(DcmDataset& dataset, E_TransferSyntax transfer_syntax = EXS_LittleEndianExplicit) {
    const TemporaryFolder folder;
    DcmFileFormat file{&dataset};
    const std::string path = (folder / "object.dcm").string();
    expect_good(file.saveFile(path.c_str(), transfer_syntax));
    return base::read_file(path, 1U << 30U);
}

/// @param adjust changes the data set before it is written.
inline Bytes make_object(const TestImage& image, const std::function<void(DcmDataset&)>& adjust = {},
                         E_TransferSyntax transfer_syntax = EXS_LittleEndianExplicit) {
    const auto dataset = make_dataset(image);
    if (adjust) adjust(*dataset);
    return write_part10(*dataset, transfer_syntax);
}

/// Sets a window in which eight bits come out as they are.
inline void put_identity_window(DcmItem& dataset) {
    expect_good(dataset.putAndInsertString(DCM_WindowCenter, "128"));
    expect_good(dataset.putAndInsertString(DCM_WindowWidth, "256"));
}

inline Raster read_png(const std::string& file) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&image, file.data(), file.size()) == 0)
        throw std::runtime_error{"this is no PNG"};
    const bool is_color = (image.format & PNG_FORMAT_FLAG_COLOR) != 0;
    image.format = is_color ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
    Raster raster = make_raster(image.width, image.height, is_color ? 3 : 1, 0);
    png_image_finish_read(&image, nullptr, raster.bytes.data(), 0, nullptr);
    return raster;
}

struct TestRequest {
    std::uint32_t frame = 1;
    std::uint32_t max_width = 0;
    std::uint32_t max_height = 0;
    std::optional<WindowChoice> window = {};
    bool invert = false;
    const Bytes* presentation_state = nullptr;
    std::optional<SourceRegion> region = {};
    bool is_enlarged = false;
};

/// Renders as PNG and reads the pixels back.
inline Raster render(const Bytes& object, const TestRequest& request = {}) {
    static const bool is_registered = (register_codecs(), true);
    static_cast<void>(is_registered);
    const dicom::MemorySource source{object};
    std::optional<dicom::MemorySource> state;
    if (request.presentation_state != nullptr) state.emplace(*request.presentation_state);
    const RenderedFrame rendered = render_frame({.object = source,
                                                 .presentation_state = state ? &*state : nullptr,
                                                 .frame = request.frame,
                                                 .max_width = request.max_width,
                                                 .max_height = request.max_height,
                                                 .format = PictureFormat::png,
                                                 .window = request.window,
                                                 .invert = request.invert,
                                                 .region = request.region,
                                                 .is_enlarged = request.is_enlarged});
    Raster raster = read_png(rendered.bytes);
    if (rendered.width != raster.width || rendered.height != raster.height)
        throw std::runtime_error{"the size of the picture is not what was said"};
    return raster;
}

inline std::vector<int> values(const Raster& raster) { return {raster.bytes.begin(), raster.bytes.end()}; }

/// The largest difference of any channel; 256 where the sizes differ.
inline int largest_difference(const Raster& one, const Raster& other) {
    if (one.width != other.width || one.height != other.height || one.channels != other.channels) return 256;
    int largest = 0;
    for (std::size_t index = 0; index < one.bytes.size(); ++index)
        largest = std::max(largest, std::abs(int{one.bytes[index]} - int{other.bytes[index]}));
    return largest;
}

/// An object whose shades come out as they are stored.
inline Bytes native(const TestImage& image) { return make_object(image, put_identity_window); }

inline void put(DcmItem& item, const DcmTagKey& tag, const char* text) {
    expect_good(item.putAndInsertString(tag, text));
}

inline DcmItem& add_item(DcmItem& parent, const DcmTagKey& sequence) {
    DcmItem* item = nullptr;
    expect_good(parent.findOrCreateSequenceItem(sequence, item, -2));
    return *item;
}

}  // namespace kinote::rendering
