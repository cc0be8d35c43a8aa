#pragma once
// Key image sheets, with JPEGs of a few pixels, and what other programs say of them.

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

#include "media/page_samples.hpp"
#include "media/sheet.hpp"
#include "rendering/encoder.hpp"
#include "rendering/raster.hpp"

namespace kinote::media {

inline std::string jpeg_of(std::uint32_t width, std::uint32_t height, std::uint32_t channels = 1) {
    rendering::Raster raster = rendering::make_raster(width, height, channels, 0);
    for (std::size_t i = 0; i < raster.bytes.size(); ++i) raster.bytes[i] = static_cast<std::uint8_t>(i % 251);
    return rendering::encode_jpeg(raster, 90);
}

inline SheetContents usual_sheet() {
    SheetContents sheet;
    const PageContents disc = usual_contents();
    sheet.institution = disc.institution;
    sheet.product = disc.product;
    sheet.created_at = disc.created_at;
    sheet.patient = usual_patient();
    sheet.study = usual_study();
    sheet.note = usual_note();
    sheet.jpegs = {jpeg_of(64, 48), jpeg_of(40, 80, 3)};
    return sheet;
}

/// What a command prints, and how it ended.
inline std::string said_by(const std::string& command) {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{::popen((command + " 2>&1; echo \"exit $?\"").c_str(), "r"),
                                                     ::pclose};
    std::string output;
    char buffer[4096];
    while (pipe && std::fgets(buffer, sizeof buffer, pipe.get()) != nullptr) output += buffer;
    return output;
}

inline void put_file(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream{path, std::ios::binary}.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace kinote::media
