#pragma once
// A disc as pages know it: usual patients, and names that would do harm where they are not shown as what they are.

#include <map>
#include <string>

#include "media/page_contents.hpp"
#include "media/page_files.hpp"
#include "media/page_names.hpp"

namespace kinote::media {

inline PagePicture picture(std::size_t number) {
    return {.instance_number = std::to_string(number + 10),
            .frame = "",
            .series_number = "4",
            .kind = "CT image",
            .has_presentation_state = false,
            .picture = picture_path(number),
            .small_picture = "",
            .width = 64,
            .height = 48,
            .object = "DICOM/PA000001/ST000001/SE000001/IM00000" + std::to_string(number % 10),
            .absence = PictureAbsence::none,
            .disc = 0};
}

inline PagePicture missing_picture(PictureAbsence absence) {
    PagePicture missing;
    missing.kind = "Comprehensive report (SR)";
    missing.absence = absence;
    missing.disc = 2;
    return missing;
}

inline PageNote usual_note() {
    PageNote note;
    note.title = "Of Interest";
    note.modifiers = {"Positioning"};
    note.text = "Hypodense lesion in segment VI, 14 mm.\r\nMRI of the liver advised.";
    note.language = "en-US";
    note.author = "Lindner^Petra^^Dr.";
    note.made_at = "20250616184500+0200";
    note.pictures = {picture(1), picture(2), missing_picture(PictureAbsence::without_picture),
                     missing_picture(PictureAbsence::other_disc)};
    note.pictures[0].frame = "3";
    note.pictures[0].has_presentation_state = true;
    note.pictures[0].small_picture = small_picture_path(1);
    return note;
}

inline PageStudy usual_study() {
    PageStudy study;
    study.date = "20250616";
    study.time = "173012.5";
    study.description = "CT Abdomen with contrast";
    study.accession_number = "A2025-04711";
    study.modalities = {"CT", "KO", "PR"};
    study.referring_physician = "Haus^Gregor";
    study.series = 3;
    study.images = 1216;
    study.notes = {usual_note()};
    return study;
}

inline PagePatient usual_patient() { return {"Weber^Anna^^Dr.", "DEMO-1001", "19610412", "F"}; }
inline PagePatient japanese_patient() { return {"Yamada^Tarou=山田^太郎=やまだ^たろう", "DEMO-1002", "19480925", "M"}; }
/// Markup, an override of the direction that nothing ends, no UTF-8, far too long.
inline PagePatient hostile_patient() {
    return {"<script>alert(1)</script>^\"onload='x\xE2\x80\xAE&amp;\xFF" + std::string(300, 'x'),
            "</title><img src=x onerror=alert(2)>", "1999-13-99", "<b>"};
}

inline PageContents usual_contents() {
    PageContents contents;
    contents.institution = {"Städtisches Krankenhaus", "Röntgenstraße 1\n12345 Überall\nTel. 030 123"};
    contents.product = {"kinote", "0.1.0"};
    contents.created_at = "20250620101500+0200";
    contents.label = "KINOTE_1";
    contents.checksums = "SHA256.TXT";
    PageStudy without_notes = usual_study();
    without_notes.description = "Chest";
    without_notes.notes.clear();
    contents.patients = {{usual_patient(), {without_notes, usual_study()}}, {japanese_patient(), {usual_study()}}};
    contents.patients[1].studies[0].notes.push_back(usual_note());
    return contents;
}

inline PageContents hostile_contents() {
    PageContents contents = usual_contents();
    const std::string bad = "<img src=x onerror=alert(3)>\"'&\xE2\x81\xA7\x01";
    contents.institution = {bad, bad};
    contents.product = {bad, bad};
    contents.created_at = bad;
    contents.label = bad;
    PageStudy study = usual_study();
    study.date = bad;
    study.time = bad;
    study.description = bad;
    study.accession_number = bad;
    study.modalities = {bad};
    study.referring_physician = bad;
    PageNote& note = study.notes.front();
    note.title = bad;
    note.modifiers = {bad};
    note.text = bad;
    note.language = "en\" onclick=\"x";
    note.author = bad;
    note.made_at = bad;
    for (PagePicture& each : note.pictures) each.kind = each.frame = each.instance_number = each.series_number = bad;
    contents.patients = {{hostile_patient(), {study}}};
    return contents;
}

/// What write_pages() gives, by its path.
inline std::map<std::string, std::string> pages_of(const PageContents& contents) {
    std::map<std::string, std::string> pages;
    write_pages(contents, [&](std::string_view path, std::string_view content) { pages.emplace(path, content); });
    return pages;
}

}  // namespace kinote::media
