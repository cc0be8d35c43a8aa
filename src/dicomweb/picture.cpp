#include "dicomweb/picture.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <vector>

#include "base/error.hpp"
#include "dicomweb/frame_bytes.hpp"
#include "http/text.hpp"

namespace kinote::dicomweb {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::uint32_t largest_picture_side = 8'192;

[[noreturn]] void refuse_wish(const std::string& why) { throw Error{ErrorKind::invalid, why}; }

template <typename Number>
std::optional<Number> parsed_number(std::string_view text) {
    Number number{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

void read_viewport(std::string_view text, PictureWishes& wishes) {
    const std::vector<std::string_view> parts = http::split(text, ',');
    if (parts.size() != 2) {
        refuse_wish("viewport takes width and height in pixels, such as 512,512; a part of the image is not cut out");
    }
    const auto width = parsed_number<std::uint32_t>(parts[0]);
    const auto height = parsed_number<std::uint32_t>(parts[1]);
    const auto fits = [](const auto& side) { return side && *side >= 1 && *side <= largest_picture_side; };
    if (!fits(width) || !fits(height)) {
        refuse_wish(fmt::format("viewport takes two numbers from 1 to {}", largest_picture_side));
    }
    wishes.max_width = *width;
    wishes.max_height = *height;
}

void read_window(std::string_view text, PictureWishes& wishes) {
    const std::vector<std::string_view> parts = http::split(text, ',');
    if (parts.size() != 2 && parts.size() != 3) {
        refuse_wish("window takes center and width, and then linear: such as 40,400,linear");
    }
    const auto center = parsed_number<double>(parts[0]);
    const auto width = parsed_number<double>(parts[1]);
    if (!center || !width || !std::isfinite(*center) || !std::isfinite(*width) || *width < 1) {
        refuse_wish("window takes two numbers, of which the second, the width, is 1 or more");
    }
    if (parts.size() == 3 && !http::equals_ignoring_case(parts[2], "linear")) {
        refuse_wish("window is applied by the function linear only");
    }
    wishes.window = rendering::WindowChoice{*center, *width};
}

}  // namespace

std::string PictureWishes::key() const {
    const std::string of_window = window ? fmt::format("{}+{}", window->center, window->width) : "";
    return fmt::format("{}x{}-{}-{}-{}", max_width, max_height, quality, of_window,
                       format == rendering::PictureFormat::png ? "png" : "jpeg");
}

std::string_view PictureWishes::content_type() const {
    return format == rendering::PictureFormat::png ? "image/png" : "image/jpeg";
}

PictureWishes read_picture_wishes(const http::Request& request) {
    PictureWishes wishes;
    if (const auto viewport = request.query.find("viewport")) read_viewport(*viewport, wishes);
    if (const auto window = request.query.find("window")) read_window(*window, wishes);
    if (const auto text = request.query.find("quality")) {
        const auto quality = parsed_number<int>(*text);
        if (!quality || *quality < 1 || *quality > 100) refuse_wish("quality must be a whole number from 1 to 100");
        wishes.quality = *quality;
    }
    return wishes;
}

WebBody make_picture(const DicomWebRooms& rooms, const database::WebObject& object, std::uint32_t frame,
                     const PictureWishes& wishes) {
    const std::unique_ptr<dicom::ByteSource> bytes = open_named(rooms, object);
    rendering::RenderRequest wanted{*bytes};
    wanted.frame = frame;
    wanted.max_width = wishes.max_width;
    wanted.max_height = wishes.max_height;
    wanted.format = wishes.format;
    wanted.quality = wishes.quality;
    wanted.window = wishes.window;
    rendering::RenderedFrame picture = rendering::render_frame(wanted);
    WebBody body;
    body.content_type = picture.content_type;
    body.head = std::move(picture.bytes);
    return body;
}

}  // namespace kinote::dicomweb
