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
constexpr std::uint32_t thumbnail_side = 128;  // pixels, where no viewport is asked for

[[noreturn]] void refuse_wish(const std::string& why) { throw Error{ErrorKind::invalid, why}; }

template <typename Number>
std::optional<Number> parsed_number(std::string_view text) {
    Number number{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

// PS3.18 8.3.5.1.3: the size, then the part of the image, of which each number may be left out.
void read_viewport(std::string_view text, PictureWishes& wishes) {
    const std::vector<std::string_view> parts = http::split(text, ',');
    constexpr std::size_t most_parts = 6;
    if (parts.size() < 2 || parts.size() > most_parts) {
        refuse_wish(
            "viewport takes width and height in pixels, such as 512,512, and then the left edge, the top, width "
            "and height of a part of the image");
    }
    const auto side = [&](std::size_t index) {
        const auto number = parsed_number<std::uint32_t>(parts[index]);
        if (number && *number >= 1 && *number <= largest_picture_side) return *number;
        refuse_wish(fmt::format("viewport takes two numbers from 1 to {}", largest_picture_side));
    };
    wishes.max_width = side(0);
    wishes.max_height = side(1);
    if (parts.size() == 2) return;
    const auto edge = [&](std::size_t index, std::uint32_t least) -> std::uint32_t {
        if (index >= parts.size() || parts[index].empty()) return 0;
        const auto number = parsed_number<std::uint32_t>(parts[index]);
        if (number && *number >= least) return *number;
        refuse_wish(
            "the part of the image that viewport names has whole numbers of pixels: the left edge and the top "
            "from 0, width and height from 1; it is not mirrored here");
    };
    wishes.region = rendering::SourceRegion{edge(2, 0), edge(3, 0), edge(4, 1), edge(5, 1)};
}

// PS3.18 8.3.5.1.4.
rendering::WindowFunction read_window_function(std::string_view name) {
    if (http::equals_ignoring_case(name, "linear")) return rendering::WindowFunction::linear;
    if (http::equals_ignoring_case(name, "linear-exact")) return rendering::WindowFunction::linear_exact;
    if (http::equals_ignoring_case(name, "sigmoid")) return rendering::WindowFunction::sigmoid;
    refuse_wish("the function of the window is linear, linear-exact or sigmoid");
}

void read_window(std::string_view text, PictureWishes& wishes) {
    const std::vector<std::string_view> parts = http::split(text, ',');
    if (parts.size() != 2 && parts.size() != 3) {
        refuse_wish("window takes center, width and function, such as 40,400,linear");
    }
    const auto center = parsed_number<double>(parts[0]);
    const auto width = parsed_number<double>(parts[1]);
    const auto function = parts.size() == 3 ? read_window_function(parts[2]) : rendering::WindowFunction::linear;
    const bool is_linear = function == rendering::WindowFunction::linear;
    if (!center || !width || !std::isfinite(*center) || !std::isfinite(*width) || !(*width > 0) ||
        (is_linear && *width < 1)) {
        refuse_wish(
            "window takes two numbers, of which the second, the width, is 1 or more, or above 0 where the "
            "function is not linear");
    }
    wishes.window = rendering::WindowChoice{*center, *width, function};
}

// PS3.18 8.3.5.1.5.
void check_profile(std::string_view text) {
    if (text != "no") refuse_wish("no ICC profile is applied or told of here: iccprofile can be no, or be left out");
}

}  // namespace

std::string PictureWishes::key() const {
    const std::string of_window =
        window ? fmt::format("{}+{}+{}", window->center, window->width,
                             static_cast<int>(window->function.value_or(rendering::WindowFunction::linear)))
               : "";
    const std::string of_region =
        region ? fmt::format("{}+{}+{}+{}", region->left, region->top, region->width, region->height) : "";
    return fmt::format("{}x{}{}-{}-{}-{}-{}", max_width, max_height, is_enlarged ? "+" : "", of_region, quality,
                       of_window, format == rendering::PictureFormat::png ? "png" : "jpeg");
}

std::string_view PictureWishes::content_type() const {
    return format == rendering::PictureFormat::png ? "image/png" : "image/jpeg";
}

PictureWishes read_picture_wishes(const http::Request& request) {
    PictureWishes wishes;
    for (const std::string_view name : {"viewport", "window", "quality", "iccprofile"}) {
        if (request.query.find_all(name).size() > 1) refuse_wish(fmt::format("{} is given twice", name));
    }
    if (const auto viewport = request.query.find("viewport")) read_viewport(*viewport, wishes);
    wishes.is_enlarged = wishes.max_width != 0;
    if (const auto window = request.query.find("window")) read_window(*window, wishes);
    if (const auto text = request.query.find("quality")) {
        const auto quality = parsed_number<int>(*text);
        if (!quality || *quality < 1 || *quality > 100) refuse_wish("quality must be a whole number from 1 to 100");
        wishes.quality = *quality;
    }
    if (const auto profile = request.query.find("iccprofile")) check_profile(*profile);
    return wishes;
}

PictureWishes read_thumbnail_wishes(const http::Request& request) {
    PictureWishes wishes = read_picture_wishes(request);
    if (wishes.region) refuse_wish("viewport takes two numbers here: a thumbnail shows the whole image");
    if (wishes.max_width == 0) {
        wishes.max_width = thumbnail_side;
        wishes.max_height = thumbnail_side;
    }
    wishes.is_enlarged = false;
    return wishes;
}

WebBody make_picture(const DicomWebRooms& rooms, const database::WebObject& object, std::uint32_t frame,
                     const PictureWishes& wishes, const database::WebObject* state) {
    const std::unique_ptr<dicom::ByteSource> bytes = open_named(rooms, object);
    const std::unique_ptr<dicom::ByteSource> state_bytes = state != nullptr ? open_named(rooms, *state) : nullptr;
    rendering::RenderRequest wanted{*bytes};
    wanted.presentation_state = state_bytes.get();
    wanted.frame = frame;
    wanted.max_width = wishes.max_width;
    wanted.max_height = wishes.max_height;
    wanted.format = wishes.format;
    wanted.quality = wishes.quality;
    wanted.window = wishes.window;
    wanted.region = wishes.region;
    wanted.is_enlarged = wishes.is_enlarged;
    rendering::RenderedFrame picture = rendering::render_frame(wanted);
    WebBody body;
    body.content_type = picture.content_type;
    body.head = std::move(picture.bytes);
    return body;
}

}  // namespace kinote::dicomweb
