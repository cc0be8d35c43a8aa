#include "image_cache/object_layout.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/random.hpp"

namespace kinote::image_cache {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t seconds_in_a_day = std::int64_t{24} * 60 * 60;

std::int64_t today() { return static_cast<std::int64_t>(std::time(nullptr)) / seconds_in_a_day; }

}  // namespace

// Whoever comes while a folder is made needs it too, so it is made under the lock: once in a thousand files.
std::string ObjectLayout::new_path() {
    const std::lock_guard lock{mutex_};
    if (files_in_folder_ == most_files_in_a_folder || day_ != today()) begin_folder();
    ++files_in_folder_;
    return fmt::format("{}/{}.dcm", folder_, base::random_hex(16));
}

void ObjectLayout::begin_folder() {
    const std::int64_t day = today();
    const std::string day_folder =
        fmt::format("{}/{:%Y%m%d}", objects_folder, fmt::gmtime(static_cast<std::time_t>(day * seconds_in_a_day)));
    std::string folder = fmt::format("{}/{}", day_folder, base::random_hex(8));
    std::error_code failure;
    fs::create_directories(cache_folder_ / folder, failure);
    if (failure) {
        throw base::Error{
            base::ErrorKind::unavailable,
            fmt::format("cannot make the folder {}: {}", (cache_folder_ / folder).string(), failure.message())};
    }
    // Another process may have just made the day's folder: that it is seen does not say that it is on the disk.
    base::sync_folder(cache_folder_ / day_folder);
    base::sync_folder(cache_folder_ / objects_folder);
    folder_ = std::move(folder);
    day_ = day;
    files_in_folder_ = 0;
}

}  // namespace kinote::image_cache
