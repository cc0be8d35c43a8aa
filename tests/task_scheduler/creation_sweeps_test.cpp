#include <gmock/gmock.h>

#include "database/awaited_object_table.hpp"
#include "database/creatable_note.hpp"
#include "database/job_dependency_table.hpp"
#include "database/job_table.hpp"
#include "database/note_table.hpp"
#include "database/queue_table.hpp"
#include "jobs/job_kinds.hpp"
#include "support/archived_site.hpp"
#include "task_scheduler/creation_sweep.hpp"
#include "task_scheduler/waiting_creation_sweep.hpp"

namespace kinote::task_scheduler {
namespace {

using database::Transaction;

class CreationSweepsTest : public test::ArchivedSiteTest {
protected:
    std::int64_t add_note(const std::string& uuid) {
        note::KeyImageNote content;
        content.title = {"113000", "DCM", "Of Interest"};
        content.study_instance_uid = test::study_uid;
        content.references.push_back({});
        content.references.back().sop_instance_uid = test::ct_1_uid;
        Transaction transaction{connection()};
        const std::int64_t note =
            database::add_note(transaction, {uuid, database::NoteSource::local, "kinote", {}, ""}, 0);
        const std::int64_t version = database::add_note_version(transaction, note, content, {}, 0);
        transaction.commit();
        return version;
    }
    std::int64_t jobs_in(std::string_view state) {
        return number({"SELECT count(*) FROM job WHERE kind = 'CREATE_KOSD' AND state = $1"}, {state});
    }
    /// The object that the notes refer to is in the archive alone.
    void leave_to_archive() {
        Transaction transaction{connection()};
        database::declare_queue(transaction, jobs::retrieve_queue("VAULT"), 0);
        transaction.commit();
        accept_staged(test::part10(image(test::ct_1_uid)));
        commit_to_archive(test::ct_1_uid);
        connection().run_script("UPDATE instance SET path = NULL, freed_ms = 7");
    }
    CreationSweep sweep() { return {{.page = 2}, database(), queue()}; }
};

TEST_P(CreationSweepsTest, each_note_without_kosd_is_asked_for_once) {
    for (const char* uuid : {"a", "b", "c", "d", "e"}) add_note(uuid);
    const std::string cursor = sweep().run({}, std::stop_token{});
    EXPECT_EQ(jobs_in("new"), 5);
    EXPECT_EQ(sweep().run(cursor, std::stop_token{}), cursor);
    add_note("f");
    EXPECT_NE(sweep().run(cursor, std::stop_token{}), cursor);
    EXPECT_EQ(jobs_in("new"), 6);
}

TEST_P(CreationSweepsTest, where_nothing_of_the_study_is_here_it_waits_for_the_archive) {
    leave_to_archive();
    for (const char* uuid : {"a", "b", "c"}) add_note(uuid);
    EXPECT_EQ(sweep().ask_for_all(0, {}).jobs, 3);
    EXPECT_EQ(jobs_in("waiting"), 3);
    EXPECT_EQ(number({"SELECT count(*) FROM job WHERE kind = 'RETRIEVE'"}), 1) << "one for all notes of the study";
    EXPECT_EQ(sweep().ask_for_all(0, {}).jobs, 0) << "they live";
}

TEST_P(CreationSweepsTest, it_goes_on_whatever_became_of_the_retrieval) {
    leave_to_archive();
    add_note("a");
    (void)sweep().ask_for_all(0, {});
    const std::int64_t retrieval = number({"SELECT id FROM job WHERE kind = 'RETRIEVE'"});
    Transaction transaction{connection()};
    EXPECT_TRUE(database::abandon_job(transaction, retrieval, 0));
    EXPECT_EQ(database::release_waiting_jobs(transaction, {&retrieval, 1}, 0), 1);
    transaction.commit();
    EXPECT_EQ(jobs_in("new"), 1);
}

TEST_P(CreationSweepsTest, one_object_that_is_here_is_enough) {
    accept_staged(test::part10(image(test::ct_1_uid)));
    accept(test::image_of_study(test::ct_2_uid));
    commit_to_archive(test::ct_1_uid);
    connection().run_script("UPDATE instance SET path = NULL, freed_ms = 7 WHERE path IS NOT NULL");
    add_note("a");
    EXPECT_EQ(sweep().ask_for_all(0, {}).jobs, 1);
    EXPECT_EQ(jobs_in("new"), 1);
    EXPECT_EQ(database::find_study_of_kosd(connection(), test::study_uid)->an_object, test::ct_2_uid);
}

TEST_P(CreationSweepsTest, asking_stops_when_asked) {
    add_note("a");
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(sweep().ask_for_all(0, stop.get_token()).jobs, 0);
    EXPECT_EQ(jobs_in("new"), 0);
}

// As it is where the object came in the moment in which the job failed: the arrival saw no job in Error.
TEST_P(CreationSweepsTest, a_creation_whose_object_is_here_runs_again) {
    const std::int64_t version = add_note("a");
    accept(test::image_of_study(test::ct_1_uid));
    {
        Transaction transaction{connection()};
        queue().enqueue(transaction, jobs::new_job(jobs::CreateKosd{"a", 1, std::string{test::study_uid}}));
        database::await_object(transaction, test::ct_1_uid, version);
        database::await_object(transaction, "1.2.3.9", version);
        transaction.commit();
    }
    connection().run_script("UPDATE job SET state = 'error', attempts = 1");
    const WaitingCreationSweep waiting{{.page = 1}, database(), clock()};
    EXPECT_EQ(waiting.run({}, std::stop_token{}), "");
    EXPECT_EQ(jobs_in("new"), 1);
}

// The same for a document that says where the object lies.
TEST_P(CreationSweepsTest, a_creation_whose_object_is_placed_by_another_note_runs_again) {
    const std::int64_t version = add_note("a");
    const std::int64_t placing = add_note("b");
    {
        Transaction transaction{connection()};
        queue().enqueue(transaction, jobs::new_job(jobs::CreateKosd{"a", 1, std::string{test::study_uid}}));
        database::await_object(transaction, test::pr_uid, version);
        transaction.commit();
    }
    connection().run_script("UPDATE job SET state = 'error', attempts = 1");
    const WaitingCreationSweep waiting{{.page = 1}, database(), clock()};
    (void)waiting.run({}, std::stop_token{});
    EXPECT_EQ(jobs_in("error"), 1);
    connection().change({R"(UPDATE note_reference
                               SET presentation_state_uid = $2, presentation_state_study_instance_uid = $3,
                                   presentation_state_series_instance_uid = '1.2', presentation_state_sop_class_uid = '1.3'
                             WHERE note_version = $1)"},
                        {placing, test::pr_uid, test::study_uid});
    (void)waiting.run({}, std::stop_token{});
    EXPECT_EQ(jobs_in("new"), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, CreationSweepsTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::task_scheduler
