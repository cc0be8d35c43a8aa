#include "dimse/echo_scu.hpp"

#include "dimse/raw_acceptor.hpp"
#include "dimse/test_request.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

using namespace std::chrono_literals;

/// What comes of a C-ECHO to a peer that goes on with a script once the request is there.
base::Error failure_to_echo(const std::function<void(RawPeer&, const ReceivedMessage&)>& script,
                            RequestTimeouts timeouts = {}, std::stop_token stop = {}) {
    const RawAcceptor peer{Acceptance{}, [&](RawPeer& connection) {
                               const auto request = receive_message_of(connection);
                               if (request) script(connection, *request);
                               serve_to_the_end(connection);
                           }};
    AssociationRequest request = request_for(peer.port(), {uid::Verification});
    request.timeouts = timeouts;
    RequestedAssociation association{request, std::move(stop)};
    return error_of([&] { (void)echo(association); });
}

TEST(EchoScuTest, a_server_of_ours_answers_with_success_as_often_as_it_is_asked) {
    TestServer server;
    RequestedAssociation association{request_for(server.port(), {uid::Verification}), {}};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(echo(association).status, Status::success);
    association.release();
}

TEST(EchoScuTest, a_failure_is_told_with_its_comment) {
    const RawAcceptor peer{
        Acceptance{}, [](RawPeer& connection) {
            const auto request = receive_message_of(connection);
            connection.send(data_pdu(1, true, true, response_bytes(*request->command, 0x0122, "no")));
            serve_to_the_end(connection);
        }};
    RequestedAssociation association{request_for(peer.port(), {uid::Verification}), {}};
    const Answer answer = echo(association);
    EXPECT_EQ(answer.status, Status::sop_class_not_supported);
    EXPECT_EQ(answer.error_comment, "no");
    EXPECT_TRUE(association.is_usable());
}

TEST(EchoScuTest, without_an_accepted_context_it_is_refused_and_the_association_goes_on) {
    TestServer server;
    RequestedAssociation association{request_for(server.port(), {uid::CTImageStorage}), {}};
    const base::Error error = error_of([&] { (void)echo(association); });
    EXPECT_EQ(error.kind(), base::ErrorKind::refused);
    EXPECT_TRUE(has_text(error, "does not accept Verification")) << error.what();
    EXPECT_TRUE(association.is_usable());
}

TEST(EchoScuTest, an_abort_in_place_of_an_answer_can_pass) {
    const base::Error error = failure_to_echo([](RawPeer& peer, const ReceivedMessage&) {
        peer.send(pdu(abort_pdu, Bytes{"\0\0\x02\x06", 4}));
    });
    EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
    EXPECT_TRUE(has_text(error, "cannot verify the connection with KINOTE at 127.0.0.1")) << error.what();
    EXPECT_TRUE(has_text(error, "aborted the association (invalid PDU parameter value)")) << error.what();
}

TEST(EchoScuTest, silence_and_loss_can_pass) {
    const base::Error silent = failure_to_echo([](RawPeer&, const ReceivedMessage&) {}, {.answer = 50ms});
    EXPECT_EQ(silent.kind(), base::ErrorKind::unavailable);
    EXPECT_TRUE(has_text(silent, "did not go on in time")) << silent.what();
    const base::Error lost = failure_to_echo([](RawPeer& peer, const ReceivedMessage&) { peer.close(); });
    EXPECT_EQ(lost.kind(), base::ErrorKind::unavailable);
    EXPECT_TRUE(has_text(lost, "the connection was lost")) << lost.what();
    const base::Error half = failure_to_echo(
        [](RawPeer& peer, const ReceivedMessage&) {
            peer.send(Bytes{"\x04\0\0\0", 4});
        },
        {.transfer = 50ms});
    EXPECT_TRUE(has_text(half, "did not go on in time")) << half.what();
}

TEST(EchoScuTest, a_stop_ends_the_wait) {
    std::stop_source stop;
    const base::Error error =
        failure_to_echo([&](RawPeer&, const ReceivedMessage&) { stop.request_stop(); }, {}, stop.get_token());
    EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
    EXPECT_TRUE(has_text(error, "stopped from here")) << error.what();
}

TEST(EchoScuTest, answers_that_break_the_protocol_are_invalid) {
    const auto kind_of_answer = [](const std::function<Bytes(const ReceivedMessage&)>& answer) {
        return failure_to_echo([&](RawPeer& peer, const ReceivedMessage& request) { peer.send(answer(request)); })
            .kind();
    };
    EXPECT_EQ(kind_of_answer([](const ReceivedMessage&) { return pdu(associate_ac, "1234"); }),
              base::ErrorKind::invalid);
    EXPECT_EQ(kind_of_answer([](const ReceivedMessage& request) {
                  return data_pdu(7, true, true, response_bytes(*request.command, 0));
              }),
              base::ErrorKind::invalid);
    EXPECT_EQ(kind_of_answer([](const ReceivedMessage&) {
                  CommandSetWriter writer;
                  writer.add_number(command_tag::CommandField, 0x8030);
                  writer.add_number(command_tag::MessageIDBeingRespondedTo, 99);
                  writer.add_number(command_tag::CommandDataSetType, 0x0101);
                  writer.add_number(command_tag::Status, 0);
                  return data_pdu(1, true, true, as_text(writer.bytes()));
              }),
              base::ErrorKind::invalid);
}

TEST(EchoScuTest, a_request_of_the_peer_that_comes_meanwhile_is_answered_as_not_served) {
    std::optional<std::uint16_t> status;
    {
        const RawAcceptor peer{Acceptance{}, [&](RawPeer& connection) {
                                   const auto request = receive_message_of(connection);
                                   connection.send_store(small_data_set());
                                   status = connection.receive_status();
                                   connection.send(data_pdu(1, true, true, response_bytes(*request->command, 0)));
                                   serve_to_the_end(connection);
                               }};
        RequestedAssociation association{request_for(peer.port(), {uid::Verification}), {}};
        EXPECT_EQ(echo(association).status, Status::success);
    }
    EXPECT_EQ(status, 0x0211);
}

}  // namespace
}  // namespace kinote::dimse::testing
