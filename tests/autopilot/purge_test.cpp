#include "autopilot/purge.hpp"

#include <gmock/gmock.h>

#include <map>

#include "autopilot/overdue_deletion_watch.hpp"
#include "database/audit_table.hpp"
#include "database/deletion_table.hpp"
#include "database/destination_table.hpp"
#include "database/export_table.hpp"
#include "database/file_removal_table.hpp"
#include "database/instance_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/note_bulk_table.hpp"
#include "database/note_table.hpp"
#include "database/purge_table.hpp"
#include "database/queue_table.hpp"
#include "database/task_table.hpp"
#include "database/tombstone_table.hpp"
#include "database/withdrawal_table.hpp"
#include "jobs/job_kinds.hpp"
#include "support/test_site.hpp"

namespace kinote::autopilot {
namespace {

using database::DeletionLevel;
using database::DeletionTarget;
using database::Transaction;
using ingest::Outcome;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t hour_ms = 3'600'000;

class PurgeTest : public test::SiteTest {
protected:
    PurgeTest() {
        accept(large(test::ct_1_uid));
        accept(test::image_of_study(test::ct_2_uid));
        accept(test::good_kos());
    }
    // Too large for the database: it lies in a file.
    static test::BuiltItem large(std::string_view uid, char value = '\x11') {
        return test::with_pixels(test::image_of_study(uid), 100'000, value);
    }
    static DeletionTarget object(std::string_view uid) { return {DeletionLevel::object, uid, test::study_uid}; }
    static DeletionTarget study() { return {DeletionLevel::study, test::study_uid, test::study_uid}; }
    database::DeletionReach mark(const DeletionTarget& target) {
        Transaction transaction{connection()};
        auto reach = database::mark_for_deletion(transaction, target, "anna", clock().now_ms());
        transaction.commit();
        return reach.value();
    }
    std::optional<database::DeletionReach> undo(const DeletionTarget& target) {
        Transaction transaction{connection()};
        auto reach = database::undo_deletion(transaction, target, clock().now_ms());
        transaction.commit();
        return reach;
    }
    std::string purge(const std::string& cursor = {}) {
        PurgeSettings settings;
        settings.grace_ms = hour_ms;
        settings.page = 2;
        return Purge{settings, database(), cache(), clock()}.run(cursor, std::stop_token{});
    }
    void purge_after_the_grace() {
        clock().advance(hour_ms);
        (void)purge();
    }
    std::int64_t count(const std::string& table) {
        static std::map<std::string, std::string> texts;  // a connection knows its statements by where they lie
        const auto text = texts.emplace(table, "SELECT count(*) FROM " + table).first;
        return number(database::Statement{text->second});
    }
    bool is_here(std::string_view uid) {
        return number({"SELECT count(*) FROM instance WHERE sop_instance_uid = $1"}, {uid}) == 1;
    }
    bool is_visible(std::string_view uid) { return database::find_visible_object(connection(), uid).has_value(); }
    std::int64_t visible_objects() { return count("visible_instance"); }
    std::vector<std::string> causes() {
        std::vector<std::string> found;
        for (const auto& one : database::list_exceptions(connection(), INT64_MAX, 100)) found.push_back(one.cause);
        return found;
    }
    // @param by  empty: it is resumed.
    void pause_purge(std::string_view by) {
        Transaction transaction{connection()};
        database::declare_task(transaction, "purge", 60'000, clock().now_ms());
        database::set_task_paused(transaction, "purge", by,
                                  by.empty() ? std::nullopt : std::optional{clock().now_ms()});
        transaction.commit();
    }
    std::string legacy_note() {
        database::NewNote note;
        note.uuid = "11111111-2222-3333-4444-555555555555";
        note.source = database::NoteSource::legacy;
        note.source_system = "old";
        note.source_key = "17";
        note::KeyImageNote content;
        content.study_instance_uid = test::study_uid;
        content.title = {"113000", "DCM", "Of Interest"};
        content.description = "Nodule of Doe";
        content.author = "Reader^Anna";
        Transaction transaction{connection()};
        const std::int64_t row = database::add_note(transaction, note, 0);
        database::add_note_version(transaction, row, content, {}, 0);
        transaction.commit();
        return note.uuid;
    }
    // NORTH has the object, and takes rejection notes.
    void deliver(std::string_view uid) {
        database::Destination north;
        north.name = "NORTH";
        north.ae_title = "NORTH";
        north.host = "192.0.2.1";
        north.wants_rejections = true;
        const auto found = database::find_visible_object(connection(), uid).value();
        const database::Delivery delivery{
            found.sop_instance_uid, found.study_instance_uid, found.sop_class_uid, found.sha256, true, 0, "", 7};
        Transaction transaction{connection()};
        database::set_destination(transaction, north, 0);
        database::add_deliveries(transaction, 1, std::nullopt, {&delivery, 1});
        transaction.commit();
    }
};

TEST_P(PurgeTest, what_is_marked_goes_after_its_grace_with_its_bytes) {
    ASSERT_THAT(cache_files(), SizeIs(1));
    mark(object(test::ct_1_uid));
    mark(object(test::ct_2_uid));
    clock().advance(hour_ms - 1);
    (void)purge();
    EXPECT_TRUE(is_here(test::ct_1_uid)) << "not yet";
    clock().advance(1);
    (void)purge();
    EXPECT_FALSE(is_here(test::ct_1_uid));
    EXPECT_FALSE(is_here(test::ct_2_uid));
    EXPECT_THAT(cache_files(), IsEmpty());
    EXPECT_EQ(count("object_bytes"), 1) << "the KOSD's";
    EXPECT_EQ(count("file_removal"), 0);
    EXPECT_EQ(visible_objects(), 1);
    EXPECT_EQ(text({"SELECT series_instance_uid FROM tombstone WHERE sop_instance_uid = $1"}, {test::ct_1_uid}),
              test::ct_series_uid);
    EXPECT_EQ(number({"SELECT count(*) FROM audit_event WHERE action = 'purged' AND actor = 'kinote'"}), 2);
}

TEST_P(PurgeTest, what_is_taken_back_in_time_stays) {
    mark(study());
    clock().advance(hour_ms);
    ASSERT_TRUE(undo(study()));
    (void)purge();
    EXPECT_EQ(visible_objects(), 3);
    EXPECT_EQ(count("tombstone"), 0);
}

TEST_P(PurgeTest, what_is_no_longer_marked_behind_the_lock_stays) {
    mark(object(test::ct_1_uid));
    const auto page = database::find_purgeable_objects(connection(), clock().now_ms(), 10);
    ASSERT_THAT(page, SizeIs(1));
    undo(object(test::ct_1_uid));
    Transaction transaction{connection()};
    EXPECT_THAT(database::purge_objects(transaction, page, clock().now_ms(), 0), IsEmpty());
    transaction.commit();
    EXPECT_TRUE(is_visible(test::ct_1_uid));
}

TEST_P(PurgeTest, jobs_in_whatever_state_keep_nothing) {
    for (const std::string state : {"new", "waiting", "suspended", "error", "in_progress"}) {
        connection().run_script("UPDATE job SET state = '" + state +
                                "', worker = 'gone', lease_until_ms = 9 WHERE id = (SELECT max(id) FROM job)");
        accept(test::image_of_study(test::ct_2_uid));
        mark(study());
        purge_after_the_grace();
        EXPECT_EQ(count("instance"), 0) << state;
        undo(study());
        accept(test::good_kos());
    }
}

TEST_P(PurgeTest, what_comes_again_stays_deleted_until_a_person_keeps_it) {
    mark(study());
    purge_after_the_grace();
    ASSERT_EQ(count("instance"), 0);
    EXPECT_EQ(count("study"), 0) << "nothing is left that needs to know whose it was";
    EXPECT_EQ(count("patient"), 0);
    connection().run_script("DELETE FROM job");
    EXPECT_EQ(accept(large(test::ct_1_uid)), Outcome::stored);
    EXPECT_EQ(accept(test::good_kos()), Outcome::stored);
    EXPECT_EQ(visible_objects(), 0);
    EXPECT_EQ(count("visible_study"), 0);
    EXPECT_EQ(count("job"), 0) << "nobody registers it";
    EXPECT_THAT(causes(), ElementsAre("came_back_deleted")) << "one for the study";
    EXPECT_EQ(accept(test::image_of_study("1.2.3.100.8.1")), Outcome::stored);
    EXPECT_TRUE(is_visible("1.2.3.100.8.1")) << "it was never deleted";
    purge_after_the_grace();
    EXPECT_FALSE(is_here(test::ct_1_uid)) << "its grace begins when it comes";
    EXPECT_EQ(accept(large(test::ct_1_uid)), Outcome::stored);
    EXPECT_EQ(accept(test::good_kos()), Outcome::stored);
    const auto kept = undo(study());
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->objects, 2);
    EXPECT_EQ(kept->purged, 3);
    EXPECT_THAT(kept->unregistered_kosds, SizeIs(1));
    EXPECT_EQ(visible_objects(), 3);
    EXPECT_EQ(accept(test::image_of_study(test::ct_2_uid)), Outcome::stored);
    EXPECT_TRUE(is_visible(test::ct_2_uid)) << "what comes after that is taken";
}

TEST_P(PurgeTest, of_what_came_again_a_person_may_keep_a_part) {
    mark(study());
    purge_after_the_grace();
    accept(large(test::ct_1_uid));
    accept(test::image_of_study(test::ct_2_uid));
    EXPECT_FALSE(undo(object("1.2.3.100.9.99"))) << "it never was here";
    const auto kept = undo(object(test::ct_1_uid));
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->objects, 1);
    EXPECT_TRUE(is_visible(test::ct_1_uid));
    EXPECT_FALSE(is_visible(test::ct_2_uid));
    EXPECT_TRUE(database::has_returned_objects(connection(), test::study_uid));
    ASSERT_TRUE(undo(study()));
    EXPECT_FALSE(database::has_returned_objects(connection(), test::study_uid));
    EXPECT_TRUE(is_visible(test::ct_2_uid));
}

TEST_P(PurgeTest, a_mark_that_is_taken_back_leaves_the_tombstones_of_another_that_covers_them) {
    mark(object(test::ct_1_uid));
    mark(study());
    purge_after_the_grace();
    ASSERT_TRUE(undo(object(test::ct_1_uid)));
    accept(large(test::ct_1_uid));
    EXPECT_FALSE(is_visible(test::ct_1_uid)) << "its study is deleted, too";
    ASSERT_TRUE(undo(study()));
    EXPECT_TRUE(is_visible(test::ct_1_uid));
}

TEST_P(PurgeTest, what_came_aside_under_its_uid_goes_with_it) {
    ASSERT_EQ(accept_staged(test::part10(large(test::ct_1_uid, '\x22'))), Outcome::other_content);
    ASSERT_THAT(cache_files(), SizeIs(2));
    ASSERT_GT(number({"SELECT kept_bytes FROM refused_total"}), 0);
    mark(object(test::ct_1_uid));
    purge_after_the_grace();
    EXPECT_THAT(cache_files(), IsEmpty());
    EXPECT_EQ(count("refused_object"), 0);
    EXPECT_EQ(number({"SELECT kept_bytes FROM refused_total"}), 0);
}

TEST_P(PurgeTest, a_file_that_cannot_go_stays_listed_with_the_reason) {
    const std::filesystem::path file = folder() / "cache" / cache_files().front();
    std::filesystem::remove(file);
    std::filesystem::create_directories(file / "in the way");
    mark(object(test::ct_1_uid));
    purge_after_the_grace();
    EXPECT_FALSE(is_here(test::ct_1_uid));
    const auto failed = database::list_failed_removals(connection(), 10);
    ASSERT_THAT(failed, SizeIs(1));
    EXPECT_THAT(failed.front().error, HasSubstr("not empty"));
    std::filesystem::remove(file / "in the way");
    (void)purge();
    EXPECT_EQ(count("file_removal"), 0);
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_P(PurgeTest, a_file_that_was_listed_before_a_crash_goes_unless_a_row_names_it) {
    const std::string path = cache_files().front();
    {
        Transaction transaction{connection()};
        database::list_file_removal(transaction, path, 0);
        database::list_file_removal(transaction, "objects/gone already", 0);
        transaction.commit();
    }
    (void)purge();
    EXPECT_THAT(cache_files(), ElementsAre(path)) << "an object is in it";
    EXPECT_EQ(count("file_removal"), 0);
}

TEST_P(PurgeTest, a_received_note_goes_with_its_document) {
    Transaction transaction{connection()};
    database::KosdSituation situation = database::find_situation(transaction, test::kos_uid, "digest", test::study_uid);
    note::KeyImageNote content;
    content.study_instance_uid = test::study_uid;
    database::NewVersion version;
    version.kosd_sop_instance_uid = test::kos_uid;
    database::add_received_note(transaction, situation,
                                {"uuid", database::NoteSource::received, "KOSD", std::string{test::kos_uid}, ""},
                                content, version, 0);
    transaction.execute({"UPDATE kosd SET note_version = $1, registration_state = 'registered'"},
                        {situation.next_note_version});
    transaction.commit();
    mark(object(test::kos_uid));
    purge_after_the_grace();
    EXPECT_EQ(count("note"), 0);
    EXPECT_EQ(count("kosd"), 0);
    EXPECT_EQ(visible_objects(), 2);
}

TEST_P(PurgeTest, of_a_legacy_note_a_row_is_left_that_says_nothing_else) {
    const std::string uuid = legacy_note();
    mark({DeletionLevel::note, uuid, test::study_uid});
    purge_after_the_grace();
    EXPECT_EQ(text({"SELECT source_key FROM note"}), "17") << "no migration brings it again";
    EXPECT_EQ(number({"SELECT count(*) FROM note_version WHERE description IS NULL AND author IS NULL"}), 1);
    EXPECT_EQ(count("note_study") + count("note_reference"), 0);
    EXPECT_EQ(number({"SELECT count(*) FROM audit_event WHERE action = 'note_purged' AND subject = $1"}, {uuid}), 1);
    (void)purge();
    EXPECT_EQ(number({"SELECT count(*) FROM audit_event WHERE action = 'note_purged'"}), 1) << "once";
    undo({DeletionLevel::note, uuid, test::study_uid});
    EXPECT_EQ(count("note"), 0) << "the next migration may bring it again";
}

TEST_P(PurgeTest, a_study_stays_known_while_another_system_has_something_of_it) {
    deliver(test::ct_1_uid);
    const std::string cause = mark(study()).mark_cause;
    Transaction transaction{connection()};
    const auto opened = database::withdraw_marked(transaction, cause, 0);
    transaction.commit();
    ASSERT_THAT(opened, SizeIs(1));
    purge_after_the_grace();
    EXPECT_EQ(count("instance"), 0);
    EXPECT_EQ(count("study"), 1);
    EXPECT_EQ(count("visible_study"), 0);
    const auto withdrawal = database::find_withdrawal(connection(), opened.front().id).value();
    const auto withdrawn = database::find_withdrawn_objects(connection(), withdrawal);
    ASSERT_THAT(withdrawn, SizeIs(1)) << "the rejection note can still be made";
    EXPECT_EQ(withdrawn.front().sop_instance_uid, test::ct_1_uid);
    EXPECT_EQ(withdrawn.front().series_instance_uid, test::ct_series_uid);
    connection().run_script("UPDATE delivery SET state = 'rejected'; UPDATE withdrawal SET state = 'done'");
    EXPECT_THAT(purge(purge()), IsEmpty()) << "it looks at all studies in turn";
    EXPECT_EQ(count("study"), 0);
}

TEST_P(PurgeTest, what_is_overdue_is_listed) {
    const std::string uuid = legacy_note();
    mark(study());
    EXPECT_THAT(database::list_overdue(connection(), clock().now_ms() - 1, 100), IsEmpty());
    const auto overdue = database::list_overdue(connection(), clock().now_ms(), 100);
    ASSERT_THAT(overdue, SizeIs(1));
    EXPECT_EQ(overdue.front().objects, 3);
    EXPECT_EQ(overdue.front().notes, 1);
    purge_after_the_grace();
    EXPECT_THAT(database::list_overdue(connection(), clock().now_ms(), 100), IsEmpty());
}

TEST_P(PurgeTest, what_only_an_archive_has_is_withdrawn_there_when_it_is_purged_and_not_before) {
    database::Destination vault;
    vault.name = vault.ae_title = "VAULT";
    vault.host = "127.0.0.1";
    vault.port = 1;
    vault.is_archive = vault.wants_rejections = true;
    Transaction setting{connection()};
    database::set_destination(setting, vault, 0);
    database::declare_queue(setting, jobs::outgoing_queue("VAULT", true), 0);
    setting.commit();
    connection().run_script(
        "INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state, "
        "status, "
        "comment, sent_ms) SELECT 1, i.sop_instance_uid, s.study_instance_uid, i.sop_class_uid, i.sha256, 'committed', "
        "0, '', 0 FROM instance i JOIN study s ON s.id = i.study; "
        "UPDATE instance SET freed_ms = 1, path = NULL WHERE path IS NOT NULL");
    const auto reach = mark(study());
    {
        Transaction transaction{connection()};
        for (const auto& one : database::withdraw_marked(transaction, reach.mark_cause, 0)) {
            EXPECT_EQ(one.destination, "VAULT");
        }
        transaction.commit();
    }
    const auto withdrawn = [this] {
        return number({"SELECT count(*) FROM withdrawal_item WHERE sop_instance_uid = $1"}, {test::ct_1_uid});
    };
    EXPECT_EQ(withdrawn(), 0) << "it can be taken back";
    EXPECT_EQ(number({"SELECT count(*) FROM withdrawal_item WHERE sop_instance_uid = $1"}, {test::ct_2_uid}), 1);
    purge_after_the_grace();
    EXPECT_EQ(withdrawn(), 1);
    EXPECT_EQ(number({"SELECT count(*) FROM job WHERE kind = 'WITHDRAW'"}), 1) << "of what was purged";
    EXPECT_EQ(number({"SELECT count(*) FROM withdrawal"}), 2);
}

TEST_P(PurgeTest, a_person_is_told_while_deletions_are_overdue_and_why) {
    PurgeSettings settings;
    settings.grace_ms = hour_ms;
    const OverdueDeletionWatch watch{settings, database(), clock()};
    const auto told = [&] {
        (void)watch.run({}, std::stop_token{});
        return database::list_exceptions(connection(), INT64_MAX, 10, deletions_overdue);
    };
    pause_purge("anna");
    mark(object(test::ct_1_uid));
    clock().advance(hour_ms + settings.interval_ms);
    EXPECT_THAT(told(), IsEmpty()) << "it may still come to it";
    clock().advance(2 * settings.interval_ms);
    ASSERT_THAT(told(), SizeIs(1));
    const database::ExceptionRow raised = told().front();
    EXPECT_THAT(raised.message, HasSubstr("anna paused the task purge at"));
    EXPECT_THAT(raised.remedy, HasSubstr("kinote tasks resume purge"));
    {
        Transaction transaction{connection()};
        ASSERT_TRUE(database::acknowledge_exception(transaction, raised.id));
        transaction.commit();
    }
    EXPECT_EQ(told().front().state, "acknowledged") << "nothing has changed";
    pause_purge("");
    ASSERT_THAT(told(), SizeIs(1));
    EXPECT_EQ(told().front().state, "open") << "the reason is another";
    EXPECT_THAT(told().front().message, HasSubstr("the purge has not come to it"));
    (void)purge();
    EXPECT_THAT(told(), IsEmpty()) << "it closes by itself";
}

TEST_P(PurgeTest, a_purge_at_work_has_an_hour_before_a_person_is_told) {
    PurgeSettings settings;
    settings.grace_ms = hour_ms;
    const OverdueDeletionWatch watch{settings, database(), clock()};
    pause_purge("");
    connection().run_script("UPDATE task SET is_running = 1 WHERE name = 'purge'");
    mark(object(test::ct_1_uid));
    clock().advance(hour_ms + 3 * settings.interval_ms);
    (void)watch.run({}, std::stop_token{});
    EXPECT_THAT(causes(), IsEmpty());
    clock().advance(hour_ms);
    (void)watch.run({}, std::stop_token{});
    EXPECT_THAT(causes(), ElementsAre(deletions_overdue));
}

INSTANTIATE_TEST_SUITE_P(Engines, PurgeTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::autopilot
