#include "exporter/withdraw.hpp"

#include <gmock/gmock.h>

#include <atomic>

#include "base/error.hpp"
#include "database/deletion_table.hpp"
#include "database/export_table.hpp"
#include "database/instance_table.hpp"
#include "dicom/dataset.hpp"
#include "dimse/test_server.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/withdrawals.hpp"
#include "note/kos_reader.hpp"
#include "support/test_site.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::DeletionLevel;
using database::DeletionTarget;
using database::Transaction;
using dimse::Status;
using testing::HasSubstr;
using testing::SizeIs;

// NORTH has both images of the study, and takes what is sent as it is told to.
class WithdrawTest : public test::SiteTest {
protected:
    WithdrawTest() {
        database::Destination north;
        north.name = north.ae_title = "NORTH";
        north.host = "127.0.0.1";
        north.port = north_.port();
        north.wants_rejections = true;
        Transaction transaction{connection()};
        database::set_destination(transaction, north, 0);
        database::declare_queue(transaction, jobs::send_queue("NORTH"), 0);
        transaction.commit();
        for (const std::string_view uid : {test::ct_1_uid, test::ct_2_uid}) {
            accept(test::image_of_study(uid));
            deliver(uid);
        }
    }

    void deliver(std::string_view uid) {
        const auto object = database::find_visible_object(connection(), uid).value();
        const database::Delivery delivery{
            object.sop_instance_uid, object.study_instance_uid, object.sop_class_uid, object.sha256, true, 0, "", 7};
        Transaction transaction{connection()};
        database::add_deliveries(transaction, 1, std::nullopt, {&delivery, 1});
        transaction.commit();
    }
    static DeletionTarget object(std::string_view uid) { return {DeletionLevel::object, uid, test::study_uid}; }
    std::int64_t mark(std::string_view uid) {
        Transaction transaction{connection()};
        const auto reach = database::mark_for_deletion(transaction, object(uid), "anna", 0);
        const auto opened = database::withdraw_marked(transaction, reach->mark_cause, 0);
        transaction.commit();
        return opened.at(0).id;
    }
    void undo(std::string_view uid) {
        Transaction transaction{connection()};
        (void)database::undo_deletion(transaction, object(uid), 0);
        transaction.commit();
    }
    jobs::Ending run(std::int64_t withdrawal) {
        database::ClaimedJob job;
        job.subject = std::to_string(withdrawal);
        return withdraw_(job, std::stop_token{});
    }
    void end(const jobs::Ending& ending) {
        Transaction transaction{connection()};
        ending(transaction);
        transaction.commit();
    }
    Error failure(std::int64_t withdrawal) {
        try {
            (void)run(withdrawal);
        } catch (const Error& error) {
            return error;
        }
        return Error{ErrorKind::internal, "no failure"};
    }
    std::string state(std::int64_t withdrawal) { return database::find_withdrawal(connection(), withdrawal)->state; }
    std::string ledger(std::string_view uid) {
        return text({"SELECT state FROM delivery WHERE sop_instance_uid = $1"}, {uid});
    }

    std::atomic<Status> answer_{Status::success};
    dimse::testing::TestServer north_{[] {
                                          dimse::ServerSettings settings;
                                          settings.must_called_ae_title_match = false;
                                          return settings;
                                      }(),
                                      [this](dimse::StoreRequest&) {
                                          return dimse::StoreAnswer{answer_.load(), "", {}};
                                      }};
    AssociationKeeper associations_{dicom::AeTitle{"KINOTE"}, {}};
    const WithdrawRooms rooms_{database(), cache(), associations_, intake(), queue(), clock()};
    const WithdrawHandler withdraw_{rooms_, RejectionNoteIdentity{}};
    const ReplaceHandler replace_{rooms_};
};

TEST_P(WithdrawTest, what_was_marked_is_named_by_a_note_and_the_ledger_says_rejected) {
    const std::int64_t id = mark(test::ct_1_uid);
    end(run(id));
    ASSERT_THAT(north_.stored(), SizeIs(1));
    const std::vector<std::byte> sent = test::to_bytes(north_.stored()[0].bytes);
    const note::KosReading reading = note::read_kos(dicom::Dataset::parse(sent), {});
    EXPECT_EQ(reading.note.title.value, "113039");
    ASSERT_THAT(reading.note.references, SizeIs(1));
    EXPECT_EQ(reading.note.references[0].sop_instance_uid, test::ct_1_uid);
    EXPECT_EQ(state(id), "done");
    EXPECT_EQ(ledger(test::ct_1_uid), "rejected");
    EXPECT_EQ(ledger(test::ct_2_uid), "delivered");
    EXPECT_FALSE(database::find_visible_object(connection(), north_.stored()[0].sop_instance_uid)) << "it is hidden";
}

TEST_P(WithdrawTest, what_began_to_go_and_was_never_answered_is_named_as_well) {
    connection().run_script("UPDATE delivery SET state = 'refused', status = NULL, begun_ms = 0");
    const std::int64_t id = mark(test::ct_1_uid);
    end(run(id));
    ASSERT_THAT(north_.stored(), SizeIs(1));
    EXPECT_EQ(state(id), "done");
    EXPECT_EQ(ledger(test::ct_1_uid), "rejected");
    EXPECT_EQ(number({"SELECT count(*) FROM delivery WHERE begun_ms IS NOT NULL"}), 1) << "the other is not withdrawn";
}

TEST_P(WithdrawTest, what_goes_there_at_this_moment_is_waited_for) {
    const std::int64_t id = mark(test::ct_1_uid);
    const database::Withdrawal withdrawal = database::find_withdrawal(connection(), id).value();
    const std::int64_t begun_ms = 100'000;
    connection().run_script("UPDATE delivery SET begun_ms = 100000");
    EXPECT_TRUE(database::is_on_its_way(connection(), withdrawal, begun_ms + 1'000));
    EXPECT_FALSE(database::is_on_its_way(connection(), withdrawal, begun_ms + 10'000)) << "its sender is no more";
    EXPECT_FALSE(database::is_on_its_way(connection(), withdrawal, begun_ms - 10'000)) << "the clock went back";
    connection().run_script(R"(
        INSERT INTO job (kind, subject, study_instance_uid, queue, state, priority, attempts, arguments, created_ms,
                         run_after_ms)
        SELECT 'SEND', '1', '1.2.3.100', name, 'in_progress', 1, 1, '{}', 0, 0 FROM queue WHERE name = 'SEND_NORTH';
        INSERT INTO export (destination, study_instance_uid, scope, is_again, state, requested_by, requested_ms, remarks,
                            job)
        SELECT 1, '1.2.3.100', 'study', 0, 'open', 'anna', 0, '[]', id FROM job WHERE kind = 'SEND';)");
    EXPECT_TRUE(database::is_on_its_way(connection(), withdrawal, begun_ms + 10'000)) << "a SEND is in progress";
    EXPECT_FALSE(database::is_on_its_way(connection(), withdrawal, begun_ms + 100'000)) << "it began long ago";
}

TEST_P(WithdrawTest, a_run_whose_end_was_lost_sends_the_same_again) {
    const std::int64_t id = mark(test::ct_1_uid);
    (void)run(id);
    EXPECT_EQ(state(id), "open");
    end(run(id));
    ASSERT_THAT(north_.stored(), SizeIs(2));
    EXPECT_EQ(north_.stored()[0].data_set, north_.stored()[1].data_set);
    EXPECT_EQ(number({"SELECT count(*) FROM audit_event WHERE action = 'rejection_made'"}), 1);
    end(run(id));
    EXPECT_THAT(north_.stored(), SizeIs(2)) << "it is over";
}

TEST_P(WithdrawTest, one_that_cannot_now_is_asked_again_and_one_that_will_not_is_not_said_to_have_rejected) {
    const std::int64_t id = mark(test::ct_1_uid);
    answer_ = Status::out_of_resources;
    EXPECT_EQ(failure(id).kind(), ErrorKind::unavailable);
    answer_ = Status::sop_class_not_supported;
    const Error refused = failure(id);
    EXPECT_EQ(refused.kind(), ErrorKind::refused);
    EXPECT_THAT(refused.what(), HasSubstr("NORTH answered 0122"));
    EXPECT_THAT(refused.what(), HasSubstr("have it take rejection notes"));
    EXPECT_THAT(database::find_withdrawal(connection(), id)->comment, HasSubstr("0122"));
    EXPECT_EQ(state(id), "open");
    EXPECT_EQ(ledger(test::ct_1_uid), "delivered");
    answer_ = Status::success;
    end(run(id));
    EXPECT_EQ(state(id), "done");
    EXPECT_EQ(north_.stored()[0].sop_instance_uid, north_.stored()[2].sop_instance_uid);
}

TEST_P(WithdrawTest, one_whose_job_waits_for_a_person_is_found_again_and_its_job_begins_anew) {
    const std::int64_t id = mark(test::ct_1_uid);
    const std::vector<std::string_view> hidden{test::ct_1_uid, test::ct_2_uid};
    const auto open = database::find_open_withdrawals(connection(), 1, hidden);
    ASSERT_THAT(open, SizeIs(1));
    EXPECT_EQ(open[0].id, id);
    EXPECT_EQ(open[0].destination, "NORTH");
    Transaction transaction{connection()};
    jobs::enqueue_withdrawals(transaction, open, 0);
    transaction.execute({"UPDATE job SET state = 'error' WHERE kind = 'WITHDRAW'"});
    jobs::enqueue_withdrawals(transaction, open, 0);
    transaction.commit();
    EXPECT_EQ(text({"SELECT state FROM job WHERE kind = 'WITHDRAW'"}), "new");
    end(run(id));
    EXPECT_THAT(database::find_open_withdrawals(connection(), 1, hidden), SizeIs(0));
}

TEST_P(WithdrawTest, what_was_withdrawn_is_committed_no_more) {
    connection().run_script("UPDATE delivery SET state = 'committed', committed_ms = 5");
    end(run(mark(test::ct_1_uid)));
    undo(test::ct_1_uid);
    deliver(test::ct_1_uid);
    EXPECT_EQ(ledger(test::ct_1_uid), "delivered");
    EXPECT_EQ(number({"SELECT count(*) FROM delivery WHERE committed_ms IS NOT NULL"}), 1) << "that of the other image";
}

TEST_P(WithdrawTest, what_is_seen_again_is_not_withdrawn) {
    const std::int64_t id = mark(test::ct_1_uid);
    undo(test::ct_1_uid);
    end(run(id));
    EXPECT_EQ(state(id), "dropped");
    EXPECT_THAT(north_.stored(), SizeIs(0));
    EXPECT_EQ(ledger(test::ct_1_uid), "delivered");
}

TEST_P(WithdrawTest, who_takes_none_any_more_has_its_job_in_error) {
    const std::int64_t id = mark(test::ct_1_uid);
    connection().run_script("UPDATE destination SET wants_rejections = 0");
    EXPECT_EQ(failure(id).kind(), ErrorKind::refused);
    EXPECT_THAT(north_.stored(), SizeIs(0));
    EXPECT_EQ(failure(id + 1).kind(), ErrorKind::not_found);
}

// The KOSD of another maker, whose note a person edits here.
TEST_P(WithdrawTest, an_older_version_is_not_withdrawn_before_the_newer_one_is_there) {
    accept(test::good_kos());
    connection().run_script(R"(
        INSERT INTO note (uuid, source, source_system, source_digest, created_ms) VALUES ('u', 'received', 'KOSD', '', 0);
        INSERT INTO note_version (note, version, state, title_value, title_scheme, title_meaning, modifiers, observers,
                                  study_instance_uid, selection_digest, is_taken_over, findings, created_ms)
        VALUES (1, 1, 'superseded', '113000', 'DCM', '', '[]', '[]', '1.2.3.100', '', 1, '[]', 0),
               (1, 2, 'current', '113000', 'DCM', '', '[]', '[]', '1.2.3.100', '', 0, '[]', 0);
        INSERT INTO note_study (note_version, study) VALUES (1, 1), (2, 1);
        UPDATE kosd SET note_version = 1;)");
    deliver(test::kos_uid);
    std::int64_t id = 0;
    {
        Transaction transaction{connection()};
        const auto opened = database::withdraw_replaced(transaction, 1, 0);
        ASSERT_THAT(opened, SizeIs(1));
        EXPECT_TRUE(opened[0].is_replacement);
        id = opened[0].id;
        transaction.commit();
    }
    const Error refused = failure(id);
    EXPECT_EQ(refused.kind(), ErrorKind::refused);
    EXPECT_THAT(refused.what(), HasSubstr("kinote exports list --study 1.2.3.100"));
    database::ClaimedJob job;
    job.subject = std::to_string(id);
    end(replace_(job, std::stop_token{}));
    EXPECT_EQ(number({"SELECT count(*) FROM job WHERE kind = 'CREATE_KOSD'"}), 1);
    EXPECT_EQ(number({"SELECT count(*) FROM job WHERE kind = 'SEND'"}), 1);
    EXPECT_EQ(text({"SELECT state FROM job WHERE kind = 'WITHDRAW'"}), "waiting");
    EXPECT_THAT(north_.stored(), SizeIs(0));
}

TEST_P(WithdrawTest, the_newer_version_is_sent_in_the_study_that_it_lies_in) {
    accept(test::good_kos());
    accept(test::image_of_study("1.2.3.200.1.1", "PID-1", "1.2.3.200.1", "1.2.3.200"));
    connection().run_script(R"(
        INSERT INTO note (uuid, source, source_system, source_digest, created_ms) VALUES ('u', 'received', 'KOSD', '', 0);
        INSERT INTO note_version (note, version, state, title_value, title_scheme, title_meaning, modifiers, observers,
                                  study_instance_uid, selection_digest, is_taken_over, findings, created_ms)
        VALUES (1, 1, 'superseded', '113000', 'DCM', '', '[]', '[]', '1.2.3.100', '', 1, '[]', 0),
               (1, 2, 'current', '113000', 'DCM', '', '[]', '[]', '1.2.3.200', '', 0, '[]', 0);
        INSERT INTO note_study (note_version, study)
        SELECT CASE WHEN study_instance_uid = '1.2.3.100' THEN 1 ELSE 2 END, id FROM study;
        UPDATE kosd SET note_version = 1;)");
    deliver(test::kos_uid);
    database::ClaimedJob job;
    {
        Transaction transaction{connection()};
        const auto opened = database::withdraw_replaced(transaction, 1, 0);
        ASSERT_THAT(opened, SizeIs(1));
        job.subject = std::to_string(opened[0].id);
        transaction.commit();
    }
    end(replace_(job, std::stop_token{}));
    EXPECT_EQ(text({"SELECT study_instance_uid FROM job WHERE kind = 'SEND'"}), "1.2.3.200");
    EXPECT_EQ(text({"SELECT state FROM job WHERE kind = 'WITHDRAW'"}), "waiting");
}

INSTANTIATE_TEST_SUITE_P(Engines, WithdrawTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::exporter
