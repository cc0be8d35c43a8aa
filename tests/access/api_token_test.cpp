#include "access/api_token.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "base/error.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::access {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;

class ApiTokenTest : public ::testing::Test {
protected:
    [[nodiscard]] fs::path file() const { return folder_.path() / "api-token"; }
    void write(const std::string& content, fs::perms permissions) const {
        std::ofstream{file()} << content;
        fs::permissions(file(), permissions);
    }

private:
    test::TemporaryFolder folder_;
};

TEST_F(ApiTokenTest, the_first_start_makes_a_random_one_for_its_owner_alone) {
    const ApiToken token = ApiToken::read_or_create(file());
    EXPECT_THAT(token.text(), testing::MatchesRegex("[0-9a-f]+"));
    EXPECT_EQ(token.text().size(), 64U);  // 256 bits
    struct stat status {};
    ASSERT_EQ(::stat(file().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0600U);
    EXPECT_EQ(ApiToken::read_or_create(file()).text(), token.text());
}

TEST_F(ApiTokenTest, two_sites_have_two) {
    const test::TemporaryFolder other;
    EXPECT_NE(ApiToken::read_or_create(file()).text(), ApiToken::read_or_create(other.path() / "api-token").text());
}

TEST_F(ApiTokenTest, a_file_that_others_may_read_is_refused) {
    write("0123456789abcdef\n", fs::perms::owner_read | fs::perms::group_read);
    try {
        (void)ApiToken::read_or_create(file());
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::refused);
        EXPECT_THAT(error.what(), testing::HasSubstr("chmod 600"));
    }
}

TEST_F(ApiTokenTest, spaces_and_line_ends_behind_a_token_do_not_count) {
    write("0123456789abcdef \r\n", fs::perms::owner_read);
    EXPECT_EQ(ApiToken::read_or_create(file()).text(), "0123456789abcdef");
}

TEST_F(ApiTokenTest, a_token_that_is_short_or_holds_other_signs_is_invalid) {
    for (const char* wrong : {"", "0123456789abcde", "0123456789abcdef;", "0123456789 abcdef", "0123456789abcdé"}) {
        EXPECT_THROW(ApiToken{wrong}, Error) << wrong;
    }
    EXPECT_NO_THROW(ApiToken{"A-token_of-16-ch"});
}

TEST_F(ApiTokenTest, only_the_whole_token_matches) {
    const ApiToken token{"0123456789abcdef"};
    EXPECT_TRUE(token.matches("0123456789abcdef"));
    for (const char* wrong : {"", "0123456789abcde", "0123456789abcdeg", "0123456789abcdef0", "0123456789ABCDEF"}) {
        EXPECT_FALSE(token.matches(wrong)) << wrong;
    }
}

}  // namespace
}  // namespace kinote::access
