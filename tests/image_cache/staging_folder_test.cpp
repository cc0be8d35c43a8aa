// The moment at which a folder is locked, seen at the system call itself: this program's own flock stands before the C
// library's.

#include "image_cache/staging_folder.hpp"

#include <gmock/gmock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <utility>

#include "support/temporary_folder.hpp"

namespace {

// Called once, before a lock is asked for.
std::function<void()> before_lock;

}  // namespace

extern "C" int flock(int descriptor, int operation) noexcept {
    if (before_lock) std::exchange(before_lock, nullptr)();
    return static_cast<int>(::syscall(SYS_flock, descriptor, operation));
}

namespace kinote::image_cache {
namespace {

namespace fs = std::filesystem;

TEST(StagingFolderTest, a_sweep_leaves_a_folder_alone_that_is_just_being_made) {
    const test::TemporaryFolder parent;
    std::int64_t removed = -1;
    before_lock = [&] { removed = StagingFolder::remove_abandoned(parent.path()); };
    const StagingFolder folder{parent.path()};
    EXPECT_EQ(removed, 0);
    EXPECT_TRUE(fs::is_directory(folder.path()));
    std::ofstream{folder.new_file()} << "growing";
    EXPECT_EQ(StagingFolder::remove_abandoned(parent.path()), 0);
    EXPECT_EQ(parent.file_count(), 1U);
}

TEST(StagingFolderTest, a_sweep_goes_on_where_another_has_removed_the_folder_at_the_same_time) {
    const test::TemporaryFolder parent;
    for (const char* dead : {"dead1", "dead2"}) {
        fs::create_directories(parent.path() / dead);
        std::ofstream{parent.path() / dead / "lock"} << "";
        std::ofstream{parent.path() / dead / "half"} << "half an object";
    }
    std::int64_t by_other = 0;
    before_lock = [&] { by_other = StagingFolder::remove_abandoned(parent.path()); };
    const std::int64_t by_this = StagingFolder::remove_abandoned(parent.path());
    EXPECT_EQ(by_other + by_this, 2);
    EXPECT_EQ(parent.file_count(), 0U);
}

TEST(StagingFolderTest, its_end_leaves_nothing) {
    const test::TemporaryFolder parent;
    {
        const StagingFolder folder{parent.path()};
        std::ofstream{folder.new_file()} << "half an object";
    }
    EXPECT_EQ(parent.file_count(), 0U);
}

}  // namespace
}  // namespace kinote::image_cache
