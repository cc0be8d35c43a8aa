#include "exporter/commitment_reports.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include "base/error.hpp"
#include "database/destination_table.hpp"
#include "database/job_exception_table.hpp"
#include "dicom/uid.hpp"
#include "exporter/request_commitment.hpp"
#include "support/test_site.hpp"

namespace kinote::exporter {
namespace {

using database::Statement;
using database::Transaction;
using dimse::Status;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view study = "1.2.3";

// The destination NORTH was asked for the objects 1.2.3.1 and 1.2.3.2.
class CommitmentReportsTest : public test::SiteTest {
protected:
    CommitmentReportsTest() {
        Transaction transaction{connection()};
        database::Destination north;
        north.name = "NORTH";
        north.ae_title = "NORTH_PACS";
        north.host = "192.0.2.7";
        north.port = 104;
        database::set_destination(transaction, north, 0);
        destination_ = database::find_destination(connection(), "NORTH")->id;
        export_ = database::add_export(transaction, {destination_, study, database::ExportScope::study, false, ""}, 0);
        transaction.commit();
        deliver("x");
        request_ = ask("1.5.1");
    }

    void deliver(const std::string& sha256) {
        Transaction transaction{connection()};
        for (const char* object : {"1.2.3.1", "1.2.3.2"}) {
            const database::Delivery one{object, std::string{study}, "1.9", sha256, true, 0, "", 0};
            database::add_deliveries(transaction, destination_, export_, {&one, 1});
        }
        transaction.commit();
    }
    std::int64_t ask(std::string_view transaction_uid) {
        Transaction transaction{connection()};
        const auto row = database::find_export(connection(), export_);
        const auto request = database::add_request(transaction, *row, transaction_uid, 1'000, 0);
        if (request) database::set_asked(transaction, request->id, clock().now_ms());
        transaction.commit();
        return request ? request->id : 0;
    }
    static ReportedObject object(const std::string& uid, CommitmentFailure failure = CommitmentFailure::none) {
        return {{"1.9", uid}, failure};
    }
    Status report(const std::vector<ReportedObject>& objects, const std::string& from = "NORTH_PACS",
                  const std::string& transaction_uid = "1.5.1") {
        const CommitmentReports under_test{database(), clock()};
        return under_test
            .take({{1, dicom::AeTitle{from}, "KINOTE", "192.0.2.7"},
                   1,
                   std::string{dicom::uid::StorageCommitmentPushModel},
                   std::string{dicom::uid::StorageCommitmentPushModelInstance},
                   all_committed,
                   dicom::Dataset::parse(write_report(transaction_uid, "NORTH_PACS", objects))})
            .status;
    }
    std::int64_t committed() {
        return database::count_deliveries(connection(), *database::find_export(connection(), export_)).committed;
    }
    auto exceptions() { return database::list_exceptions(connection(), INT64_MAX, 10); }
    std::string comment(std::string_view uid) {
        return text(Statement{"SELECT comment FROM delivery WHERE sop_instance_uid = $1"}, {uid});
    }

    std::int64_t destination_ = 0;
    std::int64_t export_ = 0;
    std::int64_t request_ = 0;
};

TEST_P(CommitmentReportsTest, what_is_reported_stands_in_the_ledger) {
    EXPECT_EQ(report({object("1.2.3.1"), object("1.2.3.2")}), Status::success);
    EXPECT_EQ(committed(), 2);
    EXPECT_EQ(number(Statement{"SELECT min(committed_ms) FROM delivery"}), clock().now_ms());
    EXPECT_THAT(exceptions(), IsEmpty());
    EXPECT_EQ(ask("1.5.2"), 0) << "nothing is left to ask for";
}

TEST_P(CommitmentReportsTest, what_failed_or_is_not_named_is_not_committed) {
    EXPECT_EQ(report({object("1.2.3.1", CommitmentFailure::no_such_object_instance)}), Status::success);
    EXPECT_EQ(committed(), 0);
    EXPECT_EQ(comment("1.2.3.1"), "not committed: 0112 no such object");
    EXPECT_EQ(comment("1.2.3.2"), "not committed: the report does not name it");
    ASSERT_THAT(exceptions(), SizeIs(1));
    EXPECT_THAT(exceptions()[0].message, HasSubstr("NORTH has not taken responsibility for 2 objects of study 1.2.3"));
    EXPECT_EQ(ask("1.5.2"), 0) << "it is not asked for again by itself";
}

TEST_P(CommitmentReportsTest, a_stranger_and_an_unknown_transaction_change_nothing) {
    EXPECT_EQ(report({object("1.2.3.1")}, "STRANGER"), Status::invalid_argument_value);
    EXPECT_EQ(report({object("1.2.3.1")}, "NORTH_PACS", "1.5.9"), Status::invalid_argument_value);
    EXPECT_EQ(committed(), 0);
}

TEST_P(CommitmentReportsTest, what_was_sent_with_other_content_since_is_not_committed) {
    deliver("y");
    EXPECT_EQ(report({object("1.2.3.1"), object("1.2.3.2")}), Status::success);
    EXPECT_EQ(committed(), 0);
    EXPECT_GT(ask("1.5.2"), 0);
    EXPECT_EQ(report({object("1.2.3.1"), object("1.2.3.2")}, "NORTH_PACS", "1.5.2"), Status::success);
    EXPECT_EQ(committed(), 2);
}

TEST_P(CommitmentReportsTest, a_request_that_was_renewed_is_believed_late) {
    {
        Transaction transaction{connection()};
        const auto broken = database::find_broken_request(connection(), export_, clock().now_ms());
        ASSERT_TRUE(broken && broken->is_overdue && broken->request.id == request_);
        const auto renewed = database::renew_request(transaction, *broken, "1.5.2", clock().now_ms());
        ASSERT_TRUE(renewed);
        EXPECT_EQ(renewed->attempt, 2);
        transaction.commit();
    }
    EXPECT_EQ(report({object("1.2.3.1"), object("1.2.3.2")}), Status::success);
    EXPECT_EQ(committed(), 2);
    Transaction transaction{connection()};
    const auto broken = database::find_broken_request(connection(), export_, clock().now_ms());
    ASSERT_TRUE(broken);
    EXPECT_FALSE(database::renew_request(transaction, *broken, "1.5.3", clock().now_ms())) << "nothing is left";
}

TEST_P(CommitmentReportsTest, what_was_delivered_while_a_request_ended_is_not_forgotten) {
    EXPECT_EQ(report({object("1.2.3.1"), object("1.2.3.2")}), Status::success);
    const CommitmentReports reports{database(), clock()};
    const RequestCommitmentHandler under_test{{}, database(), reports, clock()};
    const database::ClaimedJob job{1, "REQUEST_COMMITMENT", std::to_string(export_), std::string{study}, "{}", 1};
    AssociationKeeper associations{dicom::AeTitle{"KINOTE"}, {}};
    const jobs::Ending ending = under_test(job, associations, {});
    {
        Transaction transaction{connection()};
        ending(transaction);
        transaction.commit();
    }
    deliver("y");
    Transaction transaction{connection()};
    EXPECT_THROW(ending(transaction), base::Error);
}

// Two sessions that write the same rows in opposite orders wait for each other, and PostgreSQL ends one of them.
TEST_P(CommitmentReportsTest, reports_and_deliveries_of_the_same_objects_at_once_never_wait_for_each_other) {
    constexpr int objects = 60;
    constexpr int rounds = 40;
    std::vector<database::Delivery> forwards;
    std::vector<ReportedObject> reported;
    for (int i = 0; i < objects; ++i) {
        const std::string uid = fmt::format("1.2.3.4.{}", i);
        forwards.push_back({uid, std::string{study}, "1.9", "x", true, 0, "", 0});
        reported.push_back(object(uid, CommitmentFailure::processing_failure));
    }
    const std::vector<database::Delivery> backwards{forwards.rbegin(), forwards.rend()};
    {
        Transaction transaction{connection()};
        database::add_deliveries(transaction, destination_, export_, backwards);
        transaction.commit();
    }
    ASSERT_NE(ask("1.5.2"), 0);
    const auto send = [this](const std::vector<database::Delivery>& deliveries) {
        const database::PooledConnection session = database().connection();
        Transaction transaction{*session};
        database::add_deliveries(transaction, destination_, export_, deliveries);
        transaction.commit();
    };
    const auto report_anew = [this, &reported] {
        database().connection()->run_script("UPDATE commitment_request SET state = 'asked', answered_ms = NULL");
        EXPECT_EQ(report(reported, "NORTH_PACS", "1.5.2"), Status::success);
    };
    const auto repeat = [](const auto& work) {
        for (int round = 0; round < rounds; ++round) EXPECT_NO_THROW(work());
    };
    {
        const std::jthread sending_forwards{[&] { repeat([&] { send(forwards); }); }};
        const std::jthread sending_backwards{[&] { repeat([&] { send(backwards); }); }};
        const std::jthread reporting{[&] { repeat(report_anew); }};
    }
    EXPECT_EQ(number({"SELECT count(*) FROM delivery WHERE sop_instance_uid LIKE '1.2.3.4.%' AND state = 'delivered'"}),
              objects);
}

INSTANTIATE_TEST_SUITE_P(Engines, CommitmentReportsTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::exporter
