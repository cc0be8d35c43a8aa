#include "dimse/move_scu.hpp"

#include "dimse/message_contexts.hpp"
#include "dimse/query_requests.hpp"
#include "dimse/raw_acceptor.hpp"
#include "dimse/test_request.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

constexpr std::string_view asked_study_move = uid::StudyRootQueryRetrieveInformationModelMove;

AssociationRequest move_request(std::uint16_t port) {
    AssociationRequest request = request_for(port, {});
    request.proposal.contexts = {message_context(asked_study_move)};
    return request;
}

/// A server whose sub-operations end with these statuses.
Services mover(std::vector<Status> statuses) {
    return {.move = [=](const RetrieveRequest& request) {
        MoveAnswer answer;
        if (request.destination != "THERE") answer.refusal = {Status::move_destination_unknown, "unknown"};
        answer.sub_operations = statuses.size();
        answer.proceed = [statuses, index = std::size_t{0}]() mutable -> std::vector<SubOperationResult> {
            const std::size_t number = index++;
            return {{"1.2." + std::to_string(number), statuses.at(number)}};
        };
        return answer;
    }};
}

MoveResult move_to(std::uint16_t port, const std::string& destination, const MoveProgressHandler& handler) {
    RequestedAssociation association{move_request(port), {}};
    const auto identifier = study_identifier("1.2.3");
    MoveResult result = move(association, {QueryModel::study_root, dicom::AeTitle{destination}, identifier}, handler);
    EXPECT_TRUE(association.is_usable());
    association.release();
    return result;
}

TEST(MoveScuTest, the_progress_of_a_server_of_ours_is_told) {
    TestServer server{mover({Status::success, Status::success, Status::success})};
    std::vector<int> remaining;
    const MoveResult result = move_to(server.port(), "THERE", [&](const MoveCounts& counts) {
        remaining.push_back(counts.remaining.value_or(99));
        return true;
    });
    EXPECT_EQ(remaining, (std::vector{2, 1}));
    EXPECT_EQ(result.answer.status, Status::success);
    EXPECT_EQ(result.counts.completed, 3);
    EXPECT_EQ(result.counts.failed, 0);
    EXPECT_EQ(result.counts.remaining, std::nullopt);
    EXPECT_TRUE(result.failed_sop_instance_uids.empty());
}

TEST(MoveScuTest, failures_are_counted_and_named) {
    TestServer server{mover({Status::success, Status::out_of_resources, Status::cannot_understand})};
    const MoveResult result = move_to(server.port(), "THERE", [](const MoveCounts&) { return true; });
    EXPECT_EQ(result.answer.status, Status::sub_operations_with_failures_or_warnings);
    EXPECT_EQ(result.counts.failed, 2);
    EXPECT_EQ(result.failed_sop_instance_uids, (std::vector<std::string>{"1.2.1", "1.2.2"}));
}

TEST(MoveScuTest, an_unknown_destination_is_told) {
    TestServer server{mover({Status::success})};
    const MoveResult result = move_to(server.port(), "NOWHERE", [](const MoveCounts&) { return true; });
    EXPECT_EQ(result.answer.status, Status::move_destination_unknown);
    EXPECT_EQ(result.answer.error_comment, "unknown");
}

TEST(MoveScuTest, who_has_enough_cancels) {
    MoveAnswer endless;
    endless.sub_operations = 5;
    endless.proceed = [] { return std::vector<SubOperationResult>{}; };
    TestServer server{Services{.move = [=](const RetrieveRequest&) { return endless; }}};
    const MoveResult result = move_to(server.port(), "THERE", [](const MoveCounts&) { return false; });
    EXPECT_EQ(result.answer.status, Status::cancel);
    EXPECT_EQ(result.counts.remaining, 5);
}

TEST(MoveScuTest, a_peer_that_falls_silent_is_left_in_time) {
    const RawAcceptor peer{Acceptance{}, serve_to_the_end};
    AssociationRequest request = move_request(peer.port());
    request.timeouts.answer = std::chrono::milliseconds{50};
    RequestedAssociation association{request, {}};
    const auto identifier = study_identifier("1.2.3");
    const base::Error error = error_of([&] {
        (void)move(association, {QueryModel::study_root, dicom::AeTitle{"THERE"}, identifier},
                   [](const MoveCounts&) { return true; });
    });
    EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
    EXPECT_TRUE(has_text(error, "cannot have objects moved to THERE with KINOTE at 127.0.0.1")) << error.what();
}

}  // namespace
}  // namespace kinote::dimse::testing
