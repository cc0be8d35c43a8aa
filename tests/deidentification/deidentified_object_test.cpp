// Images de-identified: what of the patient is gone, what of the image stays, and what it costs.
#include "deidentification/deidentified_object.hpp"

#include <gmock/gmock.h>

#include "deidentification/attributes.hpp"
#include "deidentification/deidentifying.hpp"
#include "note/kos_builder.hpp"

namespace kinote::deidentification {
namespace {

using dicom::Vr;
using test::BuiltItem;
using test::element;
using testing::HasSubstr;
using testing::StartsWith;

constexpr dicom::Tag private_creator{0x0009, 0x0010};
constexpr dicom::Tag private_value{0x0009, 0x1001};
constexpr dicom::Tag unknown_attribute{0x0008, 0xFFFE};
constexpr dicom::Tag overlay_data{0x6000, 0x3000};

/// With more that names the patient, in places where it is not looked for.
BuiltItem telling_image() {
    BuiltItem image = test::small_image();
    image.set(element(dicom::tag::InstitutionName, Vr::LO, "City Hospital"))
        .set(element(dicom::tag::PerformingPhysicianName, Vr::PN, "Performer^Paul"))
        .set(element(private_creator, Vr::LO, "ACME"))
        .set(element(private_value, Vr::LO, "PID-1 again"))
        .set(element(unknown_attribute, Vr::LO, "PID-1 once more"))
        .set(element(dicom::tag::PatientAge, Vr::AS, "064Y"))
        .set(element({0x0018, 0x1030}, Vr::LO, "Protocol of Dr Jekyll"))
        .set(element({0x0018, 0x1210}, Vr::SH, "B30f"))
        .set(element({0x0018, 0x9424}, Vr::LT, "said to Jekyll"))
        .set(element({0x0028, 0x1350}, Vr::CS, "Jekyll as a code string"))
        .set(element({0x0028, 0x1052}, Vr::DS, "Jekyll"))
        .set(element(overlay_data, Vr::OW, "Jekyll, written by hand "))
        .set(element(dicom::tag::FrameOfReferenceUID, Vr::UI, "1.2.3.4.77"))
        .set(test::sequence(
            dicom::tag::ReferencedImageSequence,
            {test::object_item(dicom::uid::CTImageStorage, "1.2.3.4.2").text(private_creator, Vr::LO, "Jekyll")}));
    return image;
}

TEST(DeidentifiedObject, gives_the_pseudonym_and_no_name) {
    const dicom::Dataset image = deidentified(telling_image());
    EXPECT_EQ(image.text(dicom::tag::PatientName), "ANON-1");
    EXPECT_EQ(image.text(dicom::tag::PatientID), "ANON-1");
    EXPECT_TRUE(image.has(dicom::tag::PatientBirthDate));
    EXPECT_FALSE(image.has_value(dicom::tag::PatientBirthDate));
    EXPECT_FALSE(image.has_value(dicom::tag::PatientSex));
    EXPECT_FALSE(image.has(dicom::tag::PatientAge));
    EXPECT_FALSE(image.has(dicom::tag::IssuerOfPatientID));
    EXPECT_FALSE(image.has_value(dicom::tag::AccessionNumber));
    EXPECT_FALSE(image.has_value(dicom::tag::StudyDate));
    EXPECT_FALSE(image.has_value(dicom::tag::ReferringPhysicianName));
}

TEST(DeidentifiedObject, has_nothing_of_what_told_of_the_patient_in_its_bytes) {
    for (const bool has_undefined_lengths : {false, true}) {
        const Bytes bytes = deidentified(data_set_of(telling_image(), has_undefined_lengths));
        for (const std::string_view told :
             {"ller", "PID-1", "HOSP", "19600101", "ACC-1", "20240105", "101500", "Referrer", "Performer", "City",
              "Thorax", "Lung", "Jekyll", "ST1", "064Y", "1.2.3.4", "ACME", "1.2.3.9"}) {
            EXPECT_FALSE(holds(bytes, told)) << told;
        }
    }
}

TEST(DeidentifiedObject, says_how_it_was_made) {
    const dicom::Dataset image = deidentified(telling_image());
    EXPECT_EQ(image.text(dicom::tag::PatientIdentityRemoved), "YES");
    EXPECT_THAT(image.text(dicom::tag::DeidentificationMethod), HasSubstr("Basic Profile"));
    EXPECT_EQ(image.text(tag::LongitudinalTemporalInformationModified), "REMOVED");
    std::vector<std::string> codes;
    for (const dicom::Item code : image.items(dicom::tag::DeidentificationMethodCodeSequence))
        codes.push_back(code.text(dicom::tag::CodeValue));
    EXPECT_EQ(codes, (std::vector<std::string>{"113100", "113104"}));
}

TEST(DeidentifiedObject, replaces_what_was_said_of_an_earlier_deidentification) {
    BuiltItem image = test::small_image();
    image.set(element(dicom::tag::PatientIdentityRemoved, Vr::CS, "NO"))
        .set(element(dicom::tag::DeidentificationMethod, Vr::LO, "by Jekyll"));
    const Bytes bytes = deidentified(data_set_of(image));
    EXPECT_FALSE(holds(bytes, "Jekyll"));
    EXPECT_EQ(parsed(bytes).text(dicom::tag::PatientIdentityRemoved), "YES");
}

TEST(DeidentifiedObject, maps_uids_as_the_mapping_does) {
    const UidMapping mapping = test_mapping();
    const DeidentifiedObject object{source_of(data_set_of(telling_image())), test_deidentification()};
    EXPECT_EQ(object.sop_class_uid(), dicom::uid::CTImageStorage);
    EXPECT_EQ(object.sop_instance_uid(), mapping.map("1.2.3.4.1"));
    const dicom::Dataset image = parsed(all_of(object));
    EXPECT_EQ(image.text(dicom::tag::SOPClassUID), dicom::uid::CTImageStorage);
    EXPECT_EQ(image.text(dicom::tag::SOPInstanceUID), object.sop_instance_uid());
    EXPECT_EQ(image.text(dicom::tag::StudyInstanceUID), mapping.map("1.2.3.4"));
    EXPECT_EQ(image.text(dicom::tag::SeriesInstanceUID), mapping.map("1.2.3.4.5"));
    EXPECT_EQ(image.text(dicom::tag::FrameOfReferenceUID), mapping.map("1.2.3.4.77"));
    const auto reference = image.items(dicom::tag::ReferencedImageSequence).first();
    ASSERT_TRUE(reference);
    EXPECT_EQ(reference->text(dicom::tag::ReferencedSOPInstanceUID), mapping.map("1.2.3.4.2"));
    EXPECT_EQ(reference->text(dicom::tag::ReferencedSOPClassUID), dicom::uid::CTImageStorage);
}

TEST(DeidentifiedObject, keeps_the_image) {
    BuiltItem original = telling_image();
    const dicom::Dataset image = deidentified(original);
    EXPECT_EQ(image.integer(dicom::tag::Rows), 2);
    EXPECT_EQ(image.text(dicom::tag::Modality), "CT");
    EXPECT_EQ(image.text(dicom::tag::InstanceNumber), "17");
    EXPECT_EQ(image.text({0x0018, 0x1210}), "B30f");
    const auto pixels = image.find(dicom::tag::PixelData);
    ASSERT_TRUE(pixels);
    EXPECT_EQ(pixels->raw_text(), original.elements.back().value);
}

TEST(DeidentifiedObject, keeps_compressed_pixel_data_byte_by_byte) {
    BuiltItem image = test::small_image();
    image.remove(dicom::tag::PixelData).fragments(dicom::tag::PixelData, {"", "abcdef", std::string(9000, 'x')});
    const std::string original = data_set_of(image);
    const std::string_view pixels = std::string_view{original}.substr(original.find("OB", 300));
    EXPECT_TRUE(holds(deidentified(original), pixels));
}

TEST(DeidentifiedObject, is_the_same_for_the_same_key_and_another_for_another) {
    const std::string original = data_set_of(telling_image());
    EXPECT_EQ(deidentified(original), deidentified(original));
    Deidentification other = test_deidentification();
    other.mapping = test_mapping("another secret of the export");
    EXPECT_NE(deidentified(original), deidentified(original, other));
}

TEST(DeidentifiedObject, is_read_in_pieces_of_any_size) {
    const std::string original = data_set_of(telling_image(), true);
    const DeidentifiedObject object{source_of(original), test_deidentification()};
    const Bytes whole = all_of(object);
    for (const std::size_t step : {1UL, 7UL, 100UL}) {
        Bytes pieces;
        Bytes piece(step);
        while (const std::size_t read = object.read_at(pieces.size(), piece))
            pieces.insert(pieces.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(read));
        EXPECT_EQ(pieces, whole) << step;
    }
}

TEST(DeidentifiedObject, sorts_what_stands_in_disorder_and_keeps_the_first_of_doubles) {
    BuiltItem image = test::small_image();
    image.text(dicom::tag::Laterality, Vr::CS, "L").text(dicom::tag::PatientName, Vr::PN, "Jekyll");
    image.text(dicom::tag::Laterality, Vr::CS, "R");
    const Bytes bytes = deidentified(data_set_of(image));
    EXPECT_FALSE(holds(bytes, "Jekyll"));
    const dicom::Dataset made = parsed(bytes);
    EXPECT_EQ(made.text(dicom::tag::Laterality), "L");
    dicom::Tag last{};
    for (const dicom::Element one : made.elements()) {
        EXPECT_LT(last, one.tag());
        last = one.tag();
    }
}

TEST(DeidentifiedObject, reads_what_is_of_unknown_vr_by_the_dictionary) {
    BuiltItem image = test::small_image();
    image.set(element(dicom::tag::PatientName, Vr::UN, "Jekyll"))
        .set(element(dicom::tag::SeriesInstanceUID, Vr::UN, "1.2.3.4.5"));
    const dicom::Dataset made = deidentified(image);
    EXPECT_EQ(made.text(dicom::tag::PatientName), "ANON-1");
    EXPECT_EQ(made.text(dicom::tag::SeriesInstanceUID), test_mapping().map("1.2.3.4.5"));
}

TEST(DeidentifiedObject, removes_what_is_written_as_what_it_cannot_be) {
    BuiltItem image = test::small_image();
    image.set(element(dicom::tag::Columns, Vr::LO, "Jekyll"));
    EXPECT_FALSE(deidentified(image).has(dicom::tag::Columns));
}

TEST(DeidentifiedObject, says_that_nothing_is_burned_in_where_a_person_has_confirmed_it) {
    BuiltItem image = test::small_image();
    image.set(element(tag::BurnedInAnnotation, Vr::CS, "YES"));
    EXPECT_EQ(deidentified(image).text(tag::BurnedInAnnotation), "YES");
    Deidentification confirmed = test_deidentification();
    confirmed.is_confirmed = true;
    EXPECT_EQ(deidentified(image, confirmed).text(tag::BurnedInAnnotation), "NO");
}

TEST(DeidentifiedObject, keeps_an_encapsulated_document_only_where_a_person_has_confirmed_it) {
    BuiltItem document = test::small_image();
    document.set(element(dicom::tag::EncapsulatedDocument, Vr::OB, "%PDF Jekyll"));
    EXPECT_FALSE(holds(deidentified(data_set_of(document)), "Jekyll"));
    Deidentification confirmed = test_deidentification();
    confirmed.is_confirmed = true;
    EXPECT_TRUE(holds(deidentified(data_set_of(document), confirmed), "%PDF Jekyll"));
}

/// A data set whose pixel data is not there until it is read; counts what is.
class LargeSource final : public dicom::ByteSource {
public:
    static constexpr std::uint64_t pixel_bytes = std::uint64_t{3} << 30;

    explicit LargeSource(std::uint64_t& read) : read_{read} {
        BuiltItem image = test::small_image();
        image.remove(dicom::tag::PixelData);
        start_ = test::to_bytes(data_set_of(image) +
                                test::Encoder{{}}.head(dicom::tag::PixelData, Vr::OW, std::uint32_t{pixel_bytes}));
    }
    [[nodiscard]] std::uint64_t size() const override { return start_.size() + pixel_bytes; }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override {
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size() - offset));
        std::size_t filled = dicom::MemorySource{start_}.read_at(offset, buffer);
        for (; filled < count; ++filled) buffer[filled] = std::byte{0xAB};
        read_ += count;
        return count;
    }

private:
    Bytes start_;
    std::uint64_t& read_;
};

TEST(DeidentifiedObject, reads_no_pixel_data_before_it_is_asked_for) {
    std::uint64_t read = 0;
    const DeidentifiedObject object{std::make_unique<LargeSource>(read), test_deidentification()};
    EXPECT_LT(read, 64U * 1024U);
    EXPECT_GT(object.size(), LargeSource::pixel_bytes);
    read = 0;
    Bytes piece(1000);
    EXPECT_EQ(object.read_at(object.size() - 500, piece), 500U);
    EXPECT_EQ(piece.front(), std::byte{0xAB});
    EXPECT_EQ(read, 500U);
}

TEST(DeidentifiedObject, copies_long_values_within_sequences_as_they_are) {
    BuiltItem ecg = test::small_image();
    const std::string samples(100'000, '\x5A');
    ecg.remove(dicom::tag::PixelData)
        .sequence(dicom::tag::WaveformSequence,
                  {BuiltItem{}.text({0x5400, 0x1006}, Vr::CS, "SS").text(dicom::tag::WaveformData, Vr::OW, samples)});
    Deidentification small = test_deidentification();
    small.memory_limit = 20'000;
    const dicom::Dataset made = deidentified(ecg, small);
    const auto item = made.items(dicom::tag::WaveformSequence).first();
    ASSERT_TRUE(item);
    EXPECT_EQ(item->find(dicom::tag::WaveformData)->raw_text(), samples);
}

TEST(DeidentifiedObject, maps_each_of_several_uids) {
    BuiltItem image = test::small_image();
    image.set(element(dicom::tag::FailedSOPInstanceUIDList, Vr::UI, "1.2.3.4.8\\1.2.3.4.9"));
    const UidMapping mapping = test_mapping();
    EXPECT_EQ(deidentified(image).texts(dicom::tag::FailedSOPInstanceUIDList),
              (std::vector<std::string>{mapping.map("1.2.3.4.8"), mapping.map("1.2.3.4.9")}));
}

TEST(DeidentifiedObject, goes_into_sequences_that_came_in_implicit_vr) {
    BuiltItem reference = test::object_item(dicom::uid::CTImageStorage, "1.2.3.4.2");
    reference.text(dicom::tag::PatientName, Vr::PN, "Jekyll").text(dicom::tag::InstanceNumber, Vr::IS, "5");
    dicom::Encoding implicit;
    implicit.explicit_vr = false;
    const std::string content = test::Encoder{{implicit, false}}.encode(reference);
    const test::Encoder encoder{{implicit, false}};
    const std::string item = encoder.tag_bytes(dicom::tag::Item) + encoder.number(content.size(), 4) + content;
    BuiltItem image = test::small_image();
    image.set(element(dicom::tag::ReferencedImageSequence, Vr::UN, item));
    const dicom::Dataset made = deidentified(image);
    const auto first = made.items(dicom::tag::ReferencedImageSequence).first();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->text(dicom::tag::ReferencedSOPInstanceUID), test_mapping().map("1.2.3.4.2"));
    EXPECT_EQ(first->text(dicom::tag::PatientName), "ANON-1");
    EXPECT_EQ(first->text(dicom::tag::InstanceNumber), "5");
}

TEST(DeidentifiedObject, is_made_or_refused_in_words_whatever_the_bytes_are) {
    const std::string whole = data_set_of(telling_image(), true);
    for (std::size_t length = 0; length < whole.size(); ++length)
        static_cast<void>(error_of([&] { static_cast<void>(deidentified(whole.substr(0, length))); }));
    std::uint32_t random = 1;
    const auto next = [&] { return random = random * 1664525U + 1013904223U; };
    for (int round = 0; round < 3000; ++round) {
        std::string damaged = whole;
        for (int count = 0; count < 4; ++count) {
            const std::size_t place = next() % damaged.size();
            damaged[place] = static_cast<char>(next() >> 24U);
        }
        static_cast<void>(error_of([&] { static_cast<void>(parsed(deidentified(damaged))); }));
    }
}

TEST(DeidentifiedObject, says_what_is_wrong) {
    const auto made = [](const BuiltItem& item, const Deidentification& how = test_deidentification()) {
        return [=] { static_cast<void>(DeidentifiedObject{source_of(data_set_of(item)), how}); };
    };
    BuiltItem nameless = test::small_image();
    nameless.remove(dicom::tag::SOPInstanceUID);
    EXPECT_THAT(error_of(made(nameless)), StartsWith("corrupt: the object has no SOP Class UID"));
    EXPECT_THAT(error_of([] {
                    static_cast<void>(DeidentifiedObject{source_of("no data set"), test_deidentification()});
                }),
                StartsWith("corrupt: "));
    Deidentification how = test_deidentification();
    how.patient_name = "A\\B";
    EXPECT_THAT(error_of(made(test::small_image(), how)), StartsWith("invalid: the pseudonym for Patient's Name"));
    how = test_deidentification();
    how.memory_limit = 100;
    EXPECT_THAT(error_of(made(test::small_image(), how)),
                StartsWith("invalid: the attributes that have to be written"));
}

}  // namespace
}  // namespace kinote::deidentification
