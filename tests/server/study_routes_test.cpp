// What a study, a note and a picture look like at the API.

#include <gmock/gmock.h>

#include "server/api_test.hpp"

namespace kinote::server {
namespace {

using http::Status;
using test::Answer;
using testing::HasSubstr;

const std::string study{test::study_uid};

class StudyRoutesTest : public test::ApiTest {};

TEST_P(StudyRoutesTest, a_note_is_as_the_issue_of_its_clients_says) {
    accept(test::image_of_study(test::ct_1_uid));
    take_in(test::good_kos());
    const auto notes = get("/api/studies/" + study + "/notes").json().at("notes").as_array();
    ASSERT_EQ(notes.size(), 1U);
    const auto& note = notes[0];
    EXPECT_EQ(note.at("version"), 1);
    EXPECT_EQ(note.at("title").at("value"), "113000");
    EXPECT_EQ(note.at("title").at("scheme"), "DCM");
    EXPECT_EQ(note.at("description"), "Nodule");
    EXPECT_EQ(note.at("author"), "Reader^Anna");
    EXPECT_EQ(note.at("created_at"), "2024-01-05T11:13:14.500Z");
    EXPECT_EQ(note.at("source"), "received");
    EXPECT_EQ(note.at("state"), "current");
    EXPECT_EQ(note.at("registered"), true);
    const auto& references = note.at("references").as_array();
    ASSERT_EQ(references.size(), 2U);
    EXPECT_EQ(test::text_of(references[0].at("sop_instance_uid")), test::ct_1_uid);
    EXPECT_EQ(references[0].at("present"), true);
    EXPECT_EQ(references[1].at("present"), false);
    EXPECT_TRUE(references[1].at("presentation_state_uid").is_null());
    EXPECT_TRUE(references[1].at("frames").as_array().empty());
}

TEST_P(StudyRoutesTest, what_is_absent_is_null) {
    accept(test::image_of_study(test::ct_1_uid));
    take_in(test::good_kos());
    connection().run_script(
        "UPDATE note_reference SET study_instance_uid = '', series_instance_uid = '', sop_class_uid = ''");
    const auto reference = get("/api/studies/" + study + "/notes").json().at("notes").at(0).at("references").at(0);
    for (const char* name : {"study_instance_uid", "series_instance_uid", "sop_class_uid", "presentation_state_uid"}) {
        EXPECT_TRUE(reference.at(name).is_null()) << name;
    }
    connection().run_script("UPDATE note_version SET title_value = '', title_scheme = '', title_meaning = ''");
    EXPECT_TRUE(get("/api/notes").json().at("notes").at(0).at("title").is_null());
    connection().run_script("UPDATE job SET study_instance_uid = ''");
    EXPECT_TRUE(get("/api/jobs").json().at("jobs").at(0).at("study_instance_uid").is_null());
    accept(test::image_of_study(test::ct_1_uid, "PID-1", "1.2.3.100.7"));  // refused
    connection().run_script("UPDATE job_exception SET study_instance_uid = '', sop_instance_uid = ''");
    const auto exception = get("/api/exceptions").json().at("exceptions").at(0);
    EXPECT_TRUE(exception.at("study_instance_uid").is_null());
    EXPECT_TRUE(exception.at("sop_instance_uid").is_null());
}

TEST_P(StudyRoutesTest, a_study_counts_its_notes_and_objects) {
    accept(test::image_of_study(test::ct_1_uid));
    take_in(test::good_kos());
    const auto found = get("/api/studies?hasNotes=true").json();
    EXPECT_EQ(found.at("total"), 1);
    const auto& row = found.at("studies").at(0);
    EXPECT_EQ(test::text_of(row.at("study_instance_uid")), study);
    EXPECT_EQ(row.at("patient_id"), "PID-1");
    EXPECT_EQ(row.at("notes"), 1);
    EXPECT_EQ(row.at("objects"), 2);
}

TEST_P(StudyRoutesTest, the_notes_of_a_study_that_nobody_knows_are_not_found) {
    EXPECT_EQ(get("/api/studies/1.2.3.4/notes").status, Status::not_found);
}

TEST_P(StudyRoutesTest, names_with_markup_are_only_text) {
    accept(test::image_of_study(test::ct_1_uid)
               .set(test::element(test::tag::PatientName, test::Vr::PN, "<script>alert(\"1\")</script>")));
    EXPECT_EQ(get("/api/studies").json().at("studies").at(0).at("patient_name"), "<script>alert(\"1\")</script>");
}

TEST_P(StudyRoutesTest, a_picture_is_rendered_once_and_known_by_its_tag) {
    accept(test::image_of_study(test::ct_1_uid)
               .set({test::tag::NumberOfFrames, test::Vr::IS, "1 ", {}, {}})
               .set({dicom::tag::SamplesPerPixel, test::Vr::US, std::string("\x01\0", 2), {}, {}})
               .set({dicom::tag::PhotometricInterpretation, test::Vr::CS, "MONOCHROME2 ", {}, {}})
               .set({dicom::tag::BitsAllocated, test::Vr::US, std::string("\x10\0", 2), {}, {}})
               .set({dicom::tag::BitsStored, test::Vr::US, std::string("\x10\0", 2), {}, {}})
               .set({dicom::tag::HighBit, test::Vr::US, std::string("\x0F\0", 2), {}, {}})
               .set({dicom::tag::PixelRepresentation, test::Vr::US, std::string("\0\0", 2), {}, {}})
               .set({test::tag::PixelData, test::Vr::OW, std::string(12, '\x07'), {}, {}}));
    const std::string target = "/api/instances/" + std::string{test::ct_1_uid} + "/rendered";
    const Answer picture = get(target + "?format=png");
    ASSERT_EQ(picture.status, Status::ok) << picture.body;
    EXPECT_EQ(picture.body.substr(1, 3), "PNG");
    EXPECT_EQ(picture.headers.find("Content-Type"), "image/png");
    http::Headers known;
    known.add("If-None-Match", picture.headers.find("ETag").value());
    EXPECT_EQ(get(target + "?format=png", known).status, Status::not_modified);
    EXPECT_EQ(get(target, known).status, Status::ok) << "another format is another picture";
    http::Headers rather_png;
    rather_png.add("Accept", "image/jpeg;q=0.5, image/png");
    EXPECT_EQ(get(target, rather_png).headers.find("Content-Type"), "image/png");
    EXPECT_EQ(get(target + "?format=jpeg", rather_png).headers.find("Content-Type"), "image/jpeg");
    http::Headers anything;
    anything.add("Accept", "image/avif,image/webp,image/*,*/*;q=0.8");
    EXPECT_EQ(get(target, anything).headers.find("Content-Type"), "image/jpeg");
    EXPECT_EQ(get(target + "?frame=2").status, Status::not_found) << get(target + "?frame=2").body;
}

TEST_P(StudyRoutesTest, a_hidden_object_is_not_rendered) {
    accept(test::image_of_study(test::ct_1_uid));
    connection().run_script("UPDATE instance SET marked_ms = 1");
    EXPECT_EQ(get("/api/instances/" + std::string{test::ct_1_uid} + "/rendered").status, Status::not_found);
}

TEST_P(StudyRoutesTest, what_cannot_be_rendered_says_so) {
    take_in(test::good_kos());
    const Answer answer = get("/api/instances/" + std::string{test::kos_uid} + "/rendered");
    EXPECT_GE(static_cast<int>(answer.status), 400);
    EXPECT_LT(static_cast<int>(answer.status), 500);
    EXPECT_THAT(answer.body, HasSubstr("message"));
}

INSTANTIATE_TEST_SUITE_P(Engines, StudyRoutesTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::server
