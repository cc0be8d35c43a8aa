#pragma once
// A file without a name, which goes with its owner.

#include <cstdint>
#include <span>
#include <string_view>

namespace kinote::legacy_migration {

class TemporaryFile {
public:
    /// In the folder for temporary files. @throws Error unavailable.
    TemporaryFile();
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    /// @throws Error unavailable, as where the disk is full.
    void append(std::string_view bytes);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// Up to buffer.size() bytes; 0 at the end. @throws Error unavailable.
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<char> buffer) const;

private:
    int descriptor_;
    std::uint64_t size_ = 0;
};

}  // namespace kinote::legacy_migration
