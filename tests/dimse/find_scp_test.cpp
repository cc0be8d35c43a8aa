#include "dimse/find_scp.hpp"

#include <atomic>
#include <future>

#include "base/error.hpp"
#include "dimse/queried_archive.hpp"

namespace kinote::dimse::testing {
namespace {

TEST(FindScpTest, the_identifier_is_handed_over_and_the_matches_reach_the_peer) {
    QueriedArchive archive;
    TestServer server{archive.services()};
    const RawPeer peer{server.port()};
    peer.associate(find_association());
    peer.send_message(command_bytes(QueryCommand{}), identifier_bytes());
    for (int index = 0; index < 2; ++index) {
        const auto match = receive_message_of(peer);
        EXPECT_EQ(status_of(match), 0xFF00);
        EXPECT_EQ(match->command->number(command_tag::MessageIDBeingRespondedTo), 5);
        EXPECT_EQ(match->command->text(command_tag::AffectedSOPClassUID), study_find);
        EXPECT_EQ(match->data_set, as_text(study_identifier("1.2." + std::to_string(index))));
    }
    const auto last = receive_message_of(peer);
    EXPECT_EQ(status_of(last), 0x0000);
    EXPECT_FALSE(last->command->has_data_set());
    EXPECT_EQ(archive.model, QueryModel::study_root);
    EXPECT_EQ(archive.study, "1.2.3");
    EXPECT_EQ(archive.name, "DOE*");
    EXPECT_EQ(archive.calling_ae_title, "RAWPEER");
    EXPECT_EQ(archive.options, QueryOptions{});
    EXPECT_TRUE(peer.release());
}

TEST(FindScpTest, matches_come_in_implicit_vr_where_the_peer_wants_that) {
    QueriedArchive archive;
    TestServer server{archive.services()};
    const RawPeer peer{server.port()};
    peer.associate(find_association(uid::ImplicitVRLittleEndian, patient_find));
    const Bytes identifier = Bytes{"\x08\0\x52\0\6\0\0\0STUDY ", 14} + Bytes{"\x20\0\x0D\0\6\0\0\0001.2.3\0", 14};
    peer.send_message(command_bytes(QueryCommand{.sop_class_uid = patient_find}), identifier);
    const auto match = receive_message_of(peer);
    EXPECT_EQ(status_of(match), 0xFF00);
    EXPECT_EQ(match->data_set, (Bytes{"\x08\0\x52\0\6\0\0\0STUDY "
                                      "\x08\0\x32\x10\xFF\xFF\xFF\xFF\xFE\xFF\0\xE0\xFF\xFF\xFF\xFF"
                                      "\x08\0\0\1\0\0\0\0\xFE\xFF\x0D\xE0\0\0\0\0\xFE\xFF\xDD\xE0\0\0\0\0"
                                      "\x10\0\x10\0\4\0\0\0DOE*"
                                      "\x20\0\x0D\0\6\0\0\0001.2.0\0",
                                      80}));
    EXPECT_EQ(archive.study, "1.2.3");
    EXPECT_EQ(archive.model, QueryModel::patient_root);
}

TEST(FindScpTest, explicit_vr_is_chosen_where_both_are_proposed_and_others_are_not_accepted) {
    QueriedArchive archive;
    TestServer server{archive.services()};
    const auto answer = [&](std::vector<std::string> syntaxes) {
        const RawPeer peer{server.port()};
        return contexts_of(peer.associate(
            {.contexts = {{.abstract_syntax = std::string{study_find}, .transfer_syntaxes = std::move(syntaxes)}}}))[1];
    };
    EXPECT_EQ(answer({"1.2.840.10008.1.2", "1.2.840.10008.1.2.1"}).transfer_syntax, uid::ExplicitVRLittleEndian);
    EXPECT_EQ(answer({"1.2.840.10008.1.2.2"}).result, 4);
    EXPECT_EQ(answer({"1.2.840.10008.1.2.1.99"}).result, 4);
}

TEST(FindScpTest, unsupported_keys_and_the_last_answer_are_told) {
    QueriedArchive archive;
    archive.has_unsupported_keys = true;
    archive.final_answer = {Status::unable_to_process, "the archive\nis tired"};
    TestServer server{archive.services()};
    const RawPeer peer{server.port()};
    peer.associate(find_association());
    peer.send_message(command_bytes(QueryCommand{}), identifier_bytes());
    EXPECT_EQ(status_of(receive_message_of(peer)), 0xFF01);
    EXPECT_EQ(status_of(receive_message_of(peer)), 0xFF01);
    const auto last = receive_message_of(peer);
    EXPECT_EQ(status_of(last), 0xC000);
    EXPECT_EQ(last->command->text(command_tag::ErrorComment), "the archive?is tired");
}

TEST(FindScpTest, a_cancel_between_answers_ends_the_query) {
    std::promise<void> cancelled;
    std::atomic<int> refused = 0;
    const Services services{.find = [&](const FindRequest&, const FindSink& sink) {
        EXPECT_TRUE(sink({study_identifier("1.2.3"), false}));
        cancelled.get_future().wait();
        while (sink({study_identifier("1.2.4"), false})) {
        }
        ++refused;
        return Answer{};
    }};
    TestServer server{services};
    const RawPeer peer{server.port()};
    peer.associate(find_association());
    peer.send_message(command_bytes(QueryCommand{}), identifier_bytes());
    EXPECT_EQ(status_of(receive_message_of(peer)), 0xFF00);
    peer.send(data_pdu(1, true, true, cancel_bytes(4)));  // of another operation
    peer.send(data_pdu(1, true, true, cancel_bytes(5)));
    cancelled.set_value();
    auto last = receive_message_of(peer);
    while (status_of(last) == 0xFF00) last = receive_message_of(peer);
    EXPECT_EQ(status_of(last), 0xFE00);
    EXPECT_EQ(refused, 1);
    EXPECT_TRUE(peer.release());
}

TEST(FindScpTest, what_a_handler_throws_becomes_a_status) {
    const auto status_with = [](base::ErrorKind kind) {
        TestServer server{Services{.find = [kind](const FindRequest&, const FindSink&) -> Answer {
            throw base::Error{kind, "as the test wants it"};
        }}};
        const RawPeer peer{server.port()};
        peer.associate(find_association());
        peer.send_message(command_bytes(QueryCommand{}), identifier_bytes());
        const int status = status_of(receive_message_of(peer));
        EXPECT_TRUE(peer.release());
        return status;
    };
    EXPECT_EQ(status_with(base::ErrorKind::unavailable), 0xA700);
    EXPECT_EQ(status_with(base::ErrorKind::invalid), 0xA900);
    EXPECT_EQ(status_with(base::ErrorKind::refused), 0x0124);
    EXPECT_EQ(status_with(base::ErrorKind::internal), 0xC000);
}

TEST(FindScpTest, queries_that_cannot_be_are_answered_and_the_association_goes_on) {
    QueriedArchive archive;
    TestServer server{archive.services()};
    const RawPeer peer{server.port()};
    peer.associate(find_association());
    peer.send(data_pdu(1, true, true, command_bytes(QueryCommand{.has_data_set = false})));
    EXPECT_EQ(status_of(receive_message_of(peer)), 0xA900);
    peer.send_message(command_bytes(QueryCommand{}), "");
    EXPECT_EQ(status_of(receive_message_of(peer)), 0xA900);
    peer.send_message(command_bytes(QueryCommand{}), "garbage that is no data set");
    EXPECT_EQ(status_of(receive_message_of(peer)), 0xC000);
    peer.send_message(command_bytes(QueryCommand{.sop_class_uid = patient_find}), identifier_bytes());
    EXPECT_EQ(status_of(receive_message_of(peer)), 0x0122);
    EXPECT_EQ(archive.sent, 0);
    peer.send_message(command_bytes(QueryCommand{}), identifier_bytes());
    EXPECT_EQ(status_of(receive_message_of(peer)), 0xFF00);
}

TEST(FindScpTest, an_identifier_of_megabytes_is_refused) {
    QueriedArchive archive;
    TestServer server{archive.services()};
    const RawPeer peer{server.port()};
    peer.associate(find_association());
    peer.send(data_pdu(1, true, true, command_bytes(QueryCommand{})));
    for (int index = 0; index < 200; ++index) peer.send(data_pdu(1, false, index == 199, Bytes(100'000, 'x')));
    EXPECT_EQ(status_of(receive_message_of(peer)), 0x0213);
}

/// Whether the handler of a query without end sees its error after the peer did something in the middle.
template <typename Deed>
bool ends_after(const Deed& deed) {
    std::promise<bool> over;
    const Services services{.find = [&](const FindRequest&, const FindSink& sink) {
        try {
            while (sink({study_identifier("1.2.3"), false})) {
            }
            over.set_value(false);
        } catch (const base::Error&) {
            over.set_value(true);
            throw;
        }
        return Answer{};
    }};
    TestServer server{services};
    RawPeer peer{server.port()};
    peer.associate(find_association());
    peer.send_message(command_bytes(QueryCommand{}), identifier_bytes());
    EXPECT_EQ(status_of(receive_message_of(peer)), 0xFF00);
    auto future = over.get_future();
    deed(peer, server);
    return future.get();
}

TEST(FindScpTest, a_peer_that_leaves_in_the_middle_ends_the_query) {
    EXPECT_TRUE(ends_after([](RawPeer& peer, TestServer&) { peer.close(); }));
    EXPECT_TRUE(ends_after([](RawPeer& peer, TestServer&) {
        peer.send(pdu(abort_pdu, Bytes(4, '\0')));
        while (peer.receive()) {
        }
    }));
    EXPECT_TRUE(ends_after([](RawPeer& peer, TestServer&) {
        peer.send(pdu(release_rq, Bytes(4, '\0')));
        while (peer.receive()) {
        }
    }));
}

TEST(FindScpTest, a_stop_of_the_server_ends_the_query) {
    EXPECT_TRUE(ends_after([](RawPeer& peer, TestServer& server) {
        const auto stopping = std::async(std::launch::async, [&] { server.server().stop(); });
        while (peer.receive()) {
        }
        stopping.wait();
    }));
}

TEST(FindScpTest, a_request_within_a_query_is_aborted) {
    EXPECT_TRUE(ends_after([](RawPeer& peer, TestServer&) {
        peer.send_message(command_bytes(QueryCommand{.message_id = 6}), identifier_bytes());
        while (peer.receive()) {
        }
    }));
}

}  // namespace
}  // namespace kinote::dimse::testing
