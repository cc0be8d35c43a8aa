#include "server/title_settings.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "base/error.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::server {
namespace {

using testing::HasSubstr;

class TitleSettingsTest : public ::testing::Test {
protected:
    std::vector<note::SiteTitle> read(const std::string& content) {
        std::ofstream{file_} << content;
        return read_site_titles(std::vector{file_});
    }
    std::string refusal(const std::string& content) {
        try {
            (void)read(content);
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
            return error.what();
        }
        return "no refusal";
    }

private:
    test::TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "kinote.toml";
};

TEST_F(TitleSettingsTest, each_entry_is_a_title_with_its_role) {
    const auto titles = read(R"(
database = "x"
[[titles]]
value = "X1"
scheme = "99SITE"
meaning = "Tumour board"
role = "manifest"
[[titles]]
value = "X2"
scheme = "99SITE"
meaning = "Rejected here"
role = "rejection"
)");
    ASSERT_EQ(titles.size(), 2U);
    EXPECT_EQ(titles[0].title, (note::Code{"X1", "99SITE", "Tumour board"}));
    EXPECT_EQ(titles[0].role, note::NoteRole::manifest);
    EXPECT_EQ(titles[1].role, note::NoteRole::rejection);
}

TEST_F(TitleSettingsTest, a_file_without_titles_adds_none) { EXPECT_TRUE(read("database = \"x\"\n").empty()); }

TEST_F(TitleSettingsTest, an_entry_that_lacks_something_is_refused_with_its_line) {
    EXPECT_THAT(refusal("\n[[titles]]\nvalue = \"X1\"\nscheme = \"99SITE\"\nrole = \"note\"\n"),
                testing::AllOf(HasSubstr("kinote.toml:2"), HasSubstr("meaning")));
}

TEST_F(TitleSettingsTest, an_unknown_role_is_refused) {
    EXPECT_THAT(refusal("[[titles]]\nvalue=\"X\"\nscheme=\"S\"\nmeaning=\"M\"\nrole=\"letter\"\n"),
                HasSubstr("letter"));
}

TEST_F(TitleSettingsTest, what_is_no_table_is_refused) { EXPECT_THAT(refusal("titles = [1]\n"), HasSubstr("tables")); }

}  // namespace
}  // namespace kinote::server
