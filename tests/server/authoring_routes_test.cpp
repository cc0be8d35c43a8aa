#include <gmock/gmock.h>

#include "server/api_test.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using http::Method;
using http::Status;
using test::Answer;
using testing::HasSubstr;

class AuthoringRoutesTest : public test::ApiTest {
protected:
    AuthoringRoutesTest() { accept(test::image_of_study(test::ct_1_uid)); }

    static json::object draft(const std::string& description = "look") {
        return {{"study_instance_uid", test::study_uid},
                {"title", {{"value", "113000"}, {"scheme", "DCM"}}},
                {"description", description},
                {"author", "Reader^Anna"},
                {"references", json::array{json::object{{"sop_instance_uid", test::ct_1_uid}}}}};
    }
    Answer send(Method method, std::vector<std::string> path, const json::value& body = nullptr,
                const std::string& if_match = "") {
        http::Request request;
        request.method = method;
        request.path = std::move(path);
        request.peer_address = "127.0.0.1";
        if (!body.is_null()) {
            request.headers.add("Content-Type", "application/json");
            request.body = json::serialize(body);
        }
        if (!if_match.empty()) request.headers.add("If-Match", if_match);
        return answer(request);
    }
    Answer make(const json::value& body) { return send(Method::post, {"api", "notes"}, body); }
};

TEST_P(AuthoringRoutesTest, a_note_is_made_edited_deleted_and_taken_back) {
    const Answer made = make(draft());
    ASSERT_EQ(made.status, Status::created) << made.body;
    const std::string id = test::text_of(made.json().at("id"));
    EXPECT_EQ(made.headers.find("Location"), "/api/notes/" + id);
    EXPECT_EQ(made.headers.find("ETag"), "\"1\"");
    EXPECT_EQ(made.json().at("source"), "local");

    const Answer edited = send(Method::put, {"api", "notes", id}, draft("changed"), "\"1\"");
    ASSERT_EQ(edited.status, Status::ok) << edited.body;
    EXPECT_EQ(edited.headers.find("ETag"), "\"2\"");
    EXPECT_EQ(get("/api/notes/" + id).headers.find("ETag"), "\"2\"");

    EXPECT_EQ(send(Method::delete_resource, {"api", "notes", id}, nullptr, "\"2\"").status, Status::no_content);
    EXPECT_EQ(get("/api/notes/" + id).status, Status::not_found);
    const Answer back = send(Method::post, {"api", "notes", id, "undo"});
    ASSERT_EQ(back.status, Status::ok) << back.body;
    EXPECT_EQ(back.json().at("description"), "changed");
    EXPECT_EQ(number({"SELECT count(*) FROM audit_event WHERE actor = 'api-token' AND came_from = 'API 127.0.0.1'"}),
              4);
}

TEST_P(AuthoringRoutesTest, the_history_tells_each_version_with_who_made_it_and_from_where) {
    const std::string id = test::text_of(make(draft("first")).json().at("id"));
    ASSERT_EQ(send(Method::put, {"api", "notes", id}, draft("second"), "\"1\"").status, Status::ok);
    ASSERT_EQ(send(Method::put, {"api", "notes", id}, draft("third"), "\"2\"").status, Status::ok);
    const json::array versions = get("/api/notes/" + id + "/versions").json().at("versions").as_array();
    ASSERT_EQ(versions.size(), 3U);
    const std::vector<std::pair<std::string, std::string>> expected{
        {"third", "current"}, {"second", "superseded"}, {"first", "superseded"}};
    for (std::size_t row = 0; row < expected.size(); ++row) {
        EXPECT_EQ(versions[row].at("version"), 3 - static_cast<std::int64_t>(row));
        EXPECT_EQ(test::text_of(versions[row].at("description")), expected[row].first);
        EXPECT_EQ(test::text_of(versions[row].at("state")), expected[row].second);
        EXPECT_EQ(versions[row].at("stored_by"), "api-token");
        EXPECT_EQ(versions[row].at("came_from"), "API 127.0.0.1");
        EXPECT_EQ(versions[row].at("references").as_array().size(), 1U);
    }
    const Answer page = get("/api/notes/" + id + "/versions?before=3&limit=1");
    ASSERT_EQ(page.json().at("versions").as_array().size(), 1U) << page.body;
    EXPECT_EQ(page.json().at("versions").at(0).at("version"), 2);
    ASSERT_EQ(send(Method::delete_resource, {"api", "notes", id}, nullptr, "\"3\"").status, Status::no_content);
    EXPECT_EQ(get("/api/notes/" + id + "/versions").status, Status::not_found);
    EXPECT_EQ(get("/api/notes/" + id + "/outside").status, Status::not_found);
}

TEST_P(AuthoringRoutesTest, the_way_outside_names_the_version_at_each_destination) {
    const std::string id = test::text_of(make(draft()).json().at("id"));
    ASSERT_EQ(send(Method::put, {"api", "notes", id}, draft("changed"), "\"1\"").status, Status::ok);
    const std::string outside = "/api/notes/" + id + "/outside";
    EXPECT_TRUE(get(outside).json().at("destinations").as_array().empty());
    connection().run_script(R"(
        UPDATE note_version SET kosd_sop_instance_uid = '1.2.9.' || version;
        INSERT INTO destination (id, name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment,
                                 wants_rejections, associations, retry, retry_interval_ms, most_attempts,
                                 allowed_hours, source, changed_ms)
        VALUES (1, 'EAST', 'EAST', 'h', 1, '', 0, 0, 0, 1, 'none', 0, 1, '', 'person', 0),
               (2, 'NORTH', 'NORTH', 'h', 1, '', 0, 0, 0, 1, 'none', 0, 1, '', 'person', 0),
               (3, 'WEST', 'WEST', 'h', 1, '', 0, 0, 0, 1, 'none', 0, 1, '', 'person', 0);
        INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state, status,
                              comment, export, sent_ms)
        VALUES (1, '1.2.9.1', '1', '1', '', 'superseded', 0, '', 1, 0),
               (1, '1.2.9.2', '1', '1', '', 'committed', 0, '', 1, 0),
               (2, '1.2.9.1', '1', '1', '', 'delivered', 0, '', 1, 0),
               (2, '1.2.9.2', '1', '1', '', 'refused', 42752, 'full', 1, 0),
               (3, '1.2.9.1', '1', '1', '', 'rejected', 0, '', 1, 0);)");
    const json::value answer = get(outside).json();
    EXPECT_EQ(answer.at("version"), 2);
    const json::array& destinations = answer.at("destinations").as_array();
    ASSERT_EQ(destinations.size(), 3U);
    EXPECT_EQ(destinations[0].at("state"), "current");
    EXPECT_EQ(destinations[0].at("version"), 2);
    EXPECT_EQ(destinations[1].at("destination"), "NORTH");
    EXPECT_EQ(destinations[1].at("state"), "stale");
    EXPECT_EQ(destinations[1].at("version"), 1);
    EXPECT_EQ(destinations[1].at("refused_version"), 2);
    EXPECT_EQ(destinations[1].at("status"), "A700");
    EXPECT_EQ(destinations[1].at("comment"), "full");
    EXPECT_EQ(destinations[2].at("state"), "withdrawn");
    EXPECT_TRUE(destinations[2].at("version").is_null());
    const json::array notes =
        get("/api/studies/" + std::string{test::study_uid} + "/outside").json().at("notes").as_array();
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_EQ(notes[0].at("note"), json::string_view{id});
    EXPECT_EQ(notes[0].at("version"), 2);
    EXPECT_EQ(notes[0].at("destinations"), answer.at("destinations"));
    EXPECT_EQ(get("/api/studies/1.2.3/outside").status, Status::not_found);
    connection().run_script("UPDATE delivery SET sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.59'");
    const json::array ledger = get("/api/studies/1/deliveries").json().at("deliveries").as_array();
    ASSERT_EQ(ledger.size(), 5U);
    EXPECT_EQ(ledger[0].at("note"), json::string_view{id});
    EXPECT_EQ(ledger[0].at("note_version"), 1);
    EXPECT_EQ(ledger[1].at("note_version"), 2);
}

TEST_P(AuthoringRoutesTest, of_two_who_edit_at_once_one_is_told) {
    const std::string id = test::text_of(make(draft()).json().at("id"));
    EXPECT_EQ(send(Method::put, {"api", "notes", id}, draft("first"), "\"1\"").status, Status::ok);
    const Answer second = send(Method::put, {"api", "notes", id}, draft("second"), "\"1\"");
    EXPECT_EQ(second.status, Status::precondition_failed);
    EXPECT_THAT(second.body, HasSubstr("read it again"));
    EXPECT_EQ(send(Method::put, {"api", "notes", id}, draft("third")).status, Status::precondition_required);
    EXPECT_EQ(send(Method::put, {"api", "notes", id}, draft("third"), "*").status, Status::bad_request);
    EXPECT_EQ(send(Method::delete_resource, {"api", "notes", id}).status, Status::precondition_required);
    EXPECT_EQ(send(Method::delete_resource, {"api", "notes", id}, nullptr, "\"1\"").status,
              Status::precondition_failed);
    EXPECT_EQ(get("/api/notes/" + id).json().at("description"), "first");
}

TEST_P(AuthoringRoutesTest, a_wrong_draft_makes_nothing) {
    json::object wrong = draft();
    wrong["titel"] = 1;
    const Answer answer = make(wrong);
    EXPECT_EQ(answer.status, Status::bad_request);
    EXPECT_THAT(answer.body, HasSubstr("titel is no field"));
    wrong = draft();
    wrong["study_instance_uid"] = "1.2.3.999";
    EXPECT_EQ(make(wrong).status, Status::not_found);
    EXPECT_EQ(send(Method::put, {"api", "notes", "no-such"}, draft(), "\"1\"").status, Status::not_found);
    EXPECT_EQ(send(Method::post, {"api", "notes", "no-such", "undo"}).status, Status::not_found);
    EXPECT_EQ(number({"SELECT count(*) FROM note"}), 0);
}

TEST_P(AuthoringRoutesTest, a_study_its_series_and_its_objects_are_deleted_and_taken_back) {
    take_in(test::good_kos());
    ASSERT_EQ(get("/api/notes").json().at("notes").as_array().size(), 1U);
    const std::string study{test::study_uid};
    const Answer kosd =
        send(Method::delete_resource, {"api", "studies", study, "instances", std::string{test::kos_uid}});
    ASSERT_EQ(kosd.status, Status::ok) << kosd.body;
    EXPECT_EQ(kosd.json(), json::parse(R"({"objects": 1, "notes": 1, "jobs": 1, "purged": 0})"));
    EXPECT_TRUE(get("/api/notes").json().at("notes").as_array().empty());
    EXPECT_EQ(send(Method::post, {"api", "studies", study, "instances", std::string{test::kos_uid}, "undo"}).status,
              Status::ok);
    EXPECT_EQ(get("/api/notes").json().at("notes").as_array().size(), 1U);

    EXPECT_EQ(send(Method::delete_resource, {"api", "studies", study, "series", std::string{test::ct_series_uid}})
                  .json()
                  .at("objects"),
              1);
    EXPECT_EQ(send(Method::delete_resource, {"api", "studies", study}).json().at("notes"), 1);
    EXPECT_EQ(get("/api/studies/" + study).status, Status::not_found);
    EXPECT_EQ(get("/api/studies").json().at("total"), 0);
    const json::value marks = get("/api/deletions?study=" + study).json();
    EXPECT_EQ(marks.at("purge_after_hours"), 168);
    ASSERT_EQ(marks.at("deletions").as_array().size(), 2U);
    EXPECT_EQ(marks.at("deletions").at(0).at("level"), "study");
    EXPECT_TRUE(get("/api/deletions?study=1.2.3").json().at("deletions").as_array().empty());
    EXPECT_EQ(get("/api/deletions?study=seven").status, Status::bad_request);
    EXPECT_EQ(send(Method::post, {"api", "studies", study, "undo"}).status, Status::ok);
    EXPECT_EQ(get("/api/studies/" + study).json().at("notes"), 1);
    EXPECT_EQ(send(Method::post, {"api", "studies", study, "undo"}).status, Status::not_found);
}

TEST_P(AuthoringRoutesTest, the_reason_of_a_deletion_is_kept_in_the_audit) {
    const std::string id = test::text_of(make(draft()).json().at("id"));
    const json::object why{{"reason", "\"taken\" twice"}};
    const std::vector<std::string> study{"api", "studies", std::string{test::study_uid}};
    EXPECT_EQ(send(Method::delete_resource, study, json::object{{"why", "x"}}).status, Status::bad_request);
    EXPECT_EQ(send(Method::delete_resource, {"api", "notes", id}, why, "\"1\"").status, Status::no_content);
    EXPECT_EQ(send(Method::delete_resource, study, why).status, Status::ok);
    const json::array events = get("/api/audit?limit=2").json().at("events").as_array();
    ASSERT_EQ(events.size(), 2U);
    for (const json::value& event : events) EXPECT_EQ(event.at("details").at("reason"), "\"taken\" twice");
}

INSTANTIATE_TEST_SUITE_P(Engines, AuthoringRoutesTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::server
