#include "legacy_migration/title_mapping.hpp"

#include <gtest/gtest.h>

namespace kinote::legacy_migration {
namespace {

Mapping site_mapping() {
    return parse_mapping(R"(
name = "old"
[queries]
notes = "SELECT 1"
references = "SELECT 2"
[titles]
"Für den Überweiser" = "113002"
"LOCAL:7" = "113003"
[[title_patterns]]
pattern = "*tumor*board*"
code = "113005"
)",
                         "old.toml");
}

class TitleMappingTest : public ::testing::Test {
protected:
    [[nodiscard]] MappedTitle map(const std::string& words) const { return titles_.map("", "", words); }

    Mapping mapping_ = site_mapping();
    TitleMapping titles_{mapping_};
};

TEST_F(TitleMappingTest, takes_the_words_of_the_site_in_any_case) {
    EXPECT_EQ(map("FÜR DEN ÜBERWEISER").title.value, "113002");
    EXPECT_EQ(map("Vorstellung im Tumor-Board Montag").title.value, "113005");
    EXPECT_TRUE(map("für den überweiser").kept_words.empty());
}

TEST_F(TitleMappingTest, takes_the_standards_own_words_and_codes) {
    EXPECT_EQ(map("For Teaching").title.value, "113004");
    EXPECT_EQ(titles_.map("113004", "DCM", "irgendwas").title.value, "113004");
    EXPECT_EQ(titles_.map("113004", "", "").title.value, "113004");
    EXPECT_EQ(titles_.map("7", "LOCAL", "").title.value, "113003");
}

TEST_F(TitleMappingTest, keeps_words_that_no_table_has) {
    const MappedTitle title = map("Wichtig");
    EXPECT_EQ(title.title.value, "113000");
    EXPECT_EQ(title.kept_words, "Wichtig");
    EXPECT_NE(title.remark.find("\"Wichtig\" is in no table"), std::string::npos);
    EXPECT_EQ(titles_.map("99", "LOCAL", "").kept_words, "99 (LOCAL)");
}

TEST_F(TitleMappingTest, a_note_without_title_is_of_interest) {
    EXPECT_EQ(map("").title.value, "113000");
    EXPECT_TRUE(map("").remark.empty());
}

TEST_F(TitleMappingTest, makes_no_note_a_rejection) {
    EXPECT_EQ(titles_.map("113001", "DCM", "").title.value, "113000");
    EXPECT_EQ(map("Rejected for Quality Reasons").kept_words, "Rejected for Quality Reasons");
    EXPECT_FALSE(map("Rejected for Quality Reasons").remark.empty());
}

TEST(FitsPattern, stars_stand_for_any_characters) {
    EXPECT_TRUE(fits_pattern("abc", "*"));
    EXPECT_TRUE(fits_pattern("abc", "a*c"));
    EXPECT_TRUE(fits_pattern("abc", "?b?"));
    EXPECT_TRUE(fits_pattern("", "*"));
    EXPECT_TRUE(fits_pattern("aab", "*ab"));
    EXPECT_FALSE(fits_pattern("abc", "a*d"));
    EXPECT_FALSE(fits_pattern("abc", "ab"));
}

}  // namespace
}  // namespace kinote::legacy_migration
