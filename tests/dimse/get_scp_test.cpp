#include "dimse/get_scp.hpp"

#include <future>

#include "base/error.hpp"
#include "dicom/byte_source.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/owned_source.hpp"
#include "dimse/query_requests.hpp"
#include "dimse/raw_acceptor.hpp"
#include "dimse/run_tool.hpp"
#include "dimse/test_request.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

constexpr std::string_view study_get = uid::StudyRootQueryRetrieveInformationModelGet;
constexpr std::string_view kos = uid::KeyObjectSelectionDocumentStorage;

Bytes role_item(std::string_view sop_class, char scu, char scp) {
    return item(0x54, big_endian(sop_class.size(), 2) + Bytes{sop_class} + scu + scp);
}

/// C-GET over context 1, objects over context 3 where the role is taken on.
AssociateRequest get_association(const Bytes& roles = role_item(kos, 0, 1)) {
    return {.contexts = {{.id = 1, .abstract_syntax = std::string{study_get}}, {.id = 3}}, .user_items = roles};
}

bool request_get(const RawPeer& peer) {
    return peer.send_message(
        command_bytes(QueryCommand{.sop_class_uid = study_get, .field = CommandField::c_get_request}),
        as_text(study_identifier("1.2.3")));
}

std::string instance(std::size_t number) { return "1.2.3." + std::to_string(number); }
std::string data_set_number(std::size_t number) { return small_data_set(instance(number), number * 100'000); }

RetrievedObject object_number(std::size_t number) {
    auto source = std::make_unique<test::OwnedSource>(small_object(data_set_number(number), instance(number)));
    const auto meta = dicom::read_file_meta(*source);
    return {meta.media_storage_sop_class_uid, instance(number), meta.transfer_syntax_uid, std::move(source),
            meta.data_set_offset};
}

struct Archive {
    [[nodiscard]] Services services() {
        return {.get = [this](const RetrieveRequest& request) {
            contexts = request.storage_contexts;
            GetAnswer answer;
            answer.sub_operations = count;
            answer.next = [this, number = std::size_t{0}]() mutable { return object(number++); };
            answer.done = [this](const SubOperationResult& result) { results.push_back(result); };
            return answer;
        }};
    }

    std::size_t count = 3;
    std::function<RetrievedObject(std::size_t)> object = object_number;
    std::vector<AcceptedContext> contexts;
    std::vector<SubOperationResult> results;
};

/// Answers a C-STORE that comes. @return its data set.
Bytes answer_store(const RawPeer& peer, std::uint16_t status = 0) {
    const auto store = receive_message_of(peer);
    if (!store || store->command->field() != CommandField::c_store_request) {
        ADD_FAILURE() << "no C-STORE came";
        return {};
    }
    EXPECT_EQ(store->context_id, 3);
    peer.send(data_pdu(3, true, true, response_bytes(*store->command, status)));
    return store->data_set;
}

TEST(GetScpTest, the_objects_come_over_the_same_association) {
    Archive archive;
    TestServer server{archive.services()};
    const RawPeer peer{server.port()};
    const Pdu accepted = peer.associate(get_association());
    EXPECT_EQ(user_items(accepted, 0x54), (std::vector{role_item(kos, 0, 1).substr(4)}));
    request_get(peer);
    for (std::size_t number = 0; number < 3; ++number) {
        EXPECT_TRUE(answer_store(peer) == data_set_number(number)) << number;
        const auto progress = receive_message_of(peer);
        const int done = static_cast<int>(number) + 1;
        EXPECT_EQ(status_of(progress), done < 3 ? 0xFF00 : 0x0000);
        EXPECT_EQ(counts_of(progress), (std::vector{done < 3 ? 3 - done : -1, done, 0, 0}));
    }
    ASSERT_EQ(archive.contexts.size(), 1);
    EXPECT_EQ(archive.contexts.front().abstract_syntax, kos);
    EXPECT_EQ(archive.results.size(), 3);
    EXPECT_TRUE(peer.release());
}

TEST(GetScpTest, a_peer_that_is_scu_as_well_may_store_over_the_same_context) {
    Archive archive;
    archive.count = 1;
    TestServer server{archive.services()};
    const RawPeer peer{server.port()};
    const Pdu accepted = peer.associate(get_association(role_item(kos, 1, 1)));
    EXPECT_EQ(user_items(accepted, 0x54), (std::vector{role_item(kos, 1, 1).substr(4)}));
    EXPECT_EQ(peer.store(small_data_set(), {}, 3), 0x0000);
    request_get(peer);
    answer_store(peer);
    EXPECT_EQ(status_of(receive_message_of(peer)), 0x0000);
}

TEST(GetScpTest, without_the_role_nothing_can_be_sent) {
    Archive archive;
    TestServer server{archive.services()};
    const RawPeer peer{server.port()};
    EXPECT_TRUE(user_items(peer.associate(get_association({})), 0x54).empty());
    request_get(peer);
    auto last = receive_message_of(peer);
    while (status_of(last) == 0xFF00) last = receive_message_of(peer);
    EXPECT_EQ(status_of(last), 0xA702);
    EXPECT_EQ(counts_of(last), (std::vector{-1, 0, 3, 0}));
    EXPECT_TRUE(archive.contexts.empty());
    EXPECT_EQ(archive.results.at(0).status, Status::sop_class_not_supported);
}

TEST(GetScpTest, where_nobody_gives_objects_the_role_is_not_agreed_on) {
    TestServer server;
    const RawPeer peer{server.port()};
    EXPECT_TRUE(user_items(peer.associate({.user_items = role_item(kos, 1, 1)}), 0x54).empty());
    EXPECT_EQ(peer.store(small_data_set()), 0x0000);
}

TEST(GetScpTest, failures_and_warnings_are_counted_and_the_rest_goes_on) {
    Archive archive;
    archive.count = 4;
    archive.object = [](std::size_t number) {
        RetrievedObject object = object_number(number);
        if (number == 1) object.object.reset();
        return object;
    };
    TestServer server{archive.services()};
    const RawPeer peer{server.port()};
    peer.associate(get_association());
    request_get(peer);
    answer_store(peer, 0xA700);
    EXPECT_EQ(counts_of(receive_message_of(peer)), (std::vector{3, 0, 1, 0}));
    EXPECT_EQ(counts_of(receive_message_of(peer)), (std::vector{2, 0, 2, 0}));
    answer_store(peer, 0xB000);
    EXPECT_EQ(counts_of(receive_message_of(peer)), (std::vector{1, 0, 2, 1}));
    answer_store(peer);
    const auto last = receive_message_of(peer);
    EXPECT_EQ(status_of(last), 0xB000);
    EXPECT_EQ(counts_of(last), (std::vector{-1, 1, 2, 1}));
    EXPECT_EQ(failed_list_of(last), (Bytes{"1.2.3.0\\1.2.3.1\0", 16}));
}

TEST(GetScpTest, a_cancel_before_the_answer_to_a_store_ends_it) {
    Archive archive;
    TestServer server{archive.services()};
    const RawPeer peer{server.port()};
    peer.associate(get_association());
    request_get(peer);
    const auto store = receive_message_of(peer);
    peer.send(data_pdu(1, true, true, cancel_bytes(5)));
    peer.send(data_pdu(3, true, true, response_bytes(*store->command, 0)));
    const auto last = receive_message_of(peer);
    EXPECT_EQ(status_of(last), 0xFE00);
    EXPECT_EQ(counts_of(last), (std::vector{2, 1, 0, 0}));
    EXPECT_TRUE(peer.release());
}

TEST(GetScpTest, an_error_of_the_handler_fails_the_rest) {
    Archive archive;
    archive.object = [](std::size_t number) {
        if (number > 0) throw base::Error{base::ErrorKind::internal, "as the test wants it"};
        return object_number(number);
    };
    TestServer server{archive.services()};
    const RawPeer peer{server.port()};
    peer.associate(get_association());
    request_get(peer);
    answer_store(peer);
    EXPECT_EQ(status_of(receive_message_of(peer)), 0xFF00);
    const auto last = receive_message_of(peer);
    EXPECT_EQ(status_of(last), 0xB000);
    EXPECT_EQ(counts_of(last), (std::vector{-1, 1, 2, 0}));
}

/// Fails from some byte on.
class BrokenSource final : public dicom::ByteSource {
public:
    explicit BrokenSource(std::uint64_t broken_at) : broken_at_{broken_at} {}
    [[nodiscard]] std::uint64_t size() const override { return 5'000'000; }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override {
        if (offset >= broken_at_) throw base::Error{base::ErrorKind::unavailable, "the disk fails"};
        std::ranges::fill(buffer, std::byte{0});
        return buffer.size();
    }

private:
    std::uint64_t broken_at_;
};

TEST(GetScpTest, an_object_that_cannot_be_read_fails_alone_unless_a_part_was_sent) {
    for (const std::uint64_t broken_at : {0u, 3'000'000u}) {
        Archive archive;
        archive.count = 1;
        archive.object = [&](std::size_t) {
            return RetrievedObject{std::string{kos}, "1.2.3", std::string{uid::ExplicitVRLittleEndian},
                                   std::make_unique<BrokenSource>(broken_at), 0};
        };
        TestServer server{archive.services()};
        const RawPeer peer{server.port()};
        peer.associate(get_association());
        request_get(peer);
        if (broken_at == 0) {
            EXPECT_EQ(status_of(receive_message_of(peer)), 0xA702);
            EXPECT_TRUE(peer.release());
        } else {
            auto received = peer.receive();
            while (received && received->type == p_data) received = peer.receive();
            EXPECT_TRUE(received && received->type == abort_pdu);
        }
    }
}

TEST(GetScpTest, a_peer_that_leaves_in_the_middle_ends_it) {
    Archive archive;
    TestServer server{archive.services()};
    {
        RawPeer peer{server.port()};
        peer.associate(get_association());
        request_get(peer);
        EXPECT_TRUE(receive_message_of(peer));
    }
    server.server().stop();
    EXPECT_EQ(server.server().counters().associations_broken, 1);
}

TEST(GetScpTest, a_peer_that_answers_no_store_is_aborted_in_time) {
    Archive archive;
    ServerSettings settings;
    settings.dimse_timeout = std::chrono::milliseconds{50};
    TestServer server{archive.services(), settings};
    const RawPeer peer{server.port()};
    peer.associate(get_association());
    request_get(peer);
    EXPECT_TRUE(receive_message_of(peer));
    EXPECT_EQ(peer.receive_type(), abort_pdu);
}

TEST(GetScpTest, getscu_gets_the_objects_byte_for_byte) {
    ASSERT_TRUE(is_installed("getscu")) << "install the package dcmtk";
    Archive archive;
    TestServer server{archive.services()};
    const TemporaryFolder work;
    const auto received = work.path() / "received";
    std::filesystem::create_directory(received);
    const ToolResult result =
        run_tool({"getscu", "-v", "-S", "+B", "-aec", "KINOTE", "-od", received, "-k", "QueryRetrieveLevel=STUDY", "-k",
                  "StudyInstanceUID=1.2.3", "127.0.0.1", std::to_string(server.port())},
                 work.path());
    EXPECT_EQ(result.exit_code, 0) << result.output;
    std::map<std::string, std::string> data_sets;
    for (const auto& entry : std::filesystem::directory_iterator{received}) {
        const dicom::FileMeta meta = dicom::read_file_meta(dicom::FileSource{entry.path()});
        data_sets[meta.media_storage_sop_instance_uid] = content_of(entry.path()).substr(meta.data_set_offset);
    }
    ASSERT_EQ(data_sets.size(), 3) << result.output;
    for (std::size_t number = 0; number < 3; ++number) {
        EXPECT_TRUE(data_sets[instance(number)] == data_set_number(number)) << number;
    }
}

}  // namespace
}  // namespace kinote::dimse::testing
