#include "legacy_migration/temporary_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "base/error.hpp"

namespace kinote::legacy_migration {
namespace {

[[noreturn]] void fail(std::string_view action) {
    const std::error_code reason{errno, std::generic_category()};
    throw base::Error{base::ErrorKind::unavailable,
                      fmt::format("cannot {} a temporary file in {}: {}", action,
                                  std::filesystem::temp_directory_path().string(), reason.message())};
}

}  // namespace

TemporaryFile::TemporaryFile() {
    std::string path = (std::filesystem::temp_directory_path() / "kinote-migration-XXXXXX").string();
    descriptor_ = ::mkostemp(path.data(), O_CLOEXEC);
    if (descriptor_ < 0) fail("make");
    ::unlink(path.c_str());
}

TemporaryFile::~TemporaryFile() { ::close(descriptor_); }

void TemporaryFile::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail("write");
        size_ += static_cast<std::uint64_t>(written);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::size_t TemporaryFile::read_at(std::uint64_t offset, std::span<char> buffer) const {
    while (true) {
        const ssize_t count = ::pread(descriptor_, buffer.data(), buffer.size(), static_cast<off_t>(offset));
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno != EINTR) fail("read");
    }
}

}  // namespace kinote::legacy_migration
