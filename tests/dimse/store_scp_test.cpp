#include "dimse/store_scp.hpp"

#include <sys/resource.h>

#include <csignal>
#include <stdexcept>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "dimse/raw_peer.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

StoreHandler throws(base::ErrorKind kind) {
    return [kind](StoreRequest&) -> StoreAnswer { throw base::Error{kind, "as the test wants it"}; };
}

std::optional<std::uint16_t> status_with(const StoreHandler& handler) {
    TestServer server{{}, handler};
    const RawPeer peer{server.port()};
    peer.associate();
    const auto status = peer.store(small_data_set());
    EXPECT_TRUE(peer.release());
    return status;
}

/// A peer whose store is refused with the status goes on with the next one.
void expect_refusal(const TestServer& server, const StoreCommand& command, std::uint16_t status) {
    const RawPeer peer{server.port()};
    peer.associate();
    EXPECT_EQ(peer.store(small_data_set(), command), status);
    EXPECT_TRUE(server.stored().empty());
    EXPECT_EQ(peer.store(small_data_set()), 0x0000);
    EXPECT_TRUE(peer.release());
}

TEST(StoreScpTest, the_object_and_whose_it_is_are_handed_over) {
    TestServer server;
    const RawPeer peer{server.port()};
    peer.associate({.calling = "SENDER"});
    const std::string data_set = small_data_set("1.2.3.9");
    EXPECT_EQ(peer.store(data_set, {.sop_instance_uid = "1.2.3.9"}), 0x0000);
    ASSERT_EQ(server.stored().size(), 1);
    const StoredObject object = server.stored().front();
    EXPECT_EQ(object.calling_ae_title, "SENDER");
    EXPECT_EQ(object.called_ae_title, "KINOTE");
    EXPECT_EQ(object.address, "127.0.0.1");
    EXPECT_EQ(object.sop_class_uid, uid::KeyObjectSelectionDocumentStorage);
    EXPECT_EQ(object.sop_instance_uid, "1.2.3.9");
    EXPECT_EQ(object.transfer_syntax_uid, uid::ExplicitVRLittleEndian);
    EXPECT_EQ(object.move_originator, "");
    EXPECT_EQ(object.data_set, data_set);
    EXPECT_EQ(object.sha256, base::sha256_hex(object.bytes));
    EXPECT_TRUE(peer.release());
}

TEST(StoreScpTest, the_response_names_the_request) {
    TestServer server;
    const RawPeer peer{server.port()};
    peer.associate();
    peer.send_store(small_data_set(), {.message_id = 4711});
    const auto response = peer.receive_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(static_cast<int>(response->field()), 0x8001);
    EXPECT_EQ(response->number(command_tag::MessageIDBeingRespondedTo), 4711);
    EXPECT_EQ(response->text(command_tag::AffectedSOPClassUID), uid::KeyObjectSelectionDocumentStorage);
    EXPECT_EQ(response->text(command_tag::AffectedSOPInstanceUID), "1.2.3.4.5");
    EXPECT_FALSE(response->has_data_set());
}

TEST(StoreScpTest, the_same_object_has_the_same_bytes_whoever_sends_it) {
    TestServer server;
    for (const char* sender : {"SENDER 1", "SENDER 2"}) {
        const RawPeer peer{server.port()};
        peer.associate({.calling = sender});
        EXPECT_EQ(peer.store(small_data_set()), 0x0000);
    }
    EXPECT_EQ(server.stored().at(0).sha256, server.stored().at(1).sha256);
}

TEST(StoreScpTest, who_asked_for_a_move_is_told) {
    TestServer server;
    const RawPeer peer{server.port()};
    peer.associate();
    EXPECT_EQ(peer.store(small_data_set(), {.move_originator = "MOVER"}), 0x0000);
    EXPECT_EQ(server.stored().at(0).move_originator, "MOVER");
}

TEST(StoreScpTest, large_objects_come_in_files_and_byte_for_byte) {
    TestServer server;
    const RawPeer peer{server.port()};
    peer.associate();
    const std::string data_set = small_data_set("1.2.3.4.5", 3'000'000);
    EXPECT_EQ(peer.store(data_set), 0x0000);
    ASSERT_EQ(server.stored().size(), 1);
    EXPECT_TRUE(server.stored().front().was_in_file);
    EXPECT_EQ(server.stored().front().data_set, data_set);
    EXPECT_EQ(server.staged_files(), 0);  // it was not taken
}

TEST(StoreScpTest, command_and_data_set_may_share_a_pdu_and_be_cut_anywhere) {
    TestServer server;
    const RawPeer peer{server.port()};
    peer.associate();
    const std::string data_set = small_data_set();
    const Bytes command = command_bytes(StoreCommand{});
    Bytes values;
    const auto add = [&](const Bytes& pdu_with_value) { values += pdu_with_value.substr(6); };
    for (std::size_t at = 0; at < command.size(); ++at)
        add(data_pdu(1, true, at + 1 == command.size(), command.substr(at, 1)));
    for (std::size_t at = 0; at < data_set.size(); ++at) add(data_pdu(1, false, false, data_set.substr(at, 1)));
    add(data_pdu(1, false, true, ""));
    peer.send(pdu(p_data, values));
    EXPECT_EQ(peer.receive_status(), 0x0000);
    EXPECT_EQ(server.stored().at(0).data_set, data_set);
}

TEST(StoreScpTest, another_class_than_that_of_the_context_is_not_supported) {
    expect_refusal(TestServer{}, {.sop_class_uid = std::string{uid::CTImageStorage}}, 0x0122);
    expect_refusal(TestServer{}, {.sop_class_uid = ""}, 0x0122);
}

TEST(StoreScpTest, an_instance_without_a_valid_uid_is_refused) {
    expect_refusal(TestServer{}, {.sop_instance_uid = ""}, 0x0117);
    expect_refusal(TestServer{}, {.sop_instance_uid = "../../etc/passwd"}, 0x0117);
    expect_refusal(TestServer{}, {.sop_instance_uid = std::string(65, '1')}, 0x0117);
}

TEST(StoreScpTest, a_command_without_a_data_set_cannot_be_understood) {
    TestServer server;
    const RawPeer peer{server.port()};
    peer.associate();
    EXPECT_EQ(peer.request({}), 0xC000);
    EXPECT_TRUE(server.stored().empty());
    EXPECT_EQ(peer.store(small_data_set()), 0x0000);
}

TEST(StoreScpTest, what_a_handler_throws_becomes_the_status_of_its_kind) {
    EXPECT_EQ(status_with(throws(base::ErrorKind::unavailable)), 0xA700);
    EXPECT_EQ(status_with(throws(base::ErrorKind::invalid)), 0xA900);
    EXPECT_EQ(status_with(throws(base::ErrorKind::refused)), 0x0124);
    EXPECT_EQ(status_with(throws(base::ErrorKind::corrupt)), 0xC000);
    EXPECT_EQ(status_with([](StoreRequest&) -> StoreAnswer { throw std::runtime_error{"other"}; }), 0xA700);
    EXPECT_EQ(status_with([](StoreRequest&) -> StoreAnswer { throw 42; }), 0xA700);
}

TEST(StoreScpTest, the_answer_of_a_handler_reaches_the_peer) {
    TestServer server{{}, [](StoreRequest&) {
                          return StoreAnswer{Status::duplicate_sop_instance,
                                             "kept\naside " + std::string(100, 'x'),
                                             {{0x0008, 0x0018}}};
                      }};
    const RawPeer peer{server.port()};
    peer.associate();
    peer.send_store(small_data_set());
    const auto response = peer.receive_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->number(command_tag::Status), 0x0111);
    EXPECT_EQ(response->text(command_tag::ErrorComment), "kept?aside " + std::string(53, 'x'));
    EXPECT_EQ(response->text(command_tag::OffendingElement), (std::string{"\x08\0\x18", 3}));
    EXPECT_EQ(server.server().counters().objects_failed, 1);
}

TEST(StoreScpTest, an_object_beyond_the_largest_size_is_refused_and_the_association_goes_on) {
    ServerSettings settings;
    settings.maximum_object_size = 100'000;
    TestServer server{settings};
    const RawPeer peer{server.port()};
    peer.associate();
    EXPECT_EQ(peer.store(small_data_set("1.2.3.4.5", 500'000)), 0xA700);
    EXPECT_TRUE(server.stored().empty());
    EXPECT_EQ(server.staged_files(), 0);
    EXPECT_EQ(peer.store(small_data_set()), 0x0000);
}

TEST(StoreScpTest, who_goes_on_for_too_long_with_a_refused_object_is_aborted) {
    ServerSettings settings;
    settings.maximum_object_size = 100'000;
    settings.maximum_drained_size = 200'000;
    TestServer server{settings};
    const RawPeer peer{server.port()};
    peer.associate();
    peer.send_store(small_data_set("1.2.3.4.5", 500'000));
    EXPECT_EQ(peer.receive_type(), abort_pdu);
}

TEST(StoreScpTest, an_object_that_cannot_be_written_is_answered_with_out_of_resources) {
    TestServer server;
    const RawPeer peer{server.port()};
    peer.associate();
    std::filesystem::remove(server.folder().path());
    EXPECT_EQ(peer.store(small_data_set("1.2.3.4.5", 500'000)), 0xA700);
    EXPECT_TRUE(server.stored().empty());
    std::filesystem::create_directory(server.folder().path());
    EXPECT_EQ(peer.store(small_data_set("1.2.3.4.5", 500'000)), 0x0000);
}

/// Lets no file of the process grow beyond some bytes, as a full disk does.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit before_{};
};

TEST(StoreScpTest, a_disk_that_fills_up_meanwhile_costs_the_object_and_not_the_association) {
    TestServer server;
    const RawPeer peer{server.port()};
    peer.associate();
    {
        const FullDisk full{300'000};
        EXPECT_EQ(peer.store(small_data_set("1.2.3.4.5", 1'000'000)), 0xA700);
    }
    EXPECT_TRUE(server.stored().empty());
    EXPECT_EQ(server.staged_files(), 0);
    EXPECT_EQ(peer.store(small_data_set("1.2.3.4.5", 1'000'000)), 0x0000);
}

TEST(StoreScpTest, operations_that_are_not_served_are_unrecognized) {
    TestServer server;
    const RawPeer peer{server.port()};
    peer.associate();
    constexpr std::uint16_t c_find = 0x0020, n_action = 0x0130, no_such_command = 0x0777;
    for (const std::uint16_t field : {c_find, n_action, no_such_command}) {
        EXPECT_EQ(peer.request({.field = field}), 0x0211);
        EXPECT_EQ(peer.store(small_data_set(), {.field = field}), 0x0211);
    }
    EXPECT_TRUE(server.stored().empty());
    EXPECT_EQ(peer.store(small_data_set()), 0x0000);
}

TEST(StoreScpTest, a_cancel_is_ignored) {
    TestServer server;
    const RawPeer peer{server.port()};
    peer.associate();
    peer.send(data_pdu(1, true, true, command_bytes(StoreCommand{.field = 0x0FFF, .data_set_type = 0x0101})));
    EXPECT_EQ(peer.store(small_data_set()), 0x0000);
}

}  // namespace
}  // namespace kinote::dimse::testing
