#include "dimse/read_ahead.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/error.hpp"

namespace kinote::dimse {
namespace {

/// Bytes that are not given as they lie in memory, as those of a file.
class TextSource final : public dicom::ByteSource {
public:
    explicit TextSource(std::string text, std::uint64_t broken_at = ~std::uint64_t{0})
        : text_{std::move(text)}, broken_at_{broken_at} {}

    [[nodiscard]] std::uint64_t size() const override { return text_.size(); }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override {
        if (offset >= broken_at_) throw base::Error{base::ErrorKind::unavailable, "the disk fails"};
        return dicom::MemorySource{std::as_bytes(std::span{text_})}.read_at(offset, buffer);
    }

private:
    std::string text_;
    std::uint64_t broken_at_;
};

std::string rest_of(ReadAhead& pieces, std::size_t* count = nullptr) {
    std::string text;
    for (auto piece = pieces.next(); !piece.empty(); piece = pieces.next()) {
        text.append(reinterpret_cast<const char*>(piece.data()), piece.size());
        if (count != nullptr) ++*count;
    }
    return text;
}

std::string digits(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('0' + i * 7 % 10);
    return text;
}

TEST(ReadAheadTest, sources_of_any_size_are_given_whole_from_their_offset) {
    ReadAhead pieces{10};
    for (const std::size_t size : {0u, 1u, 9u, 10u, 11u, 20u, 25u, 1000u}) {
        const TextSource source{"meta" + digits(size)};
        pieces.begin(source, 4);
        EXPECT_EQ(rest_of(pieces), digits(size)) << size;
    }
}

TEST(ReadAheadTest, what_lies_in_memory_is_one_piece) {
    const std::string text = digits(1000);
    const dicom::MemorySource source{std::as_bytes(std::span{text})};
    ReadAhead pieces{10};
    pieces.begin(source, 100);
    std::size_t count = 0;
    EXPECT_EQ(rest_of(pieces, &count), text.substr(100));
    EXPECT_EQ(count, 1);
}

TEST(ReadAheadTest, a_source_may_be_left_in_the_middle_for_another) {
    ReadAhead pieces{10};
    {
        const TextSource first{digits(10'000)};
        pieces.begin(first, 0);
        EXPECT_EQ(pieces.next().size(), 10);
        pieces.end();
    }
    const TextSource second{digits(95)};
    pieces.begin(second, 0);
    EXPECT_EQ(rest_of(pieces), digits(95));
}

TEST(ReadAheadTest, the_error_of_a_source_comes_behind_what_could_be_read) {
    const TextSource source{digits(100), 50};
    ReadAhead pieces{10};
    pieces.begin(source, 0);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(pieces.next().size(), 10);
    EXPECT_THROW((void)pieces.next(), base::Error);
}

}  // namespace
}  // namespace kinote::dimse
