#include "image_cache/image_cache.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include "base/error.hpp"
#include "support/test_site.hpp"

namespace kinote::image_cache {
namespace {

using database::Statement;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::size_t large = 200'000;

class ImageCacheTest : public test::SiteTest {
protected:
    std::filesystem::path stage(const std::string& content) {
        std::filesystem::path staged = cache().staging().new_file();
        std::ofstream{staged, std::ios::binary} << content;
        return staged;
    }
    std::filesystem::path whole(const KeptFile& kept) { return folder() / "cache" / kept.path(); }
    StraySweepResult sweep(std::int64_t age_seconds = 0) {
        return cache().sweep_strays(age_seconds, [] { return false; });
    }
};

TEST_P(ImageCacheTest, a_file_is_kept_under_a_name_of_its_own) {
    KeptFile first = cache().keep(stage("one"));
    KeptFile second = cache().keep(stage("one"));
    EXPECT_NE(first.path(), second.path());
    EXPECT_EQ(base::read_text_file(whole(first), 100), "one");
    EXPECT_EQ(staged_files(), 0U);
}

TEST_P(ImageCacheTest, a_file_that_no_row_takes_is_removed_and_one_that_a_row_took_stays) {
    std::filesystem::path lost;
    std::filesystem::path taken;
    {
        const KeptFile first = cache().keep(stage("lost"));
        lost = whole(first);
        KeptFile second = cache().keep(stage("taken"));
        taken = whole(second);
        second.release();
    }
    EXPECT_FALSE(std::filesystem::exists(lost));
    EXPECT_TRUE(std::filesystem::exists(taken));
}

TEST_P(ImageCacheTest, a_kept_file_that_moves_is_removed_once) {
    KeptFile first = cache().keep(stage("one"));
    const std::filesystem::path path = whole(first);
    {
        const KeptFile second{std::move(first)};
        EXPECT_TRUE(std::filesystem::exists(path));
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_P(ImageCacheTest, a_linked_file_shares_its_bytes_with_where_it_was) {
    const std::filesystem::path old = folder() / "old.dcm";
    base::write_file_durably(old, "old bytes");
    const std::optional<KeptFile> kept = cache().keep_link(old);
    ASSERT_TRUE(kept);
    EXPECT_TRUE(std::filesystem::equivalent(old, whole(*kept)));
}

TEST_P(ImageCacheTest, a_file_of_another_size_than_its_row_says_is_corrupt_in_words) {
    accept_staged(test::part10(test::with_pixels(test::image_of_study(test::ct_1_uid), large)));
    std::filesystem::resize_file(folder() / "cache" / cache_files().at(0), 100);
    try {
        (void)stored_bytes(test::ct_1_uid);
        FAIL() << "no error";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::corrupt);
        EXPECT_THAT(error.what(), testing::HasSubstr("100 bytes"));
    }
}

TEST_P(ImageCacheTest, bytes_that_are_missing_from_the_database_are_corrupt_in_words) {
    accept(test::image_of_study(test::ct_1_uid));
    connection().change(Statement{"DELETE FROM object_bytes"});
    EXPECT_THROW((void)stored_bytes(test::ct_1_uid), base::Error);
}

TEST_P(ImageCacheTest, the_sweep_removes_strays_and_leaves_what_rows_name) {
    accept_staged(test::part10(test::with_pixels(test::image_of_study(test::ct_1_uid), large)));
    accept(test::image_of_study(test::ct_2_uid));
    accept(test::image_of_study(test::ct_2_uid, "PID-1", "1.2.3.100.7"));  // refused, and kept aside
    KeptFile stray = cache().keep(stage("stray"));
    const std::filesystem::path path = whole(stray);
    stray.release();  // as a process leaves it that dies before its commit
    const StraySweepResult result = sweep();
    EXPECT_EQ(result.looked_at, 3);
    EXPECT_EQ(result.removed, 1);
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_THAT(cache_files(), SizeIs(2));
}

TEST_P(ImageCacheTest, the_sweep_leaves_a_young_file_alone) {
    KeptFile arriving = cache().keep(stage("arriving"));
    EXPECT_EQ(sweep(3'600).removed, 0);
    EXPECT_TRUE(std::filesystem::exists(whole(arriving)));
}

TEST_P(ImageCacheTest, the_sweep_removes_what_a_dead_process_has_staged_and_not_what_a_living_one_has) {
    const std::filesystem::path living = stage("growing");
    const std::filesystem::path dead = folder() / "cache" / "staging" / "dead";
    std::filesystem::create_directories(dead);
    std::ofstream{dead / "lock"} << "";
    std::ofstream{dead / "half"} << "half an object";
    EXPECT_EQ(sweep().removed, 1);
    EXPECT_FALSE(std::filesystem::exists(dead));
    EXPECT_TRUE(std::filesystem::exists(living));
}

TEST_P(ImageCacheTest, threads_that_keep_at_once_get_names_of_their_own) {
    (void)cache();
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([this] {
                for (int k = 0; k < 20; ++k) cache().keep(stage("bytes")).release();
            });
        }
    }
    EXPECT_THAT(cache_files(), SizeIs(80));
}

TEST_P(ImageCacheTest, a_folder_that_cannot_be_made_is_refused_in_words) {
    const std::filesystem::path file = folder() / "file";
    base::write_file_durably(file, "");
    try {
        const ImageCache wrong{{file / "cache"}, database()};
        FAIL() << "no error";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::refused);
        EXPECT_THAT(error.what(), testing::HasSubstr("cache folder"));
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, ImageCacheTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::image_cache
