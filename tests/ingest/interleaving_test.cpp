// What happens between an arrival's first look and its transaction, made to happen there: the arrival is copied into
// the cache in between, and its source calls the test back.

#include <gmock/gmock.h>

#include <functional>
#include <thread>

#include "base/error.hpp"
#include "database/job_exception_table.hpp"
#include "database/note_listing.hpp"
#include "database/note_table.hpp"
#include "database/study_listing.hpp"
#include "support/test_site.hpp"

namespace kinote::ingest {
namespace {

using base::Error;
using base::ErrorKind;
using database::Engine;
using database::Statement;
using test::image_of_study;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::size_t larger_than_a_row = 200'000;  // more than what lies in the database
constexpr Statement patient_of_study_sql{
    "SELECT p.patient_id FROM study s JOIN patient p ON p.id = s.patient WHERE s.study_instance_uid = $1"};
constexpr Statement count_instances_sql{"SELECT count(*) FROM instance"};

/// An object that lets something happen the first time that its last byte is read, which is when it is copied.
class InterruptedSource final : public dicom::ByteSource {
public:
    InterruptedSource(const std::string& object, std::function<void()> interruption)
        : source_{std::as_bytes(std::span{object})}, interruption_{std::move(interruption)} {}

    [[nodiscard]] std::uint64_t size() const override { return source_.size(); }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override {
        const std::size_t count = source_.read_at(offset, buffer);
        if (offset + count == size() && interruption_) std::exchange(interruption_, nullptr)();
        return count;
    }

private:
    dicom::MemorySource source_;
    mutable std::function<void()> interruption_;
};

class InterleavingTest : public test::SiteTest {
protected:
    /// Takes in a larger_than_a_row object, and does the rest while it is copied.
    Outcome accept_large(const test::BuiltItem& image, std::function<void()> meanwhile = {},
                         const std::string& received_from = "test") {
        const std::string object = test::part10(test::with_pixels(image, larger_than_a_row));
        const InterruptedSource source{object, std::move(meanwhile)};
        Arrival arrival{source};
        arrival.sha256 = base::sha256_hex(object);
        arrival.received_from = received_from;
        return intake().accept(arrival).outcome;
    }
    std::vector<std::string> causes() {
        std::vector<std::string> found;
        for (const auto& row : database::list_exceptions(connection(), INT64_MAX, 100)) found.push_back(row.cause);
        return found;
    }
    /// A legacy note of the patient PID-1 that selects one object.
    static void add_note(database::Transaction& transaction, std::string_view study,
                         std::string_view sop_instance_uid) {
        note::KeyImageNote note;
        note.title = {"113000", "DCM", "Of Interest"};
        note.study_instance_uid = study;
        note.patient.id = "PID-1";
        note::NoteReference reference;
        reference.sop_instance_uid = sop_instance_uid;
        note.references.push_back(reference);
        const std::int64_t id =
            database::add_note(transaction, {"note-1", database::NoteSource::legacy, "old", "key", ""}, 0);
        database::add_note_version(transaction, id, note, {}, 0);
    }
    void commit_note(std::string_view study, std::string_view sop_instance_uid) {
        database::Transaction transaction{connection()};
        add_note(transaction, study, sop_instance_uid);
        transaction.commit();
    }
};

TEST_P(InterleavingTest, notes_that_come_meanwhile_under_another_patient_are_withheld) {
    accept_large(image_of_study(test::ct_1_uid, "PID-2"), [this] { commit_note(test::study_uid, "1.2.3.4"); });
    EXPECT_EQ(text(patient_of_study_sql, {test::study_uid}), "PID-2");
    EXPECT_THAT(database::list_notes_of_study(connection(), test::study_uid), IsEmpty());
    EXPECT_EQ(database::find_listed_study(connection(), test::study_uid)->notes, 0);
    EXPECT_THAT(causes(), ElementsAre("other_patient"));
}

TEST_P(InterleavingTest, the_first_object_of_a_study_that_came_meanwhile_under_another_patient_is_raised) {
    accept_large(image_of_study(test::ct_1_uid, "PID-2"), [this] { accept(image_of_study(test::ct_2_uid)); });
    EXPECT_EQ(text(patient_of_study_sql, {test::study_uid}), "PID-1");
    EXPECT_EQ(number(count_instances_sql), 2);
    EXPECT_THAT(causes(), ElementsAre("other_patient"));
}

TEST_P(InterleavingTest, an_object_waits_for_a_note_of_its_study_that_is_being_written_and_is_believed) {
    (void)intake();
    std::jthread door;
    {
        database::Transaction transaction{connection()};
        add_note(transaction, test::study_uid, "1.2.3.4");
        door = std::jthread{[this] { accept_large(image_of_study(test::ct_1_uid, "PID-2")); }};
        wait_until_another_waits();
        transaction.commit();
    }
    door.join();
    EXPECT_EQ(text(patient_of_study_sql, {test::study_uid}), "PID-2");
    EXPECT_THAT(database::list_notes_of_study(connection(), test::study_uid), IsEmpty());
    EXPECT_THAT(causes(), ElementsAre("other_patient"));
}

TEST_P(InterleavingTest, a_reference_that_comes_meanwhile_and_waits_is_resolved) {
    accept_large(image_of_study(test::ct_1_uid), [this] { commit_note("1.2.3.777", test::ct_1_uid); });
    const auto notes = database::list_notes_of_study(connection(), test::study_uid);
    ASSERT_THAT(notes, SizeIs(1));
    EXPECT_EQ(notes.front().references.at(0).series_instance_uid, test::ct_series_uid);
}

TEST_P(InterleavingTest, an_arrival_that_surely_did_not_commit_leaves_no_file_where_space_is_short) {
    (void)intake();
    if (GetParam() == Engine::sqlite) {
        database().connection()->run_script("PRAGMA max_page_count = 1");  // as many as there are
    } else {
        connection().run_script(R"(
            CREATE FUNCTION fill_disk() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON instance FOR EACH ROW EXECUTE FUNCTION fill_disk();)");
    }
    try {
        accept_large(image_of_study(test::ct_1_uid), {}, std::string(100'000, 'x'));
        FAIL() << "it was accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::unavailable) << error.what();
    }
    EXPECT_THAT(cache_files(), IsEmpty());
    EXPECT_EQ(staged_files(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Engines, InterleavingTest, test::both_engines(), test::engine_name);

/// PostgreSQL, whose sessions can be lost behind a COMMIT that was sent.
class CommitInDoubtTest : public InterleavingTest {
protected:
    /// From here on the session is lost that commits a row of the table.
    void lose_sessions_that_write(const std::string& table) {
        (void)intake();
        connection().run_script(R"(
            CREATE FUNCTION end_session() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER session_lost AFTER INSERT ON )" +
                                table + R"( DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION end_session();)");
    }
    ErrorKind kind_of_failure(const test::BuiltItem& image) {
        try {
            accept_large(image);
        } catch (const Error& error) {
            return error.kind();
        }
        ADD_FAILURE() << "no error";
        return ErrorKind::internal;
    }
};

TEST_P(CommitInDoubtTest, an_arrivals_file_stays_for_the_row_that_may_be_there) {
    lose_sessions_that_write("instance");
    EXPECT_EQ(kind_of_failure(image_of_study(test::ct_1_uid)), ErrorKind::unavailable);
    EXPECT_THAT(cache_files(), SizeIs(1));
}

TEST_P(CommitInDoubtTest, the_file_of_a_refused_object_stays_for_the_row_that_may_be_there) {
    accept(image_of_study(test::ct_1_uid));
    lose_sessions_that_write("refused_object");
    EXPECT_EQ(kind_of_failure(image_of_study(test::ct_1_uid, "PID-1", "1.2.3.100.7")), ErrorKind::unavailable);
    EXPECT_THAT(cache_files(), Not(IsEmpty()));
}

INSTANTIATE_TEST_SUITE_P(Engines, CommitInDoubtTest, testing::Values(Engine::postgresql), test::engine_name);

}  // namespace
}  // namespace kinote::ingest
