#include "media/zip_disc.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/error.hpp"

namespace kinote::media {
namespace {

struct FreeEntry {
    void operator()(archive_entry* entry) const noexcept { archive_entry_free(entry); }
};

}  // namespace

void ZipDisc::Free::operator()(::archive* writer) const noexcept { archive_write_free(writer); }

ZipDisc::ZipDisc(base::File file, std::int64_t made_ms)
    : file_{std::move(file)}, made_ms_{made_ms}, writer_{archive_write_new()} {
    expect(archive_write_set_format_zip(writer_.get()));
    // Images are hardly made smaller by more.
    expect(archive_write_set_options(writer_.get(), "zip:compression=deflate,zip:compression-level=1"));
    expect(archive_write_open_fd(writer_.get(), file_.descriptor()));
}

void ZipDisc::begin(std::string_view path, std::uint64_t size) {
    const std::unique_ptr<archive_entry, FreeEntry> entry{archive_entry_new()};
    archive_entry_set_pathname(entry.get(), std::string{path}.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
    archive_entry_set_mtime(entry.get(), static_cast<time_t>(made_ms_ / 1'000), 0);
    expect(archive_write_header(writer_.get(), entry.get()));
}

void ZipDisc::write(std::span<const std::byte> bytes) {
    if (archive_write_data(writer_.get(), bytes.data(), bytes.size()) < 0) expect(ARCHIVE_FATAL);
}

void ZipDisc::finish() {
    expect(archive_write_close(writer_.get()));
    file_.sync();
}

void ZipDisc::expect(int result) const {
    if (result >= ARCHIVE_WARN) return;
    throw base::Error{base::ErrorKind::unavailable,
                      fmt::format("the ZIP file cannot be written: {}", archive_error_string(writer_.get()))};
}

}  // namespace kinote::media
