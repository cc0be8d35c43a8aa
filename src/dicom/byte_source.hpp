#pragma once
// Bytes that can be read from any position, so that a large file is never held in memory as a whole.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

#include "base/file.hpp"

namespace kinote::dicom {

/// Bytes of fixed number, read by position. One thread at a time, unless a version says otherwise.
class ByteSource {
public:
    virtual ~ByteSource() = default;

    /// Number of bytes.
    [[nodiscard]] virtual std::uint64_t size() const = 0;

    /// Fills the buffer from the offset. @return the bytes read: fewer than asked for only where the source ends.
    /// @throws base::Error of the source, as when a disk fails.
    [[nodiscard]] virtual std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const = 0;

    /// All bytes where they lie in memory already, else an empty span. Valid as long as the source.
    [[nodiscard]] virtual std::span<const std::byte> in_memory() const { return {}; }

    /// The file whose bytes these are, from its beginning; absent where they lie elsewhere.
    [[nodiscard]] virtual std::optional<base::File> file() const { return std::nullopt; }
};

/// Bytes in memory, not owned: they must outlive the source. Any thread.
class MemorySource final : public ByteSource {
public:
    explicit MemorySource(std::span<const std::byte> bytes) : bytes_{bytes} {}

    [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override;
    [[nodiscard]] std::span<const std::byte> in_memory() const override { return bytes_; }

private:
    std::span<const std::byte> bytes_;
};

/// An open file, owned. Its size is taken once, when the source is made. Any thread.
class FileSource final : public ByteSource {
public:
    explicit FileSource(base::File file);
    /// @throws base::Error as base::File::open_for_reading.
    explicit FileSource(const std::filesystem::path& path);

    [[nodiscard]] std::uint64_t size() const override { return size_; }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override;
    [[nodiscard]] std::optional<base::File> file() const override { return file_.duplicate(); }

private:
    base::File file_;
    std::uint64_t size_;
};

}  // namespace kinote::dicom
