// docs/openapi.json and the server say the same, in both directions.

#include <gmock/gmock.h>

#include <set>

#include "autopilot/autopilot_actions.hpp"
#include "autopilot/cache_meter.hpp"
#include "object_creator/repair_kosd.hpp"
#include "server/api_test.hpp"
#include "server/json_schema.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using http::Status;
using test::Answer;
using testing::IsEmpty;

// "get", as OpenAPI writes it.
std::string method_of(const http::Route& route) {
    std::string method{http::to_string(route.method)};
    std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
    return method;
}

class OpenApiTest : public test::ApiTest {
protected:
    static constexpr std::string_view repaired_kosd = "1.2.3.100.9.4";

    OpenApiTest() : description_(json::parse(api_description())), schema_{description_} {}

    [[nodiscard]] const json::object& paths() const { return description_.at("paths").as_object(); }
    std::vector<std::string> faults(const Answer& answer, std::string_view path) {
        const std::string status = std::to_string(static_cast<int>(answer.status));
        const json::object& responses = paths().at(path).at("get").at("responses").as_object();
        const json::value* response = responses.if_contains(status);
        if (response == nullptr) return {"the status " + status + " is not described"};
        const json::value& schema = response->at("content").at("application/json").at("schema");
        return schema_.faults(answer.json(), schema);
    }
    void expect_described(const std::string& target, std::string_view path, Status status = Status::ok) {
        const Answer answer = get(target);
        EXPECT_EQ(answer.status, status) << target << " " << answer.body;
        EXPECT_THAT(faults(answer, path), IsEmpty()) << target << " " << answer.body;
    }

    /// Something of everything: a note with references here and not here, one quarantined, a manifest, an exception.
    void fill() {
        accept(test::image_of_study(test::ct_1_uid));
        accept(test::image_of_study(test::ct_1_uid, "PID-1", "1.2.3.100.7"));  // refused
        take_in(test::good_kos());
        take_in(test::with_evidence(test::kos_with_content({test::description("Nothing")}), {})
                    .set(test::element(test::tag::SOPInstanceUID, test::Vr::UI, "1.2.3.100.9.2")),
                "1.2.3.100.9.2");
        take_in(test::with_title(test::kos_called("1.2.3.100.9.3"), "113030", "DCM", "Manifest"), "1.2.3.100.9.3");
        take_in(test::kos_called(repaired_kosd).set(test::element(test::tag::Modality, test::Vr::CS, "SR")),
                repaired_kosd);
        (void)object_creator::KosdRepairs{{}, database(), cache(), clock()}.repair(
            repaired_kosd, note::repairable_rules(), {"anna", "test"});
    }
    /// The names of the parameters of a method of a path that stand in "path" or "query".
    [[nodiscard]] std::set<std::string> described_parameters(std::string_view path, std::string_view method,
                                                             std::string_view place) const {
        std::set<std::string> names;
        const json::value* parameters = paths().at(path).at(method).as_object().if_contains("parameters");
        if (parameters == nullptr) return names;
        for (const json::value& parameter : parameters->as_array()) {
            if (parameter.at("in") == json::string_view{place}) {
                names.insert(std::string{parameter.at("name").as_string()});
            }
        }
        return names;
    }
    std::string note_id() { return test::text_of(get("/api/notes").json().at("notes").at(0).at("id")); }

private:
    json::value description_;
    test::JsonSchema schema_;
};

TEST_P(OpenApiTest, every_route_is_described_and_every_description_has_its_route) {
    std::set<std::string> served;
    for (const http::Route& route : router().routes()) {
        served.insert(method_of(route) + " " + route.pattern);
    }
    std::set<std::string> described;
    for (const auto& [path, methods] : paths()) {
        for (const auto& [method, operation] : methods.as_object()) {
            described.insert(std::string{method} + " " + std::string{path});
        }
    }
    EXPECT_EQ(described, served);
}

TEST_P(OpenApiTest, every_capture_of_a_path_is_a_described_parameter) {
    for (const auto& [path, methods] : paths()) {
        std::set<std::string> captured;
        for (std::size_t open = path.find('{'); open != std::string::npos; open = path.find('{', open + 1)) {
            captured.insert(std::string{path.substr(open + 1, path.find('}', open) - open - 1)});
        }
        for (const auto& [method, operation] : methods.as_object()) {
            EXPECT_EQ(described_parameters(path, method, "path"), captured) << method << " " << path;
        }
    }
}

TEST_P(OpenApiTest, every_query_parameter_of_a_route_is_described_and_every_other_one_refused) {
    for (const http::Route& route : router().routes()) {
        const std::string method = method_of(route);
        EXPECT_EQ(described_parameters(route.pattern, method, "query"),
                  std::set<std::string>(route.parameters.begin(), route.parameters.end()))
            << route.pattern;
        EXPECT_TRUE(paths().at(route.pattern).at(method).at("responses").as_object().contains("400")) << route.pattern;
    }
    expect_described("/api/studies?hasnotes=true", "/api/studies", Status::bad_request);
    EXPECT_THAT(test::text_of(get("/api/studies?hasnotes=true").json().at("error").at("message")),
                testing::HasSubstr("hasnotes"));
    expect_described("/api/summary?x=1", "/api/summary", Status::bad_request);
}

TEST_P(OpenApiTest, every_route_wants_what_its_answer_says_a_stranger_gets) {
    for (const auto& [path, methods] : paths()) {
        for (const auto& [method, operation] : methods.as_object()) {
            const bool is_open = path == "/healthz";
            EXPECT_NE(operation.at("responses").as_object().contains("401"), is_open) << method << " " << path;
        }
    }
    for (const http::Route& route : router().routes()) EXPECT_FALSE(route.permission.empty()) << route.pattern;
}

TEST_P(OpenApiTest, answers_have_the_form_that_is_described) {
    fill();
    const std::string study{test::study_uid};
    expect_described("/api/studies?hasNotes=true&limit=10&offset=0", "/api/studies");
    expect_described("/api/studies?search=m", "/api/studies");
    expect_described("/api/studies/" + study, "/api/studies/{study_instance_uid}");
    expect_described("/api/studies/" + study + "/notes", "/api/studies/{study_instance_uid}/notes");
    expect_described("/api/studies/" + study + "/outside", "/api/studies/{study_instance_uid}/outside");
    expect_described("/api/notes", "/api/notes");
    expect_described("/api/notes/" + note_id(), "/api/notes/{note}");
    expect_described("/api/notes/" + note_id() + "/versions?limit=5", "/api/notes/{note}/versions");
    expect_described("/api/notes/" + note_id() + "/outside", "/api/notes/{note}/outside");
    expect_described("/api/quarantine", "/api/quarantine");
    expect_described("/api/selections", "/api/selections");
    const std::string repairs = "/api/repairs/" + std::string{repaired_kosd};
    expect_described("/api/repairs?state=in_force", "/api/repairs");
    expect_described(repairs, "/api/repairs/{kosd}");
    expect_described(repairs + "/preview?rules=K09,K29", "/api/repairs/{kosd}/preview");
    EXPECT_FALSE(get(repairs).json().at("changes").as_array().empty());
    expect_described("/api/summary", "/api/summary");
    expect_described("/api/queues", "/api/queues");
    expect_described("/api/jobs?kind=REGISTER*&limit=5", "/api/jobs");
    expect_described("/api/jobs?study=" + study + "&cause=*&since=2020-01-01&until=2999-01-01", "/api/jobs");
    expect_described("/api/tasks", "/api/tasks");
    expect_described("/api/configuration", "/api/configuration");
    expect_described("/api/exceptions", "/api/exceptions");
    expect_described("/api/autopilot", "/api/autopilot");
    database::AutopilotRule rule;
    rule.name = "old";
    rule.action = "delete";
    rule.threshold = "red";
    rule.study_status = rule.exported = "any";
    autopilot::set_rule(database(), clock(), rule, {"anna", "test"});
    expect_described("/api/autopilot/rules", "/api/autopilot/rules");
    autopilot::CacheMeter{{}, database(), cache(), clock()}.count({});
    autopilot::set_verified(database(), clock(), study, true, {"anna", "test"});
    expect_described("/api/studies/" + study + "/autopilot", "/api/studies/{study_instance_uid}/autopilot");
    expect_described("/api/studies/1.2.3.4/autopilot", "/api/studies/{study_instance_uid}/autopilot",
                     Status::not_found);
    expect_described("/api/notifications", "/api/notifications");
    EXPECT_FALSE(get("/api/quarantine").json().at("objects").as_array().empty());
    EXPECT_FALSE(get("/api/selections").json().at("selections").as_array().empty());
    EXPECT_FALSE(get("/api/exceptions").json().at("exceptions").as_array().empty());
    EXPECT_FALSE(get("/api/jobs").json().at("jobs").as_array().empty());
}

TEST_P(OpenApiTest, errors_have_the_form_that_is_described) {
    expect_described("/api/studies?limit=0", "/api/studies", Status::bad_request);
    expect_described("/api/studies?limit=many", "/api/studies", Status::bad_request);
    expect_described("/api/studies?hasNotes=perhaps", "/api/studies", Status::bad_request);
    expect_described("/api/studies?search=" + std::string(129, 'x'), "/api/studies", Status::bad_request);
    expect_described("/api/studies/1.2.3.4", "/api/studies/{study_instance_uid}", Status::not_found);
    expect_described("/api/studies/no-uid", "/api/studies/{study_instance_uid}", Status::bad_request);
    expect_described("/api/studies/no-uid/notes", "/api/studies/{study_instance_uid}/notes", Status::bad_request);
    expect_described("/api/notes?offset=-1", "/api/notes", Status::bad_request);
    expect_described("/api/notes/unknown", "/api/notes/{note}", Status::not_found);
    expect_described("/api/notes/unknown/versions", "/api/notes/{note}/versions", Status::not_found);
    expect_described("/api/notes/unknown/versions?before=x", "/api/notes/{note}/versions", Status::bad_request);
    expect_described("/api/notes/unknown/outside", "/api/notes/{note}/outside", Status::not_found);
    expect_described("/api/jobs?before=x", "/api/jobs", Status::bad_request);
    expect_described("/api/jobs?until=soon", "/api/jobs", Status::bad_request);
    expect_described("/api/repairs?state=soon", "/api/repairs", Status::bad_request);
    expect_described("/api/repairs/1.2.3", "/api/repairs/{kosd}", Status::not_found);
    expect_described("/api/repairs/1.2.3/preview", "/api/repairs/{kosd}/preview", Status::not_found);
    expect_described("/api/repairs/1.2.3/preview?rules=K33", "/api/repairs/{kosd}/preview", Status::bad_request);
    expect_described("/api/tasks/nothing", "/api/tasks/{task}", Status::not_found);
    expect_described("/api/tasks/nothing/times", "/api/tasks/{task}/times", Status::not_found);
    expect_described("/api/migrations/7", "/api/migrations/{run}", Status::not_found);
    expect_described("/api/migrations/seven", "/api/migrations/{run}", Status::bad_request);
    expect_described("/api/migrations/7/rows", "/api/migrations/{run}/rows", Status::not_found);
    expect_described("/api/migrations/7/rows?outcome=x", "/api/migrations/{run}/rows", Status::bad_request);
    expect_described("/api/migrations/7/rows?toLookAt=x", "/api/migrations/{run}/rows", Status::bad_request);
    expect_described("/api/migrations/7/rows?format=pdf", "/api/migrations/{run}/rows", Status::bad_request);
    expect_described("/api/instances/1.2.3/rendered", "/api/instances/{sop_instance_uid}/rendered", Status::not_found);
    expect_described("/api/instances/1.2.3/rendered?frame=0", "/api/instances/{sop_instance_uid}/rendered",
                     Status::bad_request);
    expect_described("/api/instances/1.2.3/rendered?format=gif", "/api/instances/{sop_instance_uid}/rendered",
                     Status::bad_request);
}

TEST_P(OpenApiTest, the_server_gives_its_own_description) {
    const Answer answer = get("/api/openapi.json");
    EXPECT_EQ(answer.status, Status::ok);
    EXPECT_EQ(test::text_of(answer.json().at("openapi")).substr(0, 2), "3.");
    EXPECT_EQ(answer.body, base::read_text_file(KINOTE_SOURCE_DIR "/docs/openapi.json", 1 << 20));
}

INSTANTIATE_TEST_SUITE_P(Engines, OpenApiTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::server
