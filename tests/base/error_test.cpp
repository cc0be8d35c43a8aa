#include "base/error.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <new>

namespace kinote::base {
namespace {

Error seen_at_the_door(const std::function<void()>& work) {
    try {
        work();
    } catch (...) {
        return current_error();
    }
    return {ErrorKind::internal, "nothing was thrown"};
}

TEST(ErrorTest, an_error_arrives_at_the_door_as_it_was_thrown) {
    const Error seen = seen_at_the_door([] { throw Error{ErrorKind::refused, "not allowed"}; });
    EXPECT_EQ(seen.kind(), ErrorKind::refused);
    EXPECT_STREQ(seen.what(), "not allowed");
}

TEST(ErrorTest, causes_that_can_pass_are_unavailable) {
    EXPECT_EQ(seen_at_the_door([] { throw std::bad_alloc{}; }).kind(), ErrorKind::unavailable);
    EXPECT_EQ(seen_at_the_door([] { std::filesystem::create_directory("/proc/no/such"); }).kind(),
              ErrorKind::unavailable);
}

TEST(ErrorTest, whatever_else_is_thrown_is_a_fault_of_ours) {
    EXPECT_EQ(seen_at_the_door([] { throw std::logic_error{"odd"}; }).kind(), ErrorKind::internal);
    EXPECT_EQ(seen_at_the_door([] { throw 17; }).kind(), ErrorKind::internal);
}

TEST(ErrorTest, every_kind_has_its_word) {
    EXPECT_EQ(to_string(ErrorKind::invalid), "invalid");
    EXPECT_EQ(to_string(ErrorKind::not_found), "not_found");
    EXPECT_EQ(to_string(ErrorKind::refused), "refused");
    EXPECT_EQ(to_string(ErrorKind::unavailable), "unavailable");
    EXPECT_EQ(to_string(ErrorKind::corrupt), "corrupt");
    EXPECT_EQ(to_string(ErrorKind::internal), "internal");
}

}  // namespace
}  // namespace kinote::base
