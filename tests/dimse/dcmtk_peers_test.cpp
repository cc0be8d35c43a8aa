// DCMTK's own servers as peers of our requests.

#include <map>
#include <optional>
#include <thread>

#include "dicom/element_writer.hpp"
#include "dimse/echo_scu.hpp"
#include "dimse/find_scu.hpp"
#include "dimse/message_contexts.hpp"
#include "dimse/move_scu.hpp"
#include "dimse/raw_peer.hpp"
#include "dimse/run_tool.hpp"
#include "dimse/socket.hpp"
#include "dimse/store_scu.hpp"
#include "dimse/test_request.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

/// storescp on a free port, which keeps what it gets byte for byte.
class Storescp {
public:
    explicit Storescp(std::vector<std::string> options = {}) {
        EXPECT_TRUE(is_installed("storescp")) << "install the package dcmtk";
        std::filesystem::create_directory(received_);
        std::vector<std::string> command{"storescp", "+B", "-od", received_};
        command.insert(command.end(), options.begin(), options.end());
        {
            const ListeningSocket free_port{"127.0.0.1", 0};
            port_ = free_port.port();
        }
        command.push_back(std::to_string(port_));
        tool_.emplace(command, work_.path() / "output");
        while (!RawPeer{port_}.is_connected()) std::this_thread::yield();
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// The data sets, by SOP Instance UID.
    [[nodiscard]] std::map<std::string, std::string> data_sets() const {
        std::map<std::string, std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator{received_}) {
            const dicom::FileMeta meta = dicom::read_file_meta(dicom::FileSource{entry.path()});
            found[meta.media_storage_sop_instance_uid] = content_of(entry.path()).substr(meta.data_set_offset);
        }
        return found;
    }

private:
    TemporaryFolder work_;
    std::filesystem::path received_{work_.path() / "received"};
    std::uint16_t port_ = 0;
    std::optional<Tool> tool_;
};

TEST(DcmtkPeersTest, storescp_is_there_and_gets_what_is_sent_byte_for_byte) {
    const Storescp peer;
    std::map<std::string, std::string> sent;
    RequestedAssociation association{
        request_for(peer.port(), {uid::Verification, uid::KeyObjectSelectionDocumentStorage}), {}};
    EXPECT_EQ(echo(association).status, Status::success);
    StoreScu store{association};
    for (const std::size_t size : {0u, 1'000u, 16'000u, 17'000u, 1'000'000u}) {
        const std::string instance = "1.2.3." + std::to_string(sent.size() + 1);
        sent[instance] = small_data_set(instance, size);
        const std::vector<std::byte> object = small_object(sent[instance], instance);
        const dicom::MemorySource source{object};
        EXPECT_EQ(store.store(outgoing_object(source, uid::KeyObjectSelectionDocumentStorage, instance)).status,
                  Status::success)
            << size;
    }
    association.release();
    EXPECT_TRUE(peer.data_sets() == sent);
}

TEST(DcmtkPeersTest, storescp_that_refuses_says_so) {
    const Storescp peer{{"--refuse"}};
    const base::Error error = error_of([&] {
        const RequestedAssociation a{request_for(peer.port(), {uid::Verification}), {}};
    });
    EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
    EXPECT_TRUE(has_text(error, "rejects the association")) << error.what();
}

TEST(DcmtkPeersTest, storescp_that_aborts_in_the_middle_or_behind_a_store_can_pass) {
    for (const char* const when : {"--abort-during", "--abort-after"}) {
        const Storescp peer{{when}};
        RequestedAssociation association{request_for(peer.port(), {uid::KeyObjectSelectionDocumentStorage}), {}};
        const std::vector<std::byte> object = small_object(small_data_set("1.2.3", 1'000'000), "1.2.3");
        const dicom::MemorySource source{object};
        const base::Error error = error_of([&] {
            StoreScu store{association};
            (void)store.store(outgoing_object(source, uid::KeyObjectSelectionDocumentStorage, "1.2.3"));
            (void)store.store(outgoing_object(source, uid::KeyObjectSelectionDocumentStorage, "1.2.3"));
        });
        EXPECT_EQ(error.kind(), base::ErrorKind::unavailable) << when << ' ' << error.what();
    }
}

/// dcmqrscp with a folder of its own, which moves to one destination.
class Dcmqrscp {
public:
    Dcmqrscp(const std::string& destination, std::uint16_t destination_port) {
        EXPECT_TRUE(is_installed("dcmqrscp")) << "install the package dcmtk";
        const auto objects = work_.path() / "objects";
        std::filesystem::create_directory(objects);
        {
            const ListeningSocket free_port{"127.0.0.1", 0};
            port_ = free_port.port();
        }
        const auto configuration = work_.path() / "dcmqrscp.cfg";
        write_file(configuration, "NetworkTCPPort = " + std::to_string(port_) +
                                      "\nMaxPDUSize = 16384\nMaxAssociations = 16\nHostTable BEGIN\nthere = (" +
                                      destination + ", 127.0.0.1, " + std::to_string(destination_port) +
                                      ")\nHostTable END\nVendorTable BEGIN\nVendorTable END\nAETable BEGIN\nKINOTE " +
                                      objects.string() + " RW (100, 1024mb) ANY\nAETable END\n");
        tool_.emplace(std::vector<std::string>{"dcmqrscp", "-c", configuration}, work_.path() / "output");
        while (!RawPeer{port_}.is_connected()) std::this_thread::yield();
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    TemporaryFolder work_;
    std::uint16_t port_ = 0;
    std::optional<Tool> tool_;
};

std::vector<std::byte> study_level(std::string_view study_instance_uid) {
    dicom::ElementWriter writer;
    writer.text(dicom::tag::QueryRetrieveLevel, dicom::Vr::CS, "STUDY");
    writer.text(dicom::tag::StudyInstanceUID, dicom::Vr::UI, study_instance_uid);
    return writer.take();
}

TEST(DcmtkPeersTest, dcmqrscp_keeps_is_asked_and_moves_to_us) {
    ServerSettings settings;
    settings.ae_title = dicom::AeTitle{"THERE"};
    TestServer server{settings};
    const Dcmqrscp archive{"THERE", server.port()};
    AssociationRequest request = request_for(archive.port(), {uid::KeyObjectSelectionDocumentStorage});
    request.proposal.contexts.push_back(message_context(uid::StudyRootQueryRetrieveInformationModelFind));
    request.proposal.contexts.push_back(message_context(uid::StudyRootQueryRetrieveInformationModelMove));
    RequestedAssociation association{request, {}};
    StoreScu store{association};
    for (const std::string instance : {"1.2.3.4.5", "1.2.3.4.6"}) {
        const std::vector<std::byte> object = small_object(small_data_set(instance, 100'000), instance);
        const dicom::MemorySource source{object};
        EXPECT_EQ(store.store(outgoing_object(source, uid::KeyObjectSelectionDocumentStorage, instance)).status,
                  Status::success);
    }

    std::vector<std::string> studies;
    const auto any = study_level("");
    const Answer found = find(association, {QueryModel::study_root, any}, [&](const dicom::Dataset& match, bool) {
        studies.push_back(match.text(dicom::tag::StudyInstanceUID));
        return true;
    });
    EXPECT_EQ(found.status, Status::success);
    EXPECT_EQ(studies, (std::vector<std::string>{"1.2.3"}));

    const auto study = study_level("1.2.3");
    const auto go_on = [](const MoveCounts&) { return true; };
    const MoveResult moved = move(association, {QueryModel::study_root, dicom::AeTitle{"THERE"}, study}, go_on);
    EXPECT_EQ(moved.answer.status, Status::success);
    EXPECT_EQ(moved.counts.completed, 2);
    ASSERT_EQ(server.stored().size(), 2);
    EXPECT_EQ(server.stored().front().move_originator, "CALLER");

    const MoveResult unknown = move(association, {QueryModel::study_root, dicom::AeTitle{"NOWHERE"}, study}, go_on);
    EXPECT_EQ(unknown.answer.status, Status::move_destination_unknown);
    association.release();
}

}  // namespace
}  // namespace kinote::dimse::testing
