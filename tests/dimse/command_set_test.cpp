#include "dimse/command_set.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/error.hpp"
#include "dimse/command_tag.hpp"

namespace kinote::dimse {
namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
    const auto* begin = reinterpret_cast<const std::byte*>(text.data());
    return {begin, begin + text.size()};
}

std::string text_of(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::vector<std::byte> a_request() {
    CommandSetWriter writer;
    writer.add_uid(command_tag::AffectedSOPClassUID, "1.2.3");
    writer.add_number(command_tag::CommandField, 0x0001);
    writer.add_number(command_tag::MessageID, 7);
    writer.add_number(command_tag::CommandDataSetType, 0x0101);
    writer.add_text(command_tag::MoveOriginatorApplicationEntityTitle, " OTHER ");
    return writer.bytes();
}

TEST(CommandSetTest, what_is_written_is_read_again) {
    const CommandSet command{a_request()};
    EXPECT_EQ(command.field(), CommandField::c_store_request);
    EXPECT_FALSE(command.is_response());
    EXPECT_FALSE(command.has_data_set());
    EXPECT_EQ(command.text(command_tag::AffectedSOPClassUID), "1.2.3");
    EXPECT_EQ(command.number(command_tag::MessageID), 7);
    EXPECT_EQ(command.text(command_tag::MoveOriginatorApplicationEntityTitle), "OTHER");
    EXPECT_EQ(command.text(command_tag::ErrorComment), "");
    EXPECT_FALSE(command.number(command_tag::Status));
}

TEST(CommandSetTest, the_group_length_counts_the_bytes_behind_it) {
    const std::vector<std::byte> bytes = a_request();
    EXPECT_EQ(std::to_integer<std::size_t>(bytes[8]), bytes.size() - 12);
}

TEST(CommandSetTest, values_have_even_lengths_and_the_padding_of_their_vr) {
    CommandSetWriter writer;
    writer.add_uid(command_tag::AffectedSOPClassUID, "1.2");
    writer.add_text(command_tag::ErrorComment, "abc");
    const std::string text = text_of(writer.bytes());
    EXPECT_EQ(text.substr(12 + 8, 4), (std::string{"1.2\0", 4}));
    EXPECT_EQ(text.substr(12 + 12 + 8), "abc ");
}

TEST(CommandSetTest, tags_are_listed_as_group_and_element) {
    CommandSetWriter writer;
    const std::vector<dicom::Tag> tags{{0x0008, 0x0018}, {0x0010, 0x0020}};
    writer.add_tags(command_tag::OffendingElement, tags);
    EXPECT_EQ(text_of(writer.bytes()).substr(12), (std::string{"\0\0\x01\x09\x08\0\0\0\x08\0\x18\0\x10\0\x20\0", 16}));
}

TEST(CommandSetTest, a_data_set_is_expected_unless_it_is_denied) {
    CommandSetWriter writer;
    writer.add_number(command_tag::CommandField, 1);
    EXPECT_TRUE(CommandSet{writer.bytes()}.has_data_set());
}

TEST(CommandSetTest, a_number_of_another_length_is_no_number) {
    CommandSetWriter writer;
    writer.add_number(command_tag::CommandField, 1);
    writer.add_text(command_tag::MessageID, "1234");
    EXPECT_FALSE(CommandSet{writer.bytes()}.number(command_tag::MessageID));
}

void expect_invalid(const std::vector<std::byte>& bytes) {
    try {
        const CommandSet command{bytes};
        ADD_FAILURE() << "accepted";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
    }
}

TEST(CommandSetTest, what_is_no_command_set_is_invalid) {
    expect_invalid({});
    expect_invalid(bytes_of("garbage"));
    expect_invalid(bytes_of({"\0\0\0\x01\xFF\xFF\xFF\xFF\x01\0", 10}));    // longer than there are bytes
    expect_invalid(bytes_of({"\x08\0\x18\0\x02\0\0\0\x31\0", 10}));        // an element of another group
    expect_invalid(bytes_of({"\0\0\x10\x01\x02\0\0\0\x07\0", 10}));        // without Command Field
    expect_invalid(bytes_of({"\0\0\0\x01\x02\0\0\0\x01\0\0\0\x10", 13}));  // cut off within a head
}

TEST(CommandSetTest, any_damage_is_survived) {
    std::mt19937 random{42};
    for (int round = 0; round < 20'000; ++round) {
        std::vector<std::byte> bytes = a_request();
        for (int change = 0; change < 3; ++change) bytes[random() % bytes.size()] = static_cast<std::byte>(random());
        bytes.resize(random() % (bytes.size() + 1));
        try {
            const CommandSet command{bytes};
            EXPECT_LE(command.text(command_tag::AffectedSOPClassUID).size(), bytes.size());
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
        }
    }
}

}  // namespace
}  // namespace kinote::dimse
