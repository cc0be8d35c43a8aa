#include <gmock/gmock.h>

#include "database/cached_study_table.hpp"
#include "support/test_site.hpp"

namespace kinote::image_cache {
namespace {

constexpr std::int64_t first_access_ms = 1'700'000'100'000;

class AccessTimesTest : public test::SiteTest {
protected:
    AccessTimesTest() {
        accept(test::image_of_study(test::ct_1_uid));
        database::Transaction transaction{connection()};
        database::add_study_arrival(
            transaction, database::study_arrival(number({"SELECT min(id) FROM study"}), "import", 1'700'000'000'000));
        transaction.commit();
    }
    std::int64_t last_access() {
        return database::find_cached_study(connection(), test::study_uid).value().last_access_ms;
    }
};

TEST_P(AccessTimesTest, many_accesses_within_a_minute_write_once) {
    cache().note_access(test::study_uid, first_access_ms);
    EXPECT_EQ(last_access(), first_access_ms);
    cache().note_access(test::study_uid, first_access_ms + 59'999);
    EXPECT_EQ(last_access(), first_access_ms);
    cache().note_access(test::study_uid, first_access_ms + 60'000);
    EXPECT_EQ(last_access(), first_access_ms + 60'000);
}

TEST_P(AccessTimesTest, the_time_never_goes_back_and_nobody_minds_a_study_that_is_not_known) {
    cache().note_access(test::study_uid, first_access_ms);
    cache().note_access(test::study_uid, first_access_ms - 1);
    EXPECT_EQ(last_access(), first_access_ms);
    EXPECT_NO_THROW(cache().note_access("1.2.3.4", first_access_ms));
}

TEST_P(AccessTimesTest, an_access_takes_back_that_the_study_was_fetched_for_another) {
    {
        database::Transaction transaction{connection()};
        database::set_fetched_for(transaction, test::study_uid, test::study_uid);
        transaction.commit();
    }
    EXPECT_EQ(number({"SELECT count(*) FROM cached_study WHERE fetched_for IS NOT NULL"}), 1);
    cache().note_access(test::study_uid, first_access_ms);
    EXPECT_EQ(number({"SELECT count(*) FROM cached_study WHERE fetched_for IS NOT NULL"}), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, AccessTimesTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::image_cache
