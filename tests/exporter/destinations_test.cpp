#include "exporter/destinations.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "database/export_table.hpp"
#include "database/job_listing.hpp"
#include "database/job_table.hpp"
#include "database/queue_table.hpp"
#include "database/withdrawal_table.hpp"
#include "exporter/called_destination.hpp"
#include "jobs/job_kinds.hpp"
#include "support/test_database.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using database::Destination;
using database::DestinationSource;
using database::Transaction;
using testing::HasSubstr;

Destination north() {
    Destination destination;
    destination.name = "NORTH";
    destination.ae_title = "NORTH_PACS";
    destination.host = "192.0.2.7";
    destination.port = 104;
    return destination;
}

std::string complaint(const Destination& destination) {
    try {
        check_destination(destination);
        return "none";
    } catch (const Error& error) {
        return error.what();
    }
}

template <typename Change>
std::string complaint_of(Change change) {
    Destination destination = north();
    change(destination);
    return complaint(destination);
}

TEST(DestinationRules, a_complaint_names_the_field) {
    EXPECT_EQ(complaint(north()), "none");
    EXPECT_THAT(complaint_of([](Destination& d) { d.name = "a b"; }), HasSubstr("name: "));
    EXPECT_THAT(complaint_of([](Destination& d) { d.name.assign(33, 'x'); }), HasSubstr("name: "));
    EXPECT_THAT(complaint_of([](Destination& d) { d.ae_title = "SEVENTEEN_LETTERS"; }), HasSubstr("ae_title: "));
    EXPECT_THAT(complaint_of([](Destination& d) { d.calling_ae_title = "\\"; }), HasSubstr("calling_ae_title: "));
    EXPECT_THAT(complaint_of([](Destination& d) { d.host = "a host"; }), HasSubstr("host: "));
    EXPECT_THAT(complaint_of([](Destination& d) { d.port = 0; }), HasSubstr("port: "));
    EXPECT_THAT(complaint_of([](Destination& d) { d.associations = 33; }), HasSubstr("associations: "));
    EXPECT_THAT(complaint_of([](Destination& d) { d.retry = "often"; }), HasSubstr("retry: "));
    EXPECT_THAT(complaint_of([](Destination& d) { d.most_attempts = 0; }), HasSubstr("most_attempts: "));
    EXPECT_THAT(complaint_of([](Destination& d) { d.retry_interval_ms = 0; }), HasSubstr("retry_interval_seconds: "));
    EXPECT_EQ(complaint_of([](Destination& d) {
                  d.retry = "manual";
                  d.retry_interval_ms = 0;
              }),
              "none");
    for (const char* hours : {"20:00", "20:00-24:00", "8:00-09:00", "20:00-20:00", "20:00_06:00", "aa:00-06:00"}) {
        EXPECT_THAT(complaint_of([hours](Destination& d) { d.allowed_hours = hours; }), HasSubstr("allowed_hours: "));
    }
}

class DestinationsTest : public test::DatabaseTest {
protected:
    std::string refusal(const std::function<void()>& act) {
        try {
            act();
            return "none";
        } catch (const Error& error) {
            return error.what();
        }
    }

    base::SettableClock clock_{1'700'000'000'000};
    Destinations destinations_{database(), clock_};
    const database::Actor actor_{"anna", "test"};
};

TEST_P(DestinationsTest, one_that_is_set_again_is_changed_as_a_whole) {
    destinations_.set(north(), actor_);
    Destination changed = north();
    changed.host = "north.example";
    changed.allowed_hours = "20:00-06:00";
    destinations_.set(changed, actor_);
    const auto listed = database::list_destinations(connection());
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed.front().host, "north.example");
    EXPECT_EQ(listed.front().allowed_hours, "20:00-06:00");
    EXPECT_EQ(database::read_queues(connection(), 0).size(), 1U);
}

TEST_P(DestinationsTest, removing_one_abandons_what_has_not_begun_and_it_may_come_back) {
    destinations_.set(north(), actor_);
    {
        Transaction transaction{connection()};
        database::add_job(transaction, jobs::new_job(jobs::Send{1, jobs::send_queue("NORTH"), "1.2"}), 0);
        transaction.commit();
    }
    (void)destinations_.remove({"NORTH", DestinationSource::person}, actor_);
    EXPECT_TRUE(database::list_destinations(connection()).empty());
    EXPECT_EQ(database::list_jobs(connection(), {}).front().state, "abandoned");
    EXPECT_THAT(refusal([this] {
                    destinations_.remove({"NORTH", DestinationSource::person}, actor_);
                }),
                HasSubstr("no destination NORTH"));
    destinations_.set(north(), actor_);
    EXPECT_EQ(database::list_destinations(connection()).size(), 1U);
}

TEST_P(DestinationsTest, an_archive_wants_commitment_and_whole_studies) {
    Destination archive = north();
    archive.is_archive = true;
    EXPECT_THAT(complaint(archive), HasSubstr("storage_commitment: must be true"));
    archive.wants_commitment = true;
    archive.returning_ae_titles = "VAULT_IN\\VAULT_OUT";
    EXPECT_EQ(complaint(archive), "none");
    archive.key_images_only = true;
    EXPECT_THAT(complaint(archive), HasSubstr("key_images_only: must be false"));
    archive.key_images_only = false;
    archive.returning_ae_titles = "A_TITLE_THAT_IS_TOO_LONG";
    EXPECT_THAT(complaint(archive), HasSubstr("returning_ae_titles"));
    Destination other = north();
    other.returning_ae_titles = "VAULT_IN";
    EXPECT_THAT(complaint(other), HasSubstr("returning_ae_titles: must be empty"));
}

TEST_P(DestinationsTest, the_jobs_of_one_that_becomes_an_archive_go_on) {
    destinations_.set(north(), actor_);
    {
        Transaction transaction{connection()};
        database::add_job(transaction, jobs::new_job(jobs::Send{1, jobs::send_queue("NORTH"), "1.2"}), 0);
        transaction.commit();
    }
    Destination archive = north();
    archive.is_archive = archive.wants_commitment = true;
    archive.returning_ae_titles = "NORTH_OUT";
    destinations_.set(archive, actor_);
    EXPECT_EQ(database::list_jobs(connection(), {}).front().queue, "STORE_NORTH");
    const auto stored = database::find_destination(connection(), "NORTH");
    EXPECT_TRUE(stored->is_archive);
    EXPECT_EQ(stored->returning_ae_titles, "NORTH_OUT");
    destinations_.set(north(), actor_);
    EXPECT_EQ(database::list_jobs(connection(), {}).front().queue, "SEND_NORTH");
}

TEST_P(DestinationsTest, what_a_file_says_is_changed_there) {
    Destination of_file = north();
    of_file.source = DestinationSource::file;
    destinations_.set(of_file, actor_);
    EXPECT_THAT(refusal([this] { destinations_.set(north(), actor_); }), HasSubstr("configuration file"));
    EXPECT_THAT(refusal([this] {
                    destinations_.remove({"NORTH", DestinationSource::person}, actor_);
                }),
                HasSubstr("configuration file"));
    (void)destinations_.remove({"NORTH", DestinationSource::file}, actor_);
    EXPECT_EQ(refusal([this] { destinations_.set(north(), actor_); }), "none");
}

TEST_P(DestinationsTest, another_system_does_not_take_over_the_ledger_of_one) {
    destinations_.set(north(), actor_);
    Destination other = north();
    other.ae_title = "OTHER_PACS";
    EXPECT_EQ(refusal([&] { destinations_.set(other, actor_); }), "none") << "nothing went there yet";
    {
        Transaction transaction{connection()};
        const database::Delivery delivery{"1.2.3", "1.2", "1.2.840.10008.5.1.4.1.1.2", "", true, 0, "", 0};
        database::add_deliveries(transaction, 1, std::nullopt, {&delivery, 1});
        transaction.commit();
    }
    EXPECT_THAT(refusal([&] { destinations_.set(north(), actor_); }), HasSubstr("a name of its own"));
    other.host = "moved.example";
    EXPECT_EQ(refusal([&] { destinations_.set(other, actor_); }), "none") << "the same system may move";
}

TEST_P(DestinationsTest, removing_one_says_what_is_given_up_and_ends_its_withdrawals) {
    Destination taking = north();
    taking.wants_rejections = true;
    destinations_.set(taking, actor_);
    connection().run_script(
        "INSERT INTO withdrawal (destination, study_instance_uid, cause, state, note, comment, requested_ms) VALUES "
        "(1, '1.2', 'deleted', 'open', NULL, '', 0), (1, '1.3', 'deleted', 'done', '1.9', '', 0)");
    const std::int64_t open = 1;
    {
        Transaction transaction{connection()};
        database::add_job(transaction, jobs::new_job(jobs::Withdraw{open, jobs::send_queue("NORTH"), "1.2"}), 0);
        database::add_job(transaction, jobs::new_job(jobs::Send{7, jobs::send_queue("NORTH"), "1.2"}), 0);
        transaction.commit();
    }
    const RemovalOrder look{"NORTH", DestinationSource::person, true};
    for (const RemovalOrder& order : {look, RemovalOrder{"NORTH"}}) {
        const Removal removal = destinations_.remove(order, actor_);
        EXPECT_EQ(removal.withdrawals, 1);
        EXPECT_THAT(removal.jobs,
                    testing::UnorderedElementsAre(testing::Pair("SEND", 1), testing::Pair("WITHDRAW", 1)));
        if (order.is_dry_run) {
            EXPECT_EQ(database::find_withdrawal(connection(), open)->state, "open");
        }
    }
    const auto dropped = database::find_withdrawal(connection(), open);
    EXPECT_EQ(dropped->state, "dropped");
    EXPECT_EQ(dropped->comment, "the destination NORTH was removed");
    EXPECT_TRUE(dropped->ended_ms);
    EXPECT_EQ(database::find_withdrawal(connection(), 2)->state, "done");
}

TEST_P(DestinationsTest, an_ae_title_means_one_system) {
    destinations_.set(north(), actor_);
    Destination south = north();
    south.name = "SOUTH";
    EXPECT_EQ(refusal([&] { destinations_.set(south, actor_); }), "none") << "the same system, under two names";
    south.port = 11112;
    EXPECT_THAT(refusal([&] { destinations_.set(south, actor_); }), HasSubstr("as NORTH at 192.0.2.7:104"));
    south.ae_title = "SOUTH_PACS";
    EXPECT_EQ(refusal([&] { destinations_.set(south, actor_); }), "none");
    south.ae_title = north().ae_title;
    {  // as one may stand there from before
        Transaction transaction{connection()};
        database::set_destination(transaction, south, 0);
        transaction.commit();
    }
    south.most_attempts = 3;
    EXPECT_EQ(refusal([&] { destinations_.set(south, actor_); }), "none") << "it may be changed otherwise";
    (void)destinations_.remove({"NORTH"}, actor_);
    EXPECT_THAT(refusal([&] { destinations_.set(north(), actor_); }), HasSubstr("as SOUTH at")) << "nor come back";
}

TEST_P(DestinationsTest, who_is_called_is_not_guessed) {
    const auto called = [this](std::string_view address) {
        return find_called_destination(connection(), "NORTH_PACS", address);
    };
    EXPECT_EQ(called("").reason, "no destination has that AE title");
    destinations_.set(north(), actor_);
    Destination other = north();
    other.name = "ANOTHER";
    destinations_.set(other, actor_);
    EXPECT_EQ(called("").destination->name, "ANOTHER") << "one system: the first by name";
    EXPECT_EQ(called("192.0.2.99").destination->name, "ANOTHER");
    other.host = "192.0.2.8";
    Transaction transaction{connection()};
    database::set_destination(transaction, other, 0);
    transaction.commit();
    EXPECT_FALSE(called("").destination);
    EXPECT_EQ(called("").reason, "several destinations have that AE title: ANOTHER, NORTH");
    EXPECT_EQ(called("192.0.2.7").destination->name, "NORTH");
    EXPECT_FALSE(called("192.0.2.99").destination);
}

INSTANTIATE_TEST_SUITE_P(Engines, DestinationsTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::exporter
