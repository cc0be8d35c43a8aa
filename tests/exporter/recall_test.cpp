#include "exporter/recall.hpp"

#include <gtest/gtest.h>

#include "database/queue_table.hpp"
#include "jobs/job_kinds.hpp"
#include "support/archived_site.hpp"

namespace kinote::exporter {
namespace {

using database::Statement;
using database::Transaction;

class RecallTest : public test::ArchivedSiteTest {
protected:
    RecallTest() {
        Transaction transaction{connection()};
        database::declare_queue(transaction, jobs::retrieve_queue("VAULT"), 0);
        transaction.commit();
        accept_staged(test::part10(image(test::ct_1_uid)));
        commit_to_archive(test::ct_1_uid);
    }
    void free() { connection().run_script("UPDATE instance SET path = NULL, freed_ms = 7"); }
    std::int64_t jobs_in(std::string_view state) {
        return number(Statement{"SELECT count(*) FROM job WHERE kind = 'RETRIEVE' AND state = $1"}, {state});
    }
    Recall recall() { return {database(), queue(), clock()}; }
};

TEST_P(RecallTest, a_query_has_one_live_job_and_none_where_all_is_here) {
    recall().ask_for_query(test::study_uid);
    EXPECT_EQ(jobs_in("new"), 0);
    free();
    recall().ask_for_query(test::study_uid);
    recall().ask_for_query(test::study_uid);
    EXPECT_EQ(jobs_in("new"), 1);
    EXPECT_EQ(text(Statement{"SELECT queue || ' ' || subject FROM job WHERE kind = 'RETRIEVE'"}),
              "RETRIEVE_VAULT VAULT/" + std::string{test::study_uid});
}

TEST_P(RecallTest, a_query_leaves_a_failed_one_to_the_person_who_was_told) {
    free();
    recall().ask_for_query(test::study_uid);
    connection().run_script("UPDATE job SET state = 'error'");
    recall().ask_for_query(test::study_uid);
    EXPECT_EQ(jobs_in("error"), 1);
    EXPECT_EQ(jobs_in("new"), 0);
    Transaction transaction{connection()};
    EXPECT_EQ(recall().ask(transaction, test::study_uid).size(), 1U) << "who needs the bytes asks once more";
    transaction.commit();
    EXPECT_EQ(jobs_in("new"), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, RecallTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::exporter
