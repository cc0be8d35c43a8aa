#include "image_cache/object_layout.hpp"

#include <gmock/gmock.h>

#include <set>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::image_cache {
namespace {

namespace fs = std::filesystem;

class ObjectLayoutTest : public testing::Test {
protected:
    [[nodiscard]] const fs::path& cache() const { return folder_.path(); }

private:
    test::TemporaryFolder folder_;
};

TEST_F(ObjectLayoutTest, gives_each_arrival_a_path_of_its_own_in_a_folder_that_exists) {
    ObjectLayout layout{cache()};
    std::set<std::string> paths;
    for (int i = 0; i < 10; ++i) paths.insert(layout.new_path());
    EXPECT_EQ(paths.size(), 10);
    for (const std::string& path : paths) {
        EXPECT_TRUE(fs::is_directory((cache() / path).parent_path()));
        EXPECT_FALSE(fs::exists(cache() / path));
        EXPECT_THAT(path, testing::MatchesRegex("objects/[0-9]{8}/[0-9a-f]{16}/[0-9a-f]{32}[.]dcm"));
    }
}

TEST_F(ObjectLayoutTest, begins_a_folder_after_a_thousand_files) {
    ObjectLayout layout{cache()};
    std::set<fs::path> folders;
    for (int i = 0; i < ObjectLayout::most_files_in_a_folder; ++i) {
        folders.insert(fs::path{layout.new_path()}.parent_path());
    }
    EXPECT_EQ(folders.size(), 1);
    folders.insert(fs::path{layout.new_path()}.parent_path());
    EXPECT_EQ(folders.size(), 2);
}

TEST_F(ObjectLayoutTest, two_processes_share_no_folder) {
    ObjectLayout one{cache()};
    ObjectLayout other{cache()};
    EXPECT_NE(fs::path{one.new_path()}.parent_path(), fs::path{other.new_path()}.parent_path());
}

TEST_F(ObjectLayoutTest, threads_are_given_different_paths) {
    ObjectLayout layout{cache()};
    std::vector<std::vector<std::string>> given(4);
    {
        std::vector<std::jthread> threads;
        for (auto& paths : given) {
            threads.emplace_back([&] {
                for (int i = 0; i < 600; ++i) paths.push_back(layout.new_path());
            });
        }
    }
    std::set<std::string> all;
    for (const auto& paths : given) all.insert(paths.begin(), paths.end());
    EXPECT_EQ(all.size(), 2'400);
}

TEST_F(ObjectLayoutTest, says_where_it_cannot_make_a_folder_and_tries_again) {
    std::error_code ignored;
    const fs::path in_the_way = cache() / objects_folder;
    fs::create_symlink("nowhere/at/all", in_the_way);
    ObjectLayout layout{cache()};
    EXPECT_THROW((void)layout.new_path(), base::Error);
    fs::remove(in_the_way, ignored);
    EXPECT_FALSE(layout.new_path().empty());
}

}  // namespace
}  // namespace kinote::image_cache
