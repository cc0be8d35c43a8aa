#include "dimse/requested_association.hpp"

#include <future>
#include <thread>

#include "dimse/echo_scu.hpp"
#include "dimse/raw_acceptor.hpp"
#include "dimse/test_request.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

using namespace std::chrono_literals;

base::Error failure_to_associate(const RawAcceptor::Script& script, RequestTimeouts timeouts = {},
                                 std::stop_token stop = {}) {
    const RawAcceptor peer{script};
    AssociationRequest request = request_for(peer.port(), {uid::Verification});
    request.timeouts = timeouts;
    return error_of([&] { const RequestedAssociation association{request, std::move(stop)}; });
}

TEST(RequestedAssociationTest, a_server_of_ours_is_associated_with_and_released) {
    TestServer server;
    {
        RequestedAssociation association{request_for(server.port(), {uid::Verification, uid::CTImageStorage}), {}};
        EXPECT_EQ(association.contexts().size(), 2);
        EXPECT_EQ(association.context_for(uid::CTImageStorage), 3);
        EXPECT_EQ(association.context_for(uid::CTImageStorage, uid::ExplicitVRLittleEndian), 3);
        EXPECT_EQ(association.context_for(uid::CTImageStorage, uid::JPEGLossless), std::nullopt);
        EXPECT_TRUE(association.is_usable());
        association.release();
        EXPECT_FALSE(association.is_usable());
    }
    server.server().stop();
    EXPECT_EQ(server.server().counters().associations_released, 1);
}

TEST(RequestedAssociationTest, one_that_is_not_released_is_aborted) {
    TestServer server;
    { const RequestedAssociation association{request_for(server.port(), {uid::Verification}), {}}; }
    server.server().stop();
    EXPECT_EQ(server.server().counters().associations_broken, 1);
}

TEST(RequestedAssociationTest, what_is_asked_for_is_what_was_proposed) {
    std::promise<Pdu> received;
    const RawAcceptor peer{[&](RawPeer& connection) {
        const auto request = connection.receive();
        received.set_value(*request);
        connection.send(accept_pdu(*request));
        serve_to_the_end(connection);
    }};
    AssociationRequest request = request_for(peer.port(), {uid::Verification});
    request.proposal.contexts.push_back({.abstract_syntax = std::string{uid::CTImageStorage},
                                         .transfer_syntaxes = {"1.2.840.10008.1.2", "1.2.840.10008.1.2.1"},
                                         .role = ProposedRole::both});
    request.proposal.contexts.push_back({.abstract_syntax = std::string{uid::StorageCommitmentPushModel},
                                         .transfer_syntaxes = {"1.2.840.10008.1.2"},
                                         .role = ProposedRole::scp});
    request.proposal.extended["1.2.3"] = {std::byte{1}, std::byte{0}, std::byte{1}};
    { const RequestedAssociation association{request, {}}; }
    const Pdu asked = received.get_future().get();
    EXPECT_EQ(asked.type, associate_rq);
    EXPECT_EQ(asked.body.substr(0, 4), (Bytes{"\0\x01\0\0", 4}));
    EXPECT_EQ(asked.body.substr(4, 32), "KINOTE          CALLER          ");
    const auto contexts = proposed_by(asked);
    ASSERT_EQ(contexts.size(), 3);
    EXPECT_EQ(contexts.at(3).abstract_syntax, uid::CTImageStorage);
    EXPECT_EQ(contexts.at(3).transfer_syntaxes, (std::vector<std::string>{"1.2.840.10008.1.2", "1.2.840.10008.1.2.1"}));
    EXPECT_EQ(user_items(asked, 0x51), std::vector{big_endian(131'072, 4)});
    EXPECT_EQ(user_items(asked, 0x52), std::vector{Bytes{uid::KinoteImplementation}});
    EXPECT_EQ(user_items(asked, 0x54),
              (std::vector{big_endian(20, 2) + Bytes{uid::StorageCommitmentPushModel} + Bytes{"\0\x01", 2},
                           big_endian(25, 2) + Bytes{uid::CTImageStorage} + "\x01\x01"}));
    EXPECT_EQ(user_items(asked, 0x56), (std::vector{Bytes{"\0\x05", 2} + "1.2.3" + Bytes{"\x01\0\x01", 3}}));
}

TEST(RequestedAssociationTest, roles_and_extended_negotiation_are_those_that_the_peer_answers) {
    const Bytes role = item(0x54, big_endian(25, 2) + Bytes{uid::CTImageStorage} + Bytes{"\0\x01", 2});
    const Bytes extended = item(0x56, Bytes{"\0\x05", 2} + "1.2.3" + "\x01");
    const RawAcceptor peer{Acceptance{.user_items = role + extended, .rejected_ids = {5}}, serve_to_the_end};
    AssociationRequest request =
        request_for(peer.port(), {uid::CTImageStorage, uid::MRImageStorage, uid::Verification});
    request.proposal.contexts[0].role = ProposedRole::both;
    request.proposal.contexts[1].role = ProposedRole::both;
    const RequestedAssociation association{request, {}};
    ASSERT_EQ(association.contexts().size(), 2);
    EXPECT_TRUE(association.contexts().at(1).are_we_scp);
    EXPECT_FALSE(association.contexts().at(1).are_we_scu);
    EXPECT_FALSE(association.contexts().at(3).are_we_scp);
    EXPECT_TRUE(association.contexts().at(3).are_we_scu);
    EXPECT_EQ(association.context_for(uid::CTImageStorage), std::nullopt);
    ASSERT_EQ(association.extended_negotiation("1.2.3").size(), 1);
    EXPECT_TRUE(association.extended_negotiation("1.2.4").empty());
    EXPECT_EQ(error_of([&] { (void)association.demand_context(uid::Verification); }).kind(), base::ErrorKind::refused);
}

TEST(RequestedAssociationTest, contexts_that_cannot_be_proposed_are_invalid) {
    const auto kind_with = [](std::size_t count, const std::vector<std::string>& syntaxes) {
        AssociationRequest request = request_for(1, {});
        request.proposal.contexts.assign(count, {std::string{uid::Verification}, syntaxes});
        return error_of([&] { const RequestedAssociation association{request, {}}; }).kind();
    };
    EXPECT_EQ(kind_with(0, {"1.2.840.10008.1.2"}), base::ErrorKind::invalid);
    EXPECT_EQ(kind_with(129, {"1.2.840.10008.1.2"}), base::ErrorKind::invalid);
    EXPECT_EQ(kind_with(1, {}), base::ErrorKind::invalid);
}

TEST(RequestedAssociationTest, a_hundred_and_twenty_eight_contexts_are_accepted_by_a_server_of_ours) {
    TestServer server;
    AssociationRequest request = request_for(server.port(), {});
    request.proposal.contexts.assign(128, {std::string{uid::CTImageStorage}, {"1.2.840.10008.1.2.1"}});
    EXPECT_EQ((RequestedAssociation{request, {}}.contexts().size()), 128);
}

TEST(RequestedAssociationTest, a_port_where_nobody_listens_is_unavailable_and_named) {
    std::uint16_t port = 0;
    {
        const ListeningSocket free_port{"127.0.0.1", 0};
        port = free_port.port();
    }
    const base::Error error = error_of([&] {
        const RequestedAssociation association{request_for(port, {uid::Verification}), {}};
    });
    EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
    EXPECT_TRUE(has_text(error, "KINOTE at 127.0.0.1 port " + std::to_string(port) + ": Connection refused"))
        << error.what();
    EXPECT_TRUE(has_text(error, "this can pass")) << error.what();
}

TEST(RequestedAssociationTest, a_host_that_does_not_exist_is_unavailable) {
    AssociationRequest request = request_for(104, {uid::Verification});
    request.host = "no-such-host.invalid";
    EXPECT_EQ(error_of([&] {
                  const RequestedAssociation association{request, {}};
              }).kind(),
              base::ErrorKind::unavailable);
}

TEST(RequestedAssociationTest, a_rejection_is_told_with_its_reason) {
    const auto rejected_with = [](const Bytes& reason) {
        return failure_to_associate([reason](RawPeer& peer) {
            peer.receive();
            peer.send(pdu(associate_rj, reason));
            serve_to_the_end(peer);
        });
    };
    const base::Error called = rejected_with(Bytes{"\0\x01\x01\x07", 4});
    EXPECT_EQ(called.kind(), base::ErrorKind::unavailable);
    EXPECT_TRUE(has_text(called, "rejects the association for good: called AE title not recognized")) << called.what();
    EXPECT_TRUE(has_text(rejected_with(Bytes{"\0\x01\x01\x03", 4}), "calling AE title not recognized"));
    EXPECT_TRUE(has_text(rejected_with(Bytes{"\0\x02\x03\x02", 4}), "for the moment: local limit exceeded"));
    EXPECT_TRUE(has_text(rejected_with(Bytes{"\0\x02\x03\x01", 4}), "for the moment: temporary congestion"));
    EXPECT_TRUE(has_text(rejected_with(Bytes{"\0\x01\x02\x02", 4}), "protocol version not supported"));
}

TEST(RequestedAssociationTest, a_server_of_ours_that_does_not_know_the_name_rejects_it) {
    TestServer server;
    AssociationRequest request = request_for(server.port(), {uid::Verification});
    request.proposal.called_ae_title = dicom::AeTitle{"OTHER"};
    EXPECT_TRUE(has_text(error_of([&] {
                             const RequestedAssociation association{request, {}};
                         }),
                         "called AE title not recognized"));
}

TEST(RequestedAssociationTest, a_peer_that_accepts_no_context_refuses) {
    const base::Error error = failure_to_associate([](RawPeer& peer) {
        peer.send(accept_pdu(*peer.receive(), {.rejected_ids = {1}}));
        serve_to_the_end(peer);
    });
    EXPECT_EQ(error.kind(), base::ErrorKind::refused);
    EXPECT_TRUE(has_text(error, "accepts none")) << error.what();
}

TEST(RequestedAssociationTest, answers_that_are_none_are_invalid) {
    const auto kind_of_answer = [](const Bytes& answer) {
        return failure_to_associate([answer](RawPeer& peer) {
                   peer.receive();
                   peer.send(answer);
                   serve_to_the_end(peer);
               })
            .kind();
    };
    EXPECT_EQ(kind_of_answer("HTTP/1.1 400 Bad Request\r\n\r\n"), base::ErrorKind::invalid);
    EXPECT_EQ(kind_of_answer(pdu(p_data, "1234")), base::ErrorKind::invalid);
    EXPECT_EQ(kind_of_answer(Bytes{"\x02\0\xFF\xFF\xFF\xFF", 6}), base::ErrorKind::invalid);
    EXPECT_EQ(kind_of_answer(pdu(associate_ac, "short")), base::ErrorKind::invalid);
    EXPECT_EQ(kind_of_answer(pdu(associate_ac, Bytes(68, '\0') + Bytes{"\x21\0\xFF\xFF", 4})),
              base::ErrorKind::invalid);
    EXPECT_EQ(
        kind_of_answer(pdu(associate_ac, Bytes(68, '\0') + item(0x21, Bytes{"\x01\0\0\0", 4} + item(0x40, "1.2.3")))),
        base::ErrorKind::invalid);
}

TEST(RequestedAssociationTest, damaged_answers_are_survived) {
    unsigned seed = 1;
    for (int round = 0; round < 100; ++round) {
        const RawAcceptor peer{[&](RawPeer& connection) {
            Bytes answer =
                accept_pdu(*connection.receive(), {.user_items = item(0x54, Bytes{"\0\x03", 2} + "1.2\0\1")});
            for (int change = 0; change < 4; ++change) {
                seed = seed * 1'664'525 + 1'013'904'223;
                answer[6 + (seed >> 8) % (answer.size() - 6)] = static_cast<char>(seed >> 24);
            }
            connection.send(answer);
            connection.send(pdu(abort_pdu, Bytes(4, '\0')));
        }};
        try {
            const RequestedAssociation association{request_for(peer.port(), {uid::Verification, uid::CTImageStorage}),
                                                   {}};
        } catch (const base::Error&) {
        }
    }
}

TEST(RequestedAssociationTest, peers_that_abort_vanish_or_say_nothing_can_pass) {
    const base::Error aborted = failure_to_associate([](RawPeer& peer) {
        peer.receive();
        peer.send(pdu(abort_pdu, Bytes(4, '\0')));
        serve_to_the_end(peer);
    });
    EXPECT_EQ(aborted.kind(), base::ErrorKind::unavailable);
    EXPECT_TRUE(has_text(aborted, "aborted the negotiation")) << aborted.what();
    const base::Error vanished = failure_to_associate([](RawPeer& peer) { peer.receive(); });
    EXPECT_EQ(vanished.kind(), base::ErrorKind::unavailable);
    EXPECT_TRUE(has_text(vanished, "ended the connection")) << vanished.what();
    const base::Error silent = failure_to_associate(serve_to_the_end, {.negotiation = 50ms});
    EXPECT_EQ(silent.kind(), base::ErrorKind::unavailable);
    EXPECT_TRUE(has_text(silent, "did not answer in time")) << silent.what();
}

TEST(RequestedAssociationTest, a_stop_ends_the_wait_for_an_answer) {
    std::stop_source stop;
    const base::Error error = failure_to_associate(
        [&](RawPeer& peer) {
            peer.receive();
            stop.request_stop();
            serve_to_the_end(peer);
        },
        {}, stop.get_token());
    EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
    EXPECT_TRUE(has_text(error, "stopped from here")) << error.what();
    EXPECT_EQ(failure_to_associate(serve_to_the_end, {}, stop.get_token()).kind(), base::ErrorKind::unavailable);
}

TEST(RequestedAssociationTest, one_that_the_peer_ended_meanwhile_is_not_usable) {
    const RawAcceptor peer{Acceptance{}, [](RawPeer& connection) { connection.close(); }};
    RequestedAssociation association{request_for(peer.port(), {uid::Verification}), {}};
    while (association.is_usable()) std::this_thread::yield();
    EXPECT_EQ(error_of([&] { (void)echo(association); }).kind(), base::ErrorKind::unavailable);
}

TEST(RequestedAssociationTest, one_that_lay_idle_for_too_long_is_not_usable) {
    TestServer server;
    AssociationRequest request = request_for(server.port(), {uid::Verification});
    request.timeouts.idle = -1ms;
    RequestedAssociation association{request, {}};
    EXPECT_FALSE(association.is_usable());
    EXPECT_EQ(echo(association).status, Status::success);
}

/// Whether the release is granted by a peer that first does something else.
void expect_release_after(const std::function<void(RawPeer&)>& deed) {
    std::promise<bool> is_ended_as_it_should;
    const RawAcceptor peer{Acceptance{}, [&](RawPeer& connection) {
                               EXPECT_EQ(connection.receive_type(), release_rq);
                               deed(connection);
                               connection.send(pdu(release_rp, Bytes(4, '\0')));
                               is_ended_as_it_should.set_value(connection.is_ended());
                           }};
    RequestedAssociation association{request_for(peer.port(), {uid::Verification}), {}};
    association.release();
    EXPECT_TRUE(is_ended_as_it_should.get_future().get());
}

TEST(RequestedAssociationTest, what_comes_before_the_answer_to_a_release_is_passed_over) {
    expect_release_after([](RawPeer&) {});
    expect_release_after([](RawPeer& peer) { peer.send_store(small_data_set("1.2.3", 50'000)); });
    expect_release_after([](RawPeer& peer) { EXPECT_TRUE(peer.release()); });  // both ask at once
}

}  // namespace
}  // namespace kinote::dimse::testing
