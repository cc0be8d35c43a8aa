#include "dimse/socket.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "dimse/raw_peer.hpp"

namespace kinote::dimse::testing {
namespace {

TEST(SocketTest, a_free_port_is_found_and_told) {
    const ListeningSocket socket{"127.0.0.1", 0};
    EXPECT_NE(socket.port(), 0);
    const RawPeer peer{socket.port()};
    EXPECT_TRUE(peer.is_connected());
    const auto connection = socket.accept();
    ASSERT_TRUE(connection);
    EXPECT_EQ(connection->peer_address, "127.0.0.1");
}

TEST(SocketTest, other_addresses_of_the_machine_do_not_lead_there) {
    const ListeningSocket socket{"127.0.0.1", 0};
    EXPECT_FALSE((RawPeer{socket.port(), "127.0.0.2"}.is_connected()));
}

TEST(SocketTest, all_addresses_lead_there_where_that_is_asked_for) {
    const ListeningSocket socket{"0.0.0.0", 0};
    EXPECT_TRUE((RawPeer{socket.port(), "127.0.0.2"}.is_connected()));
}

TEST(SocketTest, nothing_is_accepted_where_nobody_waits) {
    const ListeningSocket socket{"127.0.0.1", 0};
    EXPECT_FALSE(socket.accept());
}

TEST(SocketTest, a_port_that_is_taken_is_unavailable) {
    const ListeningSocket socket{"127.0.0.1", 0};
    try {
        const ListeningSocket second{"127.0.0.1", socket.port()};
        ADD_FAILURE() << "listens twice";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
    }
}

TEST(SocketTest, an_address_that_is_none_is_invalid) {
    for (const char* address : {"", "localhost", "127.0.0.1.5", "300.0.0.1"}) {
        try {
            const ListeningSocket socket{address, 0};
            ADD_FAILURE() << address;
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::invalid) << address;
        }
    }
}

TEST(SocketTest, a_stop_signal_stays_raised) {
    StopSignal signal;
    EXPECT_FALSE(signal.is_raised());
    signal.raise();
    EXPECT_TRUE(signal.is_raised());
    EXPECT_TRUE(signal.wait(1000));
}

}  // namespace
}  // namespace kinote::dimse::testing
