#include "authoring/deletion.hpp"

#include <gmock/gmock.h>

#include "authoring/note_authoring.hpp"
#include "base/error.hpp"
#include "database/audit_table.hpp"
#include "database/instance_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/job_table.hpp"
#include "database/study_listing.hpp"
#include "support/test_site.hpp"

namespace kinote::authoring {
namespace {

using base::Error;
using database::DeletionLevel;
using database::DeletionReach;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class DeletionTest : public test::SiteTest {
protected:
    DeletionTest() {
        accept(test::image_of_study(test::ct_1_uid));
        accept(test::image_of_study("1.2.3.100.7.1", "PID-1", "1.2.3.100.7"));
        accept(test::good_kos());
    }
    Deletion deletion() { return {database(), queue(), clock()}; }
    static database::DeletionTarget object(std::string_view uid) {
        return {DeletionLevel::object, uid, test::study_uid};
    }
    static database::DeletionTarget study() { return {DeletionLevel::study, test::study_uid, test::study_uid}; }
    bool is_visible(std::string_view uid) { return database::find_visible_object(connection(), uid).has_value(); }
    std::int64_t visible_objects() { return number({"SELECT count(*) FROM visible_instance"}); }
    std::int64_t jobs_in(std::string_view state) {
        return number({"SELECT count(*) FROM job WHERE state = $1"}, {state});
    }

    // A note that is filed in the study, and a CREATE_KOSD of it in that state.
    std::string add_note(std::string_view state_of_creation) {
        note::KeyImageNote draft;
        draft.study_instance_uid = test::study_uid;
        draft.title = {"113000", "DCM", "Of Interest"};
        draft.author = "Reader^Anna";
        draft.references.emplace_back().sop_instance_uid = test::ct_1_uid;
        const std::string note = NoteAuthoring{database(), clock()}.create(draft, actor_);
        database::Transaction transaction{connection()};
        (void)queue().enqueue(transaction, jobs::new_job(jobs::CreateKosd{note, 1, std::string{test::study_uid}, 30}));
        transaction.execute({"UPDATE job SET state = $1 WHERE kind = 'CREATE_KOSD'"}, {state_of_creation});
        transaction.commit();
        return note;
    }
    std::vector<std::string> creations() {
        std::vector<std::string> found;
        database::Rows rows = connection().query(
            {"SELECT state || ' ' || subject || ' ' || priority FROM job WHERE kind = 'CREATE_KOSD' ORDER BY id"});
        while (rows.next()) found.push_back(rows.string(0));
        return found;
    }
    void raise(const std::string& cause, std::string_view object) {
        database::Transaction transaction{connection()};
        database::raise_exception(
            transaction,
            {std::nullopt, cause, "it is so", "mend it", std::string{test::study_uid}, std::string{object}}, 0);
        transaction.commit();
    }
    std::vector<std::string> causes() {
        std::vector<std::string> found;
        for (const auto& row : database::list_exceptions(connection(), INT64_MAX, 100)) found.push_back(row.cause);
        return found;
    }

    const database::Actor actor_{"anna", "test"};
};

TEST_P(DeletionTest, an_object_is_out_of_sight_and_comes_back) {
    const DeletionReach reach = deletion().mark(object(test::ct_1_uid), actor_);
    EXPECT_EQ(reach.objects, 1);
    EXPECT_FALSE(is_visible(test::ct_1_uid));
    EXPECT_EQ(visible_objects(), 2);
    EXPECT_THROW(deletion().mark(object(test::ct_1_uid), actor_), Error);
    EXPECT_EQ(deletion().undo(object(test::ct_1_uid), actor_).objects, 1);
    EXPECT_TRUE(is_visible(test::ct_1_uid));
    EXPECT_THROW(deletion().undo(object(test::ct_1_uid), actor_), Error);
    const auto events = database::list_audit_events(connection(), test::ct_1_uid, INT64_MAX, 10);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[1].action, "marked");
    EXPECT_EQ(events[1].details, R"({"level":"object","objects":1,"notes":0})");
    EXPECT_EQ(events[0].action, "unmarked");
}

TEST_P(DeletionTest, a_series_goes_as_a_whole) {
    EXPECT_EQ(deletion().mark({DeletionLevel::series, "1.2.3.100.7", test::study_uid}, actor_).objects, 1);
    EXPECT_TRUE(is_visible(test::ct_1_uid));
    EXPECT_FALSE(is_visible("1.2.3.100.7.1"));
}

TEST_P(DeletionTest, taking_a_study_back_leaves_what_was_marked_by_itself) {
    (void)deletion().mark(object(test::ct_1_uid), actor_);
    EXPECT_EQ(deletion().mark(study(), actor_).objects, 2);
    EXPECT_EQ(visible_objects(), 0);
    EXPECT_EQ(deletion().undo(study(), actor_).objects, 2);
    EXPECT_EQ(visible_objects(), 2);
    EXPECT_FALSE(is_visible(test::ct_1_uid));
}

TEST_P(DeletionTest, a_study_goes_from_the_list_with_the_last_of_it) {
    const auto listed = [this] { return database::list_studies(connection(), {}).size(); };
    ASSERT_EQ(listed(), 1U);
    (void)deletion().mark(object(test::ct_1_uid), actor_);
    EXPECT_EQ(listed(), 1U);
    (void)deletion().mark(study(), actor_);
    EXPECT_EQ(listed(), 0U);
    EXPECT_EQ(database::count_studies(connection(), {}), 0);
    EXPECT_FALSE(database::find_listed_study(connection(), test::study_uid));
    accept(test::image_of_study("1.2.3.100.1.77"));
    EXPECT_EQ(listed(), 1U);
    (void)deletion().mark(object("1.2.3.100.1.77"), actor_);
    EXPECT_EQ(listed(), 0U);
    EXPECT_EQ(deletion().undo(object(test::ct_1_uid), actor_).objects, 0);
    EXPECT_EQ(listed(), 0U) << "the study is marked still";
    (void)deletion().undo(study(), actor_);
    EXPECT_EQ(listed(), 1U);
}

TEST_P(DeletionTest, what_another_mark_covers_stays_hidden_until_that_is_taken_back) {
    const database::DeletionTarget series{DeletionLevel::series, "1.2.3.100.7", test::study_uid};
    (void)deletion().mark(object("1.2.3.100.7.1"), actor_);
    (void)deletion().mark(object(test::ct_1_uid), actor_);
    connection().run_script(
        "UPDATE instance SET marked_ms = NULL, mark_cause = NULL, marked_by = NULL "
        "WHERE sop_instance_uid = '1.2.3.100.7.1'");  // so that the series has something to mark
    (void)deletion().mark(series, actor_);
    (void)deletion().mark(study(), actor_);
    EXPECT_EQ(deletion().undo(series, actor_).objects, 0);
    EXPECT_EQ(deletion().undo(object(test::ct_1_uid), actor_).objects, 0);
    EXPECT_EQ(visible_objects(), 0);
    EXPECT_EQ(deletion().undo(study(), actor_).objects, 2) << "the third is marked by itself still";
    EXPECT_FALSE(is_visible("1.2.3.100.7.1"));
    EXPECT_EQ(deletion().undo(object("1.2.3.100.7.1"), actor_).objects, 1);
    EXPECT_EQ(visible_objects(), 3);
}

TEST_P(DeletionTest, what_came_behind_a_mark_of_its_study_is_seen_again_after_its_own) {
    (void)deletion().mark(study(), actor_);
    clock().advance(1'000);
    accept(test::image_of_study("1.2.3.100.1.77"));
    (void)deletion().mark(object("1.2.3.100.1.77"), actor_);
    EXPECT_EQ(deletion().undo(object("1.2.3.100.1.77"), actor_).objects, 1);
    EXPECT_EQ(visible_objects(), 1);
}

TEST_P(DeletionTest, what_came_behind_a_mark_goes_with_the_next_and_all_comes_back) {
    EXPECT_EQ(deletion().mark(study(), actor_).objects, 3);
    accept(test::image_of_study("1.2.3.100.1.77"));
    EXPECT_EQ(deletion().mark(study(), actor_).objects, 1);
    EXPECT_EQ(visible_objects(), 0);
    EXPECT_THROW(deletion().mark(study(), actor_), Error);
    EXPECT_EQ(deletion().undo(study(), actor_).objects, 4);
    EXPECT_EQ(visible_objects(), 4);
}

TEST_P(DeletionTest, a_failed_job_keeps_nothing_and_is_closed_as_deleted) {
    connection().run_script("UPDATE job SET state = 'error'");
    const std::int64_t job = number({"SELECT id FROM job"});
    database::Transaction transaction{connection()};
    database::raise_exception(
        transaction, {job, "corrupt", "it failed", "mend it", std::string{test::study_uid}, std::string{test::kos_uid}},
        0);
    transaction.commit();
    EXPECT_EQ(deletion().mark(study(), actor_).jobs, 1);
    EXPECT_EQ(jobs_in("abandoned"), 1);
    EXPECT_EQ(number({"SELECT count(*) FROM job_exception WHERE closed_as = 'deleted'"}), 1);
    EXPECT_EQ(number({"SELECT count(*) FROM kosd WHERE registration_state = 'unregistered'"}), 0);
    (void)deletion().undo(study(), actor_);
    EXPECT_EQ(jobs_in("new"), 1);
    EXPECT_EQ(number({"SELECT count(*) FROM kosd WHERE registration_state = 'unregistered'"}), 1);
}

TEST_P(DeletionTest, a_creation_that_a_mark_gave_up_is_asked_for_again) {
    for (const char* state : {"error", "new", "waiting", "in_progress"}) {
        connection().run_script("DELETE FROM job WHERE kind = 'CREATE_KOSD'");
        const std::string note = add_note(state);
        (void)deletion().mark(study(), actor_);
        const bool is_worked_on = std::string_view{state} == "in_progress";
        EXPECT_THAT(creations(), ElementsAre((is_worked_on ? "in_progress " : "abandoned ") + note + "/1 30")) << state;
        if (is_worked_on) connection().run_script("UPDATE job SET state = 'done' WHERE kind = 'CREATE_KOSD'");
        (void)deletion().undo(study(), actor_);
        EXPECT_EQ(creations().back(), "new " + note + "/1 30") << state;
        EXPECT_THAT(creations(), SizeIs(2)) << state;
    }
}

TEST_P(DeletionTest, a_creation_that_went_to_error_behind_a_mark_runs_again) {
    const std::string note = add_note("in_progress");
    connection().run_script(
        "INSERT INTO awaited_object (sop_instance_uid, note_version) SELECT '1.2.3.4', max(id) "
        "FROM note_version");
    (void)deletion().mark(study(), actor_);
    EXPECT_EQ(number({"SELECT count(*) FROM awaited_object"}), 1) << "it may fail yet, and waits then";
    connection().run_script("UPDATE job SET state = 'error' WHERE kind = 'CREATE_KOSD'");
    (void)deletion().undo(study(), actor_);
    EXPECT_THAT(creations(), ElementsAre("new " + note + "/1 30"));
}

TEST_P(DeletionTest, a_gap_of_a_retrieval_that_is_settled_does_not_come_back) {
    (void)add_note("error");
    raise("retrieved_without_kosd", "");
    (void)deletion().mark(study(), actor_);
    (void)deletion().undo(study(), actor_);
    EXPECT_THAT(causes(), IsEmpty());
    connection().run_script(
        "INSERT INTO retrieved_without_kosd (study_instance_uid, note_version, way, retrieved_ms) "
        "SELECT study_instance_uid, id, 'C-GET by VIEWER', 1 FROM note_version WHERE id = "
        "(SELECT max(id) FROM note_version)");
    raise("retrieved_without_kosd", "");
    (void)deletion().mark(study(), actor_);
    (void)deletion().undo(study(), actor_);
    EXPECT_THAT(causes(), ElementsAre("retrieved_without_kosd"));
}

TEST_P(DeletionTest, it_is_not_while_another_mark_hides_the_note_nor_where_nobody_wanted_it) {
    const std::string note = add_note("error");
    clock().advance(1'000);
    (void)deletion().mark(study(), actor_);
    connection().run_script("UPDATE note SET marked_ms = NULL, marked_by = NULL, mark_cause = NULL");
    (void)NoteAuthoring{database(), clock()}.mark_for_deletion(note, 1, actor_);
    (void)deletion().undo(study(), actor_);
    EXPECT_THAT(creations(), ElementsAre("abandoned " + note + "/1 30"));
    NoteAuthoring{database(), clock()}.undo_deletion(note, actor_);
    EXPECT_THAT(creations(), ElementsAre("abandoned " + note + "/1 30", "new " + note + "/1 30"));
    connection().run_script("UPDATE job SET state = 'abandoned' WHERE kind = 'CREATE_KOSD'");  // by a person
    (void)deletion().mark(study(), actor_);
    (void)deletion().undo(study(), actor_);
    EXPECT_THAT(creations(), SizeIs(2));
}

TEST_P(DeletionTest, what_was_raised_of_what_is_marked_goes_and_comes_with_it) {
    connection().change({"UPDATE instance SET withheld = 'other_patient' WHERE sop_instance_uid = $1"},
                        {test::kos_uid});
    raise("other_patient", test::kos_uid);
    raise("other_content", test::ct_1_uid);
    raise("came_back_rejected", "");
    (void)deletion().mark(object(test::kos_uid), actor_);
    EXPECT_THAT(causes(), UnorderedElementsAre("other_content", "came_back_rejected"));
    (void)deletion().mark(study(), actor_);
    EXPECT_THAT(causes(), IsEmpty());
    (void)deletion().undo(study(), actor_);
    EXPECT_THAT(causes(), UnorderedElementsAre("other_content", "came_back_rejected"));
    (void)deletion().undo(object(test::kos_uid), actor_);
    EXPECT_THAT(causes(), UnorderedElementsAre("other_content", "came_back_rejected", "other_patient"));
    EXPECT_EQ(number({"SELECT count(*) FROM job_exception"}), 3);
}

TEST_P(DeletionTest, what_is_settled_meanwhile_or_raised_anew_does_not_come_back) {
    raise("other_patient", test::kos_uid);
    raise("other_content", test::ct_1_uid);
    (void)deletion().mark(study(), actor_);
    raise("other_content", test::ct_1_uid);
    (void)deletion().undo(study(), actor_);
    EXPECT_THAT(causes(), ElementsAre("other_content")) << "the KOSD is not withheld for its patient any more";
}

TEST_P(DeletionTest, a_registration_in_progress_does_not_show_a_note_of_what_is_marked) {
    std::vector<database::ClaimedJob> claimed = database::claim_jobs_at_once(
        connection(), jobs::queue::mvf_object_creator, "worker", clock().now_ms(), clock().now_ms() + 60'000, 1);
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_EQ(deletion().mark(object(test::kos_uid), actor_).jobs, 1);
    database::Transaction transaction{connection()};
    EXPECT_THROW(
        {
            database::finish_jobs(transaction, std::array{claimed.front().id}, "worker", clock().now_ms());
            transaction.commit();
        },
        Error);
}

TEST_P(DeletionTest, what_is_not_here_or_no_uid_is_told) {
    EXPECT_THROW(deletion().mark(object("1.2.3.100.1.99"), actor_), Error);
    EXPECT_THROW(deletion().mark(object("x"), actor_), Error);
    EXPECT_THROW(deletion().mark({DeletionLevel::study, "1.2.9", "1.2.9"}, actor_), Error);
    EXPECT_EQ(number({"SELECT count(*) FROM deletion"}), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, DeletionTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::authoring
