#pragma once
// Where the frames of an object lie in its bytes (PS3.5 8.1, A.4), so that one can be read without the others.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "dicom/byte_source.hpp"
#include "dicom/element_walker.hpp"
#include "dicom/vr.hpp"

namespace kinote::rendering {

/// A stretch of the object.
struct Extent {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

struct PixelData {
    bool is_encapsulated = false;
    dicom::Vr vr = dicom::Vr::OW;
    Extent value;                   ///< of native pixel data
    Extent basic_offset_table;      ///< of encapsulated pixel data
    Extent extended_offset_table;   ///< PS3.3 C.7.6.3.1.8
    std::vector<Extent> fragments;  ///< without the basic offset table
};

/// @param walker before the first element of the Pixel Data group. @throws base::Error invalid where no pixel data of
/// integers follows, corrupt where it cannot be walked.
[[nodiscard]] PixelData locate_pixel_data(dicom::ElementWalker& walker);

/// The fragments that make one frame of encapsulated pixel data: by the extended or basic offset table, else one to
/// each frame, else by the ends of the JPEG streams. @param frame from 0. @throws base::Error corrupt where they
/// cannot be told.
[[nodiscard]] std::vector<Extent> fragments_of_frame(const dicom::ByteSource& object, const PixelData& pixel_data,
                                                     std::uint32_t number_of_frames, std::uint32_t frame);

}  // namespace kinote::rendering
