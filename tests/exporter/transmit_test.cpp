#include "exporter/transmit.hpp"

#include <gmock/gmock.h>

#include <optional>

#include "base/error.hpp"
#include "base/random.hpp"
#include "database/destination_table.hpp"
#include "database/note_table.hpp"
#include "database/queue_table.hpp"
#include "jobs/job_kinds.hpp"
#include "support/test_site.hpp"

namespace kinote::exporter {
namespace {

using database::ExportScope;
using database::Transaction;
using testing::HasSubstr;
using testing::IsEmpty;
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

    void add_note() {
        note::KeyImageNote content;
        content.study_instance_uid = test::study_uid;
        content.title = {"113000", "DCM", "Of Interest"};
        note::NoteReference& reference = content.references.emplace_back();
        reference.study_instance_uid = test::study_uid;
        reference.series_instance_uid = test::ct_series_uid;
        reference.sop_instance_uid = test::ct_1_uid;
        reference.sop_class_uid = dicom::uid::CTImageStorage;
        Transaction transaction{connection()};
        database::NewNote note;
        note.uuid = base::random_uuid();
        note.source = database::NoteSource::local;
        note.source_system = "kinote";
        database::add_note_version(transaction, database::add_note(transaction, note, 0), content, {}, 0);
        transaction.commit();
    }

    // What the job leaves to be done as it ends.
    jobs::Ending run(std::int64_t id, TransmitSettings settings = {}) {
        handler_.emplace(settings, database(), cache(), associations_, queue(), clock());
        database::ClaimedJob job;
        job.subject = std::to_string(id);
        return (*handler_)(job, std::stop_token{});
    }

    AssociationKeeper associations_{dicom::AeTitle{"KINOTE"}, {}};
    std::optional<TransmitHandler> handler_;
};

// Nothing is left when the handler looks, so that it calls nobody; then something comes, and then the job ends.
TEST_P(TransmitTest, what_comes_as_the_job_ends_goes_as_an_export_of_its_own) {
    const std::int64_t id = add_export();
    const jobs::Ending ending = run(id);
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
    const jobs::Ending ending = run(id);
    Transaction transaction{connection()};
    ending(transaction);
    EXPECT_THAT(database::list_exports(connection(), test::study_uid, INT64_MAX, 10), SizeIs(1));
}

TEST_P(TransmitTest, a_note_that_is_made_while_the_export_waits_goes_as_an_export_of_its_own) {
    accept(test::image_of_study(test::ct_1_uid));
    const std::int64_t id = add_export();
    add_note();
    connection().run_script(
        "INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state, "
        "status, "
        "comment, export, sent_ms) SELECT 1, i.sop_instance_uid, s.study_instance_uid, i.sop_class_uid, i.sha256, "
        "'delivered', 0, '', 1, 0 FROM instance i JOIN study s ON s.id = i.study");
    const jobs::Ending ending = run(id);
    {
        Transaction transaction{connection()};
        ending(transaction);
        transaction.commit();
    }
    EXPECT_THAT(database::find_export(connection(), id)->remarks, HasSubstr("export of its own"));
    const auto exports = database::list_exports(connection(), test::study_uid, INT64_MAX, 10);
    ASSERT_THAT(exports, SizeIs(2));
    EXPECT_EQ(exports.front().job_state, "waiting");
    EXPECT_EQ(number({"SELECT count(*) FROM job WHERE kind = 'CREATE_KOSD' AND state = 'new'"}), 1);
}

TEST_P(TransmitTest, a_late_note_goes_also_behind_an_export_that_was_refused_in_part) {
    accept(test::image_of_study(test::ct_1_uid));
    const std::int64_t id = add_export();
    add_note();
    connection().run_script(
        "INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state, "
        "status, "
        "comment, export, sent_ms) SELECT 1, i.sop_instance_uid, s.study_instance_uid, i.sop_class_uid, i.sha256, "
        "'refused', 290, '', 1, 0 FROM instance i JOIN study s ON s.id = i.study");
    EXPECT_THROW((void)run(id), base::Error);
    EXPECT_EQ(database::find_export(connection(), id)->state, "done_in_part");
    const auto exports = database::list_exports(connection(), test::study_uid, INT64_MAX, 10);
    ASSERT_THAT(exports, SizeIs(2));
    EXPECT_THAT(database::find_objects_to_send(connection(), exports.front(), 0, 10), IsEmpty())
        << "what was refused for good is left to a person";
    Transaction transaction{connection()};
    database::begin_export_anew(transaction, exports.back());
    EXPECT_THAT(database::find_objects_to_send(connection(), exports.back(), 0, 10), SizeIs(1));
}

TEST_P(TransmitTest, a_site_that_holds_studies_has_the_kosd_of_a_late_note_made_first) {
    accept(test::image_of_study(test::ct_1_uid));
    const std::int64_t id = add_export();
    add_note();
    try {
        (void)run(id, {true});
        FAIL() << "it is sent without its KOSD";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::unavailable) << error.what();
        EXPECT_THAT(error.what(), HasSubstr("still to be made"));
    }
    EXPECT_EQ(number({"SELECT count(*) FROM job WHERE kind = 'CREATE_KOSD' AND state = 'new'"}), 1);
}

TEST_P(TransmitTest, a_note_of_which_all_is_hidden_holds_nothing_up) {
    accept(test::image_of_study(test::ct_1_uid));
    const std::int64_t id = add_export();
    add_note();
    connection().run_script("UPDATE instance SET marked_ms = 1, marked_by = 'anna', mark_cause = 'deletion 1'");
    const jobs::Ending ending = run(id, {true});
    Transaction transaction{connection()};
    ending(transaction);
    EXPECT_THAT(database::list_exports(connection(), test::study_uid, INT64_MAX, 10), SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(Engines, TransmitTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::exporter
