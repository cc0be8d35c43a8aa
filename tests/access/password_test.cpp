#include "access/password.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace kinote::access {
namespace {

bool is_taken(std::string_view password, std::string_view account = "anna") {
    try {
        check_new_password(password, account);
        return true;
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
        EXPECT_THAT(error.what(), testing::StartsWith("password: "));
        return false;
    }
}

TEST(PasswordTest, length_counts_and_not_the_kinds_of_characters) {
    EXPECT_TRUE(is_taken("seven green lamps"));
    EXPECT_TRUE(is_taken("grünespferd."));  // 12 characters in 13 bytes
    EXPECT_FALSE(is_taken("short words"));
    EXPECT_TRUE(is_taken(std::string(64, 'a') + "bcde"));
    EXPECT_FALSE(is_taken(std::string(257, 'a') + "bcde"));
}

TEST(PasswordTest, what_is_tried_first_is_none) {
    EXPECT_FALSE(is_taken("Password1234"));
    EXPECT_FALSE(is_taken("123456789012"));
    EXPECT_FALSE(is_taken("aaaaaaaaaaaa"));
    EXPECT_FALSE(is_taken("the ANNA of old"));
    EXPECT_TRUE(is_taken("the anna of old", "an"));
}

TEST(PasswordTest, a_hash_is_argon2id_matches_its_password_alone_and_is_never_the_same) {
    const std::string hash = hash_password("seven green lamps");
    EXPECT_THAT(hash, testing::StartsWith("$argon2id$v=19$m=65536,t=2,p=1$"));
    EXPECT_NE(hash, hash_password("seven green lamps"));
    EXPECT_TRUE(password_matches(hash, "seven green lamps"));
    EXPECT_FALSE(password_matches(hash, "seven green lamp"));
    EXPECT_FALSE(password_matches(hash, ""));
    EXPECT_FALSE(password_matches("", "seven green lamps"));
    EXPECT_FALSE(password_matches("", "what no account has"));
}

TEST(PasswordTest, a_made_password_can_be_one_and_is_no_other) {
    EXPECT_TRUE(is_taken(random_password()));
    EXPECT_NE(random_password(), random_password());
}

}  // namespace
}  // namespace kinote::access
