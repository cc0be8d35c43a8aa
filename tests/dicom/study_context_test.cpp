#include "dicom/study_context.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "dicom/data_set_builder.hpp"

namespace kinote::dicom {
namespace {

using test::BuiltItem;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

BuiltItem request(const std::string& procedure) {
    return BuiltItem{}
        .text(tag::AccessionNumber, Vr::SH, "A-1")
        .text(tag::RequestedProcedureDescription, Vr::LO, "Thorax \xC3\xBC")
        .sequence(tag::RequestedProcedureCodeSequence, {BuiltItem{}.text(tag::AccessionNumber, Vr::SH, "nested")})
        .text(tag::RequestedProcedureID, Vr::SH, procedure)
        .text(tag::PlacerOrderNumberImagingServiceRequest, Vr::LO, "P-1");
}

BuiltItem image_with(const std::vector<BuiltItem>& requests) {
    BuiltItem image = test::small_image();
    image.set({tag::SpecificCharacterSet, Vr::CS, "ISO_IR 192", {}, {}});
    image.set({tag::TimezoneOffsetFromUTC, Vr::SH, "+0100 ", {}, {}});
    image.set({tag::PatientIdentityRemoved, Vr::CS, "YES ", {}, {}});
    image.set({tag::DeidentificationMethod, Vr::LO, "Basic ", {}, {}});
    image.set({tag::RequestAttributesSequence, Vr::SQ, {}, requests, {}});
    return image;
}

StudyContext read(const BuiltItem& image, std::string_view syntax = uid::ExplicitVRLittleEndian,
                  bool has_undefined_lengths = false) {
    const auto bytes = test::to_bytes(test::part10(image, syntax, has_undefined_lengths));
    return read_study_context(MemorySource{bytes});
}

class StudyContextInAnyEncoding : public testing::TestWithParam<std::tuple<std::string_view, bool>> {};

TEST_P(StudyContextInAnyEncoding, is_what_the_object_says) {
    const auto [syntax, has_undefined_lengths] = GetParam();
    const StudyContext context =
        read(image_with({request("RP-1"), request("RP-1"), request("RP-2")}), syntax, has_undefined_lengths);
    EXPECT_EQ(context.timezone_offset, "+0100");
    EXPECT_TRUE(context.is_identity_removed);
    EXPECT_EQ(context.deidentification_method, "Basic");
    ASSERT_THAT(context.requests, SizeIs(2));
    EXPECT_EQ(context.requests[0], (RequestAttributes{"A-1", "RP-1", "Thorax \xC3\xBC", "P-1", ""}));
    EXPECT_EQ(context.requests[1].requested_procedure_id, "RP-2");
}

INSTANTIATE_TEST_SUITE_P(Encodings, StudyContextInAnyEncoding,
                         testing::Combine(testing::Values(uid::ExplicitVRLittleEndian, uid::ImplicitVRLittleEndian,
                                                          uid::ExplicitVRBigEndian,
                                                          uid::DeflatedExplicitVRLittleEndian),
                                          testing::Bool()));

TEST(StudyContext, is_empty_where_the_object_says_nothing) {
    const StudyContext context = read(test::small_image());
    EXPECT_EQ(context.timezone_offset, "");
    EXPECT_FALSE(context.is_identity_removed);
    EXPECT_THAT(context.requests, IsEmpty());
}

TEST(StudyContext, takes_no_offset_that_is_none) {
    BuiltItem image = test::small_image();
    image.set({tag::TimezoneOffsetFromUTC, Vr::SH, "CET ", {}, {}});
    EXPECT_EQ(read(image).timezone_offset, "");
}

}  // namespace
}  // namespace kinote::dicom
