#include "dimse/data_set.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/error.hpp"
#include "dicom/dataset.hpp"
#include "dicom/element_writer.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/uid.hpp"

namespace kinote::dimse {
namespace {

namespace tag = dicom::tag;
namespace uid = dicom::uid;
using dicom::Vr;

/// With short and long value lengths, and a sequence in an item.
std::vector<std::byte> nested() {
    dicom::ElementWriter writer;
    writer.text(tag::StudyDescription, Vr::LO, "brain");
    writer.begin_sequence(tag::ProcedureCodeSequence);
    writer.begin_item();
    writer.text(tag::CodeValue, Vr::SH, "77");
    writer.begin_sequence(tag::RequestAttributesSequence);
    writer.begin_item();
    writer.text(tag::RequestedProcedureID, Vr::SH, "");
    writer.end_item();
    writer.end_sequence();
    writer.end_item();
    writer.end_sequence();
    writer.unsigned_short(tag::Rows, 512);
    writer.text(tag::TextValue, Vr::UT, std::string(70'000, 'x'));
    return writer.take();
}

dicom::Dataset parsed(std::string_view transfer_syntax, const std::vector<std::byte>& data_set) {
    std::vector<std::byte> part10 = dicom::make_file_meta({{}, {}, transfer_syntax, {}});
    part10.insert(part10.end(), data_set.begin(), data_set.end());
    return dicom::Dataset::parse(std::move(part10));
}

TEST(DataSetTest, explicit_vr_is_left_as_it_is) {
    EXPECT_EQ(encoded_for(uid::ExplicitVRLittleEndian, nested()), nested());
}

TEST(DataSetTest, implicit_vr_says_the_same) {
    const dicom::Dataset data_set =
        parsed(uid::ImplicitVRLittleEndian, encoded_for(uid::ImplicitVRLittleEndian, nested()));
    EXPECT_EQ(data_set.text(tag::StudyDescription), "brain");
    EXPECT_EQ(data_set.integer(tag::Rows), 512);
    EXPECT_EQ(data_set.text(tag::TextValue).size(), 70'000);
    const auto item = data_set.items(tag::ProcedureCodeSequence).first();
    ASSERT_TRUE(item);
    EXPECT_EQ(item->text(tag::CodeValue), "77");
    EXPECT_TRUE(item->items(tag::RequestAttributesSequence).first()->has(tag::RequestedProcedureID));
}

TEST(DataSetTest, empty_sequences_of_defined_length_will_do_and_others_are_internal_errors) {
    const auto encode = [](const std::string& bytes) {
        return encoded_for(uid::ImplicitVRLittleEndian, std::as_bytes(std::span{bytes}));
    };
    EXPECT_EQ(encode({"\x08\0\x32\x10SQ\0\0\0\0\0\0", 12}).size(), 8);
    EXPECT_THROW((void)encode({"\x08\0\x32\x10SQ\0\0\x08\0\0\0\xFE\xFF\0\xE0\0\0\0\0", 20}), base::Error);
    EXPECT_THROW((void)encode({"\x08\0\x32\x10SQ\0\0", 8}), base::Error);
    EXPECT_THROW((void)encode({"\x08\0\x50\0SH\x10\0AB", 10}), base::Error);
    EXPECT_THROW((void)encode("AB"), base::Error);
}

}  // namespace
}  // namespace kinote::dimse
