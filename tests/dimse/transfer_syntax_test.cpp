// Real objects of many transfer syntaxes arrive byte for byte.

#include <set>

#include "dicom/byte_source.hpp"
#include "dicom/dataset.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/tag.hpp"
#include "dimse/raw_peer.hpp"
#include "dimse/run_tool.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

const std::filesystem::path real_objects = KINOTE_SOURCE_DIR "/../shared/data/images/transfer-syntaxes";

// What the file is. Meta information that lacks class and instance (PS3.10 7.1 demands them) is found in the field: the
// data set has them.
dicom::FileMeta read_identity(const std::filesystem::path& path) {
    const dicom::FileSource file{path};
    dicom::FileMeta meta = dicom::read_file_meta(file);
    if (!meta.media_storage_sop_class_uid.empty()) return meta;
    const dicom::Dataset object = dicom::Dataset::read(file);
    meta.media_storage_sop_class_uid = object.text(dicom::tag::SOPClassUID);
    meta.media_storage_sop_instance_uid = object.text(dicom::tag::SOPInstanceUID);
    return meta;
}

class TransferSyntaxTest : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::is_directory(real_objects)) GTEST_SKIP() << "there are no objects in " << real_objects;
    }
};

TEST_F(TransferSyntaxTest, objects_of_every_transfer_syntax_arrive_byte_for_byte) {
    std::set<std::string> transfer_syntaxes;
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator{real_objects}) {
        const dicom::FileMeta meta = read_identity(entry.path());
        const std::string data_set = content_of(entry.path()).substr(meta.data_set_offset);
        TestServer server;
        const RawPeer peer{server.port()};
        peer.associate({.contexts = {{.abstract_syntax = meta.media_storage_sop_class_uid,
                                      .transfer_syntaxes = {meta.transfer_syntax_uid}}}});
        EXPECT_EQ(peer.store(data_set, {.sop_class_uid = meta.media_storage_sop_class_uid,
                                        .sop_instance_uid = meta.media_storage_sop_instance_uid}),
                  0x0000)
            << entry.path();
        ASSERT_EQ(server.stored().size(), 1) << entry.path();
        const StoredObject object = server.stored().front();
        EXPECT_EQ(object.transfer_syntax_uid, meta.transfer_syntax_uid);
        EXPECT_TRUE(object.data_set == data_set) << entry.path();
        transfer_syntaxes.insert(meta.transfer_syntax_uid);
        ++count;
    }
    RecordProperty("objects", static_cast<int>(count));
    EXPECT_GE(count, 20);
    EXPECT_GE(transfer_syntaxes.size(), 10);
}

TEST_F(TransferSyntaxTest, dcmsend_stores_every_object_that_it_knows_how_to_send) {
    ASSERT_TRUE(is_installed("dcmsend")) << "install the package dcmtk";
    const TemporaryFolder work;
    TestServer server;
    const ToolResult sent = run_tool({"dcmsend", "-v", "-dn", "--no-halt", "-aec", "KINOTE", "+sd", "127.0.0.1",
                                      std::to_string(server.port()), real_objects},
                                     work.path());
    EXPECT_GE(server.stored().size(), 20) << sent.output;
    EXPECT_EQ(server.server().counters().objects_failed, 0);
}

}  // namespace
}  // namespace kinote::dimse::testing
