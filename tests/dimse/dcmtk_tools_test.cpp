// DCMTK's own senders against the server, and its own receiver as the measure of what they send.

#include <map>
#include <thread>

#include "dicom/byte_source.hpp"
#include "dicom/file_meta.hpp"
#include "dimse/raw_peer.hpp"
#include "dimse/run_tool.hpp"
#include "dimse/socket.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

/// A Part 10 file with the small data set.
std::string small_file(const std::string& sop_instance_uid, std::size_t padding) {
    const std::vector<std::byte> meta = dicom::make_file_meta(
        {uid::KeyObjectSelectionDocumentStorage, sop_instance_uid, uid::ExplicitVRLittleEndian, {}});
    return as_text(meta) + small_data_set(sop_instance_uid, padding);
}

class DcmtkToolsTest : public ::testing::Test {
protected:
    void SetUp() override {
        for (const char* tool : {"echoscu", "storescu", "dcmsend", "storescp"}) {
            ASSERT_TRUE(is_installed(tool)) << "install the package dcmtk";
        }
        std::filesystem::create_directory(objects());
    }

    [[nodiscard]] std::filesystem::path objects() const { return work.path() / "objects"; }
    void make_objects(int count) const {
        for (int number = 0; number < count; ++number) {
            const std::string uid = "1.2.3." + std::to_string(number + 1);
            write_file(objects() / (uid + ".dcm"), small_file(uid, static_cast<std::size_t>(number) * 1000));
        }
    }
    [[nodiscard]] ToolResult run(std::vector<std::string> arguments, std::uint16_t port) const {
        for (std::string& argument : arguments) {
            if (argument == "PORT") argument = std::to_string(port);
        }
        return run_tool(arguments, work.path());
    }

    TemporaryFolder work;
};

std::string data_set_of(const std::filesystem::path& path) {
    const dicom::FileSource source{path};
    return content_of(path).substr(dicom::read_file_meta(source).data_set_offset);
}

TEST_F(DcmtkToolsTest, echoscu_succeeds) {
    TestServer server;
    const ToolResult result = run({"echoscu", "-aec", "KINOTE", "127.0.0.1", "PORT"}, server.port());
    EXPECT_EQ(result.exit_code, 0) << result.output;
}

TEST_F(DcmtkToolsTest, echoscu_is_told_why_it_is_rejected) {
    TestServer server;
    const ToolResult result = run({"echoscu", "-aec", "OTHER", "127.0.0.1", "PORT"}, server.port());
    EXPECT_NE(result.exit_code, 0);
    EXPECT_NE(result.output.find("Called AE Title Not Recognized"), std::string::npos) << result.output;
}

TEST_F(DcmtkToolsTest, storescu_and_dcmsend_store_what_they_have) {
    make_objects(20);
    const std::vector<std::vector<std::string>> senders{
        {"storescu", "-aec", "KINOTE", "-xe", "+sd", "127.0.0.1", "PORT", objects()},
        {"storescu", "-aec", "KINOTE", "-xi", "+sd", "127.0.0.1", "PORT", objects()},
        {"storescu", "-aec", "KINOTE", "-xb", "+sd", "127.0.0.1", "PORT", objects()},
        {"storescu", "-aec", "KINOTE", "-xd", "+sd", "127.0.0.1", "PORT", objects()},
        {"dcmsend", "-aec", "KINOTE", "+sd", "127.0.0.1", "PORT", objects()},
    };
    for (const auto& sender : senders) {
        TestServer server;
        const ToolResult result = run(sender, server.port());
        EXPECT_EQ(result.exit_code, 0) << sender[0] << ' ' << sender[3] << ": " << result.output;
        EXPECT_EQ(server.stored().size(), 20) << sender[0] << ' ' << sender[3];
    }
}

TEST_F(DcmtkToolsTest, four_senders_at_once_store_everything) {
    make_objects(60);
    TestServer server;
    {
        std::vector<std::jthread> senders;
        for (int number = 0; number < 4; ++number) {
            senders.emplace_back([&, number] {
                Tool sender{{"dcmsend", "-aec", "KINOTE", "+sd", "127.0.0.1", std::to_string(server.port()), objects()},
                            work.path() / ("output" + std::to_string(number))};
                EXPECT_EQ(sender.wait(), 0) << sender.output();
            });
        }
    }
    EXPECT_EQ(server.stored().size(), 240);
    EXPECT_EQ(server.staged_files(), 0);
}

TEST_F(DcmtkToolsTest, a_status_reaches_the_sender) {
    make_objects(1);
    TestServer server{{}, [](StoreRequest&) { return StoreAnswer{Status::out_of_resources, "disk full", {}}; }};
    const ToolResult result =
        run({"storescu", "-v", "-aec", "KINOTE", "+sd", "127.0.0.1", "PORT", objects()}, server.port());
    EXPECT_NE(result.output.find("OutOfResources"), std::string::npos) << result.output;
}

/// What dcmsend sends of the files, byte for byte, by SOP Instance UID: received by DCMTK's storescp.
std::map<std::string, std::string> received_by_storescp(const std::filesystem::path& files,
                                                        const std::filesystem::path& work) {
    const std::filesystem::path received = work / "received";
    std::filesystem::create_directory(received);
    std::uint16_t port = 0;
    {
        const ListeningSocket free_port{"127.0.0.1", 0};
        port = free_port.port();
    }
    Tool receiver{{"storescp", "+B", "+xa", "-od", received, "--uid-padding", std::to_string(port)}, work / "storescp"};
    while (!RawPeer{port}.is_connected()) std::this_thread::yield();
    const ToolResult sent = run_tool({"dcmsend", "-dn", "+sd", "+r", "127.0.0.1", std::to_string(port), files}, work);
    EXPECT_EQ(sent.exit_code, 0) << sent.output;
    std::map<std::string, std::string> data_sets;
    for (const auto& entry : std::filesystem::directory_iterator{received}) {
        const dicom::FileMeta meta = dicom::read_file_meta(dicom::FileSource{entry.path()});
        data_sets[meta.media_storage_sop_instance_uid] = data_set_of(entry.path());
    }
    return data_sets;
}

TEST_F(DcmtkToolsTest, what_arrives_is_what_storescp_gets_byte_for_byte) {
    make_objects(10);
    auto expected = received_by_storescp(objects(), work.path());
    TestServer server;
    const ToolResult sent =
        run({"dcmsend", "-dn", "-aec", "KINOTE", "+sd", "127.0.0.1", "PORT", objects()}, server.port());
    EXPECT_EQ(sent.exit_code, 0) << sent.output;
    EXPECT_EQ(expected.size(), 10);
    ASSERT_EQ(server.stored().size(), 10);
    for (const StoredObject& object : server.stored()) {
        EXPECT_TRUE(object.data_set == expected[object.sop_instance_uid]) << object.sop_instance_uid;
    }
}

}  // namespace
}  // namespace kinote::dimse::testing
