// Which objects wait for a person.
#include "deidentification/leaving_out.hpp"

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
using testing::IsEmpty;

std::string reason_of(const BuiltItem& item, std::string_view transfer_syntax = dicom::uid::ExplicitVRLittleEndian) {
    return reason_to_leave_out(*source_of(data_set_of(item)), transfer_syntax).value_or("");
}

BuiltItem of_class(std::string_view sop_class, std::string_view modality = "CT") {
    BuiltItem image = test::small_image();
    image.set(element(dicom::tag::SOPClassUID, Vr::UI, std::string{sop_class}));
    image.set(element(dicom::tag::Modality, Vr::CS, std::string{modality}));
    return image;
}

BuiltItem burned_in(BuiltItem image, const std::string& value) {
    return image.set(element(tag::BurnedInAnnotation, Vr::CS, value));
}

TEST(LeavingOut, gives_what_shows_nobody) {
    EXPECT_THAT(reason_of(test::small_image()), IsEmpty());
    EXPECT_THAT(reason_of(test::good_kos()), IsEmpty());
    EXPECT_THAT(reason_of(burned_in(test::small_image(), "NO")), IsEmpty());
}

TEST(LeavingOut, holds_what_says_that_it_is_burned_in) {
    EXPECT_THAT(reason_of(burned_in(test::small_image(), "YES")), HasSubstr("burned into its pixels"));
    BuiltItem face = burned_in(test::small_image(), "NO");
    face.set(element(tag::RecognizableVisualFeatures, Vr::CS, "YES"));
    EXPECT_THAT(reason_of(face), HasSubstr("recognized"));
}

TEST(LeavingOut, holds_what_often_is_and_does_not_say) {
    for (const std::string_view modality : {"US", "SC", "ES", "OT", "XC", "DOC"}) {
        const BuiltItem image = of_class(dicom::uid::CTImageStorage, modality);
        EXPECT_THAT(reason_of(image), HasSubstr("does not say")) << modality;
        EXPECT_THAT(reason_of(burned_in(image, "NO")), IsEmpty()) << modality;
    }
    for (const std::string_view sop_class :
         {dicom::uid::UltrasoundImageStorage, dicom::uid::UltrasoundMultiFrameImageStorage,
          dicom::uid::SecondaryCaptureImageStorage, dicom::uid::EncapsulatedPDFStorage,
          std::string_view{"1.2.840.10008.5.1.4.1.1.7.4"}, std::string_view{"1.2.840.10008.5.1.4.1.1.77.1.1.1"},
          std::string_view{"1.2.840.10008.5.1.4.1.1.66"}}) {
        EXPECT_THAT(reason_of(of_class(sop_class)), HasSubstr("does not say")) << sop_class;
    }
    EXPECT_THAT(reason_of(test::small_image(), "1.2.840.10008.1.2.4.102"), HasSubstr("a video"));
    EXPECT_THAT(reason_of(of_class("1.2.840.10008.5.1.4.1.1.66.4", "SEG")), IsEmpty());
    EXPECT_THAT(reason_of(of_class("1.2.3.4", "CT")), HasSubstr("not known"));
}

TEST(LeavingOut, holds_what_names_the_patient_whatever_it_says) {
    EXPECT_THAT(reason_of(burned_in(of_class("1.2.840.10008.5.1.4.1.1.104.2", "DOC"), "NO")), HasSubstr("CDA"));
    EXPECT_THAT(reason_of(burned_in(of_class("1.2.840.10008.5.1.4.1.1.9.4.1", "AU"), "NO")), HasSubstr("voice"));
    BuiltItem label = burned_in(of_class("1.2.840.10008.5.1.4.1.1.77.1.6", "SM"), "NO");
    label.set(element(dicom::tag::ImageType, Vr::CS, "ORIGINAL\\PRIMARY\\LABEL\\NONE"));
    EXPECT_THAT(reason_of(label), HasSubstr("label"));
}

TEST(LeavingOut, holds_waveforms_with_annotations) {
    BuiltItem ecg = of_class("1.2.840.10008.5.1.4.1.1.9.1.1", "ECG");
    EXPECT_THAT(reason_of(ecg), IsEmpty());
    ecg.set(test::sequence(tag::WaveformAnnotationSequence, {BuiltItem{}}));
    EXPECT_THAT(reason_of(ecg), HasSubstr("annotations"));
    EXPECT_THAT(reason_of(burned_in(ecg, "NO")), IsEmpty());
}

TEST(LeavingOut, is_not_asked_of_what_lies_within_a_sequence) {
    BuiltItem image = test::small_image();
    image.set(test::sequence(dicom::tag::ReferencedImageSequence,
                             {BuiltItem{}.text(tag::BurnedInAnnotation, Vr::CS, "YES")}));
    EXPECT_THAT(reason_of(image), IsEmpty());
}

}  // namespace
}  // namespace kinote::deidentification
