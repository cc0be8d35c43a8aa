#pragma once
// An object as it came over the network: a complete Part 10 object, its data set byte for byte as received.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "dicom/byte_source.hpp"

namespace kinote::dicom {

/// A file that belongs to nobody else: whoever holds it moves, keeps or removes it.
struct TakenFile {
    std::filesystem::path path;
    base::File file;  ///< open for reading and writing, not synced
};

/// Preamble, group 0002 and data set, in memory or in a staged file, which is removed with the object unless it was
/// taken. Made by ReceivedObjectWriter only. One thread at a time.
class ReceivedObject final : public ByteSource {
public:
    /// Ends the names of staged files, for whoever looks at the folder.
    static constexpr std::string_view staged_file_suffix = ".received";

    ~ReceivedObject() override;
    ReceivedObject(const ReceivedObject&) = delete;
    ReceivedObject& operator=(const ReceivedObject&) = delete;
    ReceivedObject(ReceivedObject&& other) noexcept;
    ReceivedObject& operator=(ReceivedObject&& other) noexcept;

    [[nodiscard]] std::uint64_t size() const override { return size_; }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override;
    /// All bytes of an object that lies in memory; empty where it lies in a file.
    [[nodiscard]] std::span<const std::byte> in_memory() const override { return bytes_; }

    [[nodiscard]] bool is_in_file() const noexcept { return file_.has_value(); }
    /// Where the data set begins behind preamble and group 0002; 0 where the object came with its own.
    [[nodiscard]] std::uint64_t data_set_offset() const noexcept { return data_set_offset_; }
    /// SHA-256 of all bytes as 64 lower-case hexadecimal digits, computed while they came.
    [[nodiscard]] const std::string& sha256() const noexcept { return sha256_; }

    /// base::Checksum of all bytes, computed while they came.
    [[nodiscard]] const std::string& checksum() const noexcept { return checksum_; }

    /// Hands over the staged file: it is no longer removed from here. Afterwards only size, offset, digest and checksum
    /// are left.
    [[nodiscard]] TakenFile take_file();

private:
    friend class ReceivedObjectWriter;
    ReceivedObject() = default;

    std::uint64_t size_ = 0;
    std::uint64_t data_set_offset_ = 0;
    std::string sha256_;
    std::string checksum_;
    std::vector<std::byte> bytes_;
    std::optional<TakenFile> file_;
};

}  // namespace kinote::dicom
