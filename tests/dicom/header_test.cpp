#include "dicom/header.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/utf8.hpp"
#include "dicom/data_set_builder.hpp"
#include "dicom/shared_data.hpp"

namespace kinote::dicom {
namespace {

using test::BuiltItem;

Header read_bytes(const std::string& object) {
    const auto bytes = test::to_bytes(object);
    return read_header(MemorySource{bytes});
}

std::string corrupt_message(const BuiltItem& data_set) {
    try {
        (void)read_bytes(test::part10(data_set));
        return "no error";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::corrupt);
        return error.what();
    }
}

class HeaderInAnyEncoding : public testing::TestWithParam<std::tuple<std::string_view, bool>> {};

TEST_P(HeaderInAnyEncoding, has_what_the_object_says) {
    const auto [syntax, has_undefined_lengths] = GetParam();
    const Header header = read_bytes(test::part10(test::small_image(), syntax, has_undefined_lengths));
    EXPECT_EQ(header.sop_class_uid, uid::CTImageStorage);
    EXPECT_EQ(header.sop_instance_uid, "1.2.3.4.1");
    EXPECT_EQ(header.study_instance_uid, "1.2.3.4");
    EXPECT_EQ(header.series_instance_uid, "1.2.3.4.5");
    EXPECT_EQ(header.transfer_syntax_uid, syntax);
    EXPECT_EQ(header.patient_name, "M\xC3\xBCller^J\xC3\xBCrgen");
    EXPECT_EQ(header.patient_id, "PID-1");
    EXPECT_EQ(header.issuer_of_patient_id, "HOSP");
    EXPECT_EQ(header.patient_birth_date, "19600101");
    EXPECT_EQ(header.patient_sex, "M");
    EXPECT_EQ(header.study_date, "20240105");
    EXPECT_EQ(header.study_time, "101500");
    EXPECT_EQ(header.accession_number, "ACC-1");
    EXPECT_EQ(header.study_id, "ST1");
    EXPECT_EQ(header.study_description, "CT Thorax");
    EXPECT_EQ(header.referring_physician_name, "Referrer^Rita");
    EXPECT_EQ(header.modality, "CT");
    EXPECT_EQ(header.series_number, "3");
    EXPECT_EQ(header.series_description, "Lung");
    EXPECT_EQ(header.instance_number, "17");
    EXPECT_EQ(header.rows, 2);
    EXPECT_EQ(header.columns, 3);
    EXPECT_EQ(header.number_of_frames, 2);
}

INSTANTIATE_TEST_SUITE_P(all_encodings, HeaderInAnyEncoding,
                         testing::Combine(testing::Values(uid::ImplicitVRLittleEndian, uid::ExplicitVRLittleEndian,
                                                          uid::ExplicitVRBigEndian,
                                                          uid::DeflatedExplicitVRLittleEndian),
                                          testing::Bool()));

TEST(Header, leaves_absent_what_the_object_does_not_say) {
    BuiltItem data_set;
    data_set.text(tag::SOPClassUID, Vr::UI, "1.2.3")
        .text(tag::SOPInstanceUID, Vr::UI, "1.2.3.4")
        .text(tag::StudyInstanceUID, Vr::UI, "1.2.3.5")
        .text(tag::SeriesInstanceUID, Vr::UI, "1.2.3.6");
    const Header header = read_bytes(test::part10(data_set));
    EXPECT_EQ(header.patient_name, "");
    EXPECT_EQ(header.rows, 0);
    EXPECT_EQ(header.number_of_frames, 0);
}

TEST(Header, does_not_take_attributes_of_items_for_those_of_the_object) {
    BuiltItem image = test::small_image();
    image.remove(tag::PatientID);
    image.set({tag::ReferencedStudySequence, Vr::SQ, {}, {BuiltItem{}.text(tag::PatientID, Vr::LO, "OTHER")}, {}});
    EXPECT_EQ(read_bytes(test::part10(image)).patient_id, "");
    EXPECT_EQ(read_bytes(test::part10(image, uid::ExplicitVRLittleEndian, true)).patient_id, "");
}

TEST(Header, is_read_without_looking_at_what_lies_behind_it) {
    const std::string object = test::part10(test::small_image());
    EXPECT_EQ(read_bytes(object.substr(0, object.size() - 10)).patient_id, "PID-1");
}

TEST(Header, needs_four_uids) {
    EXPECT_THAT(corrupt_message(test::small_image().remove(tag::SOPClassUID)), testing::HasSubstr("no SOP Class UID"));
    EXPECT_THAT(corrupt_message(test::small_image().remove(tag::SOPInstanceUID)),
                testing::HasSubstr("no SOP Instance UID"));
    EXPECT_THAT(corrupt_message(test::small_image().remove(tag::StudyInstanceUID)), testing::HasSubstr("no Study"));
    EXPECT_THAT(corrupt_message(test::small_image().remove(tag::SeriesInstanceUID)), testing::HasSubstr("no Series"));
}

TEST(Header, refuses_a_uid_that_is_none) {
    for (const std::string& value : {std::string{"1.2.x"}, std::string(66, '1'), std::string{"1.2/3"}}) {
        BuiltItem image = test::small_image();
        image.set({tag::SeriesInstanceUID, Vr::UI, value + (value.size() % 2 == 1 ? " " : ""), {}, {}});
        EXPECT_THAT(corrupt_message(image), testing::HasSubstr("is no UID")) << value;
    }
}

TEST(Header, takes_uids_as_they_are_found_in_the_field) {
    BuiltItem image = test::small_image();
    image.set({tag::SeriesInstanceUID, Vr::UI, "1.2.03.4  ", {}, {}});
    EXPECT_EQ(read_bytes(test::part10(image)).series_instance_uid, "1.2.03.4");
}

TEST(Header, cuts_what_is_too_long_between_characters) {
    BuiltItem image = test::small_image();
    std::string name;
    for (int index = 0; index < 1000; ++index) name += "\xC3\xBC";
    image.set({tag::PatientName, Vr::PN, name, {}, {}});
    EXPECT_EQ(read_bytes(test::part10(image)).patient_name, name.substr(0, 648));
}

TEST(Header, has_no_control_characters_and_the_first_of_several_values) {
    BuiltItem image = test::small_image();
    image.set({tag::PatientID, Vr::LO, std::string{"A\0B\x01 \\second", 12}, {}, {}});
    EXPECT_EQ(read_bytes(test::part10(image)).patient_id, "AB");
}

TEST(Header, reads_text_of_a_wrong_character_set_as_utf8_or_as_the_fallback) {
    BuiltItem image = test::small_image();
    image.remove(tag::SpecificCharacterSet);
    EXPECT_EQ(read_bytes(test::part10(image)).patient_name, "M\xC3\xBCller^J\xC3\xBCrgen");
    image.set({tag::PatientName, Vr::PN, "M\xFCller", {}, {}});
    EXPECT_EQ(read_bytes(test::part10(image)).patient_name, "M\xC3\xBCller");
    const auto bytes = test::to_bytes(test::part10(image));
    EXPECT_EQ(read_header(MemorySource{bytes}, "ISO_IR 144").patient_name, "M\xD1\x9Cller");
}

TEST(Header, of_a_deflated_bomb_is_found_within_bounds) {
    BuiltItem bomb = test::small_image();
    bomb.remove(tag::PixelData).text(tag::PixelData, Vr::OB, std::string(16u << 20, '\0'));
    EXPECT_EQ(read_bytes(test::part10(bomb, uid::DeflatedExplicitVRLittleEndian)).patient_id, "PID-1");
}

TEST(Header, is_read_or_refused_in_words_for_every_shared_file) {
    const auto files = test::shared_files("");
    if (files.empty()) GTEST_SKIP() << "no shared data";
    std::size_t read_files = 0;
    for (const auto& file : files) {
        try {
            EXPECT_TRUE(base::is_utf8(read_header(FileSource{file}).patient_name)) << file;
            ++read_files;
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::corrupt) << file << error.what();
        }
    }
    EXPECT_GT(read_files, 200u);
}

}  // namespace
}  // namespace kinote::dicom
