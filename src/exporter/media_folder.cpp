#include "exporter/media_folder.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string>
#include <string_view>
#include <system_error>

#include "base/file.hpp"

namespace kinote::exporter {
namespace {

constexpr std::string_view growing_extension = ".growing";

}  // namespace

std::filesystem::path MediaFolder::of(std::int64_t media_export) const {
    return folder_ / fmt::format("{}", media_export);
}

std::filesystem::path MediaFolder::growing(std::int64_t media_export) const {
    return folder_ / fmt::format("{}{}", media_export, growing_extension);
}

std::filesystem::path MediaFolder::begin(std::int64_t media_export) const {
    std::filesystem::path path = growing(media_export);
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
    return path;
}

void MediaFolder::publish(std::int64_t media_export) const {
    std::filesystem::remove_all(of(media_export));
    std::filesystem::rename(growing(media_export), of(media_export));
    base::sync_folder(folder_);
}

std::vector<std::int64_t> MediaFolder::unfinished() const {
    std::vector<std::int64_t> exports;
    std::error_code failure;  // it is made with the first export
    for (const auto& entry : std::filesystem::directory_iterator{folder_, failure}) {
        const std::filesystem::path& path = entry.path();
        const std::string number = path.stem();
        std::int64_t id = 0;
        const auto [end, is_no_number] = std::from_chars(number.data(), number.data() + number.size(), id);
        if (path.extension() == growing_extension && is_no_number == std::errc{} &&
            end == number.data() + number.size())
            exports.push_back(id);
    }
    return exports;
}

void MediaFolder::remove(std::int64_t media_export) const {
    std::filesystem::remove_all(growing(media_export));
    std::filesystem::remove_all(of(media_export));
}

}  // namespace kinote::exporter
