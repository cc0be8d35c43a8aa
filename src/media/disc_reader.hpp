#pragma once
// Reads the files of a disc one after the other, whatever its form: a folder, or an ISO 9660 image or a ZIP file.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace kinote::media {

/// A file of a disc, read from its beginning. One thread.
class DiscFile {
public:
    virtual ~DiscFile() = default;
    DiscFile() = default;
    DiscFile(const DiscFile&) = delete;
    DiscFile& operator=(const DiscFile&) = delete;

    /// Below the root, components parted by slashes, as the disc has it, without ";1" and a full stop at the end.
    [[nodiscard]] virtual const std::string& path() const = 0;
    /// Fills the buffer. @return fewer bytes only at the end. @throws base::Error corrupt, unavailable.
    [[nodiscard]] virtual std::size_t read(std::span<std::byte> buffer) = 0;
};

/// Gives all files, in the order in which they lie. Nothing is unpacked. Links are not followed. One thread.
class DiscReader {
public:
    /// @param path  a folder, or a file. @throws base::Error not_found, or corrupt where it is neither image nor ZIP.
    explicit DiscReader(const std::filesystem::path& path);
    ~DiscReader();
    DiscReader(const DiscReader&) = delete;
    DiscReader& operator=(const DiscReader&) = delete;

    /// The next file, valid until the next call; null at the end. @throws base::Error corrupt, unavailable.
    [[nodiscard]] DiscFile* next();

    class Form;

private:
    std::unique_ptr<Form> form_;
};

/// Whether the file begins as an ISO 9660 image or a ZIP file does. Never throws for content.
[[nodiscard]] bool is_disc_file(const std::filesystem::path& path);

/// Bytes that an ISO 9660 image says it has (ECMA-119 8.4.8); absent for what is none.
[[nodiscard]] std::optional<std::uint64_t> declared_image_size(const std::filesystem::path& path);

}  // namespace kinote::media
