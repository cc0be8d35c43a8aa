#include "dicomweb/multipart_reader.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace kinote::dicomweb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Each part as "type|bytes", with a dot behind once it is whole.
class Parts final : public PartReceiver {
public:
    void begin_part(std::string_view content_type) override { all.push_back(std::string{content_type} + "|"); }
    void add_to_part(std::span<const std::byte> bytes) override {
        all.back().append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    void end_part() override { all.back() += '.'; }

    std::vector<std::string> all;
};

// In pieces of every size.
class MultipartReaderTest : public testing::TestWithParam<std::size_t> {
protected:
    bool read(std::string_view body) {
        MultipartReader reader{"cut", parts};
        for (std::size_t at = 0; at < body.size(); at += GetParam()) {
            reader.add(std::as_bytes(std::span{body.substr(at, GetParam())}));
        }
        return reader.has_ended();
    }
    Parts parts;
};

TEST_P(MultipartReaderTest, parts_are_told_apart) {
    EXPECT_TRUE(read("--cut\r\nContent-Type: application/dicom\r\nX: y\r\n\r\none\r\n--cut\r\n\r\ntwo\r\n\r\n--cut--"));
    EXPECT_THAT(parts.all, ElementsAre("application/dicom|one.", "|two\r\n."));
}

TEST_P(MultipartReaderTest, preamble_blanks_and_epilogue_are_passed_over) {
    EXPECT_TRUE(read("before\r\n--cut \t\r\n\r\none\r\n--cut--\r\nbehind\r\n--cut\r\n\r\nno part"));
    EXPECT_THAT(parts.all, ElementsAre("|one."));
}

TEST_P(MultipartReaderTest, bytes_that_look_like_a_boundary_stay_bytes) {
    EXPECT_TRUE(read("--cut\r\n\r\n\r\n--cu\r\n--cutter\r\n--cut-\r\n--\r\n--cut--"));
    EXPECT_THAT(parts.all, ElementsAre("|\r\n--cu\r\n--cutter\r\n--cut-\r\n--."));
}

TEST_P(MultipartReaderTest, an_empty_part_is_one) {
    EXPECT_TRUE(read("--cut\r\nContent-Type:application/dicom\r\n\r\n\r\n--cut--"));
    EXPECT_THAT(parts.all, ElementsAre("application/dicom|."));
}

TEST_P(MultipartReaderTest, what_breaks_off_is_not_whole) {
    EXPECT_FALSE(read("--cut\r\n\r\none\r\n--cut\r\n\r\ntwo"));
    EXPECT_EQ(parts.all.front(), "|one.");
    ASSERT_EQ(parts.all.size(), 2U);
    EXPECT_FALSE(parts.all.back().ends_with('.'));
}

TEST_P(MultipartReaderTest, a_body_without_the_boundary_has_no_parts) {
    EXPECT_FALSE(read("--other\r\n\r\none\r\n--other--"));
    EXPECT_THAT(parts.all, IsEmpty());
}

TEST_P(MultipartReaderTest, headers_that_are_none_and_endless_ones_are_refused) {
    EXPECT_THROW(read("--cut\r\nno header\r\n\r\n"), base::Error);
    EXPECT_THROW(read("--cut\r\nX: " + std::string(40'000, 'y')), base::Error);
}

INSTANTIATE_TEST_SUITE_P(Pieces, MultipartReaderTest, testing::Values(1, 2, 3, 5, 7, 11, 1'000, 100'000));

}  // namespace
}  // namespace kinote::dicomweb
