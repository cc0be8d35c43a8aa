#pragma once
// Bytes in memory as a source that owns them.

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "dicom/byte_source.hpp"

namespace kinote::test {

class OwnedSource final : public dicom::ByteSource {
public:
    explicit OwnedSource(std::vector<std::byte> bytes) : bytes_{std::move(bytes)} {}
    [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override {
        return dicom::MemorySource{bytes_}.read_at(offset, buffer);
    }

private:
    std::vector<std::byte> bytes_;
};

}  // namespace kinote::test
