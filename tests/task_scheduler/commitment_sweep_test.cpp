#include "task_scheduler/commitment_sweep.hpp"

#include <gtest/gtest.h>

#include "database/commitment_table.hpp"
#include "database/destination_table.hpp"
#include "support/test_site.hpp"

namespace kinote::task_scheduler {
namespace {

using database::Statement;
using database::Transaction;

class CommitmentSweepTest : public test::SiteTest {
protected:
    CommitmentSweepTest() {
        Transaction transaction{connection()};
        database::Destination north;
        north.name = "NORTH";
        north.ae_title = "NORTH";
        north.host = "192.0.2.7";
        north.port = 104;
        database::set_destination(transaction, north, 0);
        database::declare_queue(transaction, "SEND_NORTH", 0);
        transaction.commit();
    }
    /// A request of an export of its own.
    void ask(const std::string& study, std::int64_t due_ms) {
        Transaction transaction{connection()};
        const std::int64_t destination = database::find_destination(connection(), "NORTH")->id;
        const std::int64_t id =
            database::add_export(transaction, {destination, study, database::ExportScope::study, false, ""}, 0);
        const database::Delivery delivery{study + ".1", study, "1.9", "x", true, 0, "", 0};
        database::add_deliveries(transaction, destination, id, {&delivery, 1});
        const auto row = database::find_export(connection(), id);
        const auto request = database::add_request(transaction, *row, "1.5." + study, 1'000, 0);
        database::set_asked(transaction, request->id, due_ms);
        transaction.commit();
    }
    void sweep(std::int64_t page = 200) {
        const CommitmentSweep under_test{{60'000, page}, database(), queue(), clock()};
        EXPECT_EQ(under_test.run("", {}), "");
    }
    std::int64_t jobs() { return number(Statement{"SELECT count(*) FROM job WHERE kind = 'REQUEST_COMMITMENT'"}); }
};

TEST_P(CommitmentSweepTest, what_is_overdue_is_asked_for_anew_once) {
    const std::int64_t now = clock().now_ms();
    ask("1.2.1", now - 1);
    ask("1.2.2", now);
    ask("1.2.3", now);
    ask("1.2.4", now + 1);
    sweep(1);
    EXPECT_EQ(jobs(), 3);
    sweep();
    EXPECT_EQ(jobs(), 3) << "the jobs live";
    EXPECT_EQ(text(Statement{"SELECT min(queue) FROM job WHERE kind = 'REQUEST_COMMITMENT'"}), "SEND_NORTH");
}

TEST_P(CommitmentSweepTest, a_destination_that_is_no_longer_in_use_is_not_waited_for) {
    ask("1.2.1", clock().now_ms());
    {
        Transaction transaction{connection()};
        EXPECT_TRUE(database::retire_destination(transaction, "NORTH", 0));
        transaction.commit();
    }
    sweep();
    EXPECT_EQ(jobs(), 0);
    EXPECT_EQ(text(Statement{"SELECT state FROM commitment_request"}), "dropped");
}

INSTANTIATE_TEST_SUITE_P(Engines, CommitmentSweepTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::task_scheduler
