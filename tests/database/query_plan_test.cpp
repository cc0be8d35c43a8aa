// No page of a query walks a table: the engines' own plans, over ten thousand rows of each.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <regex>
#include <sstream>

#include "database/instance_metadata_table.hpp"
#include "database/note_titles.hpp"
#include "database/patient_query.hpp"
#include "database/query_counts.hpp"
#include "database/series_query.hpp"
#include "database/study_query.hpp"
#include "database/web_retrieval.hpp"
#include "support/test_database.hpp"
#include "support/watched_connection.hpp"

namespace kinote::database {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Patient n has study n with series n, the image 1.2.n.1 and, of every hundredth, the KOSD 1.2.n.2.
constexpr std::string_view fill_sql = R"(
INSERT INTO patient (patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT 'PID-' || i, '', 'Name' || i, 'name' || i, '', '' FROM n ORDER BY i;
INSERT INTO study (patient, study_instance_uid, study_date, study_time, accession_number, study_id, description,
                   referring_physician_name, established_by, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT i, '1.2.' || i, CAST(20200000 + i AS TEXT), '', 'ACC-' || i, '', '', '', 'object', 0 FROM n ORDER BY i;
INSERT INTO series (study, series_instance_uid, modality, series_number, description)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT i, '1.3.' || i, 'CT', '', '' FROM n ORDER BY i;
INSERT INTO instance (series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number,
                      number_of_frames, "rows", "columns", size, sha256, path, received_from, stored_ms, last_access_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT i, i, '1.2.' || i || '.1', '1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.1.2.1', '', 0, 1, 1, 1, '', 'p' || i, '',
       0, 0 FROM n ORDER BY i;
INSERT INTO instance (series, study, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number,
                      number_of_frames, "rows", "columns", size, sha256, received_from, stored_ms, last_access_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
SELECT i * 100, i * 100, '1.2.' || (i * 100) || '.2', '1.2.840.10008.5.1.4.1.1.88.59', '1.2.840.10008.1.2.1', '', 0, 0, 0,
       1, '', '', 0, 0 FROM n ORDER BY i;
ANALYZE;
)";

class QueryPlanTest : public test::DatabaseTest {
protected:
    QueryPlanTest() : watched_{connection(), true} { connection().run_script(std::string{fill_sql}); }
    [[nodiscard]] Connection& watched() { return watched_; }
    /// The plan of the last statement, which must not walk a table.
    std::string plan() {
        const auto seen = watched_.seen().back();
        EXPECT_FALSE(walks_a_table(seen.plan)) << seen.text << "\n" << seen.plan;
        return seen.plan;
    }

    [[nodiscard]] std::size_t watched_statements() const { return watched_.seen().size(); }

private:
    // What is made in the statement itself may be walked.
    static bool walks_a_table(const std::string& plan) {
        std::istringstream lines{plan};
        for (std::string line; std::getline(lines, line);) {
            static const std::regex sqlite_walk{R"(^SCAN (?!CONSTANT|json_each|found|first|\(subquery)\w+$)"};
            if (std::regex_search(line, sqlite_walk) || line.find("Seq Scan on") != std::string::npos) return true;
        }
        return false;
    }
    test::WatchedConnection watched_;
};

StudySearch by(StudySearch::By by, std::string first = {}, std::string last = {}) {
    StudySearch search;
    search.by = by;
    search.first = std::move(first);
    search.last = std::move(last);
    return search;
}

TEST_P(QueryPlanTest, studies_are_found_by_an_index_of_what_is_known) {
    using By = StudySearch::By;
    StudySearch uids = by(By::studies);
    uids.uids = {"1.2.5000", "1.2.6000"};
    EXPECT_THAT(next_studies(watched(), uids, nullptr, 100), SizeIs(2));
    EXPECT_THAT(plan(), HasSubstr("study_"));
    uids = by(By::series);
    uids.uids = {"1.3.5000"};
    EXPECT_THAT(next_studies(watched(), uids, nullptr, 100), SizeIs(1));
    EXPECT_THAT(plan(), HasSubstr("series_by_uid"));
    uids = by(By::instances);
    uids.uids = {"1.2.5000.1"};
    EXPECT_THAT(next_studies(watched(), uids, nullptr, 100), SizeIs(1));
    EXPECT_THAT(plan(), HasSubstr("instance_"));
    StudySearch patients = by(By::patients);
    patients.patients = {5'000, 6'000};
    EXPECT_THAT(next_studies(watched(), patients, nullptr, 100), SizeIs(2));
    EXPECT_THAT(plan(), HasSubstr("study_by_patient"));
    EXPECT_THAT(next_studies(watched(), by(By::accession_number, "ACC-5000"), nullptr, 100), SizeIs(1));
    EXPECT_THAT(plan(), HasSubstr("study_by_accession_number"));
    EXPECT_THAT(next_studies(watched(), by(By::accession_number_beginning, "ACC-500"), nullptr, 100), SizeIs(11));
    EXPECT_THAT(plan(), HasSubstr("study_by_accession_number"));
    EXPECT_THAT(next_studies(watched(), by(By::dates, "20205000", "20205009"), nullptr, 100), SizeIs(10));
    EXPECT_THAT(plan(), HasSubstr("study_by_date"));
    EXPECT_THAT(next_studies(watched(), by(By::kosds), nullptr, 1'000), SizeIs(100));
    EXPECT_THAT(plan(), HasSubstr("kosd_by_study"));
    EXPECT_THAT(next_studies(watched(), {}, nullptr, 100), SizeIs(100));
    (void)plan();
}

TEST_P(QueryPlanTest, what_is_passed_over_is_what_would_be_on_the_pages) {
    // Wholly marked, marked in part, rejected, of a visible document alone, of a withheld one alone, and of none.
    connection().run_script(R"(
UPDATE study SET has_marks = 1 WHERE id IN (10, 100, 20);
UPDATE instance SET marked_ms = 1, marked_by = '', mark_cause = '' WHERE study IN (10, 100) AND path IS NOT NULL;
INSERT INTO rejection_note (sop_instance_uid, study, study_instance_uid, code, meaning, received_from, state, left_alone,
                            received_ms) VALUES ('1.2.20.9', 20, '1.2.20', '', '', '', 'in_force', 0, 0);
INSERT INTO rejection (sop_instance_uid, note, study, study_instance_uid, series_instance_uid, sop_class_uid, code, strength,
                       is_in_force, hides, was_here, rejected_ms)
VALUES ('1.2.20.1', '1.2.20.9', 20, '1.2.20', '1.3.20', '', '', 1, 1, 1, 1, 0);
UPDATE study SET established_by = 'note' WHERE id IN (30, 31, 32);
UPDATE instance SET withheld = 'other_patient' WHERE study = 31;
DELETE FROM instance WHERE study = 32;)");
    std::vector<std::int64_t> visible;
    for (const QueriedStudy& study : next_studies(connection(), {}, nullptr, 200)) visible.push_back(study.id);
    EXPECT_THAT(visible, testing::IsSupersetOf({30, 100}));
    for (const std::int64_t hidden : {10, 20, 31, 32}) EXPECT_THAT(visible, testing::Not(testing::Contains(hidden)));
    for (std::size_t count = 1; count <= visible.size(); ++count) {
        ASSERT_EQ(skip_studies(connection(), static_cast<std::int64_t>(count)), visible[count - 1]) << count;
    }
    EXPECT_EQ(skip_studies(watched(), 9'996), 10'000);
    EXPECT_THAT(plan(), testing::AnyOf(HasSubstr("study_standing"), HasSubstr("study_pkey")));
    EXPECT_EQ(skip_studies(watched(), 9'997), std::nullopt);
    EXPECT_EQ(watched_statements(), 2U);
}

TEST_P(QueryPlanTest, patients_are_found_by_an_index_of_what_is_known) {
    using By = PatientSearch::By;
    EXPECT_THAT(next_patients(watched(), {By::patient_id, "PID-5000"}, {}, 100), SizeIs(1));
    EXPECT_THAT(plan(), HasSubstr("patient_by_patient_id"));
    EXPECT_THAT(next_patients(watched(), {By::patient_id_beginning, "PID-500"}, {}, 100), SizeIs(11));
    EXPECT_THAT(plan(), HasSubstr("patient_by_patient_id"));
    EXPECT_THAT(next_patients(watched(), {By::name_beginning, "name500"}, {}, 100), SizeIs(11));
    EXPECT_THAT(plan(), HasSubstr("patient_by_folded_name"));
    EXPECT_THAT(next_patients(watched(), {}, {}, 100), SizeIs(100));
    (void)plan();
}

TEST_P(QueryPlanTest, series_and_objects_are_found_by_what_they_belong_to) {
    const std::vector<std::int64_t> ids{5'000, 6'000};
    EXPECT_THAT(next_series(watched(), ids, {}, 100), SizeIs(2));
    EXPECT_THAT(plan(), HasSubstr("series_"));
    EXPECT_THAT(next_instances(watched(), ids, {}, 100), SizeIs(4));
    EXPECT_THAT(plan(), HasSubstr("instance_by_series"));
    EXPECT_THAT(first_instances(watched(), ids), SizeIs(2));
    EXPECT_THAT(plan(), HasSubstr("instance_by_series"));
    EXPECT_THAT(find_queried_instances(watched(), std::vector<std::string_view>{"1.2.5000.2"}), SizeIs(1));
    EXPECT_THAT(plan(), HasSubstr("instance_"));
}

TEST_P(QueryPlanTest, studies_with_notes_and_their_titles_are_found_by_indexes) {
    connection().run_script("UPDATE study SET note_count = 1 WHERE id % 100 = 0; ANALYZE;");
    const auto page = next_studies(watched(), by(StudySearch::By::notes), nullptr, 60);
    EXPECT_THAT(page, SizeIs(60));
    EXPECT_THAT(plan(), HasSubstr("study_with_notes_by_date"));
    EXPECT_THAT(next_studies(watched(), by(StudySearch::By::notes), &page.back(), 60), SizeIs(40));
    EXPECT_THAT(plan(), HasSubstr("study_with_notes_by_date"));
    EXPECT_THAT(note_titles_of_studies(watched(), std::vector<std::int64_t>{100, 200}), IsEmpty());
}

TEST_P(QueryPlanTest, objects_of_a_path_are_found_by_indexes) {
    const WebScope study{"1.2.5000", "", ""};
    const WebScope series{"1.2.5000", "1.3.5000", ""};
    const WebScope object{"1.2.5000", "1.3.5000", "1.2.5000.2"};
    EXPECT_THAT(measure_web_scope(watched(), study), SizeIs(1));
    EXPECT_THAT(plan(), HasSubstr("instance_by_study"));
    EXPECT_THAT(next_web_objects(watched(), study, 0, 100), SizeIs(2));
    EXPECT_THAT(plan(), HasSubstr("instance_by_study"));
    EXPECT_THAT(measure_web_scope(watched(), series), SizeIs(1));
    (void)plan();
    EXPECT_THAT(next_web_objects(watched(), series, 0, 100), SizeIs(2));
    (void)plan();
    EXPECT_EQ(measure_web_scope(watched(), object).front().objects, 1);
    (void)plan();
    EXPECT_THAT(next_web_objects(watched(), object, 0, 1), SizeIs(1));
    (void)plan();
    EXPECT_THAT(next_web_objects(watched(), {"1.2.5001", "1.3.5000", "1.2.5000.2"}, 0, 1), IsEmpty());
    EXPECT_EQ(find_metadata(watched(), 5'000, ""), std::nullopt);
    (void)plan();
    EXPECT_THAT(find_short_metadata(watched(), std::vector<std::int64_t>{5'000, 6'000}), IsEmpty());
    (void)plan();
    int visited = 0;
    const auto visit = [&visited](std::int64_t, std::string_view) { ++visited; };
    visit_web_objects(watched(), study, visit);
    EXPECT_THAT(plan(), HasSubstr("instance_by_study"));
    visit_web_objects(watched(), series, visit);
    (void)plan();
    EXPECT_EQ(visited, 4);
}

TEST_P(QueryPlanTest, counts_and_kinds_are_those_of_the_page) {
    const std::vector<std::int64_t> ids{5'000, 6'000};
    EXPECT_EQ(count_of_patients(watched(), ids).at(5'000).instances, 2);
    EXPECT_THAT(plan(), HasSubstr("study_by_patient"));
    EXPECT_EQ(count_of_studies(watched(), ids).at(5'000).instances, 2);
    EXPECT_THAT(plan(), HasSubstr("instance_by_study"));
    EXPECT_EQ(count_of_series(watched(), ids).at(5'000).instances, 2);
    EXPECT_THAT(plan(), HasSubstr("instance_by_series"));
    EXPECT_THAT(modalities_of_studies(watched(), ids).at(5'000), testing::ElementsAre("CT", "KO"));
    EXPECT_THAT(plan(), HasSubstr("kosd_by_study"));
    EXPECT_THAT(sop_classes_of_studies(watched(), ids).at(5'000), SizeIs(2));
    EXPECT_THAT(plan(), HasSubstr("instance_by_study"));
}

INSTANTIATE_TEST_SUITE_P(Engines, QueryPlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
