#include "dicom/dataset.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/error.hpp"
#include "dicom/data_set_builder.hpp"

namespace kinote::dicom {
namespace {

using test::BuiltItem;

Dataset parse(const std::string& object, const DatasetOptions& options = {}) {
    return Dataset::parse(test::to_bytes(object), options);
}

base::ErrorKind kind_of_refusal(const std::string& object, const DatasetOptions& options = {}) {
    try {
        (void)parse(object, options);
    } catch (const base::Error& error) {
        return error.kind();
    }
    return base::ErrorKind::internal;
}

BuiltItem coded(const std::string& value) { return BuiltItem{}.text(tag::CodeValue, Vr::SH, value); }

BuiltItem numbers_and_sequences() {
    BuiltItem data_set;
    data_set.text(tag::SpecificCharacterSet, Vr::CS, "ISO_IR 100")
        .text(tag::SOPInstanceUID, Vr::UI, "1.2.3")
        .text(tag::Modality, Vr::CS, "KO")
        .sequence(tag::ConceptNameCodeSequence, {coded("A"), coded("B")})
        .text(tag::PatientName, Vr::PN, "M\xFCller")
        .text(tag::ReferencedFrameNumber, Vr::IS, "1\\3 \\+7")
        .text(tag::AcquisitionNumber, Vr::IS, "")
        .numbers(tag::Rows, Vr::US, {512})
        .numbers({0x0018, 0x9219}, Vr::SS, {0xFFFE, 5})
        .numbers({0x0008, 0x040C}, Vr::UV, {0x0102030405060708});
    return data_set;
}

class DatasetInAnyEncoding : public testing::TestWithParam<std::tuple<std::string_view, bool>> {
protected:
    static Dataset parse_in_encoding(const BuiltItem& item) {
        return parse(test::part10(item, std::get<0>(GetParam()), std::get<1>(GetParam())));
    }
};

TEST_P(DatasetInAnyEncoding, gives_texts_numbers_and_items) {
    const Dataset dataset = parse_in_encoding(numbers_and_sequences());
    EXPECT_EQ(dataset.text(tag::Modality), "KO");
    EXPECT_EQ(dataset.text(tag::PatientName), "Müller");
    EXPECT_EQ(dataset.texts(tag::ReferencedFrameNumber), (std::vector<std::string>{"1", "3", "+7"}));
    EXPECT_EQ(dataset.find(tag::ReferencedFrameNumber)->integers(), (std::vector<std::int64_t>{1, 3, 7}));
    EXPECT_EQ(dataset.integer(tag::Rows), 512);
    EXPECT_EQ(dataset.find({0x0018, 0x9219})->integers(), (std::vector<std::int64_t>{-2, 5}));
    EXPECT_EQ(dataset.integer({0x0008, 0x040C}), 0x0102030405060708);
    ASSERT_EQ(dataset.items(tag::ConceptNameCodeSequence).size(), 2u);
    std::string values;
    for (const Item item : dataset.items(tag::ConceptNameCodeSequence)) values += item.text(tag::CodeValue);
    EXPECT_EQ(values, "AB");
}

TEST_P(DatasetInAnyEncoding, tells_absent_from_empty) {
    const Dataset dataset = parse_in_encoding(numbers_and_sequences().sequence(tag::ContentSequence, {}));
    EXPECT_TRUE(dataset.has(tag::AcquisitionNumber));
    EXPECT_FALSE(dataset.has_value(tag::AcquisitionNumber));
    EXPECT_FALSE(dataset.has(tag::StudyID));
    EXPECT_EQ(dataset.text(tag::StudyID), "");
    EXPECT_FALSE(dataset.integer(tag::AcquisitionNumber));
    EXPECT_TRUE(dataset.has(tag::ContentSequence));
    EXPECT_FALSE(dataset.has_value(tag::ContentSequence));
    EXPECT_TRUE(dataset.items(tag::ContentSequence).empty());
    EXPECT_FALSE(dataset.items(tag::StudyID).first());
}

TEST_P(DatasetInAnyEncoding, gives_elements_in_their_order) {
    const Dataset dataset = parse_in_encoding(numbers_and_sequences());
    std::vector<Tag> tags;
    for (const Element element : dataset.elements()) tags.push_back(element.tag());
    std::vector<Tag> expected;
    for (const auto& element : numbers_and_sequences().elements) expected.push_back(element.tag);
    EXPECT_EQ(tags, expected);
}

INSTANTIATE_TEST_SUITE_P(all_encodings, DatasetInAnyEncoding,
                         testing::Combine(testing::Values(uid::ImplicitVRLittleEndian, uid::ExplicitVRLittleEndian,
                                                          uid::ExplicitVRBigEndian,
                                                          uid::DeflatedExplicitVRLittleEndian),
                                          testing::Bool()));

TEST(Dataset, gives_raw_values_with_their_padding) {
    const Dataset dataset = parse(test::part10(BuiltItem{}.text(tag::SOPInstanceUID, Vr::UI, "1.2.3")));
    EXPECT_EQ(dataset.find(tag::SOPInstanceUID)->raw_text(), std::string_view("1.2.3\0", 6));
}

TEST(Dataset, applies_the_character_set_of_an_item_to_it_and_to_what_is_inside) {
    BuiltItem inner;
    inner.text(tag::TextValue, Vr::UT, "\xBB");
    BuiltItem item;
    item.text(tag::SpecificCharacterSet, Vr::CS, "ISO_IR 144").sequence(tag::ContentSequence, {inner});
    BuiltItem data_set;
    data_set.text(tag::SpecificCharacterSet, Vr::CS, "ISO_IR 100")
        .text(tag::PatientName, Vr::PN, "\xFC")
        .sequence(tag::ContentSequence, {item, inner});
    const Dataset dataset = parse(test::part10(data_set));
    const auto items = dataset.items(tag::ContentSequence);
    EXPECT_EQ((*items.begin()).items(tag::ContentSequence).first()->text(tag::TextValue), "Л");
    EXPECT_EQ((*++items.begin()).text(tag::TextValue), "»");
    EXPECT_EQ(dataset.text(tag::PatientName), "ü");
}

TEST(Dataset, finds_elements_that_do_not_ascend_and_the_first_of_two) {
    BuiltItem data_set;
    data_set.text(tag::PatientID, Vr::LO, "first")
        .text(tag::Modality, Vr::CS, "KO")
        .text(tag::PatientID, Vr::LO, "second");
    const Dataset dataset = parse(test::Encoder{{}}.encode(data_set));
    EXPECT_EQ(dataset.text(tag::Modality), "KO");
    EXPECT_EQ(dataset.text(tag::PatientID), "first");
}

TEST(Dataset, stays_valid_when_moved) {
    Dataset first = parse(test::part10(numbers_and_sequences()));
    const Item view = first;
    const Dataset second = std::move(first);
    EXPECT_EQ(view.text(tag::Modality), "KO");
    EXPECT_EQ(second.text(tag::Modality), "KO");
}

TEST(Dataset, holds_encapsulated_pixel_data_as_one_element) {
    BuiltItem image = test::small_image();
    image.remove(tag::PixelData).fragments(tag::PixelData, {"", "abcd"});
    const Dataset dataset = parse(test::part10(image, uid::JPEG2000));
    EXPECT_TRUE(dataset.has_value(tag::PixelData));
    EXPECT_EQ(dataset.find(tag::PixelData)->bytes().size(), 8u + 8u + 4u);
}

TEST(Dataset, refuses_what_is_larger_than_the_limit) {
    const std::string object = test::part10(test::small_image());
    EXPECT_EQ(kind_of_refusal(object, {.limits = {.bytes = object.size() - 1}}), base::ErrorKind::invalid);
    const auto bytes = test::to_bytes(object);
    EXPECT_THROW((void)Dataset::read(MemorySource{bytes}, {.limits = {.bytes = 100}}), base::Error);
}

TEST(Dataset, refuses_a_deflated_bomb) {
    BuiltItem bomb;
    bomb.text(tag::Modality, Vr::CS, "KO").text(tag::PixelData, Vr::OB, std::string(20u << 20, '\0'));
    const std::string object = test::part10(bomb, uid::DeflatedExplicitVRLittleEndian);
    ASSERT_LT(object.size(), 100'000u);
    EXPECT_EQ(kind_of_refusal(object), base::ErrorKind::invalid);
}

TEST(Dataset, refuses_more_elements_than_the_limit) {
    const std::vector<BuiltItem> items(100, coded("A"));
    const std::string object = test::part10(BuiltItem{}.sequence(tag::ContentSequence, items));
    EXPECT_EQ(kind_of_refusal(object, {.limits = {.elements = 150}}), base::ErrorKind::corrupt);
    EXPECT_EQ(parse(object).items(tag::ContentSequence).size(), 100u);
}

TEST(Dataset, handles_a_hundred_thousand_items) {
    const std::vector<BuiltItem> items(100'000, coded("A"));
    const Dataset dataset = parse(test::part10(BuiltItem{}.sequence(tag::ContentSequence, items)));
    EXPECT_EQ(dataset.items(tag::ContentSequence).size(), 100'000u);
}

TEST(Dataset, refuses_bytes_that_are_no_dicom) {
    EXPECT_EQ(kind_of_refusal(""), base::ErrorKind::corrupt);
    EXPECT_EQ(kind_of_refusal("hello, world"), base::ErrorKind::corrupt);
}

TEST(Dataset, is_parsed_or_refused_whatever_byte_is_changed) {
    const std::string object = test::part10(numbers_and_sequences(), uid::ExplicitVRLittleEndian, true);
    for (std::size_t at = 132; at < object.size(); ++at) {
        for (const char value : {'\x00', '\xFF', '\x7F', '\x10'}) {
            std::string changed = object;
            changed[at] = value;
            try {
                const Dataset dataset = parse(changed);
                for (const Element element : dataset.elements()) (void)element.decoded();
            } catch (const base::Error& error) {
                EXPECT_EQ(error.kind(), base::ErrorKind::corrupt) << at;
            }
        }
    }
}

TEST(Dataset, can_be_used_in_many_threads_at_once) {
    const std::string object = test::part10(numbers_and_sequences(), uid::ImplicitVRLittleEndian);
    const Dataset shared = parse(object);
    std::vector<std::jthread> threads;
    for (int index = 0; index < 4; ++index) {
        threads.emplace_back([&] {
            for (int round = 0; round < 200; ++round) {
                const Dataset own = parse(object);
                EXPECT_EQ(own.text(tag::PatientName), "Müller");
                EXPECT_EQ(shared.text(tag::PatientName), "Müller");
            }
        });
    }
}

}  // namespace
}  // namespace kinote::dicom
