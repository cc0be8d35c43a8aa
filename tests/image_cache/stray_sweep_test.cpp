#include <gmock/gmock.h>

#include <chrono>
#include <fstream>

#include "image_cache/image_cache.hpp"
#include "support/test_database.hpp"

namespace kinote::image_cache {
namespace {

namespace fs = std::filesystem;

class StraySweepTest : public test::DatabaseTest {
protected:
    static constexpr std::int64_t an_hour = 3'600;
    ImageCache cache_{{folder() / "cache"}, database()};
};

TEST_P(StraySweepTest, leaves_an_old_file_alone_that_has_just_been_linked) {
    const fs::path old_file = folder() / "old.dcm";
    std::ofstream{old_file} << "written long ago";
    fs::last_write_time(old_file, fs::file_time_type::clock::now() - std::chrono::hours{24 * 365});
    const std::optional<KeptFile> kept = cache_.keep_link(old_file);
    ASSERT_TRUE(kept);

    EXPECT_EQ(cache_.sweep_strays(an_hour, [] { return false; }).removed, 0);
    EXPECT_TRUE(fs::exists(folder() / "cache" / kept->path()));
}

TEST_P(StraySweepTest, removes_a_file_that_no_row_names_once_it_is_old_enough) {
    const fs::path staged = cache_.staging().new_file();
    std::ofstream{staged} << "never committed";
    KeptFile kept = cache_.keep(staged);
    const fs::path file = folder() / "cache" / kept.path();
    kept.release();  // as a process that was killed leaves it

    EXPECT_EQ(cache_.sweep_strays(an_hour, [] { return false; }).removed, 0);
    EXPECT_EQ(cache_.sweep_strays(0, [] { return false; }).removed, 1);
    EXPECT_FALSE(fs::exists(file));
}

INSTANTIATE_TEST_SUITE_P(Engines, StraySweepTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::image_cache
