#include "dimse/status.hpp"

#include <gtest/gtest.h>

namespace kinote::dimse {
namespace {

TEST(StatusTest, each_kind_of_error_has_its_status) {
    EXPECT_EQ(store_status(base::ErrorKind::unavailable), Status{0xA700});
    EXPECT_EQ(store_status(base::ErrorKind::internal), Status{0xA700});
    EXPECT_EQ(store_status(base::ErrorKind::invalid), Status{0xA900});
    EXPECT_EQ(store_status(base::ErrorKind::refused), Status{0x0124});
    EXPECT_EQ(store_status(base::ErrorKind::not_found), Status{0xC000});
    EXPECT_EQ(store_status(base::ErrorKind::corrupt), Status{0xC000});
}

TEST(StatusTest, only_success_and_warnings_mean_stored) {
    EXPECT_TRUE(is_stored(Status::success));
    EXPECT_TRUE(is_stored(Status::coercion_of_data_elements));
    EXPECT_TRUE(is_stored(Status::elements_discarded));
    EXPECT_TRUE(is_stored(Status::data_set_warning));
    EXPECT_FALSE(is_stored(Status::duplicate_sop_instance));
    EXPECT_FALSE(is_stored(Status::out_of_resources));
    EXPECT_FALSE(is_stored(Status::data_set_does_not_match_sop_class));
    EXPECT_FALSE(is_stored(Status::cannot_understand));
    EXPECT_FALSE(is_stored(Status{0xFFFF}));
}

TEST(StatusTest, failures_that_can_pass_are_lack_of_resources_and_faults_of_processing) {
    for (const int status : {0xA700, 0xA701, 0xA702, 0x0110, 0x0213}) {
        EXPECT_TRUE(can_pass(static_cast<Status>(status))) << status;
    }
    for (const int status : {0x0000, 0xB000, 0x0111, 0x0122, 0x0124, 0xA703, 0xA770, 0xA771, 0xA900, 0xC000}) {
        EXPECT_FALSE(can_pass(static_cast<Status>(status))) << status;
    }
}

TEST(StatusTest, warnings_are_those_of_the_standard) {
    for (const int status : {0xB000, 0xB006, 0xB007, 0x0001, 0x0107, 0x0116}) {
        EXPECT_TRUE(is_warning(static_cast<Status>(status))) << status;
    }
    for (const int status : {0x0000, 0x0110, 0xA700, 0xC000, 0xFE00, 0xFF00}) {
        EXPECT_FALSE(is_warning(static_cast<Status>(status))) << status;
    }
}

TEST(StatusTest, errors_of_query_handlers_have_a_status_each) {
    EXPECT_EQ(query_status(base::ErrorKind::unavailable), Status{0xA700});
    EXPECT_EQ(query_status(base::ErrorKind::invalid), Status{0xA900});
    EXPECT_EQ(query_status(base::ErrorKind::refused), Status{0x0124});
    for (const auto kind : {base::ErrorKind::not_found, base::ErrorKind::corrupt, base::ErrorKind::internal}) {
        EXPECT_EQ(query_status(kind), Status{0xC000});
    }
}

}  // namespace
}  // namespace kinote::dimse
