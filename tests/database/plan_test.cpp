// No statement on a hot path walks a table: the engines' own plans, over ten thousand rows of each.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <regex>

#include "database/audit_table.hpp"
#include "database/awaited_object_table.hpp"
#include "database/creatable_note.hpp"
#include "database/deletion_table.hpp"
#include "database/export_table.hpp"
#include "database/held_note.hpp"
#include "database/identical_document_table.hpp"
#include "database/instance_table.hpp"
#include "database/job_dependency_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/job_table.hpp"
#include "database/kosd_source_table.hpp"
#include "database/kosd_table.hpp"
#include "database/note_joining.hpp"
#include "database/note_listing.hpp"
#include "database/note_table.hpp"
#include "database/queue_table.hpp"
#include "database/retrieve_listing.hpp"
#include "database/schema.hpp"
#include "database/study_change_table.hpp"
#include "database/study_listing.hpp"
#include "database/study_table.hpp"
#include "database/task_table.hpp"
#include "database/waiting_references.hpp"
#include "database/withdrawal_table.hpp"
#include "dicom/uid.hpp"
#include "support/test_database.hpp"
#include "support/watched_connection.hpp"

namespace kinote::database {
namespace {

constexpr std::string_view queue = "MVF_OBJECT_CREATOR";

// Study n has series n, patient n, the image 1.2.n.1 and the KOSD 1.2.n.2, whose note references that image and one
// that is not here. Of ten thousand, a hundred are unregistered and a hundred have a job that has not ended.
constexpr std::string_view fill_sql = R"(
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
INSERT INTO queue (name, state, changed_ms) VALUES ('MVF_OBJECT_CREATOR', 'running', 0);
INSERT INTO job (queue, kind, subject, study_instance_uid, arguments, state, priority, attempts, run_after_ms, worker,
                 lease_until_ms, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
SELECT 'MVF_OBJECT_CREATOR', 'REGISTER_KOSD', '1.2.' || i || '.2', '1.2.' || i, '{}',
       CASE i % 100 WHEN 1 THEN 'new' WHEN 2 THEN 'in_progress' WHEN 3 THEN 'retry' WHEN 4 THEN 'error' ELSE 'done' END,
       20, 1, CASE i % 100 WHEN 3 THEN 1000 ELSE 0 END, CASE i % 100 WHEN 2 THEN 'node/' END,
       CASE i % 100 WHEN 2 THEN i END, 0 FROM n ORDER BY i;
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

class PlanTest : public test::DatabaseTest {
protected:
    PlanTest() : watched_{connection(), true} {
        bring_schema_up_to_date(database(), 0);
        // The rows fit together: PostgreSQL need not look at each foreign key.
        const bool is_postgresql = GetParam() == Engine::postgresql;
        if (is_postgresql) connection().run_script("SET session_replication_role = replica");
        connection().run_script(std::string{fill_sql});
        if (is_postgresql) connection().run_script("SET session_replication_role = DEFAULT");
    }

    /// Runs the work in a transaction that is undone, and says which of its statements walk a table.
    template <typename Work>
    void expect_indexed(Work work) {
        watched_.forget();
        {
            Transaction transaction{watched_};
            work(transaction);
        }
        look_at_plans();
    }
    /// The same for what only reads.
    template <typename Work>
    void expect_read_indexed(Work work) {
        watched_.forget();
        work(static_cast<Connection&>(watched_));
        look_at_plans();
    }

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

    test::WatchedConnection watched_;
};

note::KeyImageNote sample_note() {
    note::KeyImageNote note;
    note.title = {"113000", "DCM", "Of Interest"};
    note.study_instance_uid = "1.2.5000";
    note.patient.id = "PID-5000";
    note::NoteReference reference;
    reference.study_instance_uid = "1.2.5000";
    reference.sop_instance_uid = "1.2.5000.1";
    note.references.push_back(reference);
    return note;
}

TEST_P(PlanTest, the_test_itself_sees_a_walk) {
    test::WatchedConnection watched{connection(), true};
    (void)watched.query(Statement{"SELECT count(*) FROM instance WHERE instance_number = $1"}, {"17"}).next();
    const std::string plan = watched.seen().at(0).plan;
    EXPECT_THAT(plan,
                testing::AnyOf(testing::HasSubstr("SCAN instance"), testing::HasSubstr("Seq Scan on public.instance")));
}

TEST_P(PlanTest, finding_what_rules_are_asked_about) {
    expect_indexed([](Transaction& transaction) {
        EXPECT_EQ(hold_quiet_studies(transaction, 8'000, {4'000, 4'000, "", false}, 100).size(), 100U);
        add_study_change(transaction, "1.2.9999", 10'000);
        forget_study_change(transaction, 5'000);
    });
}

TEST_P(PlanTest, storing_an_object) {
    expect_read_indexed(
        [](Connection& connection) { (void)find_whereabouts(connection, "1.2.5000", "1.3.5000", "1.2.5000.9"); });
    expect_indexed([](Transaction& transaction) {
        const PatientAttributes patient{"PID-5000", "", "Name5000", "", ""};
        StudyAttributes attributes;
        attributes.study_instance_uid = "1.2.5000";
        const EnsuredStudy known = ensure_study(transaction, patient, attributes, EstablishedBy::object, 0);
        attributes.study_instance_uid = "1.2.99999";
        (void)ensure_study(transaction, patient, attributes, EstablishedBy::object, 0);
        (void)ensure_study(transaction, {"PID-99999", "", "New", "", ""}, attributes, EstablishedBy::object, 0);
        const std::int64_t series = ensure_series(transaction, known.id, {"1.3.5000", "CT", "", ""});
        NewInstance instance;
        instance.study = known.id;
        instance.series = series;
        instance.sop_instance_uid = "1.2.5000.9";
        const std::int64_t added = add_instance(transaction, instance, 0).value().id;
        add_study_change(transaction, known.id, 10'000);
        add_kosd(transaction, added, std::nullopt, 0);
        (void)add_job(transaction, {queue, "REGISTER_KOSD", "1.2.5000.9", "", "{}", 20}, 0);
        add_job_unless_live(transaction, {queue, "REGISTER_KOSD", "1.2.5000.9", "", "{}", 20}, 0);
    });
}

TEST_P(PlanTest, resolving_the_references_that_wait_for_an_object) {
    expect_indexed([](Transaction& transaction) {
        resolve_references(transaction, "1.2.5000.3", "1.2.5000", "1.3.5000", "1.2", 5'000);
    });
}

TEST_P(PlanTest, sweeping_for_references_that_need_wait_no_longer) {
    expect_read_indexed(
        [](Connection& connection) { EXPECT_EQ(find_awaited_objects(connection, "1.2.5000", 500).looked_at, 500); });
}

TEST_P(PlanTest, sweeping_for_files_that_no_row_names) {
    expect_read_indexed([](Connection& connection) {
        const std::vector<std::string_view> paths{"p5000", "r5000", "stray"};
        EXPECT_THAT(find_known_paths(connection, paths), testing::ElementsAre("p5000", "r5000"));
    });
}

TEST_P(PlanTest, refusing_an_object_and_raising_an_exception) {
    expect_indexed([](Transaction& transaction) {
        raise_refusal(transaction, {std::nullopt, "other_content", "", "", "1.2.5000", "1.2.5000.1"}, 0);
        raise_refusal(transaction, {std::nullopt, "other_patient", "", "", "1.2", "1.2"}, 0);
        (void)add_refused_object(transaction, {"1.2.5000.1", "another", 1, std::nullopt, "north"}, 0);
        raise_exception(transaction, {std::nullopt, "other_content", "", "", "1.2.5000", "1.2.5000.1"}, 0);
        raise_exception(transaction, {5'000, "unavailable", "", "", "1.2.5000", "1.2.5000.1"}, 0);
        close_exceptions_of_job(transaction, 5'000, "done", 0);
    });
    expect_read_indexed([](Connection& connection) {
        EXPECT_TRUE(find_refusal_situation(connection, "1.2.5000.1", "other").was_refused_before);
    });
}

TEST_P(PlanTest, finding_that_a_study_is_another_patients) {
    expect_indexed([](Transaction& transaction) {
        (void)reopen_kosds_of_study(transaction, 5'000);
        withhold_notes_of_study(transaction, 5'000, "other_patient");
    });
}

TEST_P(PlanTest, claiming_and_ending_jobs) {
    expect_read_indexed([](Connection& connection) {
        (void)claim_jobs_at_once(connection, "EMPTY", "node/1", 0, 1'000, 10);
        (void)has_expired_job(connection, queue, 1);
        (void)next_ripening(connection);
        (void)count_outstanding(connection, queue);
        JobFilter failed;
        failed.state = "error";
        (void)list_jobs(connection, failed);
        failed.cause = "other_patient";
        (void)list_jobs(connection, failed);
        JobFilter of_study;
        of_study.study_instance_uid = "1.2.5000";
        (void)list_jobs(connection, of_study);
    });
    expect_indexed([](Transaction& transaction) {
        const std::vector<ClaimedJob> jobs = claim_jobs(transaction, queue, "node/1", 0, 1'000, 10);
        ASSERT_EQ(jobs.size(), 10U);
        const std::vector<std::int64_t> ids{jobs[0].id, jobs[1].id};
        finish_jobs(transaction, ids, "node/1", 0);
        (void)fail_job(transaction, {jobs[2].id, "unavailable", "", 2'000}, "node/1", 0);
        end_lost_job(transaction, {jobs[3].id, "unavailable", "", 0}, 0);
        (void)lock_expired_jobs(transaction, queue, 500, 10);
        (void)retry_job(transaction, 4);
        (void)abandon_job(transaction, 4, 0);
    });
}

TEST_P(PlanTest, tasks_that_fail_and_their_exceptions) {
    expect_indexed([](Transaction& transaction) {
        raise_task_exception(transaction, "sample", "it failed", "", 0);
        raise_task_exception(transaction, "sample", "it failed again", "", 0);
        close_task_exception(transaction, "sample", "done", 0);
    });
}

TEST_P(PlanTest, keeping_and_giving_back_leases) {
    expect_read_indexed([](Connection& connection) {
        (void)ripen_jobs(connection, 1);
        extend_leases(connection, "node/", 10, 1'000'000);
        (void)release_jobs(connection, "another/");
        (void)end_leases(connection, "another/");
    });
}

TEST_P(PlanTest, registering_a_kosd) {
    expect_read_indexed([](Connection& connection) {
        (void)find_object_in_place(connection, "1.2.5000.2");
        (void)read_object_bytes(connection, 15'000);
        const std::vector<std::string_view> uids{"1.2.5000.1", "1.2.5001.1", "1.2.5002.9"};
        (void)find_instances(connection, uids);
        (void)is_series_of_other_modality(connection, "1.3.5000");
        (void)find_study(connection, "1.2.5000");
    });
    expect_indexed([](Transaction& transaction) {
        const KosdSituation situation = find_situation(transaction, "1.2.5000.9", "digest5000", "1.2.5000");
        NewVersion version;
        version.kosd_sop_instance_uid = "1.2.5000.9";
        add_received_note(transaction, situation, {"uuid", NoteSource::received, "KOSD", "1.2.5000.9", ""},
                          sample_note(), version, 0);
        name_patient_of_study(transaction, 5'000, {"PID-99999", "", "New", "", ""});
        const KosdSituation again = find_situation(transaction, "1.2.5000.2", "digest5000", "1.2.5000");
        version.kosd_sop_instance_uid = "1.2.5000.2";
        renew_received_note(transaction, again, sample_note(), version, 0);
        KosdVerdict verdict;
        verdict.instance = 15'000;
        verdict.findings = "[]";
        set_verdict(transaction, verdict, 0);
        withhold_instance(transaction, 15'000, "other_patient");
        set_registration_state(transaction, "1.2.5000.2", RegistrationState::given_up);
    });
}

TEST_P(PlanTest, changing_a_note) {
    expect_indexed([](Transaction& transaction) {
        set_source_digest(transaction, 5'000, "digest");
        (void)add_note_version(transaction, 5'000, sample_note(), {}, 0);
        join_notes(transaction, 5'000, 5'001, "probable");
        (void)part_notes(transaction, "uuid-5000");
        join_notes(transaction, 5'000, 5'001, "kosd");
        withhold_note(transaction, 5'001, "other_patient");
        withhold_note(transaction, 5'000, "other_patient");
    });
}

TEST_P(PlanTest, removing_a_note) {
    expect_indexed([](Transaction& transaction) { remove_note(transaction, 5'000); });
}

TEST_P(PlanTest, a_page_of_studies) {
    expect_read_indexed([](Connection& connection) {
        (void)list_studies(connection, {true, "", 25, 0});
        (void)list_studies(connection, {true, "", 25, 5'000});
        (void)list_studies(connection, {false, "", 25, 0});
        (void)find_listed_study(connection, "1.2.5000");
    });
}

TEST_P(PlanTest, a_search_for_studies) {
    expect_read_indexed([](Connection& connection) {
        (void)list_studies(connection, {true, "Name500", 25, 0});
        (void)count_studies(connection, {true, "Name500", 25, 0});
        (void)list_studies(connection, {false, "PID-500", 25, 0});
    });
}

TEST_P(PlanTest, the_notes_of_a_study_and_one_note) {
    expect_read_indexed([](Connection& connection) {
        EXPECT_EQ(list_notes_of_study(connection, "1.2.5000").size(), 1U);
        EXPECT_TRUE(find_note(connection, "uuid-5000"));
        EXPECT_TRUE(find_visible_object(connection, "1.2.5000.1"));
    });
}

TEST_P(PlanTest, quarantined_kosds_selections_and_exceptions) {
    expect_read_indexed([](Connection& connection) {
        EXPECT_EQ(list_quarantined(connection, 25, 0).size(), 25U);
        EXPECT_EQ(list_selections(connection, 25, 0).size(), 25U);
        EXPECT_EQ(list_exceptions(connection, INT64_MAX, 25).size(), 25U);
    });
}

TEST_P(PlanTest, marking_for_deletion_and_taking_it_back) {
    expect_indexed([](Transaction& transaction) {
        for (const DeletionTarget& target : {DeletionTarget{DeletionLevel::object, "1.2.5000.2", "1.2.5000"},
                                             DeletionTarget{DeletionLevel::series, "1.3.5001", "1.2.5001"},
                                             DeletionTarget{DeletionLevel::study, "1.2.5002", "1.2.5002"},
                                             DeletionTarget{DeletionLevel::note, "uuid-5003", "1.2.5003"}}) {
            EXPECT_TRUE(mark_for_deletion(transaction, target, "anna", 0));
            EXPECT_EQ(list_deletions(transaction.connection(), 10, 0).size(), 1U);
            EXPECT_TRUE(undo_deletion(transaction, target));
        }
        EXPECT_TRUE(hold_note(transaction, "uuid-5000"));
    });
}

TEST_P(PlanTest, a_study_of_an_import_is_told_once) {
    expect_indexed([](Transaction& transaction) {
        for (const char* study : {"1.2.5000", "1.9", "1.9"}) {
            add_audit_event_once(transaction, {{"anna", "command line"}, "study_imported", "run", study}, 0);
        }
        const std::vector<AuditRow> told = list_audit_events(transaction.connection(), "run", 1'000'000, 1);
        EXPECT_EQ(told.front().study_instance_uid, "1.9");
        EXPECT_EQ(told.front().id, 10'001);
    });
}

TEST_P(PlanTest, making_a_kosd_of_a_note) {
    expect_indexed([](Transaction& transaction) {
        const auto note = find_creatable_note(transaction.connection(), "uuid-5000", 1);
        EXPECT_TRUE(note.value().has_kosd);
        EXPECT_EQ(note.value().references.front().presentation_state.value().place.series_instance_uid, "series");
        EXPECT_TRUE(find_study_of_kosd(transaction.connection(), "1.2.5000"));
        EXPECT_TRUE(find_notes_without_kosd_of_study(transaction.connection(), "1.2.5000").empty());
        EXPECT_TRUE(find_notes_awaiting_kosd(transaction.connection(), "1.2.5000").empty());
        add_kosd_source(transaction, {5'000, "1.2.5000", "1.2.5000.9", "1.3.9", 1, "{}", "[]", ""}, 0);
        EXPECT_EQ(next_kosd_instance_number(transaction, "1.3.9"), 2);
        EXPECT_EQ(find_kosd_sources(transaction.connection(), 5'000).size(), 1U);
        (void)withhold_superseded_kosds(transaction, 5'000);
        EXPECT_TRUE(withdraw_replaced(transaction, 5'000, 0).empty());
        await_object(transaction, "1.2.5000.9", 5'000);
        const std::vector<std::string_view> awaited{"1.2.5000.9", "1.2.5000.8"};
        (void)retry_creations(transaction, awaited, 0);
        EXPECT_EQ(find_awaited_here(transaction.connection(), "", 100).looked_at, 1);
        (void)give_up_creations(transaction, 5'000, 2, "superseded", 0);
        (void)find_omitting_kosds(transaction.connection(), "1.2.5000");
        await_no_more(transaction, 5'000);
    });
}

TEST_P(PlanTest, a_document_that_names_another_as_identical) {
    expect_indexed([](Transaction& transaction) {
        const std::vector<std::string_view> named{"1.2.5000.2"};
        add_identical_documents(transaction, 15'001, named);
        const auto found = find_notes_of_identical_documents(transaction.connection(), "1.2.5001.2", named);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found.front().note_version, 5'000);
        const auto naming = find_notes_of_identical_documents(transaction.connection(), "1.2.5000.2", {});
        ASSERT_EQ(naming.size(), 1U);
        EXPECT_EQ(naming.front().note_version, 5'001);
        add_document(transaction, found.front(), {15'001, 5'001});
        EXPECT_FALSE(hand_on_note(transaction, 5'000, 15'000));
        EXPECT_TRUE(hand_on_note(transaction, 5'000, 15'001));
    });
}

TEST_P(PlanTest, an_export_and_its_ledger) {
    expect_indexed([](Transaction& transaction) {
        Connection& connection = transaction.connection();
        const std::int64_t id = add_export(transaction, {1, "1.2.5000", ExportScope::study, false, "anna"}, 0);
        set_export_job(transaction, id, 5'002);
        ExportRow request = *find_export(connection, id);
        begin_export_anew(transaction, request);
        (void)hold_open_export_jobs(transaction, 1, "1.2.5000");
        EXPECT_EQ(find_objects_to_send(connection, request, 0, 100).size(), 2U);
        const Delivery delivery{"1.2.5000.1", "1.2.5000", "1.2.840.10008.5.1.4.1.1.2", "", true, 0, "", 0};
        add_deliveries(transaction, 1, id, {&delivery, 1});
        EXPECT_EQ(find_objects_to_send(connection, request, 0, 100).size(), 1U);
        request.scope = ExportScope::key_images;
        EXPECT_EQ(find_objects_to_send(connection, request, 0, 100).size(), 1U);
        EXPECT_EQ(count_deliveries(connection, request).delivered, 1);
        EXPECT_EQ(list_deliveries(connection, "1.2.5000", "", "", 100).size(), 1U);
        EXPECT_EQ(list_exports(connection, "1.2.5000", INT64_MAX, 100).size(), 1U);
        (void)list_exports(connection, "", INT64_MAX, 100);
        EXPECT_EQ(add_loss(transaction, id, "1.2.5000.2", 7).losses, 1);
        EXPECT_EQ(find_lost_objects(connection, id).size(), 1U);
        EXPECT_TRUE(has_delivered_since(connection, request, -1));
        EXPECT_TRUE(list_refused(connection, request, 10).empty());
        end_export(transaction, id, {ExportState::done, {}, "[]", "[]"}, 0);
    });
}

TEST_P(PlanTest, what_a_peer_retrieves) {
    expect_read_indexed([](Connection& connection) {
        for (const RetrieveScope& scope :
             {RetrieveScope{"PID-5000", {}, {}, {}}, RetrieveScope{"", {"1.2.5000"}, {}, {}},
              RetrieveScope{"PID-5000", {"1.2.5000"}, {"1.3.5000"}, {}},
              RetrieveScope{"", {"1.2.5000"}, {"1.3.5000"}, {"1.2.5000.1", "1.2.5000.2"}}}) {
            const RetrieveExtent extent = measure_retrieval(connection, scope);
            EXPECT_EQ(extent.objects, 2);
            EXPECT_EQ(find_objects_to_retrieve(connection, scope, 0, extent.last_instance, 100).size(), 2U);
        }
        EXPECT_EQ(measure_retrieval(connection, {"", {"1.2.5001"}, {"1.3.5000"}, {"1.2.5000.1"}}).objects, 1)
            << "the study is not asked where the series is named";
        EXPECT_EQ(measure_retrieval(connection, {"", {}, {"1.3.5001"}, {"1.2.5000.1"}}).objects, 0);
        EXPECT_EQ(studies_of_patient(connection, "PID-5000").size(), 1U);
    });
}

TEST_P(PlanTest, a_job_that_waits_for_another) {
    expect_indexed([](Transaction& transaction) {
        const std::int64_t first = ensure_job(transaction, {queue, "CREATE_KOSD", "a/1", "", "{}", 10}, 0);
        const std::int64_t second = ensure_job(transaction, {queue, "SEND", "1", "", "{}", 10}, 0);
        EXPECT_TRUE(wait_for(transaction, second, {&first, 1}));
        EXPECT_FALSE(find_in_error(transaction.connection(), "CREATE_KOSD", "a/1"));
        EXPECT_TRUE(abandon_job(transaction, first, 0));
        EXPECT_EQ(release_waiting_jobs(transaction, {&first, 1}), 1);
    });
}

TEST_P(PlanTest, sweeping_for_unregistered_kosds) {
    expect_indexed([](Transaction& transaction) {
        EXPECT_EQ(lock_unregistered(transaction, 10'000, 10).size(), 10U);
        EXPECT_EQ(lock_unregistered(transaction, 15'000, 10).size(), 10U);
        (void)count_unregistered(transaction.connection());
        (void)reopen_quarantined(transaction, 1);
    });
}

INSTANTIATE_TEST_SUITE_P(Engines, PlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
