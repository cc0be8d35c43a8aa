#pragma once
// Pictures of images as a request asks for them, PS3.18 8.3.5 and 8.7.4.

#include <cstdint>
#include <optional>
#include <string>

#include "dicomweb/named_objects.hpp"
#include "dicomweb/web_body.hpp"
#include "rendering/render.hpp"

namespace kinote::dicomweb {

/// What the query parameters say of every picture of the answer.
struct PictureWishes {
    rendering::PictureFormat format = rendering::PictureFormat::jpeg;
    std::uint32_t max_width = 0;  ///< pixels; 0: any
    std::uint32_t max_height = 0;
    int quality = 90;  ///< of a JPEG
    std::optional<rendering::WindowChoice> window;
    std::optional<rendering::SourceRegion> region;
    bool is_enlarged = false;  ///< to fill the viewport

    /// All that a picture depends on beside its object.
    [[nodiscard]] std::string key() const;
    [[nodiscard]] std::string_view content_type() const;
};

/// Reads `viewport`, `quality`, `window` and `iccprofile`. @throws base::Error invalid, in words, for what is
/// malformed, out of its bounds, or not done here.
[[nodiscard]] PictureWishes read_picture_wishes(const http::Request& request);

/// The same for a picture of 128 pixels where `viewport` says nothing else. @throws base::Error as
/// read_picture_wishes(), and for a part of the image.
[[nodiscard]] PictureWishes read_thumbnail_wishes(const http::Request& request);

/// One frame as a picture. @param frame  from 1. @param state  the presentation state that says how; null: none.
/// @throws base::Error as rendering::render_frame(), and not_found where one of the objects is not visible any more.
[[nodiscard]] WebBody make_picture(const DicomWebRooms& rooms, const database::WebObject& object, std::uint32_t frame,
                                   const PictureWishes& wishes, const database::WebObject* state = nullptr);

}  // namespace kinote::dicomweb
