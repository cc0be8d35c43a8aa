#include "dimse/store_scu.hpp"

#include <fstream>
#include <future>
#include <thread>

#include "dimse/raw_acceptor.hpp"
#include "dimse/test_request.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kos = uid::KeyObjectSelectionDocumentStorage;

struct TestObject {
    explicit TestObject(std::size_t padding = 100, const std::string& uid = "1.2.3.4.5")
        : sop_instance_uid{uid}, data_set{small_data_set(uid, padding)}, bytes{small_object(data_set, uid)} {}

    [[nodiscard]] OutgoingObject outgoing() const { return outgoing_object(source, kos, sop_instance_uid); }

    std::string sop_instance_uid;
    std::string data_set;
    std::vector<std::byte> bytes;
    dicom::MemorySource source{bytes};
};

/// A peer that goes on with a script once it is associated, and an association with it.
class ScriptedPeer {
public:
    explicit ScriptedPeer(RawAcceptor::Script script, RequestTimeouts timeouts = {}, Acceptance acceptance = {})
        : peer_{std::move(acceptance),
                [played = std::move(script)](RawPeer& connection) {
                    played(connection);
                    serve_to_the_end(connection);
                }},
          association_{[&] {
                           AssociationRequest request = request_for(peer_.port(), {kos});
                           request.timeouts = timeouts;
                           return request;
                       }(),
                       stop_.get_token()} {}

    [[nodiscard]] RequestedAssociation& association() { return association_; }
    [[nodiscard]] Answer store(const TestObject& object = TestObject{}) {
        return StoreScu{association_}.store(object.outgoing());
    }
    [[nodiscard]] base::Error failure(const TestObject& object = TestObject{}) {
        return error_of([&] { (void)store(object); });
    }
    void stop() { stop_.request_stop(); }

private:
    std::stop_source stop_;
    RawAcceptor peer_;
    RequestedAssociation association_;
};

RawAcceptor::Script answers_with(std::uint16_t status, const std::string& comment = {}) {
    return [=](RawPeer& peer) {
        const auto request = receive_message_of(peer);
        peer.send(data_pdu(1, true, true, response_bytes(*request->command, status, comment)));
    };
}

TEST(StoreScuTest, a_server_of_ours_gets_the_object_byte_for_byte_and_who_asked_for_the_move) {
    TestServer server;
    RequestedAssociation association{request_for(server.port(), {kos}), {}};
    const TestObject object;
    OutgoingObject outgoing = object.outgoing();
    outgoing.move_originator = MoveOriginator{"MOVER", 7};
    EXPECT_EQ(StoreScu{association}.store(outgoing).status, Status::success);
    association.release();
    ASSERT_EQ(server.stored().size(), 1);
    const StoredObject stored = server.stored().front();
    EXPECT_EQ(stored.calling_ae_title, "CALLER");
    EXPECT_EQ(stored.sop_instance_uid, "1.2.3.4.5");
    EXPECT_EQ(stored.move_originator, "MOVER");
    EXPECT_EQ(stored.data_set, object.data_set);
}

TEST(StoreScuTest, objects_of_all_sizes_go_from_files_one_after_the_other) {
    TestServer server;
    const TemporaryFolder folder;
    std::vector<std::string> sent;
    {
        RequestedAssociation association{request_for(server.port(), {kos}), {}};
        StoreScu store{association};
        for (const std::size_t size : {0u, 100u, 16'000u, 131'000u, 262'000u, 300'000u, 3'000'000u, 100u}) {
            const TestObject object{size, "1.2." + std::to_string(sent.size())};
            const auto path = folder.path() / std::to_string(sent.size());
            std::ofstream{path, std::ios::binary}.write(reinterpret_cast<const char*>(object.bytes.data()),
                                                        static_cast<std::streamsize>(object.bytes.size()));
            const dicom::FileSource file{path};
            EXPECT_EQ(store.store(outgoing_object(file, kos, object.sop_instance_uid)).status, Status::success);
            sent.push_back(object.data_set);
        }
        association.release();
    }
    ASSERT_EQ(server.stored().size(), sent.size());
    for (std::size_t index = 0; index < sent.size(); ++index) {
        EXPECT_TRUE(server.stored()[index].data_set == sent[index]) << index;
    }
}

TEST(StoreScuTest, a_peer_with_small_pdus_gets_none_that_is_larger) {
    for (const std::uint32_t limit : {20u, 100u, 4'096u, 16'384u, 0u}) {
        std::size_t largest = 0;
        Bytes received;
        const TestObject object{50'000};
        {
            ScriptedPeer peer{[&](RawPeer& connection) {
                                  Bytes command;
                                  for (bool is_last = false; !is_last;) {
                                      const auto value = connection.receive();
                                      largest = std::max(largest, value->body.size());
                                      const bool is_command = (value->body[5] & 1) != 0;
                                      (is_command ? command : received) += value->body.substr(6);
                                      is_last = value->body[5] == 2;
                                  }
                                  const auto* begin = reinterpret_cast<const std::byte*>(command.data());
                                  const CommandSet request{std::vector<std::byte>(begin, begin + command.size())};
                                  connection.send(data_pdu(1, true, true, response_bytes(request, 0)));
                              },
                              {},
                              {.maximum_pdu_size = limit}};
            EXPECT_EQ(peer.store(object).status, Status::success);
        }
        EXPECT_TRUE(received == object.data_set) << limit;
        EXPECT_LE(largest, limit == 0 ? 131'072 : limit);
    }
}

TEST(StoreScuTest, warnings_and_failures_are_results_and_the_association_goes_on) {
    const TestObject object;
    for (const int number : {0xB000, 0xB006, 0xB007, 0xA700, 0xA771, 0xA900, 0xC000, 0x0111, 0x0122}) {
        const auto status = static_cast<std::uint16_t>(number);
        ScriptedPeer peer{answers_with(status, "because")};
        const Answer answer = peer.store(object);
        EXPECT_EQ(static_cast<std::uint16_t>(answer.status), status);
        EXPECT_EQ(answer.error_comment, "because");
        EXPECT_TRUE(peer.association().is_usable());
    }
}

TEST(StoreScuTest, a_class_or_transfer_syntax_that_was_not_accepted_is_refused_and_the_association_goes_on) {
    TestServer server;
    RequestedAssociation association{request_for(server.port(), {uid::CTImageStorage}), {}};
    const TestObject object;
    StoreScu store{association};
    const base::Error error = error_of([&] { (void)store.store(object.outgoing()); });
    EXPECT_EQ(error.kind(), base::ErrorKind::refused);
    EXPECT_TRUE(has_text(error, "does not accept Key Object Selection Document Storage in Explicit VR Little Endian"))
        << error.what();
    OutgoingObject compressed = object.outgoing();
    compressed.sop_class_uid = uid::CTImageStorage;
    compressed.transfer_syntax_uid = uid::JPEGLossless;
    EXPECT_EQ(error_of([&] { (void)store.store(compressed); }).kind(), base::ErrorKind::refused);
    compressed.transfer_syntax_uid = uid::ExplicitVRLittleEndian;
    EXPECT_EQ(store.store(compressed).status, Status::success);
}

TEST(StoreScuTest, an_abort_in_the_middle_can_pass) {
    ScriptedPeer peer{[](RawPeer& connection) {
        connection.receive();
        connection.receive();
        connection.send(pdu(abort_pdu, Bytes(4, '\0')));
        connection.close();
    }};
    const base::Error error = peer.failure(TestObject{20'000'000});
    EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
    EXPECT_TRUE(has_text(error, "cannot store 1.2.3.4.5 with KINOTE at 127.0.0.1")) << error.what();
    EXPECT_TRUE(has_text(error, "this can pass")) << error.what();
    EXPECT_FALSE(peer.association().is_usable());
    EXPECT_EQ(peer.failure().kind(), base::ErrorKind::unavailable);
}

TEST(StoreScuTest, a_peer_that_no_longer_reads_is_left_in_time) {
    std::promise<void> over;
    ScriptedPeer peer{[&](RawPeer&) { over.get_future().wait(); }, {.transfer = 50ms}};
    const base::Error error = peer.failure(TestObject{20'000'000});
    over.set_value();
    EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
    EXPECT_TRUE(has_text(error, "timed out")) << error.what();
}

TEST(StoreScuTest, a_peer_that_never_answers_is_left_in_time) {
    ScriptedPeer peer{[](RawPeer&) {}, {.answer = 50ms}};
    EXPECT_TRUE(has_text(peer.failure(), "did not go on in time"));
}

TEST(StoreScuTest, a_peer_that_vanishes_can_pass) {
    ScriptedPeer peer{[](RawPeer& connection) {
        (void)receive_message_of(connection);
        connection.close();
    }};
    EXPECT_EQ(peer.failure().kind(), base::ErrorKind::unavailable);
}

TEST(StoreScuTest, a_stop_ends_the_sending) {
    std::promise<void> over;
    std::promise<void> begun;
    ScriptedPeer peer{[&](RawPeer& connection) {
        connection.receive();
        begun.set_value();
        over.get_future().wait();
    }};
    std::jthread stopper{[&] {
        begun.get_future().wait();
        peer.stop();
    }};
    const base::Error error = peer.failure(TestObject{20'000'000});
    over.set_value();
    EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
}

/// An object whose bytes end or fail somewhere.
class BrokenSource final : public dicom::ByteSource {
public:
    BrokenSource(const std::vector<std::byte>& bytes, std::uint64_t broken_at) : whole_{bytes}, broken_at_{broken_at} {}
    [[nodiscard]] std::uint64_t size() const override { return whole_.size(); }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override {
        if (offset >= broken_at_) throw base::Error{base::ErrorKind::unavailable, "the disk fails"};
        return whole_.read_at(offset, buffer);
    }

private:
    dicom::MemorySource whole_;
    std::uint64_t broken_at_;
};

TEST(StoreScuTest, an_object_that_cannot_be_read_costs_the_association_only_once_a_part_was_sent) {
    TestServer server;
    RequestedAssociation association{request_for(server.port(), {kos}), {}};
    StoreScu store{association};
    const TestObject object{3'000'000};
    OutgoingObject outgoing = object.outgoing();
    const BrokenSource at_once{object.bytes, 0};
    outgoing.object = &at_once;
    EXPECT_TRUE(has_text(error_of([&] { (void)store.store(outgoing); }), "the disk fails"));
    EXPECT_EQ(store.store(TestObject{}.outgoing()).status, Status::success);
    const BrokenSource later{object.bytes, 1'500'000};
    outgoing.object = &later;
    EXPECT_TRUE(has_text(error_of([&] { (void)store.store(outgoing); }), "the disk fails"));
    EXPECT_FALSE(association.is_usable());
    server.server().stop();
    EXPECT_EQ(server.stored().size(), 1);
    EXPECT_EQ(server.staged_files(), 0);
}

// Of other makers: without group 0002, or with one that names another object.
TEST(StoreScuTest, what_an_object_is_is_said_by_who_sends_it) {
    TestServer server;
    RequestedAssociation association{request_for(server.port(), {kos}), {}};
    StoreScu store{association};
    const std::string data_set = small_data_set("1.2.3.4.5");
    const std::vector<std::byte> object = small_object(data_set, "1.2.3.4.99");
    const dicom::MemorySource source{object};
    EXPECT_EQ(store.store(outgoing_object(source, kos, "1.2.3.4.5")).status, Status::success);
    association.release();
    server.server().stop();
    ASSERT_EQ(server.stored().size(), 1U);
    EXPECT_EQ(server.stored()[0].sop_instance_uid, "1.2.3.4.5");
    EXPECT_EQ(server.stored()[0].data_set, data_set);
}

}  // namespace
}  // namespace kinote::dimse::testing
