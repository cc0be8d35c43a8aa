#include "exporter/transmit.hpp"

#include <gmock/gmock.h>

#include "database/destination_table.hpp"
#include "database/queue_table.hpp"
#include "jobs/job_kinds.hpp"
#include "support/test_site.hpp"

namespace kinote::exporter {
namespace {

using database::ExportScope;
using database::Transaction;
using testing::SizeIs;

class TransmitTest : public test::SiteTest {
protected:
    TransmitTest() {
        Transaction transaction{connection()};
        database::Destination north;
        north.name = north.ae_title = "NORTH";
        north.host = "127.0.0.1";
        north.port = 1;
        database::set_destination(transaction, north, 0);
        database::declare_queue(transaction, jobs::send_queue("NORTH"), 0);
        transaction.commit();
    }

    std::int64_t add_export() {
        Transaction transaction{connection()};
        const std::int64_t id =
            database::add_export(transaction, {1, test::study_uid, ExportScope::study, false, "anna"}, 0);
        transaction.commit();
        return id;
    }

    AssociationKeeper associations_{dicom::AeTitle{"KINOTE"}, {}};
};

// Nothing is left when the handler looks, so that it calls nobody; then something comes, and then the job ends.
TEST_P(TransmitTest, what_comes_as_the_job_ends_goes_as_an_export_of_its_own) {
    const std::int64_t id = add_export();
    const TransmitHandler handler{{}, database(), cache(), associations_, queue(), clock()};
    database::ClaimedJob job;
    job.subject = std::to_string(id);
    const jobs::Ending ending = handler(job, std::stop_token{});
    accept(test::image_of_study(test::ct_1_uid));
    {
        Transaction transaction{connection()};
        ending(transaction);
        transaction.commit();
    }
    EXPECT_EQ(database::find_export(connection(), id)->state, "done");
    const auto exports = database::list_exports(connection(), test::study_uid, INT64_MAX, 10);
    ASSERT_THAT(exports, SizeIs(2));
    EXPECT_EQ(exports.front().state, "open");
    EXPECT_EQ(exports.front().requested_by, "anna");
    EXPECT_EQ(exports.front().job_state, "new");
    EXPECT_THAT(database::find_objects_to_send(connection(), exports.front(), 0, 10), SizeIs(1));
}

TEST_P(TransmitTest, where_nothing_came_no_other_export_is_opened) {
    const std::int64_t id = add_export();
    const TransmitHandler handler{{}, database(), cache(), associations_, queue(), clock()};
    database::ClaimedJob job;
    job.subject = std::to_string(id);
    const jobs::Ending ending = handler(job, std::stop_token{});
    Transaction transaction{connection()};
    ending(transaction);
    EXPECT_THAT(database::list_exports(connection(), test::study_uid, INT64_MAX, 10), SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(Engines, TransmitTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::exporter
