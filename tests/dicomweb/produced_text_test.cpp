#include "dicomweb/produced_text.hpp"

#include <gmock/gmock.h>

#include <atomic>

#include "base/error.hpp"

namespace kinote::dicomweb {
namespace {

TEST(ProducedTextTest, pieces_come_in_their_order_and_end) {
    ProducedText text{[](const ProducedText::Give& give) {
        for (int number = 0; number < 1'000; ++number) give(std::to_string(number));
    }};
    for (int number = 0; number < 1'000; ++number) EXPECT_EQ(text.next(), std::to_string(number));
    EXPECT_EQ(text.next(), std::nullopt);
}

TEST(ProducedTextTest, an_error_comes_behind_what_was_made_before_it) {
    ProducedText text{[](const ProducedText::Give& give) {
        give("first");
        throw base::Error{base::ErrorKind::unavailable, "the database is away"};
    }};
    EXPECT_EQ(text.next(), "first");
    EXPECT_THROW((void)text.next(), base::Error);
}

TEST(ProducedTextTest, who_does_not_take_it_all_ends_it) {
    std::atomic<bool> is_stopped = false;
    {
        ProducedText text{[&is_stopped](const ProducedText::Give& give) {
            while (give(std::string(100'000, 'x'))) {
            }
            is_stopped = true;
        }};
        EXPECT_EQ(text.next()->size(), 100'000U);
    }
    EXPECT_TRUE(is_stopped);
}

}  // namespace
}  // namespace kinote::dicomweb
