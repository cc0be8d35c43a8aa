#include "dicom/element_walker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "dicom/data_set_builder.hpp"

namespace kinote::dicom {
namespace {

using test::BuiltItem;

constexpr Encoding implicit_little{.explicit_vr = false};
constexpr Encoding big{.big_endian = true};
constexpr Tag private_tag{0x0009, 0x1001};

/// The events of a data set as one line: E element, ( sequence ), [ item ], < fragments >, f fragment.
std::string events_of(const std::string& bytes, Encoding encoding, WalkLimits limits = {}) {
    const auto data = test::to_bytes(bytes);
    const MemorySource source{data};
    ElementWalker walker{source, 0, source.size(), encoding, limits};
    std::string line;
    while (true) {
        const WalkEvent event = walker.next();
        if (event == WalkEvent::end) return line;
        line += "E()[]<f>"[static_cast<std::size_t>(event)];
    }
}

std::string corrupt_message(const std::string& bytes, Encoding encoding, WalkLimits limits = {}) {
    try {
        return "no error, but " + events_of(bytes, encoding, limits);
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::corrupt);
        return error.what();
    }
}

BuiltItem nested_data_set() {
    BuiltItem inner;
    inner.text(tag::CodeValue, Vr::SH, "113000");
    BuiltItem outer;
    outer.text(tag::ValueType, Vr::CS, "CONTAINER").sequence(tag::ConceptNameCodeSequence, {inner, inner});
    BuiltItem data_set;
    data_set.text(tag::Modality, Vr::CS, "KO").sequence(tag::ContentSequence, {outer, BuiltItem{}});
    return data_set;
}

class EncodedAs : public testing::TestWithParam<std::tuple<Encoding, bool>> {
protected:
    static std::string encode(const BuiltItem& item) {
        return test::Encoder{{std::get<0>(GetParam()), std::get<1>(GetParam())}}.encode(item);
    }
    static Encoding encoding() { return std::get<0>(GetParam()); }
};

TEST_P(EncodedAs, nested_sequences_give_their_events) {
    EXPECT_EQ(events_of(encode(nested_data_set()), encoding()), "E([E([E][E])][])");
}

TEST_P(EncodedAs, an_empty_data_set_is_at_its_end) { EXPECT_EQ(events_of("", encoding()), ""); }

TEST_P(EncodedAs, an_empty_sequence_has_no_items) {
    EXPECT_EQ(events_of(encode(BuiltItem{}.sequence(tag::ContentSequence, {})), encoding()), "()");
}

TEST_P(EncodedAs, a_cut_within_an_element_is_an_error) {
    const std::string whole = encode(nested_data_set());
    const std::size_t first_element = encode(BuiltItem{}.text(tag::Modality, Vr::CS, "KO")).size();
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const std::string rest =
            whole.substr(size > first_element ? first_element : 0, size > first_element ? size - first_element : size);
        const bool is_padding = rest.find_first_not_of('\0') == std::string::npos;
        if (size == first_element || is_padding) continue;
        EXPECT_THROW((void)events_of(whole.substr(0, size), encoding()), base::Error) << size;
    }
}

INSTANTIATE_TEST_SUITE_P(all_encodings, EncodedAs,
                         testing::Combine(testing::Values(Encoding{}, implicit_little, big), testing::Bool()));

TEST(ElementWalker, tells_tag_vr_length_and_offsets) {
    const auto data = test::to_bytes(test::Encoder{{}}.encode(nested_data_set()));
    const MemorySource source{data};
    ElementWalker walker{source, 0, source.size(), {}};
    EXPECT_EQ(walker.next(), WalkEvent::element);
    EXPECT_EQ(walker.head().tag, tag::Modality);
    EXPECT_EQ(walker.head().vr, Vr::CS);
    EXPECT_TRUE(walker.head().is_vr_explicit);
    EXPECT_EQ(walker.head().length, 2u);
    EXPECT_EQ(walker.head().value_offset, 8u);
    EXPECT_EQ(walker.next(), WalkEvent::sequence_begin);
    EXPECT_EQ(walker.head().depth, 0u);
    EXPECT_EQ(walker.next(), WalkEvent::item_begin);
    EXPECT_EQ(walker.next(), WalkEvent::element);
    EXPECT_EQ(walker.head().depth, 1u);
}

TEST(ElementWalker, reads_the_same_from_a_source_that_is_not_in_memory) {
    class Slow final : public ByteSource {
    public:
        explicit Slow(std::vector<std::byte> bytes) : bytes_{std::move(bytes)}, memory_{bytes_} {}
        [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
        [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override {
            return memory_.read_at(offset, buffer);
        }

    private:
        std::vector<std::byte> bytes_;
        MemorySource memory_;
    };
    BuiltItem data_set = nested_data_set();
    data_set.text(tag::TextValue, Vr::UT, std::string(30'000, 'x')).text(tag::TemplateIdentifier, Vr::CS, "2010");
    const Slow source{test::to_bytes(test::Encoder{{}}.encode(data_set))};
    ElementWalker walker{source, 0, source.size(), {}};
    while (walker.next() != WalkEvent::element || walker.head().tag != tag::TemplateIdentifier) {
    }
    std::array<char, 8> value{};
    EXPECT_EQ(walker.read_value(0, std::as_writable_bytes(std::span{value})), 4u);
    EXPECT_STREQ(value.data(), "2010");
    EXPECT_EQ(walker.next(), WalkEvent::end);
}

TEST(ElementWalker, refuses_a_length_beyond_the_end_with_tag_and_offset) {
    std::string bytes = test::Encoder{{}}.encode(BuiltItem{}.text(tag::PatientID, Vr::LO, "ABCD"));
    bytes[6] = '\x20';
    EXPECT_THAT(corrupt_message(bytes, {}),
                testing::HasSubstr("(0010,0020) at offset 0 declares 32 bytes, 4 are left"));
}

TEST(ElementWalker, refuses_an_item_that_reaches_out_of_its_sequence) {
    BuiltItem data_set;
    data_set.sequence(tag::ContentSequence, {BuiltItem{}.text(tag::ValueType, Vr::CS, "TEXT")})
        .text(tag::TemplateIdentifier, Vr::CS, "2010");
    std::string bytes = test::Encoder{{}}.encode(data_set);
    bytes[12 + 4] = static_cast<char>(bytes[12 + 4] + 2);
    EXPECT_THAT(corrupt_message(bytes, {}), testing::HasSubstr("in what contains it"));
}

TEST(ElementWalker, refuses_garbage_where_a_vr_must_be) {
    std::string bytes = test::Encoder{{}}.encode(BuiltItem{}.text(tag::PatientID, Vr::LO, "ABCD"));
    bytes[4] = '\x03';
    EXPECT_THAT(corrupt_message(bytes, {}),
                testing::HasSubstr("(0010,0020) at offset 0 has the bytes 03 4F where its VR must be"));
}

TEST(ElementWalker, reads_a_vr_of_a_later_edition) {
    BuiltItem data_set;
    data_set.text({0x0008, 0x9999}, static_cast<Vr>(0x5858), "new").text(tag::PatientID, Vr::LO, "ABCD");
    EXPECT_EQ(events_of(test::Encoder{{}}.encode(data_set), {}), "EE");
}

TEST(ElementWalker, refuses_an_item_outside_a_sequence) {
    EXPECT_THAT(corrupt_message(test::Encoder{{}}.tag_bytes(tag::Item) + std::string(4, '\0'), {}),
                testing::HasSubstr("(FFFE,E000) stands outside a sequence at offset 0"));
}

TEST(ElementWalker, refuses_an_element_where_an_item_must_begin) {
    const test::Encoder encoder{{}};
    const std::string element = encoder.head(tag::PatientID, Vr::LO, 0);
    const std::string bytes = encoder.head(tag::ContentSequence, Vr::SQ, 8) + element;
    EXPECT_THAT(corrupt_message(bytes, {}), testing::HasSubstr("stands where an item of (0040,A730) must begin"));
}

TEST(ElementWalker, refuses_nesting_beyond_the_limit_without_recursion) {
    BuiltItem item;
    for (int level = 0; level < 70; ++level) item = BuiltItem{}.sequence(tag::ContentSequence, {item});
    EXPECT_THAT(corrupt_message(test::Encoder{{}}.encode(item), {}), testing::HasSubstr("nested more than 64 deep"));
    EXPECT_EQ(events_of(test::Encoder{{}}.encode(item), {}, {.depth = 70}).size(), 70u * 4);
}

TEST(ElementWalker, refuses_more_elements_than_the_limit) {
    BuiltItem item;
    for (int index = 0; index < 20; ++index) item.text(tag::PatientID, Vr::LO, "");
    EXPECT_THAT(corrupt_message(test::Encoder{{}}.encode(item), {}, {.elements = 10}),
                testing::HasSubstr("more than 10 elements"));
}

TEST(ElementWalker, reads_unknown_vr_of_undefined_length_as_implicit_items) {
    const std::string items = test::Encoder{{implicit_little, true}}.encode(
        BuiltItem{}.sequence(tag::ContentSequence, {BuiltItem{}.text(tag::ValueType, Vr::CS, "TEXT")}));
    const std::string bytes = test::Encoder{{}}.head(private_tag, Vr::UN, 0xFFFFFFFF) + items.substr(8);
    EXPECT_EQ(events_of(bytes, {}), "([E])");
}

TEST(ElementWalker, reads_unknown_vr_of_defined_length_as_items_where_the_dictionary_says_sequence) {
    const std::string items = test::Encoder{{implicit_little}}.encode(
        BuiltItem{}.sequence(tag::ContentSequence, {BuiltItem{}.text(tag::ValueType, Vr::CS, "TEXT")}));
    const auto length = static_cast<std::uint32_t>(items.size() - 8);
    EXPECT_EQ(events_of(test::Encoder{{}}.head(tag::ContentSequence, Vr::UN, length) + items.substr(8), {}), "([E])");
    EXPECT_EQ(events_of(test::Encoder{{}}.head(private_tag, Vr::UN, length) + items.substr(8), {}), "E");
}

TEST(ElementWalker, gives_the_fragments_of_encapsulated_pixel_data) {
    const std::string bytes = test::Encoder{{}}.encode(BuiltItem{}.fragments(tag::PixelData, {"", "abcd", "efgh"}));
    EXPECT_EQ(events_of(bytes, encoding_of(uid::JPEG2000)), "<fff>");
}

TEST(ElementWalker, takes_zeros_behind_the_last_element_for_padding_of_a_block) {
    const std::string element = test::Encoder{{}}.encode(BuiltItem{}.text(tag::PatientID, Vr::LO, "ABCD"));
    EXPECT_EQ(events_of(element + std::string(3, '\0'), {}), "E");
    EXPECT_EQ(events_of(element + std::string(500, '\0'), {}), "E");
    EXPECT_THAT(corrupt_message(element + std::string(500, '\0') + "x", {}), testing::HasSubstr("(0000,0000)"));
}

TEST(ElementWalker, skips_a_sequence_of_defined_length) {
    const auto data = test::to_bytes(test::Encoder{{}}.encode(nested_data_set()));
    const MemorySource source{data};
    ElementWalker walker{source, 0, source.size(), {}};
    walker.next();
    EXPECT_EQ(walker.next(), WalkEvent::sequence_begin);
    walker.skip_sequence();
    EXPECT_EQ(walker.next(), WalkEvent::end);
}

}  // namespace
}  // namespace kinote::dicom
