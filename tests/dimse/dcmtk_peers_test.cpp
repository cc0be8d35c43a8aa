// DCMTK's own servers as peers of our requests.

#include <map>
#include <optional>
#include <thread>

#include "dimse/echo_scu.hpp"
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
        EXPECT_EQ(store.store(outgoing_object(source)).status, Status::success) << size;
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
            (void)store.store(outgoing_object(source));
            (void)store.store(outgoing_object(source));
        });
        EXPECT_EQ(error.kind(), base::ErrorKind::unavailable) << when << ' ' << error.what();
    }
}

}  // namespace
}  // namespace kinote::dimse::testing
