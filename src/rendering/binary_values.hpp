#pragma once
// Numbers in the value of an element, in the byte order of its data set.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace kinote::rendering {

class BinaryValues {
public:
    BinaryValues(std::span<const std::byte> bytes, bool is_big_endian) : bytes_{bytes}, is_big_endian_{is_big_endian} {}

    [[nodiscard]] std::size_t size() const { return bytes_.size(); }

    /// @param index counts numbers of this size, and lies within the value.
    [[nodiscard]] std::uint16_t unsigned_16(std::size_t index) const {
        return static_cast<std::uint16_t>(number(2 * index, 2));
    }
    [[nodiscard]] std::int16_t signed_16(std::size_t index) const {
        return static_cast<std::int16_t>(unsigned_16(index));
    }
    [[nodiscard]] std::int32_t signed_32(std::size_t index) const {
        return static_cast<std::int32_t>(number(4 * index, 4));
    }
    [[nodiscard]] float float_32(std::size_t index) const { return std::bit_cast<float>(number(4 * index, 4)); }

private:
    [[nodiscard]] std::uint32_t number(std::size_t offset, std::size_t size) const {
        std::uint32_t value = 0;
        for (std::size_t index = 0; index < size; ++index) {
            const std::size_t from = is_big_endian_ ? index : size - 1 - index;
            value = value << 8U | std::to_integer<std::uint32_t>(bytes_[offset + from]);
        }
        return value;
    }

    std::span<const std::byte> bytes_;
    bool is_big_endian_;
};

}  // namespace kinote::rendering
