// The table of doors, and that nothing reads by the rule of what is visible without standing in it.
#include "database/door.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace kinote::database {
namespace {

static_assert(has_row(Door::studies) && has_row(Door::withdrawal));

TEST(DoorTest, every_door_has_a_name_of_its_own_and_says_what_passes) {
    std::set<std::string_view> names;
    for (const DoorRow& row : doors) {
        EXPECT_TRUE(names.insert(row.name).second) << row.name;
        EXPECT_FALSE(row.through.empty() || row.shows.empty()) << row.name;
    }
}

TEST(DoorTest, what_reads_a_view_of_the_rule_names_its_doors) {
    const std::regex plain{R"re(Statement \w+\{(R"\(|")([^;]*)\};)re"};
    int looked_at = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator{std::filesystem::path{KINOTE_SOURCE_DIR} / "src"}) {
        if (entry.path().extension() != ".cpp") continue;
        std::ifstream file{entry.path()};
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        for (auto found = std::sregex_iterator{text.begin(), text.end(), plain}; found != std::sregex_iterator{};
             ++found) {
            EXPECT_EQ(found->str().find(" visible_"), std::string::npos) << entry.path() << ": " << found->str();
            ++looked_at;
        }
    }
    EXPECT_GT(looked_at, 100) << "the statements are written as they are looked for";
}

}  // namespace
}  // namespace kinote::database
