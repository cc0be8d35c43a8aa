#include "media/iso_disc.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "base/error.hpp"

namespace kinote::media {
namespace {

constexpr std::uint64_t first_descriptor_sector = 16;

}  // namespace

IsoDisc::IsoDisc(base::File file, IsoLabels labels)
    : file_{std::move(file)}, labels_{std::move(labels)}, folders_(1), folder_numbers_{{"", 0}} {
    const std::vector<std::byte> reserved(iso_first_free_sector * iso_sector_size);
    file_.write(reserved);
    position_ = reserved.size();
}

void IsoDisc::begin(std::string_view path, std::uint64_t size) {
    if (size > std::numeric_limits<std::uint32_t>::max()) {
        throw base::Error{base::ErrorKind::refused,
                          fmt::format("{} has {} bytes; a file on a disc image has less than 4 GiB: export it as a "
                                      "folder or a ZIP",
                                      path, size)};
    }
    end_sector();
    const std::size_t slash = path.rfind('/');
    const std::string_view folder = slash == std::string_view::npos ? "" : path.substr(0, slash);
    const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    folders_[folder_at(folder)].files.push_back(
        {std::string{name}, static_cast<std::uint32_t>(position_ / iso_sector_size), static_cast<std::uint32_t>(size)});
}

void IsoDisc::write(std::span<const std::byte> bytes) {
    file_.write(bytes);
    position_ += bytes.size();
}

void IsoDisc::finish() {
    end_sector();
    const IsoVolume volume = make_iso_volume(std::move(folders_), position_ / iso_sector_size, labels_);
    file_.write(volume.tail);
    file_.write_at(first_descriptor_sector * iso_sector_size, volume.descriptors);
    file_.sync();
}

// As deep as a path has components, 5 at most.
std::size_t IsoDisc::folder_at(std::string_view path) {  // NOLINT(misc-no-recursion)
    const auto known = folder_numbers_.find(path);
    if (known != folder_numbers_.end()) return known->second;
    const std::size_t slash = path.rfind('/');
    const std::size_t parent = folder_at(slash == std::string_view::npos ? "" : path.substr(0, slash));
    const std::size_t number = folders_.size();
    folders_.push_back({std::string{slash == std::string_view::npos ? path : path.substr(slash + 1)}, parent, {}, {}});
    folders_[parent].folders.push_back(number);
    folder_numbers_.emplace(path, number);
    return number;
}

void IsoDisc::end_sector() {
    const std::uint64_t used = position_ % iso_sector_size;
    if (used == 0) return;
    write(std::vector<std::byte>(iso_sector_size - used));
}

}  // namespace kinote::media
