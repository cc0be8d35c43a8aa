#include "server/association_places.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <optional>
#include <thread>
#include <vector>

#include "base/error.hpp"

namespace kinote::server {
namespace {

// As many threads as want places, each in turn for many times; counts how many had one at the same time.
TEST(AssociationPlaces, there_are_never_more_taken_than_allowed) {
    AssociationPlaces places;
    places.set_limit(2);
    std::mutex mutex;
    int taken = 0;
    int most = 0;
    std::latch together{4};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&, goes_first = i % 2 == 0](const std::stop_token& stop) {
                together.arrive_and_wait();
                for (int turn = 0; turn < 500; ++turn) {
                    const auto place = places.take(goes_first, stop);
                    {
                        const std::lock_guard lock{mutex};
                        most = std::max(most, ++taken);
                    }
                    std::this_thread::yield();
                    const std::lock_guard lock{mutex};
                    --taken;
                }
            });
        }
        for (std::jthread& thread : threads) thread.join();
    }
    EXPECT_LE(most, 2);
    EXPECT_EQ(taken, 0);
}

TEST(AssociationPlaces, who_waits_ends_with_a_stop_and_leaves_the_place_to_others) {
    AssociationPlaces places;
    {
        const auto place = places.take(false, {});
        std::optional<base::ErrorKind> ended;
        {
            const std::jthread waiting{[&](const std::stop_token& stop) {
                try {
                    const auto another = places.take(true, stop);
                } catch (const base::Error& error) {
                    ended = error.kind();
                }
            }};
        }
        EXPECT_EQ(ended, base::ErrorKind::unavailable);
    }
    const auto place = places.take(false, {});
}

TEST(AssociationPlaces, a_higher_limit_lets_those_in_who_wait) {
    AssociationPlaces places;
    const auto place = places.take(false, {});
    std::jthread waiting{[&](const std::stop_token& stop) { const auto another = places.take(false, stop); }};
    places.set_limit(2);
    waiting.join();
}

}  // namespace
}  // namespace kinote::server
