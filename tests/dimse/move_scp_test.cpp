#include "dimse/move_scp.hpp"

#include <atomic>
#include <future>

#include "base/error.hpp"
#include "dimse/query_requests.hpp"
#include "dimse/run_tool.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

constexpr std::string_view study_move = uid::StudyRootQueryRetrieveInformationModelMove;

AssociateRequest move_association(std::string_view transfer_syntax = uid::ExplicitVRLittleEndian) {
    return {.contexts = {
                {.abstract_syntax = std::string{study_move}, .transfer_syntaxes = {std::string{transfer_syntax}}}}};
}

bool request_move(const RawPeer& peer, std::string_view destination = "THERE") {
    return peer.send_message(
        command_bytes(QueryCommand{
            .sop_class_uid = study_move, .field = CommandField::c_move_request, .move_destination = destination}),
        as_text(study_identifier("1.2.3")));
}

/// A plan whose sub-operations end one by one with these statuses.
MoveAnswer plan_of(std::vector<Status> statuses) {
    MoveAnswer answer;
    answer.sub_operations = statuses.size();
    answer.proceed = [statuses, index = std::size_t{0}]() mutable -> std::vector<SubOperationResult> {
        const std::size_t number = index++;
        return {{"1.2." + std::to_string(number), statuses.at(number)}};
    };
    return answer;
}

MoveHandler returns(MoveAnswer answer) {
    return [answer = std::move(answer)](const RetrieveRequest&) { return answer; };
}

TEST(MoveScpTest, destination_and_identifier_are_handed_over_and_the_progress_is_told) {
    std::string destination, study;
    TestServer server{Services{.move = [&](const RetrieveRequest& request) {
        destination = request.destination;
        study = request.identifier.text(tag::StudyInstanceUID);
        EXPECT_EQ(request.model, QueryModel::study_root);
        EXPECT_FALSE(request.is_relational);
        return plan_of({Status::success, Status::success, Status::success});
    }}};
    const RawPeer peer{server.port()};
    peer.associate(move_association());
    request_move(peer);
    for (int done = 1; done < 3; ++done) {
        const auto progress = receive_message_of(peer);
        EXPECT_EQ(status_of(progress), 0xFF00);
        EXPECT_EQ(counts_of(progress), (std::vector{3 - done, done, 0, 0}));
    }
    const auto last = receive_message_of(peer);
    EXPECT_EQ(status_of(last), 0x0000);
    EXPECT_EQ(counts_of(last), (std::vector{-1, 3, 0, 0}));
    EXPECT_FALSE(last->command->has_data_set());
    EXPECT_EQ(destination, "THERE");
    EXPECT_EQ(study, "1.2.3");
    EXPECT_TRUE(peer.release());
}

TEST(MoveScpTest, nothing_to_move_is_a_success) {
    TestServer server{Services{.move = returns(plan_of({}))}};
    const RawPeer peer{server.port()};
    peer.associate(move_association());
    request_move(peer);
    const auto last = receive_message_of(peer);
    EXPECT_EQ(status_of(last), 0x0000);
    EXPECT_EQ(counts_of(last), (std::vector{-1, 0, 0, 0}));
}

TEST(MoveScpTest, warnings_and_failures_are_counted_and_the_failed_listed) {
    TestServer server{Services{.move = returns(plan_of({Status::success, Status::out_of_resources,
                                                        Status::elements_discarded, Status::cannot_understand}))}};
    const RawPeer peer{server.port()};
    peer.associate(move_association());
    request_move(peer);
    auto last = receive_message_of(peer);
    while (status_of(last) == 0xFF00) last = receive_message_of(peer);
    EXPECT_EQ(status_of(last), 0xB000);
    EXPECT_EQ(counts_of(last), (std::vector{-1, 1, 2, 1}));
    EXPECT_EQ(failed_list_of(last), (Bytes{"1.2.1\\1.2.3\0", 12}));
}

TEST(MoveScpTest, a_list_of_failed_objects_comes_in_implicit_vr_where_that_was_agreed) {
    TestServer server{Services{.move = returns(plan_of({Status::out_of_resources}))}};
    const RawPeer peer{server.port()};
    peer.associate(move_association(uid::ImplicitVRLittleEndian));
    peer.send_message(
        command_bytes(QueryCommand{
            .sop_class_uid = study_move, .field = CommandField::c_move_request, .move_destination = "THERE"}),
        Bytes{"\x20\0\x0D\0\6\0\0\0001.2.3\0", 14});
    const auto last = receive_message_of(peer);
    EXPECT_EQ(status_of(last), 0xA702);
    EXPECT_EQ(last->data_set, (Bytes{"\x08\0\x58\0\6\0\0\0001.2.0\0", 14}));
}

TEST(MoveScpTest, thousands_of_failed_objects_are_counted_though_not_all_are_listed) {
    MoveAnswer plan;
    plan.sub_operations = 10'000;
    plan.proceed = [] {
        return std::vector<SubOperationResult>(10'000, {"1.2.840.10008.1234567890", Status::out_of_resources});
    };
    TestServer server{Services{.move = returns(plan)}};
    const RawPeer peer{server.port()};
    peer.associate(move_association());
    request_move(peer);
    const auto last = receive_message_of(peer);
    EXPECT_EQ(status_of(last), 0xA702);
    EXPECT_EQ(counts_of(last), (std::vector{-1, 0, 10'000, 0}));
    EXPECT_GT(last->data_set.size(), 60'000);
}

TEST(MoveScpTest, a_refusal_is_told_as_it_is) {
    MoveAnswer refusal;
    refusal.refusal = {Status::move_destination_unknown, "who is THERE?"};
    TestServer server{Services{.move = returns(refusal)}};
    const RawPeer peer{server.port()};
    peer.associate(move_association());
    request_move(peer);
    const auto last = receive_message_of(peer);
    EXPECT_EQ(status_of(last), 0xA801);
    EXPECT_EQ(last->command->text(command_tag::ErrorComment), "who is THERE?");
    EXPECT_TRUE(peer.release());
}

TEST(MoveScpTest, what_handlers_throw_is_a_status_before_and_a_failure_of_the_rest_within) {
    const auto fails = []() -> std::vector<SubOperationResult> {
        throw base::Error{base::ErrorKind::unavailable, "as the test wants it"};
    };
    TestServer server{Services{.move = [&](const RetrieveRequest& request) -> MoveAnswer {
        if (request.destination == "NOWHERE") (void)fails();
        MoveAnswer answer = plan_of({Status::success, Status::success, Status::success});
        answer.proceed = [fails, done = 0]() mutable -> std::vector<SubOperationResult> {
            if (done++ > 0) return fails();
            return {{"1.2.0", Status::success}};
        };
        return answer;
    }}};
    const RawPeer peer{server.port()};
    peer.associate(move_association());
    request_move(peer, "NOWHERE");
    EXPECT_EQ(status_of(receive_message_of(peer)), 0xA700);
    request_move(peer);
    EXPECT_EQ(status_of(receive_message_of(peer)), 0xFF00);
    const auto last = receive_message_of(peer);
    EXPECT_EQ(status_of(last), 0xB000);
    EXPECT_EQ(counts_of(last), (std::vector{-1, 1, 2, 0}));
    EXPECT_EQ(last->command->text(command_tag::ErrorComment), "not possible now, try again");
    EXPECT_TRUE(peer.release());
}

/// A plan that goes on for ever without a result, and says when it is cancelled.
MoveAnswer endless(std::promise<void>& cancelled) {
    MoveAnswer answer;
    answer.sub_operations = 7;
    answer.proceed = [first = true]() mutable -> std::vector<SubOperationResult> {
        if (!std::exchange(first, false)) return {};
        return {{"1.2.0", Status::success}, {"1.2.1", Status::out_of_resources}};
    };
    answer.cancel = [&cancelled] { cancelled.set_value(); };
    return answer;
}

TEST(MoveScpTest, a_cancel_ends_it_and_the_handler_is_told) {
    std::promise<void> cancelled;
    TestServer server{Services{.move = returns(endless(cancelled))}};
    const RawPeer peer{server.port()};
    peer.associate(move_association());
    request_move(peer);
    EXPECT_EQ(status_of(receive_message_of(peer)), 0xFF00);
    peer.send(data_pdu(1, true, true, cancel_bytes(5)));
    auto last = receive_message_of(peer);
    while (status_of(last) == 0xFF00) last = receive_message_of(peer);
    EXPECT_EQ(status_of(last), 0xFE00);
    EXPECT_EQ(counts_of(last), (std::vector{5, 1, 1, 0}));
    EXPECT_EQ(failed_list_of(last), (Bytes{"1.2.1\0", 6}));
    cancelled.get_future().wait();
    EXPECT_TRUE(peer.release());
}

TEST(MoveScpTest, a_peer_that_leaves_ends_it_and_the_handler_is_told) {
    std::promise<void> cancelled;
    TestServer server{Services{.move = returns(endless(cancelled))}};
    RawPeer peer{server.port()};
    peer.associate(move_association());
    request_move(peer);
    EXPECT_EQ(status_of(receive_message_of(peer)), 0xFF00);
    peer.close();
    cancelled.get_future().wait();
    server.server().stop();
    EXPECT_EQ(server.server().counters().associations_broken, 1);
}

TEST(MoveScpTest, relational_retrieval_is_agreed_on_where_both_can) {
    std::atomic<bool> is_relational = false;
    Services services{.move = [&](const RetrieveRequest& request) {
        is_relational = request.is_relational;
        return plan_of({});
    }};
    services.query_options.relational_queries = true;
    TestServer server{services};
    const RawPeer peer{server.port()};
    AssociateRequest request = move_association();
    request.user_items = item(0x56, big_endian(study_move.size(), 2) + Bytes{study_move} + "\x01\x01");
    const auto agreed = user_items(peer.associate(request), 0x56);
    ASSERT_EQ(agreed.size(), 1);
    EXPECT_EQ(agreed.front().substr(2 + study_move.size()), "\x01");
    request_move(peer);
    EXPECT_EQ(status_of(receive_message_of(peer)), 0x0000);
    EXPECT_TRUE(is_relational);
}

TEST(MoveScpTest, movescu_is_told_how_it_went) {
    ASSERT_TRUE(is_installed("movescu")) << "install the package dcmtk";
    const TemporaryFolder work;
    const auto move_with = [&](MoveAnswer answer) {
        TestServer server{Services{.move = returns(std::move(answer))}};
        return run_tool({"movescu", "-d", "-S", "-aec", "KINOTE", "-aem", "THERE", "-k", "QueryRetrieveLevel=STUDY",
                         "-k", "StudyInstanceUID=1.2.3", "127.0.0.1", std::to_string(server.port())},
                        work.path())
            .output;
    };
    const std::string good = move_with(plan_of({Status::success, Status::success}));
    EXPECT_NE(good.find("0x0000: Success"), std::string::npos) << good;
    EXPECT_NE(good.find("Completed Suboperations       : 2"), std::string::npos) << good;
    const std::string bad = move_with(plan_of({Status::success, Status::out_of_resources}));
    EXPECT_NE(bad.find("0xb000"), std::string::npos) << bad;
    MoveAnswer refusal;
    refusal.refusal = {Status::move_destination_unknown};
    const std::string refused = move_with(refusal);
    EXPECT_NE(refused.find("0xa801"), std::string::npos) << refused;
}

}  // namespace
}  // namespace kinote::dimse::testing
