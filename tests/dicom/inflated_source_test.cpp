#include "dicom/inflated_source.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "dicom/data_set_builder.hpp"

namespace kinote::dicom {
namespace {

std::string numbered(std::size_t size) {
    std::string text;
    for (std::size_t index = 0; text.size() < size; ++index) text += std::to_string(index) + ' ';
    text.resize(size);
    return text;
}

class InflatedSourceTest : public testing::Test {
protected:
    std::string content_ = numbered(700'001);
    std::vector<std::byte> deflated_ = test::to_bytes("head" + test::deflated(content_));
    MemorySource memory_{deflated_};

    std::string read(const ByteSource& source, std::uint64_t offset, std::size_t size) {
        std::string text(size, '\0');
        text.resize(source.read_at(offset, std::as_writable_bytes(std::span{text})));
        return text;
    }
};

TEST_F(InflatedSourceTest, gives_the_content_at_any_offset_in_any_order) {
    const InflatedSource source{memory_, 4};
    EXPECT_EQ(source.size(), content_.size());
    for (const std::size_t offset : {0u, 600'000u, 599'990u, 10u, 65'536u, 131'072u, 700'000u, 0u}) {
        EXPECT_EQ(read(source, offset, 200'000), content_.substr(offset, 200'000)) << offset;
    }
    EXPECT_EQ(read(source, 700'001, 10), "");
}

TEST_F(InflatedSourceTest, refuses_more_than_the_limit) {
    EXPECT_THROW(InflatedSource(memory_, 4, 700'000), base::Error);
    EXPECT_NO_THROW(InflatedSource(memory_, 4, 700'001));
}

TEST_F(InflatedSourceTest, refuses_what_is_cut_off_or_no_stream) {
    deflated_.erase(deflated_.end() - 3, deflated_.end());
    EXPECT_THROW(InflatedSource(MemorySource{deflated_}, 4), base::Error);
    const auto garbage = test::to_bytes(std::string(100, '\xFF'));
    EXPECT_THROW(InflatedSource(MemorySource{garbage}, 0), base::Error);
}

TEST_F(InflatedSourceTest, gives_the_start_up_to_the_limit) {
    const InflatedStart start = inflate_start(memory_, 4, 100'000);
    EXPECT_FALSE(start.is_whole);
    EXPECT_EQ(start.bytes, test::to_bytes(content_.substr(0, 100'000)));
    const InflatedStart all = inflate_start(memory_, 4, content_.size());
    EXPECT_TRUE(all.is_whole);
    EXPECT_EQ(all.bytes, test::to_bytes(content_));
}

}  // namespace
}  // namespace kinote::dicom
