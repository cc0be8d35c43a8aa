#include "dicomweb/metadata_shelf.hpp"

#include <gtest/gtest.h>

#include <string>

#include "dicomweb/metadata_maker.hpp"

namespace kinote::dicomweb {
namespace {

std::shared_ptr<const ShelvedMetadata> answer_of(std::size_t bytes) {
    return std::make_shared<const ShelvedMetadata>("objects", std::string(bytes, 'x'));
}

TEST(MetadataShelf, what_was_not_asked_for_longest_leaves_first) {
    MetadataShelf shelf;
    for (int number = 0; number < 8; ++number) shelf.keep(std::to_string(number), answer_of(MetadataShelf::largest));
    ASSERT_NE(shelf.find("0"), nullptr);
    shelf.keep("8", answer_of(MetadataShelf::largest));
    EXPECT_EQ(shelf.find("1"), nullptr);
    EXPECT_NE(shelf.find("0"), nullptr);
    EXPECT_NE(shelf.find("8"), nullptr);
}

TEST(MetadataShelf, an_answer_takes_the_place_of_the_one_before) {
    MetadataShelf shelf;
    for (int times = 0; times < 20; ++times) shelf.keep("asked", answer_of(MetadataShelf::largest));
    shelf.keep("other", answer_of(1));
    shelf.keep("asked", answer_of(2));
    EXPECT_EQ(shelf.find("asked")->json.size(), 2U);
    EXPECT_NE(shelf.find("other"), nullptr);
}

TEST(MetadataShelf, what_is_too_large_is_not_kept) {
    MetadataShelf shelf;
    shelf.keep("asked", answer_of(MetadataShelf::largest + 1));
    EXPECT_EQ(shelf.find("asked"), nullptr);
}

TEST(ObjectsChecksum, differs_by_object_content_and_order) {
    const auto of = [](std::initializer_list<std::pair<std::int64_t, std::string_view>> objects) {
        ObjectsChecksum checksum;
        for (const auto& [instance, sha256] : objects) checksum.add(instance, sha256);
        return checksum.hex();
    };
    const std::string both = of({{1, "a"}, {2, "b"}});
    EXPECT_EQ(of({{1, "a"}, {2, "b"}}), both);
    EXPECT_NE(of({{1, "a"}}), both);
    EXPECT_NE(of({{2, "b"}, {1, "a"}}), both);
    EXPECT_NE(of({{1, "a"}, {2, "c"}}), both);
    EXPECT_NE(of({}), of({{1, ""}}));
}

}  // namespace
}  // namespace kinote::dicomweb
