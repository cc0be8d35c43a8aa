// No statement on a hot path walks a table: the engines' own plans, over ten thousand rows of each.

#include <gmock/gmock.h>

#include "database/audit_table.hpp"
#include "database/deletion_table.hpp"
#include "database/file_removal_table.hpp"
#include "database/held_note.hpp"
#include "database/instance_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/job_table.hpp"
#include "database/kosd_table.hpp"
#include "database/purge_table.hpp"
#include "database/study_change_table.hpp"
#include "database/study_listing.hpp"
#include "database/study_table.hpp"
#include "database/tombstone_table.hpp"
#include "support/filled_archive_test.hpp"

namespace kinote::database {
namespace {

constexpr std::string_view planned_queue = "MVF_OBJECT_CREATOR";

class PlanTest : public test::FilledArchiveTest {};

TEST_P(PlanTest, the_test_itself_sees_a_walk) {
    test::WatchedConnection watched{connection(), true};
    (void)watched.query(Statement{"SELECT count(*) FROM instance WHERE instance_number = $1"}, {"17"}).next();
    const std::string plan = watched.seen().at(0).plan;
    EXPECT_THAT(plan,
                testing::AnyOf(testing::HasSubstr("SCAN instance"), testing::HasSubstr("Seq Scan on public.instance")));
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
        (void)add_job(transaction, {planned_queue, "REGISTER_KOSD", "1.2.5000.9", "", "{}", 20}, 0);
        add_job_unless_live(transaction, {planned_queue, "REGISTER_KOSD", "1.2.5000.9", "", "{}", 20}, 0);
    });
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

TEST_P(PlanTest, a_search_that_many_studies_match_walks_by_date_and_counts_none) {
    expect_read_indexed([](Connection& connection) {
        EXPECT_EQ(list_studies(connection, {false, "PID", 25, 0}).size(), 25U);
        EXPECT_EQ(list_studies(connection, {true, "Name", 25, 0}).size(), 25U);
        EXPECT_EQ(count_studies(connection, {true, "Name", 25, 0}), std::nullopt);
        EXPECT_EQ(count_studies(connection, {false, "Name500", 25, 0}), 11);
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
            EXPECT_EQ(list_deletions(transaction.connection(), 10, 0, target.study_instance_uid).size(), 1U);
            EXPECT_TRUE(list_deletions(transaction.connection(), 10, 0, "1.2.9999").empty());
            EXPECT_TRUE(undo_deletion(transaction, target, 1));
        }
        EXPECT_TRUE(hold_note(transaction, "uuid-5000"));
    });
}

TEST_P(PlanTest, purging_what_is_marked) {
    connection().run_script(R"(
        UPDATE instance SET marked_ms = id, marked_by = '', mark_cause = 'deletion ' || study WHERE id > 1000;
        UPDATE note SET marked_ms = id, marked_by = '', mark_cause = 'deletion ' || id WHERE id > 1000;
        UPDATE study SET has_marks = 1;
        INSERT INTO tombstone (sop_instance_uid, study_instance_uid, series_instance_uid, sop_class_uid, mark_cause,
                               marked_by, marked_ms, purged_ms)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
        SELECT '1.7.' || i, '1.2.' || i, '', '', 'deletion ' || i, '', 0, 0 FROM n;
        INSERT INTO file_removal (path, listed_ms)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
        SELECT 'gone' || i, 0 FROM n;
        ANALYZE;)");
    expect_read_indexed([](Connection& connection) {
        EXPECT_EQ(find_purgeable_objects(connection, 20'000, 5).size(), 5U);
        EXPECT_EQ(find_file_removals(connection, "gone5", 5).size(), 5U);
        EXPECT_FALSE(has_returned_objects(connection, "1.2.5000"));
        EXPECT_FALSE(list_overdue(connection, 20'000, 5).empty());
        EXPECT_TRUE(find_purgeable_notes(connection, 1'005, 5).empty());
    });
    expect_indexed([](Transaction& transaction) {
        const auto page = find_purgeable_objects(transaction.connection(), 20'000, 2);
        EXPECT_EQ(purge_objects(transaction, page, 20'000, 1).size(), 2U);
        EXPECT_FALSE(mark_returned(transaction, 5'000, "1.2.5000.1", 1));
        EXPECT_TRUE(mark_returned(transaction, 5'000, "1.7.5000", 1));
        EXPECT_FALSE(gather_returned(transaction, {DeletionLevel::study, "1.2.5001", "1.2.5001"}, 1));
        EXPECT_EQ(forget_tombstones(transaction, "deletion 5002"), 1);
        EXPECT_EQ(remove_emptied_studies(transaction, 5'000, 10).last, 5'010);
        end_file_removal(transaction, "gone7");
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

TEST_P(PlanTest, the_audit_is_searched_by_index) {
    expect_indexed([](Transaction& transaction) {
        add_audit_event(transaction, {{"carla", "API ::1"}, "note_created", "note", "1.9"}, 90'000'000);
        add_audit_event(transaction, {{"carla", "API ::1"}, "note_edited", "note", "1.9"}, 90'000'001);
        add_audit_event(transaction, {{"dora", "API ::1"}, "note_edited", "note", "1.9"}, 90'000'002);
        const auto found = [&](const AuditFilter& filter) {
            return search_audit_events(transaction.connection(), filter).size();
        };
        EXPECT_EQ(found({.subject = "note", .study_instance_uid = "1.9", .actor = "carla", .action = "note_edited"}),
                  1U);
        EXPECT_EQ(found({.subject = "note", .study_instance_uid = "1.8"}), 0U);
        EXPECT_EQ(found({.study_instance_uid = "1.9", .actor = "carla"}), 2U);
        EXPECT_EQ(found({.actor = "carla", .action = "note_edited"}), 1U);
        EXPECT_EQ(found({.action = "note_edited"}), 2U);
        EXPECT_EQ(found({.since_ms = 90'000'001, .limit = 2}), 2U);
        EXPECT_EQ(found({.actor = "carla", .since_ms = 90'000'001}), 1U);
        EXPECT_EQ(found({.actor = "carla", .until_ms = 90'000'001}), 1U);
        EXPECT_EQ(found({.since_ms = 200'000'000}), 0U);
        const auto latest = search_audit_events(transaction.connection(), {.limit = 1});
        EXPECT_EQ(latest.front().actor, "dora");
        const auto next = search_audit_events(transaction.connection(), {.before_id = latest.front().id, .limit = 1});
        EXPECT_EQ(next.front().action, "note_edited");
        EXPECT_EQ(next.front().actor, "carla");
    });
}

INSTANTIATE_TEST_SUITE_P(Engines, PlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
