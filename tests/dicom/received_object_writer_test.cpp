#include "dicom/received_object_writer.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/source_digest.hpp"
#include "dicom/uid.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::dicom {
namespace {

const FileMetaValues values{uid::CTImageStorage, "1.2.3", uid::ImplicitVRLittleEndian, {}};

std::string all_bytes(const ByteSource& source) {
    std::string bytes(source.size(), '\0');
    bytes.resize(source.read_at(0, std::as_writable_bytes(std::span{bytes})));
    return bytes;
}

class ReceivedObjectWriterTest : public testing::Test {
protected:
    test::TemporaryFolder folder;
    ObjectLimits limits{folder.path(), 1000, 10'000};

    ReceivedObject object_with(const std::string& data_set) const {
        ReceivedObjectWriter writer{values, limits};
        for (std::size_t at = 0; at < data_set.size(); at += 100) {
            writer.add(
                std::as_bytes(std::span{data_set}.subspan(at).first(std::min<std::size_t>(100, data_set.size() - at))));
        }
        return writer.finish();
    }
};

std::string content_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream{path, std::ios::binary}.rdbuf();
    return text.str();
}

TEST_F(ReceivedObjectWriterTest, a_small_object_stays_in_memory) {
    const ReceivedObject object = object_with("data set");
    EXPECT_FALSE(object.is_in_file());
    EXPECT_EQ(object.in_memory().size(), object.size());
    EXPECT_EQ(all_bytes(object).substr(object.data_set_offset()), "data set");
    EXPECT_EQ(folder.file_count(), 0);
}

TEST_F(ReceivedObjectWriterTest, a_large_object_goes_into_a_file) {
    const std::string data_set(5000, 'x');
    const ReceivedObject object = object_with(data_set);
    EXPECT_TRUE(object.is_in_file());
    EXPECT_TRUE(object.in_memory().empty());
    EXPECT_EQ(all_bytes(object).substr(object.data_set_offset()), data_set);
    EXPECT_EQ(folder.file_count(), 1);
}

TEST_F(ReceivedObjectWriterTest, an_object_of_just_the_limit_stays_in_memory_and_one_byte_more_does_not) {
    const std::size_t room = limits.memory_limit - object_with("").size();
    EXPECT_FALSE(object_with(std::string(room, 'x')).is_in_file());
    EXPECT_TRUE(object_with(std::string(room + 1, 'x')).is_in_file());
}

TEST_F(ReceivedObjectWriterTest, the_bytes_are_a_part_10_object) {
    const ReceivedObject object = object_with("data set");
    const FileMeta meta = read_file_meta(object);
    EXPECT_EQ(meta.media_storage_sop_class_uid, values.sop_class_uid);
    EXPECT_EQ(meta.media_storage_sop_instance_uid, values.sop_instance_uid);
    EXPECT_EQ(meta.transfer_syntax_uid, values.transfer_syntax_uid);
    EXPECT_EQ(meta.data_set_offset, object.data_set_offset());
}

TEST_F(ReceivedObjectWriterTest, the_digest_is_that_of_all_bytes) {
    for (const std::size_t size : {0u, 10u, 5000u}) {
        ReceivedObject written = object_with(std::string(size, 'x'));
        const ReceivedObject object = std::move(written);
        EXPECT_EQ(object.sha256(), base::sha256_hex(all_bytes(object)));
        EXPECT_EQ(object.checksum(), checksum_of(object, {}));
    }
}

TEST_F(ReceivedObjectWriterTest, an_object_that_comes_whole_stays_as_it_came) {
    for (const std::size_t size : {10u, 5000u}) {
        ReceivedObjectWriter writer{limits};
        const std::string bytes(size, 'x');
        writer.add(std::as_bytes(std::span{bytes}));
        const ReceivedObject object = writer.finish();
        EXPECT_EQ(object.size(), size);
        EXPECT_EQ(object.sha256(), base::sha256_hex(bytes));
    }
}

TEST_F(ReceivedObjectWriterTest, the_staged_file_goes_with_the_object) {
    {
        const ReceivedObject object = object_with(std::string(5000, 'x'));
        EXPECT_EQ(folder.file_count(), 1);
    }
    EXPECT_EQ(folder.file_count(), 0);
}

TEST_F(ReceivedObjectWriterTest, a_moved_object_keeps_its_file) {
    ReceivedObject object = object_with(std::string(5000, 'x'));
    {
        ReceivedObject other = std::move(object);
        object = object_with("small");
        EXPECT_EQ(folder.file_count(), 1);
        EXPECT_TRUE(other.is_in_file());
    }
    EXPECT_EQ(folder.file_count(), 0);
}

TEST_F(ReceivedObjectWriterTest, a_taken_file_stays) {
    std::optional<TakenFile> taken;
    std::string bytes;
    {
        ReceivedObject object = object_with(std::string(5000, 'x'));
        bytes = all_bytes(object);
        taken = object.take_file();
        EXPECT_EQ(object.size(), bytes.size());
    }
    EXPECT_EQ(content_of(taken->path), bytes);
    EXPECT_TRUE(taken->path.string().ends_with(ReceivedObject::staged_file_suffix));
    EXPECT_EQ(taken->file.size(), bytes.size());
}

TEST_F(ReceivedObjectWriterTest, bytes_are_read_from_any_position) {
    for (const std::size_t size : {100u, 5000u}) {
        const ReceivedObject object = object_with(std::string(size, 'x'));
        std::array<std::byte, 4> buffer{};
        EXPECT_EQ(object.read_at(object.size() - 2, buffer), 2);
        EXPECT_EQ(object.read_at(object.size(), buffer), 0);
        EXPECT_EQ(object.read_at(object.size() + 10, buffer), 0);
        EXPECT_EQ(object.read_at(128, buffer), 4);
        EXPECT_EQ((std::string{reinterpret_cast<const char*>(buffer.data()), 4}), "DICM");
    }
}

TEST_F(ReceivedObjectWriterTest, an_object_beyond_the_largest_size_is_refused_and_leaves_no_file) {
    try {
        const ReceivedObject object = object_with(std::string(20'000, 'x'));
        ADD_FAILURE() << "accepted";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
    }
    EXPECT_EQ(folder.file_count(), 0);
}

}  // namespace
}  // namespace kinote::dicom
