// N-ACTION, N-EVENT-REPORT and N-CREATE: servers and requests of ours facing each other, and a peer by hand.

#include <future>

#include "base/error.hpp"
#include "dimse/echo_scu.hpp"
#include "dimse/message_contexts.hpp"
#include "dimse/normalized_scu.hpp"
#include "dimse/query_requests.hpp"
#include "dimse/raw_acceptor.hpp"
#include "dimse/test_request.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view commitment = uid::StorageCommitmentPushModel;
const std::string well_known_instance{uid::StorageCommitmentPushModelInstance};

std::vector<std::byte> transaction(std::string_view transaction_uid) {
    dicom::ElementWriter writer;
    writer.text({0x0008, 0x1195}, Vr::UI, transaction_uid);
    return writer.take();
}
std::string transaction_of(const NormalizedRequest& request) {
    return request.information ? request.information->text({0x0008, 0x1195}) : "";
}

AssociationRequest commitment_request(std::uint16_t port, ProposedRole role = ProposedRole::scu) {
    AssociationRequest request = request_for(port, {uid::Verification});
    request.proposal.contexts.push_back(message_context(commitment, role));
    return request;
}

Answer ask(RequestedAssociation& association, std::string_view transaction_uid = "1.2.3") {
    const auto information = transaction(transaction_uid);
    return request_action(association, {std::string{commitment}, well_known_instance, 1, information});
}

EventReport event_of(std::string_view transaction_uid) {
    return {std::string{commitment}, well_known_instance, 2, transaction(transaction_uid)};
}

TEST(NormalizedServicesTest, an_action_is_handed_over_and_answered) {
    std::string seen;
    TestServer server{Services{.action = [&](const NormalizedRequest& request) {
        seen = request.sop_instance_uid + ' ' + std::to_string(request.type_id) + ' ' + transaction_of(request) + ' ' +
               request.peer.calling_ae_title.text();
        return ActionAnswer{{Status::resource_limitation, "too much"}};
    }}};
    RequestedAssociation association{commitment_request(server.port()), {}};
    const Answer answer = ask(association);
    EXPECT_EQ(answer.status, Status::resource_limitation);
    EXPECT_EQ(answer.error_comment, "too much");
    EXPECT_EQ(seen, "1.2.840.10008.1.20.1.1 1 1.2.3 CALLER");
    EXPECT_EQ(echo(association).status, Status::success);
}

TEST(NormalizedServicesTest, what_handlers_throw_becomes_a_status) {
    const auto status_with = [](base::ErrorKind kind) {
        TestServer server{Services{.action = [kind](const NormalizedRequest&) -> ActionAnswer {
            throw base::Error{kind, "as the test wants it"};
        }}};
        RequestedAssociation association{commitment_request(server.port()), {}};
        return ask(association).status;
    };
    EXPECT_EQ(status_with(base::ErrorKind::unavailable), Status::resource_limitation);
    EXPECT_EQ(status_with(base::ErrorKind::invalid), Status::invalid_argument_value);
    EXPECT_EQ(status_with(base::ErrorKind::refused), Status::not_authorized);
    EXPECT_EQ(status_with(base::ErrorKind::not_found), Status::no_such_object_instance);
    EXPECT_EQ(status_with(base::ErrorKind::internal), Status::processing_failure);
}

TEST(NormalizedServicesTest, where_there_is_no_handler_the_class_is_not_accepted) {
    TestServer server;
    RequestedAssociation association{commitment_request(server.port()), {}};
    EXPECT_EQ(error_of([&] { (void)ask(association); }).kind(), base::ErrorKind::refused);
}

/// A server that reports an event to each action over the same association.
class Reporter {
public:
    [[nodiscard]] Services services() {
        return {.action = [this](const NormalizedRequest& request) {
            ActionAnswer answer;
            answer.report = [uid = transaction_of(request)] { return event_of(uid); };
            answer.reported = [this](const std::optional<Answer>& outcome) { outcome_.set_value(outcome); };
            return answer;
        }};
    }
    [[nodiscard]] std::optional<Answer> outcome() { return outcome_.get_future().get(); }

private:
    std::promise<std::optional<Answer>> outcome_;
};

TEST(NormalizedServicesTest, an_event_is_reported_over_the_same_association_and_heard) {
    Reporter reporter;
    TestServer server{reporter.services()};
    RequestedAssociation association{commitment_request(server.port()), {}};
    std::string heard, from;
    hear_events(association, [&](const NormalizedRequest& request) {
        heard = transaction_of(request) + ' ' + std::to_string(request.type_id);
        from = request.peer.calling_ae_title.text();
        return Answer{};
    });
    EXPECT_EQ(ask(association).status, Status::success);
    EXPECT_TRUE(association.serve_request(20s));
    EXPECT_EQ(heard, "1.2.3 2");
    EXPECT_EQ(from, "KINOTE");
    const auto outcome = reporter.outcome();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->status, Status::success);
    EXPECT_FALSE(association.serve_request(0s));
    association.release();
}

TEST(NormalizedServicesTest, an_event_that_nobody_hears_or_waits_for_is_known_as_such) {
    {
        Reporter reporter;
        TestServer server{reporter.services()};
        RequestedAssociation association{commitment_request(server.port()), {}};
        EXPECT_EQ(ask(association).status, Status::success);
        EXPECT_TRUE(association.serve_request(20s));
        const auto outcome = reporter.outcome();
        ASSERT_TRUE(outcome);
        EXPECT_EQ(outcome->status, Status::unrecognized_operation);
    }
    {
        Reporter reporter;
        TestServer server{reporter.services()};
        {
            RequestedAssociation association{commitment_request(server.port()), {}};
            EXPECT_EQ(ask(association).status, Status::success);
        }
        EXPECT_FALSE(reporter.outcome());
    }
}

TEST(NormalizedServicesTest, what_a_peer_asks_for_while_its_answer_to_an_event_is_due_is_served) {
    int reports = 0, not_reported = 0, answered = 0;
    Services services{.action = [&](const NormalizedRequest&) {
        ActionAnswer answer;
        answer.report = [&] {
            ++reports;
            return event_of("1.2.3");
        };
        answer.reported = [&](const std::optional<Answer>& outcome) { ++(outcome ? answered : not_reported); };
        return answer;
    }};
    TestServer server{services};
    const RawPeer peer{server.port()};
    peer.associate({.contexts = {{.abstract_syntax = std::string{commitment}}}});
    const auto action = [](std::uint16_t message_id) {
        CommandSetWriter writer;
        writer.add_uid(command_tag::RequestedSOPClassUID, commitment);
        writer.add_number(command_tag::CommandField, 0x0130);
        writer.add_number(command_tag::MessageID, message_id);
        writer.add_number(command_tag::CommandDataSetType, 0);
        writer.add_uid(command_tag::RequestedSOPInstanceUID, well_known_instance);
        writer.add_number(command_tag::ActionTypeID, 1);
        return as_text(writer.bytes());
    };
    peer.send_message(action(1), as_text(transaction("1.2.3")));
    const auto response = receive_message_of(peer);
    EXPECT_EQ(status_of(response), 0x0000);
    EXPECT_EQ(response->command->number(command_tag::CommandField), 0x8130);
    EXPECT_EQ(response->command->text(command_tag::AffectedSOPClassUID), commitment);
    EXPECT_EQ(response->command->text(command_tag::AffectedSOPInstanceUID), well_known_instance);
    EXPECT_EQ(response->command->number(command_tag::ActionTypeID), 1);
    const auto event = receive_message_of(peer);
    EXPECT_EQ(event->command->number(command_tag::CommandField), 0x0100);
    EXPECT_EQ(event->data_set, as_text(transaction("1.2.3")));
    peer.send_message(action(2), as_text(transaction("1.2.4")));
    EXPECT_EQ(status_of(receive_message_of(peer)), 0x0000);
    peer.send(data_pdu(1, true, true, response_bytes(*event->command, 0)));
    EXPECT_TRUE(peer.release());
    server.server().stop();
    EXPECT_EQ(reports, 1);
    EXPECT_EQ(answered, 1);
    EXPECT_EQ(not_reported, 1);
}

TEST(NormalizedServicesTest, an_event_is_reported_over_an_association_of_its_own_with_the_roles_exchanged) {
    std::string heard;
    TestServer server{Services{.event = [&](const NormalizedRequest& request) {
        heard = transaction_of(request) + ' ' + request.peer.calling_ae_title.text();
        return Answer{Status::processing_failure, "not mine"};
    }}};
    RequestedAssociation association{commitment_request(server.port(), ProposedRole::scp), {}};
    EXPECT_TRUE(association.contexts().at(3).are_we_scp);
    EXPECT_FALSE(association.contexts().at(3).are_we_scu);
    const Answer answer = report_event(association, event_of("1.2.9"));
    EXPECT_EQ(answer.status, Status::processing_failure);
    EXPECT_EQ(answer.error_comment, "not mine");
    EXPECT_EQ(heard, "1.2.9 CALLER");
    association.release();
}

TEST(NormalizedServicesTest, requests_that_cannot_be_are_answered_and_the_association_goes_on) {
    int calls = 0;
    TestServer server{Services{.action = [&](const NormalizedRequest&) {
        ++calls;
        return ActionAnswer{};
    }}};
    RequestedAssociation association{commitment_request(server.port()), {}};
    EXPECT_EQ(request_action(association, {std::string{commitment}, "no UID", 1, {}}).status,
              Status::invalid_object_instance);
    const std::string garbage = "garbage that is no data set";
    EXPECT_EQ(request_action(association,
                             {std::string{commitment}, well_known_instance, 1, std::as_bytes(std::span{garbage})})
                  .status,
              Status::invalid_argument_value);
    EXPECT_EQ(calls, 0);
    EXPECT_EQ(request_action(association, {std::string{commitment}, well_known_instance, 1, {}}).status,
              Status::success);
    EXPECT_EQ(calls, 1);
}

TEST(NormalizedServicesTest, a_creation_reaches_the_peer) {
    const std::string sop_class{uid::InstanceAvailabilityNotification};
    std::optional<ReceivedMessage> received;
    {
        const RawAcceptor peer{Acceptance{}, [&](RawPeer& connection) {
                                   received = receive_message_of(connection);
                                   CommandSetWriter writer;
                                   writer.add_number(command_tag::CommandField, 0x8140);
                                   writer.add_number(command_tag::MessageIDBeingRespondedTo,
                                                     *received->command->number(command_tag::MessageID));
                                   writer.add_number(command_tag::CommandDataSetType, 0);
                                   writer.add_number(command_tag::Status, 0);
                                   writer.add_uid(command_tag::AffectedSOPInstanceUID, "1.2.77");
                                   connection.send_message(as_text(writer.bytes()), as_text(transaction("1.2")));
                                   serve_to_the_end(connection);
                               }};
        AssociationRequest request = request_for(peer.port(), {});
        request.proposal.contexts = {message_context(sop_class)};
        RequestedAssociation association{request, {}};
        const auto attributes = transaction("1.2.3");
        const CreateAnswer answer = request_creation(association, {sop_class, {}, attributes});
        EXPECT_EQ(answer.answer.status, Status::success);
        EXPECT_EQ(answer.sop_instance_uid, "1.2.77");
        EXPECT_TRUE(association.is_usable());
    }
    EXPECT_EQ(received->command->text(command_tag::AffectedSOPClassUID), sop_class);
    EXPECT_EQ(received->command->number(command_tag::CommandField), 0x0140);
    EXPECT_EQ(received->command->text(command_tag::AffectedSOPInstanceUID), "");
    EXPECT_EQ(received->data_set, as_text(transaction("1.2.3")));
}

TEST(NormalizedServicesTest, an_event_may_come_before_the_answer_to_the_action) {
    const RawAcceptor peer{Acceptance{}, [&](RawPeer& connection) {
                               const auto action = receive_message_of(connection);
                               CommandSetWriter writer;
                               writer.add_uid(command_tag::AffectedSOPClassUID, commitment);
                               writer.add_number(command_tag::CommandField, 0x0100);
                               writer.add_number(command_tag::MessageID, 9);
                               writer.add_number(command_tag::CommandDataSetType, 0);
                               writer.add_uid(command_tag::AffectedSOPInstanceUID, well_known_instance);
                               writer.add_number(command_tag::EventTypeID, 1);
                               connection.send_message(as_text(writer.bytes()), as_text(transaction("1.2.3")), 3);
                               EXPECT_EQ(status_of(receive_message_of(connection)), 0x0000);
                               connection.send(data_pdu(3, true, true, response_bytes(*action->command, 0)));
                               serve_to_the_end(connection);
                           }};
    RequestedAssociation association{commitment_request(peer.port()), {}};
    int heard = 0;
    hear_events(association, [&](const NormalizedRequest&) {
        ++heard;
        return Answer{};
    });
    EXPECT_EQ(ask(association).status, Status::success);
    EXPECT_EQ(heard, 1);
}

TEST(NormalizedServicesTest, a_peer_that_releases_while_an_event_is_waited_for_ends_it) {
    const RawAcceptor peer{Acceptance{}, [&](RawPeer& connection) {
                               connection.send(pdu(release_rq, Bytes(4, '\0')));
                               serve_to_the_end(connection);
                           }};
    RequestedAssociation association{commitment_request(peer.port()), {}};
    const base::Error error = error_of([&] { (void)association.serve_request(20s); });
    EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
    EXPECT_FALSE(association.is_usable());
}

}  // namespace
}  // namespace kinote::dimse::testing
