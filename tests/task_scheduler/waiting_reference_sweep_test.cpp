#include "task_scheduler/waiting_reference_sweep.hpp"

#include <gmock/gmock.h>

#include <set>

#include "database/note_listing.hpp"
#include "database/note_table.hpp"
#include "database/study_listing.hpp"
#include "support/test_site.hpp"

namespace kinote::task_scheduler {
namespace {

using database::Statement;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Statement waiting_sql{"SELECT count(*) FROM note_reference WHERE study_instance_uid = ''"};

class WaitingReferenceSweepTest : public test::SiteTest {
protected:
    static std::string uid(int number) { return "1.2.3.100.1." + std::to_string(number); }
    /// A note that waits for so many objects, as it is where none of them was seen when it was written.
    void add_note_that_awaits(int objects) {
        note::KeyImageNote note;
        note.title = {"113000", "DCM", "Of Interest"};
        note.study_instance_uid = "1.2.3.777";
        note.patient.id = "PID-1";
        for (int i = 1; i <= objects; ++i) {
            note::NoteReference reference;
            reference.sop_instance_uid = uid(i);
            note.references.push_back(reference);
        }
        database::Transaction transaction{connection()};
        const std::int64_t id =
            database::add_note(transaction, {"note-1", database::NoteSource::legacy, "old", "key", ""}, 0);
        database::add_note_version(transaction, id, note, {}, 0);
        transaction.commit();
    }
    /// Pages of two.
    std::string run(std::int64_t most_in_a_run, const std::string& cursor = "") {
        return WaitingReferenceSweep{{.most_in_a_run = most_in_a_run, .page = 2}, database()}.run(cursor,
                                                                                                  std::stop_token{});
    }
};

TEST_P(WaitingReferenceSweepTest, resolves_what_neither_the_arrival_nor_the_note_has_seen) {
    accept(test::image_of_study(uid(2)));
    add_note_that_awaits(3);
    EXPECT_THAT(database::list_notes_of_study(connection(), test::study_uid), IsEmpty());

    EXPECT_EQ(run(100), "") << "it has come to the end and begins anew";
    const auto notes = database::list_notes_of_study(connection(), test::study_uid);
    ASSERT_THAT(notes, SizeIs(1));
    const database::ListedReference& reference = notes.front().references.at(1);
    EXPECT_EQ(reference.study_instance_uid, test::study_uid);
    EXPECT_EQ(reference.series_instance_uid, test::ct_series_uid);
    EXPECT_EQ(reference.sop_class_uid, dicom::uid::CTImageStorage);
    EXPECT_EQ(database::find_listed_study(connection(), test::study_uid)->notes, 1);
    EXPECT_EQ(number(waiting_sql), 2) << "those whose objects are not here";
}

TEST_P(WaitingReferenceSweepTest, looks_at_no_more_in_one_run_than_its_pace_allows_and_goes_on_where_it_stopped) {
    for (int i = 1; i <= 5; ++i) accept(test::image_of_study(uid(i)));
    add_note_that_awaits(5);
    const std::string cursor = run(3);
    EXPECT_EQ(cursor, uid(3));
    EXPECT_EQ(number(waiting_sql), 2);
    EXPECT_EQ(run(3, cursor), "");
    EXPECT_EQ(number(waiting_sql), 0);
}

TEST_P(WaitingReferenceSweepTest, stops_when_asked) {
    accept(test::image_of_study(uid(1)));
    add_note_that_awaits(1);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ((WaitingReferenceSweep{{}, database()}.run("1.2", stop.get_token())), "1.2");
    EXPECT_EQ(number(waiting_sql), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, WaitingReferenceSweepTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::task_scheduler
