#include "exporter/notify_availability.hpp"

#include <gmock/gmock.h>

#include <future>

#include "base/error.hpp"
#include "database/availability_table.hpp"
#include "database/deletion_table.hpp"
#include "database/queue_table.hpp"
#include "jobs/availability_notices.hpp"
#include "jobs/job_kinds.hpp"
#include "support/test_site.hpp"

namespace kinote::exporter {
namespace {

using database::Availability;
using database::Transaction;
using testing::SizeIs;

class NotifyAvailabilityTest : public test::SiteTest {
protected:
    NotifyAvailabilityTest() {
        accept(test::image_of_study(test::ct_1_uid));
        accept(test::image_of_study(test::ct_2_uid));
        set_destination("RIS", true);
        set_destination("NORTH", false);
    }

    void set_destination(const std::string& name, bool wants_availability) {
        database::Destination destination;
        destination.name = destination.ae_title = name;
        destination.host = "127.0.0.1";
        destination.port = 1;  // where nobody listens
        destination.wants_availability = wants_availability;
        Transaction transaction{connection()};
        database::set_destination(transaction, destination, 0);
        database::declare_queue(transaction, jobs::send_queue(name), 0);
        transaction.commit();
    }
    void change() {
        Transaction transaction{connection()};
        jobs::enqueue_availability_notices(transaction, {std::string{test::study_uid}}, 0);
        transaction.commit();
    }
    std::optional<std::string> due() { return database::find_availability_notice(connection(), 1, test::study_uid); }
    jobs::Ending run() {
        database::ClaimedJob job;
        job.subject = "RIS/" + std::string{test::study_uid};
        job.study_instance_uid = test::study_uid;
        return handler_(job, std::stop_token{});
    }
    void end(const jobs::Ending& ending) {
        Transaction transaction{connection()};
        ending(transaction);
        transaction.commit();
    }
    std::int64_t count_jobs() { return number({"SELECT count(*) FROM job WHERE kind = 'NOTIFY_AVAILABILITY'"}); }

    const NotifyAvailabilityHandler handler_{dicom::AeTitle{"KINOTE"}, database(), clock()};
};

TEST_P(NotifyAvailabilityTest, who_wants_it_is_told_by_one_job_whatever_changes) {
    change();
    const auto first = due();
    change();
    ASSERT_TRUE(first);
    ASSERT_TRUE(due());
    EXPECT_NE(*due(), *first);
    EXPECT_EQ(count_jobs(), 1);
    EXPECT_EQ(number({"SELECT count(*) FROM availability_notice"}), 1);
    EXPECT_EQ(text({"SELECT queue FROM job WHERE kind = 'NOTIFY_AVAILABILITY'"}), "SEND_RIS");
}

TEST_P(NotifyAvailabilityTest, one_that_is_away_is_tried_again) {
    change();
    try {
        (void)run();
        FAIL() << "somebody listens";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
    }
    EXPECT_TRUE(due());
}

TEST_P(NotifyAvailabilityTest, where_all_has_been_told_nobody_is_called) {
    end(run());
    EXPECT_EQ(number({"SELECT count(*) FROM audit_event WHERE action = 'availability_told'"}), 0);
}

TEST_P(NotifyAvailabilityTest, who_wants_none_any_more_is_not_called_and_a_change_meanwhile_is_not_lost) {
    change();
    set_destination("RIS", false);
    const jobs::Ending ending = run();
    set_destination("RIS", true);
    change();
    EXPECT_THROW(end(ending), base::Error);
    EXPECT_TRUE(due());
    set_destination("RIS", false);
    end(run());
    EXPECT_FALSE(due());
}

TEST_P(NotifyAvailabilityTest, a_change_that_commits_as_the_job_ends_is_not_lost) {
    change();
    set_destination("RIS", false);
    const jobs::Ending ending = run();
    set_destination("RIS", true);
    Transaction changing{connection()};
    jobs::enqueue_availability_notices(changing, {std::string{test::study_uid}}, 0);
    ASSERT_TRUE(due()) << "asked in the same session: what was written has arrived";
    std::future<bool> has_ended = std::async(std::launch::async, [this, &ending] {
        const database::PooledConnection own = database().connection();
        Transaction transaction{*own};
        try {
            ending(transaction);
            transaction.commit();
            return true;
        } catch (const base::Error&) {
            return false;
        }
    });
    wait_until_another_waits();
    changing.commit();
    EXPECT_FALSE(has_ended.get()) << "the job goes on";
    EXPECT_TRUE(due());
}

TEST_P(NotifyAvailabilityTest, what_was_seen_is_unavailable_and_what_never_was_is_left_out) {
    accept(test::good_kos());
    connection().run_script("UPDATE instance SET freed_ms = 1 WHERE sop_instance_uid = '1.2.3.100.1.2'");
    connection().run_script("UPDATE instance SET withheld = 'other_patient' WHERE sop_instance_uid = '1.2.3.100.9.1'");
    {
        Transaction transaction{connection()};
        ASSERT_TRUE(database::mark_for_deletion(
            transaction, {database::DeletionLevel::object, test::ct_1_uid, test::study_uid}, "anna", 0));
        transaction.commit();
    }
    const auto objects = database::list_availability(connection(), test::study_uid);
    ASSERT_THAT(objects, SizeIs(2));
    EXPECT_EQ(objects[0].sop_instance_uid, test::ct_1_uid);
    EXPECT_EQ(objects[0].series_instance_uid, test::ct_series_uid);
    EXPECT_EQ(objects[0].availability, Availability::unavailable);
    EXPECT_EQ(objects[1].availability, Availability::nearline);
    connection().run_script("UPDATE instance SET withheld = 'superseded' WHERE sop_instance_uid = '1.2.3.100.9.1'");
    EXPECT_THAT(database::list_availability(connection(), test::study_uid), SizeIs(3));
}

INSTANTIATE_TEST_SUITE_P(Engines, NotifyAvailabilityTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::exporter
