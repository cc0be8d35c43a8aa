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

}  // namespace
}  // namespace kinote::dimse
