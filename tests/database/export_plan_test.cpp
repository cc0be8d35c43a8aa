// No statement about jobs and exports walks a table.

#include <gmock/gmock.h>

#include "database/export_table.hpp"
#include "database/job_dependency_table.hpp"
#include "database/job_listing.hpp"
#include "database/job_table.hpp"
#include "database/queue_table.hpp"
#include "database/queue_watch_table.hpp"
#include "database/retrieve_listing.hpp"
#include "database/study_change_table.hpp"
#include "database/task_table.hpp"
#include "support/filled_archive_test.hpp"

namespace kinote::database {
namespace {

constexpr std::string_view export_queue = "MVF_OBJECT_CREATOR";

class ExportPlanTest : public test::FilledArchiveTest {};

TEST_P(ExportPlanTest, finding_what_rules_are_asked_about) {
    expect_indexed([](Transaction& transaction) {
        EXPECT_EQ(hold_quiet_studies(transaction, 8'000, {4'000, 4'000, "", false}, 100).size(), 100U);
        add_study_change(transaction, "1.2.9999", 10'000);
        forget_study_change(transaction, 5'000);
    });
}

TEST_P(ExportPlanTest, claiming_and_ending_jobs) {
    expect_read_indexed([](Connection& connection) {
        (void)claim_jobs_at_once(connection, "EMPTY", "node/1", 0, 1'000, 10);
        (void)has_expired_job(connection, export_queue, 1);
        (void)next_ripening(connection);
        (void)count_outstanding(connection, export_queue);
        JobFilter failed;
        failed.state = "error";
        (void)list_jobs(connection, failed);
        failed.cause = "other_patient";
        (void)list_jobs(connection, failed);
        JobFilter of_study;
        of_study.study_instance_uid = "1.2.5000";
        (void)list_jobs(connection, of_study);
        of_study.study_instance_uid = "1.2.50*";
        EXPECT_EQ(list_jobs(connection, of_study).size(), 100U);
        (void)find_queue_state(connection, export_queue, 0);
        (void)list_watched_queues(connection, 0);
    });
    expect_indexed([](Transaction& transaction) {
        const std::vector<ClaimedJob> jobs = claim_jobs(transaction, export_queue, "node/1", 0, 1'000, 10);
        ASSERT_EQ(jobs.size(), 10U);
        const std::vector<std::int64_t> ids{jobs[0].id, jobs[1].id};
        finish_jobs(transaction, ids, "node/1", 0);
        (void)fail_job(transaction, {jobs[2].id, "unavailable", "", 2'000}, "node/1", 0);
        end_lost_job(transaction, {jobs[3].id, "unavailable", "", 0}, 0);
        (void)lock_expired_jobs(transaction, export_queue, 500, 10);
        (void)retry_job(transaction, 4);
        (void)abandon_job(transaction, 4, 0);
        (void)suspend_job(transaction, 1);
        (void)resume_job(transaction, 1);
        (void)renew_job(transaction, 4);
        record_queue_head(transaction, export_queue, "1/0", 0);
        record_stalled_queue(transaction, export_queue, "", "", 0);
        (void)release_orphans(transaction);
    });
}

// PostgreSQL looks only at the pages that hold such days, SQLite at the rows of the days.
TEST_P(ExportPlanTest, the_history_of_some_days) {
    connection().run_script("UPDATE job SET created_ms = id * 1000; ANALYZE");
    JobFilter of_days;
    of_days.since_ms = 2'000'000;
    of_days.until_ms = 2'050'000;
    of_days.limit = 20;
    expect_read_indexed([&](Connection& connection) {
        const std::vector<JobRow> newest = list_jobs(connection, of_days);
        ASSERT_EQ(newest.size(), 20U);
        EXPECT_EQ(newest.front().created_ms, 2'049'000);
        of_days.before_id = newest.back().id;
        EXPECT_EQ(list_jobs(connection, of_days).front().id, newest.back().id - 1);
        of_days.state = "done";
        (void)list_jobs(connection, of_days);
    });
    JobFilter whole = of_days;
    whole.before_id = INT64_MAX;
    whole.limit = 100'000;
    expect_read_indexed([&](Connection& connection) { EXPECT_EQ(list_jobs(connection, whole).size(), 46U); });
    EXPECT_NE(last_plan().find("job_by_time"), std::string::npos) << last_plan();
}

// The order of the claim is that of its index: what lies in the queue is neither read whole nor sorted.
TEST_P(ExportPlanTest, the_cost_of_a_claim_does_not_grow_with_the_queue) {
    connection().run_script("UPDATE job SET state = 'new', run_after_ms = 0 WHERE state = 'done'; ANALYZE");
    expect_indexed(
        [](Transaction& transaction) { (void)claim_jobs(transaction, export_queue, "node/1", 0, 1'000, 10); });
    const std::string plan = last_plan();
    EXPECT_NE(plan.find("job_claimable"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("Sort"), std::string::npos) << plan;
}

TEST_P(ExportPlanTest, tasks_that_fail_and_their_exceptions) {
    expect_indexed([](Transaction& transaction) {
        raise_task_exception(transaction, "sample", "it failed", "", 0);
        raise_task_exception(transaction, "sample", "it failed again", "", 0);
        close_task_exception(transaction, "sample", "done", 0);
    });
}

TEST_P(ExportPlanTest, keeping_and_giving_back_leases) {
    expect_read_indexed([](Connection& connection) {
        (void)ripen_jobs(connection, 1);
        extend_leases(connection, "node/", 10, 1'000'000);
        (void)release_jobs(connection, "another/");
        (void)end_leases(connection, "another/");
    });
}

TEST_P(ExportPlanTest, an_export_and_its_ledger) {
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

TEST_P(ExportPlanTest, what_a_peer_retrieves) {
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

TEST_P(ExportPlanTest, a_job_that_waits_for_another) {
    expect_indexed([](Transaction& transaction) {
        const std::int64_t first = ensure_job(transaction, {export_queue, "CREATE_KOSD", "a/1", "", "{}", 10}, 0);
        const std::int64_t second = ensure_job(transaction, {export_queue, "SEND", "1", "", "{}", 10}, 0);
        EXPECT_TRUE(wait_for(transaction, second, {&first, 1}));
        EXPECT_FALSE(find_in_error(transaction.connection(), "CREATE_KOSD", "a/1"));
        EXPECT_TRUE(abandon_job(transaction, first, 0));
        EXPECT_EQ(release_waiting_jobs(transaction, {&first, 1}, 0), 1);
    });
}

INSTANTIATE_TEST_SUITE_P(Engines, ExportPlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
