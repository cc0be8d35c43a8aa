#pragma once
// Sources of documents: of all shapes that a note can have.

#include <string>
#include <string_view>

#include "dicom/uid.hpp"
#include "note/kosd_source.hpp"

namespace kinote::note {

namespace uid = dicom::uid;

inline constexpr auto* study_1 = "1.2.3.100";
inline constexpr auto* study_2 = "1.2.3.200";

inline PlacedObject placed(std::string_view sop_class, const std::string& object, const std::string& study = study_1) {
    return {study, study + ".1", std::string{sop_class}, study + ".1." + object};
}

inline KosdReference image(const std::string& object, const std::string& study = study_1) {
    return {placed(uid::CTImageStorage, object, study), ReferenceType::image, {}, std::nullopt};
}

inline KosdSource plain_source() {
    KosdSource source;
    source.study.patient = {"P-1", "", "Doe^Jane", "19700102", "F"};
    source.study.study_instance_uid = study_1;
    source.study.study_date = "20240131";
    source.study.study_time = "101112";
    source.study.study_id = "S1";
    source.equipment = {"kinote", "kinote", "", "0.1", "", ""};
    source.sop_instance_uid = "2.25.1001";
    source.series_instance_uid = "2.25.1000";
    source.series_number = "9001";
    source.series_description = "Key Image Notes";
    source.instance_number = "1";
    source.content_date = "20240201";
    source.content_time = "121314";
    source.title = term::OfInterest.code();
    source.references = {image("1"), image("2")};
    return source;
}

inline KosdSource full_source() {
    KosdSource source = plain_source();
    source.study.patient = {"P-2", "HOSPITAL", "Yamada^Tarou=山田^太郎=やまだ^たろう", "19500102", "M"};
    source.study.accession_number = "A-17";
    source.study.description = "Schädel \"nativ\"";
    source.study.referring_physician_name = "Müller^Jörg";
    source.study.is_identity_removed = true;
    source.study.deidentification_method = "By hand";
    source.equipment = {"kinote", "key image note server", "17", "0.1", "Städtisches Krankenhaus", "KINOTE1"};
    source.observation_date_time = "20240201121314+0100";
    source.timezone_offset = "+0100";
    source.instance_creator_uid = "2.25.5";
    source.retrieve_ae_title = "KINOTE";
    source.title = {"113010", "DCM", "Quality Issue"};
    source.modifiers = {{"111209", "DCM", "Positioning"}};
    source.description = "Backslash \\ and \"quotes\",\r\nsecond line: äöü 山田";
    source.language = "de-DE";
    Observer person;
    person.name = "Reader^Anna";
    person.login_name = "anna";
    person.organization = "Radiologie";
    Observer device;
    device.type = ObserverType::device;
    device.device_uid = "2.25.77";
    device.name = "KINOTE";
    device.manufacturer = "kinote";
    device.model_name = "server";
    device.serial_number = "17";
    device.location = "Basement";
    source.observers = {device, person};
    KosdReference loop{
        placed(uid::UltrasoundMultiFrameImageStorage, "3"), ReferenceType::image, {2, 5, 7}, std::nullopt};
    KosdReference shown = image("4");
    shown.presentation_state = placed(uid::GrayscaleSoftcopyPresentationStateStorage, "5");
    shown.presentation_state->series_instance_uid = "1.2.3.100.2";
    const KosdReference curve{placed("1.2.840.10008.5.1.4.1.1.9.1.1", "6"), ReferenceType::waveform, {}, std::nullopt};
    const KosdReference report{placed(uid::BasicTextSRStorage, "7"), ReferenceType::composite, {}, std::nullopt};
    source.references = {loop, shown, image("1"), curve, report};
    source.requests = {{study_1, "A-17", "RP1", "CT head", "PL1", "FI1"}};
    return source;
}

inline KosdSource repaired_source() {
    KosdSource source = full_source();
    source.origin = {"1.2.3.100.9.1", "20240301101112.000000+0000",
                     "Repaired reading of the Key Object Selection Document 1.2.3.100.9.1: K10, K29"};
    return source;
}

inline KosdSource copied_source() {
    KosdSource source = plain_source();
    source.references = {image("1"), image("1", study_2)};
    source.identical_documents = {
        {study_2, "2.25.2000", std::string{uid::KeyObjectSelectionDocumentStorage}, "2.25.2001"}};
    return source;
}

}  // namespace kinote::note
