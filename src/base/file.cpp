#include "base/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "base/random.hpp"

namespace kinote::base {
namespace {

[[noreturn]] void throw_system_error(std::string_view action, const std::filesystem::path& path) {
    const int code = errno;
    ErrorKind kind = ErrorKind::unavailable;
    if (code == ENOENT || code == ENOTDIR) kind = ErrorKind::not_found;
    if (code == EACCES || code == EPERM || code == EROFS) kind = ErrorKind::refused;
    throw Error{kind, fmt::format("cannot {} {}: {}", action, path.string(), std::system_category().message(code))};
}

template <typename Call>
auto without_interruption(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR) result = call();
    return result;
}

}  // namespace

File File::open_for_reading(const std::filesystem::path& path) {
    // Without O_NONBLOCK a named pipe would be waited for until someone writes into it. Regular files do not know it.
    constexpr int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    const int descriptor = without_interruption([&] { return ::open(path.c_str(), flags); });
    if (descriptor < 0) throw_system_error("open", path);
    File file{descriptor, path};
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) throw_system_error("look at", path);
    if (!S_ISREG(status.st_mode)) {
        throw Error{ErrorKind::refused, fmt::format("cannot open {}: it is no regular file", path.string())};
    }
    return file;
}

File File::open_or_create(const std::filesystem::path& path, unsigned mode) {
    const int descriptor =
        without_interruption([&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, mode); });
    if (descriptor < 0) throw_system_error("open", path);
    return {descriptor, path};
}

File File::create(const std::filesystem::path& path, unsigned mode) {
    const int descriptor =
        without_interruption([&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode); });
    if (descriptor < 0) throw_system_error("create", path);
    return {descriptor, path};
}

File::~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
}
File::File(File&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)}, path_{std::move(other.path_)} {}
File& File::operator=(File&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(path_, other.path_);
    return *this;
}

File File::duplicate() const {
    const int descriptor = ::fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);
    if (descriptor < 0) throw_system_error("open once more", path_);
    return File{descriptor, path_};
}

std::uint64_t File::size() const {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) throw_system_error("look at", path_);
    return static_cast<std::uint64_t>(status.st_size);
}

std::size_t File::read(std::span<std::byte> buffer) {
    const auto count = without_interruption([&] { return ::read(descriptor_, buffer.data(), buffer.size()); });
    if (count < 0) throw_system_error("read", path_);
    return static_cast<std::size_t>(count);
}

std::size_t File::read_at(std::uint64_t offset, std::span<std::byte> buffer) const {
    const auto count = without_interruption(
        [&] { return ::pread(descriptor_, buffer.data(), buffer.size(), static_cast<off_t>(offset)); });
    if (count < 0) throw_system_error("read", path_);
    return static_cast<std::size_t>(count);
}

void File::write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const auto count = without_interruption([&] { return ::write(descriptor_, bytes.data(), bytes.size()); });
        if (count < 0) throw_system_error("write", path_);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

void File::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const auto count = without_interruption(
            [&] { return ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset)); });
        if (count < 0) throw_system_error("write", path_);
        offset += static_cast<std::uint64_t>(count);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

void File::sync() {
    if (without_interruption([&] { return ::fdatasync(descriptor_); }) != 0) throw_system_error("sync", path_);
}

namespace {

template <typename Sync>
void sync_by(const std::filesystem::path& folder, Sync sync) {
    const int descriptor =
        without_interruption([&] { return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    if (descriptor < 0) throw_system_error("open", folder);
    const int result = without_interruption([&] { return sync(descriptor); });
    ::close(descriptor);
    if (result != 0) throw_system_error("sync", folder);
}

}  // namespace

void sync_folder(const std::filesystem::path& folder) { sync_by(folder, ::fsync); }

void sync_file_system(const std::filesystem::path& folder) { sync_by(folder, ::syncfs); }

std::vector<std::byte> read_file(const std::filesystem::path& path, std::uint64_t limit) {
    File file = File::open_for_reading(path);
    const std::uint64_t size = file.size();
    if (size > limit) {
        throw Error{ErrorKind::invalid,
                    fmt::format("{} has {} bytes; at most {} are read here", path.string(), size, limit)};
    }
    std::vector<std::byte> bytes(size);
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const std::size_t count = file.read(std::span{bytes}.subspan(filled));
        if (count == 0) break;
        filled += count;
    }
    bytes.resize(filled);
    return bytes;
}

std::string read_text_file(const std::filesystem::path& path, std::uint64_t limit) {
    const std::vector<std::byte> bytes = read_file(path, limit);
    std::string text(bytes.size(), '\0');
    std::memcpy(text.data(), bytes.data(), bytes.size());
    return text;
}

void write_file_durably(const std::filesystem::path& path, std::string_view content, unsigned mode) {
    const std::filesystem::path staged = path.string() + "." + random_hex(8);
    try {
        File file = File::create(staged, mode);
        file.write(std::as_bytes(std::span{content}));
        file.sync();
        std::filesystem::rename(staged, path);
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(staged, ignored);
        throw;
    }
    sync_folder(path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."});
}

}  // namespace kinote::base
