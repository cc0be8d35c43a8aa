#pragma once
// Files through their descriptors: ownership, durable writing, whole reading with a limit.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kinote::base {

/// Owns one open file descriptor. Opened close-on-exec. One thread at a time.
class File {
public:
    /// Opens a regular file; pipes, devices and folders are refused, and never waited for.
    /// @throws Error not_found, refused or unavailable with the path and the system's reason.
    [[nodiscard]] static File open_for_reading(const std::filesystem::path& path);
    /// Opens a file for reading and writing, and creates it where it is not there. @throws as open_for_reading.
    [[nodiscard]] static File open_or_create(const std::filesystem::path& path, unsigned mode = 0640);
    /// Creates a file that must not exist yet. @param mode as for open(2). @throws as open_for_reading.
    [[nodiscard]] static File create(const std::filesystem::path& path, unsigned mode = 0640);

    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    File(File&& other) noexcept;
    File& operator=(File&& other) noexcept;

    /// The same open file once more. @throws Error unavailable where no more files can be open.
    [[nodiscard]] File duplicate() const;

    /// Bytes in the file now.
    [[nodiscard]] std::uint64_t size() const;
    /// Up to buffer.size() bytes from the current position; 0 at the end.
    [[nodiscard]] std::size_t read(std::span<std::byte> buffer);
    /// Up to buffer.size() bytes from the offset; 0 at the end.
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const;
    /// All of the bytes, at the current position. @throws Error unavailable, as where the disk is full.
    void write(std::span<const std::byte> bytes);
    /// All of the bytes, over what stands at the offset; the current position stays. @throws as write().
    void write_at(std::uint64_t offset, std::span<const std::byte> bytes);
    /// Returns once the content is on the disk.
    void sync();

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

private:
    File(int descriptor, std::filesystem::path path) : descriptor_{descriptor}, path_{std::move(path)} {}
    int descriptor_;
    std::filesystem::path path_;
};

/// Returns once all files and folders of the file system that the folder lies on are on the disk: for many files at
/// once. @throws Error unavailable.
void sync_file_system(const std::filesystem::path& folder);

/// Makes names created, renamed or removed in the folder durable.
void sync_folder(const std::filesystem::path& folder);

/// The whole file. @param limit bytes. @throws Error invalid where the file is larger than the limit.
[[nodiscard]] std::vector<std::byte> read_file(const std::filesystem::path& path, std::uint64_t limit);
[[nodiscard]] std::string read_text_file(const std::filesystem::path& path, std::uint64_t limit);

/// Replaces the file as a whole, durably: it is never seen half-written. @param mode as for open(2).
void write_file_durably(const std::filesystem::path& path, std::string_view content, unsigned mode = 0640);

}  // namespace kinote::base
