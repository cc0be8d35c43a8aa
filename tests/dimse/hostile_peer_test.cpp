// Peers that break the protocol, on purpose or by accident: nothing of theirs is handed to anybody, nothing is left
// behind, and others go on.

#include <random>

#include "dimse/raw_peer.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

class HostilePeerTest : public ::testing::Test {
protected:
    HostilePeerTest() : server{settings()} { good_peer.associate(); }

    /// Everything that arrives goes into files, so that one left behind is seen.
    static ServerSettings settings() {
        ServerSettings settings;
        settings.memory_limit = 500;
        return settings;
    }

    /// What each test comes down to.
    void TearDown() override {
        EXPECT_EQ(good_peer.store(small_data_set("1.2.3.4.5", 3000)), 0x0000);
        EXPECT_TRUE(good_peer.release());
        good_peer.close();
        server.server().stop();
        EXPECT_EQ(server.stored().size(), 1);
        EXPECT_EQ(server.staged_files(), 0);
    }

    /// Whether the server aborts an association in which the bytes come.
    [[nodiscard]] bool is_aborted_after(const Bytes& bytes) const {
        const RawPeer peer{server.port()};
        peer.associate();
        peer.send(bytes);
        return peer.receive_type() == abort_pdu;
    }
    /// Whether the server aborts a connection that begins with the bytes.
    [[nodiscard]] bool is_aborted_at_once_after(const Bytes& bytes) const {
        const RawPeer peer{server.port()};
        peer.send(bytes);
        return peer.receive_type() == abort_pdu && peer.is_ended();
    }

    TestServer server;
    RawPeer good_peer{server.port()};
    const Bytes command = data_pdu(1, true, true, command_bytes(StoreCommand{}));
    const Bytes some_data = data_pdu(1, false, false, small_data_set("1.2.3.4.5", 3000));
};

TEST_F(HostilePeerTest, garbage_instead_of_a_request_is_aborted) {
    EXPECT_TRUE(is_aborted_at_once_after(Bytes(1000, '\xAA')));
    EXPECT_TRUE(is_aborted_at_once_after("GET / HTTP/1.1\r\nHost: here\r\n\r\n"));
    EXPECT_TRUE(is_aborted_at_once_after(Bytes(1000, '\0')));
}

TEST_F(HostilePeerTest, another_pdu_instead_of_a_request_is_aborted) {
    for (const int type : {associate_ac, associate_rj, p_data, release_rq, release_rp}) {
        EXPECT_TRUE(is_aborted_at_once_after(pdu(type, Bytes(4, '\0')))) << type;
    }
}

TEST_F(HostilePeerTest, an_abort_instead_of_a_request_ends_the_connection) {
    const RawPeer peer{server.port()};
    peer.send(pdu(abort_pdu, Bytes(4, '\0')));
    EXPECT_TRUE(peer.is_ended());
}

TEST_F(HostilePeerTest, a_request_of_gigabytes_is_aborted) {
    EXPECT_TRUE(is_aborted_at_once_after(Bytes{"\x01\0\xFF\xFF\xFF\xFF", 6} + Bytes(1000, 'x')));
    EXPECT_TRUE(is_aborted_at_once_after(Bytes{"\x01\0\0\x20\0\0", 6} + Bytes(1000, 'x')));
}

TEST_F(HostilePeerTest, a_request_of_another_protocol_version_is_rejected) {
    Bytes request = to_pdu({});
    request[7] = '\x02';
    const RawPeer peer{server.port()};
    peer.send(request);
    const auto answer = peer.receive();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->type, associate_rj);
    EXPECT_EQ(answer->body, (Bytes{"\0\x01\x02\x02", 4}));
}

TEST_F(HostilePeerTest, damaged_requests_are_survived) {
    std::mt19937 random{7};
    const Bytes whole = to_pdu({.contexts = {{.id = 1}, {.id = 3}}});
    for (int round = 0; round < 300; ++round) {
        Bytes damaged = whole;
        for (int change = 0; change < 4; ++change) {
            damaged[6 + random() % (damaged.size() - 6)] = static_cast<char>(random());
        }
        const RawPeer peer{server.port()};
        peer.send(damaged);
        peer.send(pdu(abort_pdu, Bytes(4, '\0')));
        while (peer.receive()) {
        }
    }
}

TEST_F(HostilePeerTest, garbage_within_an_association_is_aborted) {
    EXPECT_TRUE(is_aborted_after(Bytes(1000, '\xAA')));
}

TEST_F(HostilePeerTest, a_pdu_larger_than_agreed_is_aborted) {
    EXPECT_TRUE(is_aborted_after(Bytes{"\x04\0\xFF\xFF\xFF\xFF", 6} + Bytes(1000, 'x')));
    EXPECT_TRUE(is_aborted_after(Bytes{"\x04\0\0\x02\x01\0", 6} + Bytes(1000, 'x')));
}

TEST_F(HostilePeerTest, values_that_do_not_fill_their_pdu_are_aborted) {
    EXPECT_TRUE(is_aborted_after(pdu(p_data, "")));
    EXPECT_TRUE(is_aborted_after(pdu(p_data, Bytes{"\0\0\0\0", 4})));
    EXPECT_TRUE(is_aborted_after(pdu(p_data, Bytes{"\0\0\0\x01\x01", 5})));
    EXPECT_TRUE(is_aborted_after(pdu(p_data, Bytes{"\0\0\0\x02\x01\x03\0\0", 8})));
    EXPECT_TRUE(is_aborted_after(pdu(p_data, Bytes{"\xFF\xFF\xFF\xFF\x01\x03", 6})));
    EXPECT_TRUE(is_aborted_after(pdu(p_data, Bytes{"\0\0\x01\0\x01\x03", 6})));
}

TEST_F(HostilePeerTest, a_context_that_was_not_accepted_is_aborted) {
    EXPECT_TRUE(is_aborted_after(data_pdu(3, true, true, command_bytes(StoreCommand{}))));
    EXPECT_TRUE(is_aborted_after(data_pdu(0, true, true, command_bytes(StoreCommand{}))));
}

TEST_F(HostilePeerTest, a_data_set_over_another_context_is_aborted) {
    EXPECT_TRUE(is_aborted_after(command + data_pdu(3, false, true, small_data_set())));
    EXPECT_TRUE(is_aborted_after(command + some_data + data_pdu(3, false, true, "more")));
}

TEST_F(HostilePeerTest, a_data_set_without_a_command_is_aborted) { EXPECT_TRUE(is_aborted_after(some_data)); }

TEST_F(HostilePeerTest, a_command_in_place_of_a_data_set_is_aborted) {
    EXPECT_TRUE(is_aborted_after(command + command));
    EXPECT_TRUE(is_aborted_after(command + some_data + command));
}

TEST_F(HostilePeerTest, a_command_that_cannot_be_read_is_aborted) {
    EXPECT_TRUE(is_aborted_after(data_pdu(1, true, true, "")));
    EXPECT_TRUE(is_aborted_after(data_pdu(1, true, true, "garbage")));
}

TEST_F(HostilePeerTest, a_command_without_end_is_aborted) {
    Bytes endless;
    for (int i = 0; i < 100; ++i) endless += data_pdu(1, true, false, Bytes(1000, '\0'));
    EXPECT_TRUE(is_aborted_after(endless));
}

TEST_F(HostilePeerTest, a_response_that_nobody_waits_for_is_aborted) {
    EXPECT_TRUE(is_aborted_after(
        data_pdu(1, true, true, command_bytes(StoreCommand{.field = 0x8001, .data_set_type = 0x0101}))));
}

TEST_F(HostilePeerTest, pdus_out_of_place_are_aborted) {
    EXPECT_TRUE(is_aborted_after(to_pdu({})));
    EXPECT_TRUE(is_aborted_after(pdu(associate_ac, Bytes(100, '\0'))));
    EXPECT_TRUE(is_aborted_after(pdu(release_rp, Bytes(4, '\0'))));
    EXPECT_TRUE(is_aborted_after(pdu(42, Bytes(4, '\0'))));
}

TEST_F(HostilePeerTest, a_release_within_a_message_is_aborted) {
    EXPECT_TRUE(is_aborted_after(command + pdu(release_rq, Bytes(4, '\0'))));
    EXPECT_TRUE(is_aborted_after(command + some_data + pdu(release_rq, Bytes(4, '\0'))));
}

TEST_F(HostilePeerTest, an_abort_within_a_message_ends_the_association) {
    const RawPeer peer{server.port()};
    peer.associate();
    peer.send(command + some_data + pdu(abort_pdu, Bytes(4, '\0')));
    EXPECT_TRUE(peer.is_ended());
}

TEST_F(HostilePeerTest, a_connection_that_breaks_within_a_message_leaves_nothing) {
    for (const std::size_t cut : {10u, 100u, 1000u}) {
        RawPeer peer{server.port()};
        peer.associate();
        peer.send((command + some_data).substr(0, cut));
        peer.close();
    }
}

TEST_F(HostilePeerTest, a_peer_with_a_tiny_pdu_size_gets_its_answer_or_none) {
    for (const std::uint32_t size : {0u, 1u, 7u, 13u, 14u, 100u, 0xFFFFFFFFu}) {
        const RawPeer peer{server.port()};
        peer.associate({.contexts = {{.abstract_syntax = std::string{uid::Verification}}}, .maximum_pdu_size = size});
        peer.send(
            data_pdu(1, true, true,
                     command_bytes(
                         {.sop_class_uid = std::string{uid::Verification}, .field = 0x0030, .data_set_type = 0x0101})));
        const int answer = peer.receive_type();
        EXPECT_TRUE(answer == p_data || answer == abort_pdu) << size;
    }
}

}  // namespace
}  // namespace kinote::dimse::testing
