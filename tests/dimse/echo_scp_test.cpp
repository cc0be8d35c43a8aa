#include "dimse/echo_scp.hpp"

#include "dimse/raw_peer.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

const AssociateRequest verification{.contexts = {ProposedContext{.abstract_syntax = std::string{uid::Verification}}}};

TEST(EchoScpTest, a_verification_is_answered_with_success) {
    TestServer server;
    const RawPeer peer{server.port()};
    peer.associate(verification);
    EXPECT_EQ(peer.request({.sop_class_uid = std::string{uid::Verification}, .field = 0x0030}), 0x0000);
    EXPECT_TRUE(peer.release());
}

TEST(EchoScpTest, an_echo_for_another_sop_class_is_told_so) {
    TestServer server;
    const RawPeer peer{server.port()};
    peer.associate();
    EXPECT_EQ(peer.request({.field = 0x0030}), 0x0122);
    EXPECT_TRUE(peer.release());
}

}  // namespace
}  // namespace kinote::dimse::testing
