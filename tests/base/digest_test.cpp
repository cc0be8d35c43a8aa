#include "base/digest.hpp"

#include <gtest/gtest.h>

namespace kinote::base {
namespace {

// FIPS 180-4, the examples of NIST.
TEST(DigestTest, sha_256_is_that_of_the_standard) {
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(DigestTest, pieces_give_the_digest_of_the_whole) {
    const std::string text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    Sha256 digest;
    for (const char& character : text) digest.add(std::as_bytes(std::span{&character, 1}));
    EXPECT_EQ(digest.hex(), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

}  // namespace
}  // namespace kinote::base
