#include "base/checksum.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace kinote::base {
namespace {

std::string checksum_hex(std::string_view text) {
    Checksum checksum;
    checksum.add(std::as_bytes(std::span{text}));
    return checksum.hex();
}

// Rows keep it: it is the same on every machine and in every version.
TEST(ChecksumTest, is_xxh3_of_128_bits_as_its_specification_has_it) {
    EXPECT_EQ(checksum_hex(""), "99aa06d3014798d86001c324468d497f");
}

TEST(ChecksumTest, pieces_give_the_checksum_of_the_whole) {
    const std::string text(5'000, 'a');
    Checksum checksum;
    for (const char& character : text) checksum.add(std::as_bytes(std::span{&character, 1}));
    EXPECT_EQ(checksum.hex(), checksum_hex(text));
}

TEST(ChecksumTest, one_changed_bit_makes_another) {
    const std::string text(5'000, 'a');
    std::string changed = text;
    changed[4'321] ^= 1;
    EXPECT_NE(checksum_hex(changed), checksum_hex(text));
}

}  // namespace
}  // namespace kinote::base
