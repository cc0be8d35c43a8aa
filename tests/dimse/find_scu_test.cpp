#include "dimse/find_scu.hpp"

#include <atomic>

#include "dimse/message_contexts.hpp"
#include "dimse/query_classes.hpp"
#include "dimse/query_requests.hpp"
#include "dimse/raw_acceptor.hpp"
#include "dimse/test_request.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

constexpr std::string_view study_find = uid::StudyRootQueryRetrieveInformationModelFind;

AssociationRequest find_request(std::uint16_t port) {
    AssociationRequest request = request_for(port, {});
    request.proposal.contexts = {message_context(study_find)};
    return request;
}

/// A server that gives matches 1.2.0, 1.2.1 and so on.
Services archive_of(int matches, Answer last = {}, std::atomic<int>* sent = nullptr) {
    return {.find = [=](const FindRequest&, const FindSink& sink) {
        for (int index = 0; index < matches; ++index) {
            if (!sink({study_identifier("1.2." + std::to_string(index)), index % 2 == 1})) break;
            if (sent != nullptr) ++*sent;
        }
        return last;
    }};
}

struct Found {
    std::vector<std::string> studies;
    std::vector<bool> have_unsupported_keys;
    Answer last;
};

Found find_all(RequestedAssociation& association, std::size_t most = 1000) {
    Found found;
    const auto identifier = study_identifier("1.2.3");
    found.last = find(association, {QueryModel::study_root, identifier},
                      [&](const dicom::Dataset& match, bool has_unsupported_keys) {
                          found.studies.push_back(match.text(tag::StudyInstanceUID));
                          found.have_unsupported_keys.push_back(has_unsupported_keys);
                          return found.studies.size() < most;
                      });
    return found;
}

TEST(FindScuTest, the_matches_of_a_server_of_ours_are_handed_over_one_by_one) {
    TestServer server{archive_of(3)};
    RequestedAssociation association{find_request(server.port()), {}};
    for (int round = 0; round < 2; ++round) {
        const Found found = find_all(association);
        EXPECT_EQ(found.studies, (std::vector<std::string>{"1.2.0", "1.2.1", "1.2.2"}));
        EXPECT_EQ(found.have_unsupported_keys, (std::vector{false, true, false}));
        EXPECT_EQ(found.last.status, Status::success);
    }
    association.release();
}

TEST(FindScuTest, what_was_agreed_beyond_the_baseline_is_known_on_both_sides) {
    QueryOptions served{};
    Services services{.find = [&](const FindRequest& request, const FindSink&) {
        served = request.options;
        return Answer{};
    }};
    services.query_options = {.relational_queries = true, .date_time_matching = true};
    TestServer server{services};
    AssociationRequest request = find_request(server.port());
    request.proposal.extended[std::string{study_find}] =
        to_extended_negotiation({.relational_queries = true, .fuzzy_semantic_matching = true}, QueryService::find);
    RequestedAssociation association{request, {}};
    EXPECT_EQ(from_extended_negotiation(association.extended_negotiation(study_find), QueryService::find),
              QueryOptions{.relational_queries = true});
    EXPECT_EQ(find_all(association).last.status, Status::success);
    EXPECT_EQ(served, QueryOptions{.relational_queries = true});
}

TEST(FindScuTest, implicit_vr_will_do) {
    TestServer server{archive_of(1)};
    AssociationRequest request = find_request(server.port());
    request.proposal.contexts.front().transfer_syntaxes = {test_syntax::implicit_little};
    RequestedAssociation association{request, {}};
    EXPECT_EQ(find_all(association).studies, (std::vector<std::string>{"1.2.0"}));
}

TEST(FindScuTest, a_failure_is_told_with_its_comment) {
    TestServer server{archive_of(0, {Status::out_of_resources, "tired"})};
    RequestedAssociation association{find_request(server.port()), {}};
    const Found found = find_all(association);
    EXPECT_EQ(found.last.status, Status::out_of_resources);
    EXPECT_EQ(found.last.error_comment, "tired");
    EXPECT_TRUE(association.is_usable());
}

TEST(FindScuTest, who_has_enough_cancels) {
    std::atomic<int> sent = 0;
    TestServer server{archive_of(1'000'000, {}, &sent)};
    RequestedAssociation association{find_request(server.port()), {}};
    const Found found = find_all(association, 2);
    EXPECT_EQ(found.studies.size(), 2);
    EXPECT_EQ(found.last.status, Status::cancel);
    EXPECT_LT(sent, 1'000'000);
    EXPECT_TRUE(association.is_usable());
}

TEST(FindScuTest, without_an_accepted_context_it_is_refused) {
    TestServer server;
    RequestedAssociation association{request_for(server.port(), {uid::Verification}), {}};
    EXPECT_EQ(error_of([&] { (void)find_all(association); }).kind(), base::ErrorKind::refused);
}

TEST(FindScuTest, what_the_handler_throws_ends_the_association) {
    TestServer server{archive_of(3)};
    RequestedAssociation association{find_request(server.port()), {}};
    const auto identifier = study_identifier("1.2.3");
    const base::Error error = error_of([&] {
        (void)find(association, {QueryModel::study_root, identifier}, [](const dicom::Dataset&, bool) -> bool {
            throw base::Error{base::ErrorKind::internal, "as the test wants it"};
        });
    });
    EXPECT_EQ(error.kind(), base::ErrorKind::internal);
    EXPECT_FALSE(association.is_usable());
}

/// What comes of a query to a peer that answers with a script.
base::Error failure_with(const RawAcceptor::Script& script, RequestTimeouts timeouts = {}) {
    const RawAcceptor peer{Acceptance{}, [&](RawPeer& connection) {
                               script(connection);
                               serve_to_the_end(connection);
                           }};
    AssociationRequest request = find_request(peer.port());
    request.timeouts = timeouts;
    RequestedAssociation association{request, {}};
    return error_of([&] { (void)find_all(association); });
}

Bytes pending_bytes(const CommandSet& request) {
    CommandSetWriter writer;
    writer.add_number(command_tag::CommandField, 0x8020);
    writer.add_number(command_tag::MessageIDBeingRespondedTo, *request.number(command_tag::MessageID));
    writer.add_number(command_tag::CommandDataSetType, 0);
    writer.add_number(command_tag::Status, 0xFF00);
    return as_text(writer.bytes());
}

TEST(FindScuTest, peers_that_fall_silent_vanish_or_abort_between_matches_can_pass) {
    const auto after_a_match = [](const std::function<void(RawPeer&)>& deed) {
        return [deed](RawPeer& peer) {
            const auto request = receive_message_of(peer);
            peer.send_message(pending_bytes(*request->command), as_text(study_identifier("1.2.3")));
            deed(peer);
        };
    };
    const base::Error silent = failure_with(after_a_match([](RawPeer&) {}), {.answer = std::chrono::milliseconds{50}});
    EXPECT_EQ(silent.kind(), base::ErrorKind::unavailable);
    EXPECT_TRUE(has_text(silent, "cannot query with KINOTE at 127.0.0.1")) << silent.what();
    EXPECT_EQ(failure_with(after_a_match([](RawPeer& peer) { peer.close(); })).kind(), base::ErrorKind::unavailable);
    EXPECT_EQ(failure_with(after_a_match([](RawPeer& peer) { peer.send(pdu(abort_pdu, Bytes(4, '\0'))); })).kind(),
              base::ErrorKind::unavailable);
}

TEST(FindScuTest, a_match_that_cannot_be_read_is_corrupt) {
    const base::Error error = failure_with([](RawPeer& peer) {
        const auto request = receive_message_of(peer);
        peer.send_message(pending_bytes(*request->command), "garbage that is no data set");
    });
    EXPECT_EQ(error.kind(), base::ErrorKind::corrupt);
}

}  // namespace
}  // namespace kinote::dimse::testing
