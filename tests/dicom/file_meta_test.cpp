#include "dicom/file_meta.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "base/random.hpp"
#include "dicom/data_set_builder.hpp"

namespace kinote::dicom {
namespace {

FileMeta read(const std::string& object) {
    const auto bytes = test::to_bytes(object);
    return read_file_meta(MemorySource{bytes});
}

TEST(FileMeta, is_read_from_a_part_10_object) {
    const std::string meta = test::file_meta(uid::ExplicitVRBigEndian, uid::CTImageStorage, "1.2.3");
    const FileMeta read_meta = read(meta + test::Encoder{{{.big_endian = true}}}.encode(test::small_image()));
    EXPECT_TRUE(read_meta.has_preamble);
    EXPECT_TRUE(read_meta.is_present);
    EXPECT_FALSE(read_meta.is_transfer_syntax_guessed);
    EXPECT_EQ(read_meta.transfer_syntax_uid, uid::ExplicitVRBigEndian);
    EXPECT_EQ(read_meta.media_storage_sop_class_uid, uid::CTImageStorage);
    EXPECT_EQ(read_meta.media_storage_sop_instance_uid, "1.2.3");
    EXPECT_EQ(read_meta.data_set_offset, meta.size());
}

TEST(FileMeta, may_stand_without_preamble) {
    const std::string object = test::part10(test::small_image());
    EXPECT_EQ(read(object.substr(128)).transfer_syntax_uid, uid::ExplicitVRLittleEndian);
    const FileMeta bare = read(object.substr(132));
    EXPECT_FALSE(bare.has_preamble);
    EXPECT_TRUE(bare.is_present);
}

TEST(FileMeta, may_lack_its_group_length) {
    const std::string object = test::part10(test::small_image());
    const FileMeta meta = read(object.substr(0, 132) + object.substr(144));
    EXPECT_EQ(meta.transfer_syntax_uid, uid::ExplicitVRLittleEndian);
    EXPECT_EQ(meta.data_set_offset, read(object).data_set_offset - 12);
}

TEST(FileMeta, may_have_a_wrong_group_length) {
    std::string object = test::part10(test::small_image());
    const std::uint64_t right = read(object).data_set_offset;
    object[140] = '\x7F';
    EXPECT_EQ(read(object).data_set_offset, right);
}

TEST(FileMeta, is_guessed_from_a_bare_data_set) {
    for (const auto syntax : {uid::ImplicitVRLittleEndian, uid::ExplicitVRLittleEndian, uid::ExplicitVRBigEndian}) {
        const FileMeta meta = read(test::Encoder{{encoding_of(syntax)}}.encode(test::small_image()));
        EXPECT_FALSE(meta.is_present);
        EXPECT_TRUE(meta.is_transfer_syntax_guessed);
        EXPECT_EQ(meta.transfer_syntax_uid, syntax);
        EXPECT_EQ(meta.data_set_offset, 0u);
    }
}

TEST(FileMeta, is_guessed_where_it_names_no_transfer_syntax) {
    test::BuiltItem group;
    group.text(tag::MediaStorageSOPClassUID, Vr::UI, "1.2.3");
    for (const auto syntax : {uid::ImplicitVRLittleEndian, uid::ExplicitVRLittleEndian}) {
        const FileMeta meta = read(std::string(128, '\0') + "DICM" + test::Encoder{{}}.encode(group) +
                                   test::Encoder{{encoding_of(syntax)}}.encode(test::small_image()));
        EXPECT_TRUE(meta.is_present);
        EXPECT_EQ(meta.transfer_syntax_uid, syntax);
    }
}

TEST(FileMeta, is_not_looked_for_behind_the_letters_of_a_value) {
    test::BuiltItem data_set = test::small_image();
    data_set.elements.front().value = "ISO_IR 192";
    std::string bare = test::Encoder{{}}.encode(data_set);
    bare.replace(128, 4, "DICM");
    EXPECT_EQ(read(bare).data_set_offset, 0u);
}

TEST(FileMeta, is_corrupt_where_no_data_set_can_begin) {
    for (const std::string& object : {std::string{}, std::string{"GIF89a"}, std::string(200, 'x'),
                                      std::string(131, '\0'), std::string{"\x89PNG\r\n\x1A\n and so on"}}) {
        EXPECT_THROW((void)read(object), base::Error);
        const auto bytes = test::to_bytes(object);
        EXPECT_FALSE(looks_like_dicom(MemorySource{bytes}));
    }
}

TEST(FileMeta, looks_like_dicom_with_or_without_preamble) {
    const std::string object = test::part10(test::small_image());
    for (const std::size_t cut : {0u, 128u, 132u}) {
        const auto bytes = test::to_bytes(object.substr(cut));
        EXPECT_TRUE(looks_like_dicom(MemorySource{bytes})) << cut;
    }
}

TEST(FileMeta, is_made_alike_for_the_same_values) {
    const FileMetaValues values{uid::KeyObjectSelectionDocumentStorage, "1.2.3.4", uid::ExplicitVRLittleEndian,
                                "SENDER"};
    const std::vector<std::byte> made = make_file_meta(values);
    EXPECT_EQ(made, make_file_meta(values));
    EXPECT_EQ(made.size() % 2, 0u);
    std::vector<std::byte> object = made;
    const auto data_set = test::to_bytes(test::Encoder{{}}.encode(test::small_image()));
    object.insert(object.end(), data_set.begin(), data_set.end());
    const FileMeta meta = read_file_meta(MemorySource{object});
    EXPECT_EQ(meta.data_set_offset, made.size());
    EXPECT_EQ(meta.media_storage_sop_instance_uid, "1.2.3.4");
    EXPECT_EQ(meta.implementation_class_uid, uid::KinoteImplementation);
    EXPECT_EQ(meta.implementation_version_name, "KINOTE 0.1");
    EXPECT_EQ(meta.source_ae_title, "SENDER");
}

TEST(FileMeta, that_is_made_satisfies_dcmdump) {
    ASSERT_EQ(std::system("dcmdump --version >/dev/null 2>&1"), 0) << "install the package dcmtk";
    const auto path = std::filesystem::temp_directory_path() / ("kinote_" + base::random_hex(8) + ".dcm");
    {
        const auto meta = make_file_meta({uid::CTImageStorage, "1.2.3.4.1", uid::ExplicitVRLittleEndian, ""});
        std::ofstream file{path, std::ios::binary};
        file.write(reinterpret_cast<const char*>(meta.data()), static_cast<std::streamsize>(meta.size()));
        file << test::Encoder{{}}.encode(test::small_image());
    }
    EXPECT_EQ(std::system(("dcmdump +fo " + path.string() + " 2>&1 | grep -q '^[EW]:'").c_str()) != 0, true);
    EXPECT_EQ(std::system(("dcmdump " + path.string() + " | grep -q 'KINOTE 0.1'").c_str()), 0);
    std::filesystem::remove(path);
}

}  // namespace
}  // namespace kinote::dicom
