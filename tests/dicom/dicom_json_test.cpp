#include "dicom/dicom_json.hpp"

#include <gmock/gmock.h>

#include <bit>
#include <limits>

#include "dicom/dictionary.hpp"
#include "dicom/object_json.hpp"

namespace kinote::dicom {
namespace {

std::string texts(Vr vr, const std::vector<std::string>& values) {
    std::string json;
    append_json_texts(json, vr, values);
    return json;
}

template <typename Number>
std::string numbers(Vr vr, const std::vector<Number>& values) {
    std::string json;
    append_json_numbers(json, vr, std::as_bytes(std::span{values}));
    return json;
}

std::string binary(std::string_view text) {
    std::string json;
    append_json_binary(json, std::as_bytes(std::span{text}));
    return json;
}

TEST(DicomJsonTest, numbers_in_text_become_numbers_where_they_are_any) {
    EXPECT_EQ(texts(Vr::DS, {"0.50", "+5", "-007", ".5", "1e3", "-0", "x", ""}),
              R"(,"Value":[0.50,5,-7,0.5,1e3,-0,"x",null])");
    EXPECT_EQ(texts(Vr::IS, {"12"}), R"(,"Value":[12])");
    EXPECT_EQ(texts(Vr::DS, {"1e999"}), R"(,"Value":[1e999])");
    EXPECT_EQ(texts(Vr::DS, {"nan"}), R"(,"Value":["nan"])");
}

TEST(DicomJsonTest, names_have_their_component_groups) {
    EXPECT_EQ(texts(Vr::PN, {"Yamada^Tarou=山田^太郎=やまだ^たろう", "=x"}),
              R"(,"Value":[{"Alphabetic":"Yamada^Tarou","Ideographic":"山田^太郎","Phonetic":"やまだ^たろう"},)"
              R"({"Ideographic":"x"}])");
}

TEST(DicomJsonTest, what_is_empty_has_no_value) {
    EXPECT_EQ(texts(Vr::LO, {""}), "");
    EXPECT_EQ(texts(Vr::LO, {"", ""}), "");
    EXPECT_EQ(numbers<std::uint16_t>(Vr::US, {}), "");
    EXPECT_EQ(binary(""), "");
}

TEST(DicomJsonTest, controls_and_quotes_are_escaped) {
    std::string json;
    append_json_string(json, "a\"b\\c\n\x01\xC3\xBC");
    EXPECT_EQ(json, "\"a\\\"b\\\\c\\n\\u0001\xC3\xBC\"");
}

TEST(DicomJsonTest, binary_numbers_keep_every_bit) {
    EXPECT_EQ(numbers<std::int16_t>(Vr::SS, {-1, 7}), R"(,"Value":[-1,7])");
    EXPECT_EQ(numbers<std::uint16_t>(Vr::AT, {0x0028, 0x0010}), R"(,"Value":["00280010"])");
    EXPECT_EQ(numbers<float>(Vr::FL, {0.1F, std::numeric_limits<float>::infinity()}), R"(,"Value":[0.1,"Infinity"])");
    EXPECT_EQ(numbers<double>(Vr::FD, {std::numeric_limits<double>::quiet_NaN()}), R"(,"Value":["NaN"])");
    EXPECT_EQ(numbers<std::uint64_t>(Vr::UV, {1ULL << 53U, (1ULL << 53U) + 1}),
              R"(,"Value":[9007199254740992,"9007199254740993"])");
}

TEST(DicomJsonTest, bytes_are_in_base64) {
    EXPECT_EQ(binary("f"), R"(,"InlineBinary":"Zg==")");
    EXPECT_EQ(binary("fo"), R"(,"InlineBinary":"Zm8=")");
    EXPECT_EQ(binary("foobar"), R"(,"InlineBinary":"Zm9vYmFy")");
}

TEST(DicomJsonTest, places_in_objects_have_a_text) {
    const AttributePlace nested{{{{0x5400, 0x0100}, 2}, {{0x0040, 0xA730}, 1}}, {0x5400, 0x1010}};
    EXPECT_EQ(to_string(nested), "54000100.2.0040A730.1.54001010");
    EXPECT_EQ(parse_attribute_place("54000100.2.0040A730.1.54001010"), nested);
    for (const std::string_view wrong : {"", "7FE0", "7FE0001X", "54000100.54001010", "54000100.0.54001010",
                                         "54000100.1", "54000100.1.", ".7FE00010", "7FE00010."}) {
        EXPECT_EQ(parse_attribute_place(wrong), std::nullopt) << wrong;
    }
}

TEST(DicomJsonTest, attributes_are_found_by_their_keywords) {
    EXPECT_EQ(find_tag("PatientName"), tag::PatientName);
    EXPECT_EQ(find_tag("RetrieveURL"), tag::RetrieveURL);
    EXPECT_EQ(find_tag("patientname"), std::nullopt);
    EXPECT_EQ(find_tag(""), std::nullopt);
}

}  // namespace
}  // namespace kinote::dicom
