#include <gmock/gmock.h>

#include "server/api_test.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;
using http::Status;
using test::Answer;
using testing::HasSubstr;

// Two runs: a dry one, and one of 45,000 rows of which every hundredth is here already, one is in conflict, and the
// last one has references that no note bears the id of.
class MigrationRoutesTest : public test::ApiTest {
protected:
    MigrationRoutesTest() {
        connection().run_script(R"(
            INSERT INTO migration_run (id, mapping, mapping_digest, source, dry_run, state, worker, error, started_ms,
                                       ended_ms, last_row, notes_total, notes_read, notes_migrated, notes_updated,
                                       notes_already_there, notes_deleted_in_source, notes_conflict,
                                       notes_other_patient, notes_rejected, references_read, references_resolved,
                                       references_not_here, references_rejected)
            VALUES (1, 'impax', 'x', 'DSN=old', 1, 'failed', 'w', 'the source is away', 0, 1000, 0, NULL, 0, 0, 0, 0, 0,
                    0, 0, 0, 0, 0, 0, 0),
                   (2, 'impax', 'x', 'DSN=old', 0, 'done', 'w', NULL, 2000, 3000, 45000, 45000, 45000, 44549, 0, 449, 0,
                    1, 0, 0, 3, 1, 1, 1);
            INSERT INTO migration_row (run, number, source_note_id, outcome, reason, study_instance_uid, note_version,
                                       reference_outcomes, reference_details, needs_a_look)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45000)
            SELECT 2, i, 'N' || i,
                   CASE WHEN i = 45000 THEN NULL WHEN i = 44000 THEN 'conflict' WHEN i % 100 = 0 THEN 'already_there'
                        ELSE 'migrated' END,
                   CASE WHEN i = 44000 THEN '=changed "here"' ELSE '' END, '1.2.' || i, NULL,
                   CASE WHEN i = 45000 THEN 'r1n1x1' ELSE '' END,
                   CASE WHEN i = 45000 THEN '[[3, "1.9", "no UID"]]' END, CASE WHEN i >= 44000 THEN 1 ELSE 0 END
              FROM n;)");
    }

    json::array rows(const std::string& query) {
        const Answer answer = get("/api/migrations/2/rows?" + query);
        EXPECT_EQ(answer.status, Status::ok) << answer.body;
        next_after_ = answer.json().at("next_after");
        return answer.json().at("rows").as_array();
    }
    // All of a file that is made while it is sent.
    std::vector<std::string> lines(const std::string& format) {
        http::Request request;
        request.path = {"api", "migrations", "2", "rows"};
        if (format.empty()) {
            request.headers.add("Accept", "text/csv");
        } else {
            request.query.add("format", format);
        }
        request.query.add("toLookAt", "true");
        const http::Response response = router().answer(request);
        EXPECT_EQ(response.headers.find("Content-Type"), "text/csv; charset=utf-8");
        std::string text;
        while (auto piece = response.more()) text += std::get<std::string>(*piece);
        std::vector<std::string> found;
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = text.find("\r\n", begin);
            found.push_back(text.substr(begin, end - begin));
            begin = end + 2;
        }
        return found;
    }

    json::value next_after_;
};

TEST_P(MigrationRoutesTest, runs_are_listed_with_their_counts_the_latest_first) {
    const json::array runs = get("/api/migrations").json().at("runs").as_array();
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].at("run"), 2);
    EXPECT_EQ(runs[0].at("outcomes").at("conflict"), 1);
    EXPECT_EQ(runs[1].at("is_dry_run"), true);
    EXPECT_EQ(runs[1].at("error"), "the source is away");
    EXPECT_EQ(get("/api/migrations?before=2&limit=1").json().at("runs").at(0).at("run"), 1);
    const json::value one = get("/api/migrations/2").json();
    EXPECT_EQ(one.at("rows_to_look_at"), 1'001);
    EXPECT_EQ(one.at("reasons").as_array().size(), 1U);
    EXPECT_EQ(one.at("reference_outcomes").at("rejected"), 1);
}

TEST_P(MigrationRoutesTest, rows_are_paged_in_their_order_each_with_a_reason) {
    const json::array first = rows("limit=2");
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[1].at("source_note_id"), "N2");
    EXPECT_EQ(first[1].at("reason"), "new here");
    EXPECT_EQ(next_after_, 2);
    const json::array last = rows("after=44999");
    ASSERT_EQ(last.size(), 1U);
    EXPECT_TRUE(next_after_.is_null());
    EXPECT_EQ(last[0].at("outcome"), "no_note");
    EXPECT_EQ(last[0].at("references").at("not_here"), 1);
    EXPECT_EQ(last[0].at("details").at(0).at("reason"), "no UID");
}

TEST_P(MigrationRoutesTest, an_outcome_is_found_however_seldom_it_is) {
    ASSERT_EQ(rows("outcome=conflict").size(), 1U);
    EXPECT_TRUE(next_after_.is_null());
    ASSERT_EQ(rows("outcome=already_there&limit=200").size(), 200U);
    EXPECT_EQ(next_after_, 20'000);
    EXPECT_EQ(rows("outcome=already_there&limit=1000&after=20000").size(), 248U);
    EXPECT_EQ(rows("outcome=migrated&toLookAt=true&limit=1").at(0).at("number"), 44'001);
    EXPECT_TRUE(rows("outcome=rejected").empty());
    EXPECT_EQ(rows("outcome=no_note").size(), 1U);
}

TEST_P(MigrationRoutesTest, rows_are_one_file_as_the_report_has_them) {
    for (const char* format : {"csv", ""}) {
        const std::vector<std::string> file = lines(format);
        ASSERT_EQ(file.size(), 1'004U);  // the head; 1,000 notes; 3 references without a note
        EXPECT_THAT(file[0], HasSubstr("row,table,source_note_id"));
        EXPECT_EQ(file[1], R"(44000,notes,N44000,,1.2.44000,,,conflict,yes,"'=changed ""here""")");
        EXPECT_THAT(file.back(), HasSubstr("45000,references,N45000,3,1.2.45000,1.9,,rejected,yes,no UID"));
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, MigrationRoutesTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::server
