#pragma once
// A database with ten thousand studies, their notes, jobs, exceptions and exports, whose session asks each engine for
// its own plan of every statement.

#include <gtest/gtest.h>

#include <regex>
#include <sstream>
#include <string>
#include <string_view>

#include "support/test_database.hpp"
#include "support/watched_connection.hpp"

namespace kinote::test {

// Study n has series n, patient n, the image 1.2.n.1 and the KOSD 1.2.n.2, whose note references that image and one
// that is not here. Of ten thousand, a hundred are unregistered and a hundred have a job that has not ended.
inline constexpr std::string_view filled_archive_sql = R"(
INSERT INTO patient (patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT 'PID-' || i, '', 'Name' || i, 'name' || i, '', '' FROM n ORDER BY i;
INSERT INTO study (patient, study_instance_uid, study_date, study_time, accession_number, study_id, description,
                   referring_physician_name, established_by, note_count, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT i, '1.2.' || i, '20240101', '', 'ACC-' || i, '', '', '', 'object', 1, 0 FROM n ORDER BY i;
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
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT i, i, '1.2.' || i || '.2', '1.2.840.10008.5.1.4.1.1.88.59', '1.2.840.10008.1.2.1', '', 0, 0, 0, 1, '', '', 0, 0
  FROM n ORDER BY i;
INSERT INTO object_bytes (instance, bytes) SELECT id, '' FROM instance WHERE path IS NULL;
INSERT INTO note (uuid, source, source_system, source_key, source_digest, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT 'uuid-' || i, 'received', 'KOSD', '1.2.' || i || '.2', '', 0 FROM n ORDER BY i;
INSERT INTO note_version (note, version, state, title_value, title_scheme, title_meaning, modifiers, observers,
                          study_instance_uid, selection_digest, is_taken_over, kosd_sop_instance_uid, findings,
                          created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT i, 1, 'current', '113000', 'DCM', 'Of Interest', '[]', '[]', '1.2.' || i, 'digest' || i, 1, '1.2.' || i || '.2',
       '[]', 0 FROM n ORDER BY i;
INSERT INTO note_reference (note_version, position, study_instance_uid, series_instance_uid, sop_instance_uid,
                            sop_class_uid, frames)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT i, 1, '1.2.' || i, '1.3.' || i, '1.2.' || i || '.1', '', '' FROM n ORDER BY i;
INSERT INTO note_reference (note_version, position, study_instance_uid, series_instance_uid, sop_instance_uid,
                            sop_class_uid, frames)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT i, 2, '', '', '1.2.' || i || '.3', '', '' FROM n ORDER BY i;
UPDATE note_reference SET presentation_state_uid = '1.2.' || note_version || '.4',
       presentation_state_study_instance_uid = CASE WHEN position = 2 THEN 'study' END,
       presentation_state_series_instance_uid = CASE WHEN position = 2 THEN 'series' END,
       presentation_state_sop_class_uid = CASE WHEN position = 2 THEN 'class' END;
INSERT INTO note_study (note_version, study) SELECT v.id, v.id FROM note_version v;
INSERT INTO kosd (instance, registration_state, role, reader_version, reference_count, findings, note_version)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT i + 10000, CASE WHEN i % 100 = 0 THEN 'unregistered' WHEN i % 100 = 1 THEN 'quarantined' ELSE 'registered' END,
       CASE WHEN i % 100 = 2 THEN 'manifest' ELSE 'note' END, 1, 1, '[]', i FROM n ORDER BY i;
INSERT INTO repair (kosd, study_instance_uid, note_version, state, was_quarantined, rules, changes, repaired_by, by_rule,
                    repaired_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT '1.2.' || i || '.2', '1.2.' || i, i, CASE WHEN i % 10 = 0 THEN 'in_force' ELSE 'taken_back' END, 0, '[]', '[]',
       '', 0, i FROM n ORDER BY i;
INSERT INTO queue (name, state, changed_ms) VALUES ('MVF_OBJECT_CREATOR', 'running', 0);
INSERT INTO job (queue, kind, subject, study_instance_uid, arguments, state, priority, attempts, run_after_ms, worker,
                 lease_until_ms, created_ms, ended_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT 'MVF_OBJECT_CREATOR', 'REGISTER_KOSD', '1.2.' || i || '.2', '1.2.' || i, '{}',
       CASE i % 100 WHEN 1 THEN 'new' WHEN 2 THEN 'in_progress' WHEN 3 THEN 'retry' WHEN 4 THEN 'error' ELSE 'done' END,
       20, 1, CASE i % 100 WHEN 3 THEN 1000 ELSE 0 END, CASE i % 100 WHEN 2 THEN 'node/' END,
       CASE i % 100 WHEN 2 THEN i END, 0, CASE WHEN i % 100 NOT IN (1, 2, 3) THEN 0 END FROM n ORDER BY i;
INSERT INTO job_exception (job, cause, message, remedy, study_instance_uid, sop_instance_uid, state, raised_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT CASE WHEN i % 2 = 0 THEN i END, 'other_patient', '', '', '1.2.' || i, '1.2.' || i || '.2',
       CASE WHEN i % 10 = 0 THEN 'closed' ELSE 'open' END, 0 FROM n ORDER BY i;
INSERT INTO refused_object (sop_instance_uid, sha256, size, path, received_from, received_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT '1.2.' || i || '.1', 'other', 1, 'r' || i, '', 0 FROM n ORDER BY i;
INSERT INTO destination (name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment,
                         wants_rejections, associations, retry, retry_interval_ms, most_attempts, allowed_hours, source,
                         changed_ms)
VALUES ('NORTH', 'NORTH', 'north', 104, '', 0, 0, 0, 1, 'automatic', 0, 1, '', 'person', 0);
INSERT INTO export (destination, study_instance_uid, scope, is_again, state, requested_by, requested_ms, job, remarks)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT 1, '1.2.9' || i, 'study', 0, CASE WHEN i % 100 = 0 THEN 'open' ELSE 'done' END, '', 0, i, '[]'
  FROM n ORDER BY i;
INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state, comment, export,
                      sent_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT 1, '1.2.9' || i || '.1', '1.2.9' || i, '', '', 'delivered', '', i, 0 FROM n ORDER BY i;
INSERT INTO study_change (study, changed_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
SELECT i, i FROM n ORDER BY i;
INSERT INTO audit_event (at_ms, actor, came_from, action, subject, study_instance_uid, details)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT 0, 'anna', 'command line', 'study_imported', 'run', '1.2.' || i, '{}' FROM n ORDER BY i;
ANALYZE;
)";

class FilledArchiveTest : public DatabaseTest {
protected:
    FilledArchiveTest() : watched_{connection(), true} {
        // The rows fit together: PostgreSQL need not look at each foreign key.
        const bool is_postgresql = GetParam() == database::Engine::postgresql;
        if (is_postgresql) connection().run_script("SET session_replication_role = replica");
        connection().run_script(std::string{filled_archive_sql});
        if (is_postgresql) connection().run_script("SET session_replication_role = DEFAULT");
    }

    /// Runs the work in a transaction that is undone, and says which of its statements walk a table.
    template <typename Work>
    void expect_indexed(Work work) {
        watched_.forget();
        {
            database::Transaction transaction{watched_};
            work(transaction);
        }
        look_at_plans();
    }
    /// The same for what only reads.
    template <typename Work>
    void expect_read_indexed(Work work) {
        watched_.forget();
        work(static_cast<database::Connection&>(watched_));
        look_at_plans();
    }

    /// Of the statement that was seen last.
    [[nodiscard]] std::string last_plan() { return watched_.seen().back().plan; }

private:
    void look_at_plans() {
        EXPECT_FALSE(watched_.seen().empty());
        for (const auto& seen : watched_.seen()) {
            EXPECT_FALSE(walks_a_table(seen.plan)) << seen.text << "\n" << seen.plan;
        }
    }
    // SQLite: a walk is a SCAN without an index, but of what is made in the statement itself. PostgreSQL: Seq Scan, or
    // a subquery over visible objects that is read whole for all rows at once. The queues, a few, may be walked.
    static bool walks_a_table(const std::string& plan) {
        static const std::regex sqlite_walk{R"(^SCAN (?!CONSTANT|one|json_each|q$)\w+$)"};
        static const std::regex postgresql_walk{R"(Seq Scan on public\.(?!queue)\w+)"};
        std::istringstream lines{plan};
        for (std::string line; std::getline(lines, line);) {
            if (std::regex_search(line, sqlite_walk) || std::regex_search(line, postgresql_walk)) return true;
        }
        return reads_all_objects(plan);
    }
    static bool reads_all_objects(const std::string& plan) {
        return plan.find("hashed SubPlan") != std::string::npos &&
               std::regex_search(
                   plan,
                   std::regex{
                       R"(Scan using instance_by_study on public\.instance[^\n]*\n[^\n]*Output[^\n]*\n *Filter)"});
    }

    WatchedConnection watched_;
};

}  // namespace kinote::test
