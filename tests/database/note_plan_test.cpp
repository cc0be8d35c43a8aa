// No statement about notes and their KOSDs walks a table.

#include <gmock/gmock.h>

#include <array>
#include <string_view>

#include "database/awaited_object_table.hpp"
#include "database/creatable_note.hpp"
#include "database/identical_document_table.hpp"
#include "database/instance_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/kosd_source_table.hpp"
#include "database/kosd_table.hpp"
#include "database/note_history.hpp"
#include "database/note_joining.hpp"
#include "database/note_listing.hpp"
#include "database/note_table.hpp"
#include "database/study_table.hpp"
#include "database/waiting_references.hpp"
#include "database/withdrawal_table.hpp"
#include "support/filled_archive_test.hpp"

namespace kinote::database {
namespace {

class NotePlanTest : public test::FilledArchiveTest {};

note::KeyImageNote sample_note() {
    note::KeyImageNote note;
    note.title = {"113000", "DCM", "Of Interest"};
    note.study_instance_uid = "1.2.5000";
    note.patient.id = "PID-5000";
    note::NoteReference reference;
    reference.study_instance_uid = "1.2.5000";
    reference.sop_instance_uid = "1.2.5000.1";
    note.references.push_back(reference);
    return note;
}

TEST_P(NotePlanTest, resolving_the_references_that_wait_for_an_object) {
    expect_indexed([](Transaction& transaction) {
        resolve_references(transaction, "1.2.5000.3", "1.2.5000", "1.3.5000", "1.2", 5'000);
    });
}

TEST_P(NotePlanTest, sweeping_for_references_that_need_wait_no_longer) {
    expect_read_indexed(
        [](Connection& connection) { EXPECT_EQ(find_awaited_objects(connection, "1.2.5000", 500).looked_at, 500); });
}

TEST_P(NotePlanTest, finding_that_a_study_is_another_patients) {
    expect_indexed([](Transaction& transaction) {
        (void)reopen_kosds_of_study(transaction, 5'000);
        withhold_notes_of_study(transaction, 5'000, "other_patient");
    });
}

TEST_P(NotePlanTest, registering_a_kosd) {
    expect_read_indexed([](Connection& connection) {
        (void)find_object_in_place(connection, "1.2.5000.2");
        (void)read_object_bytes(connection, 15'000);
        const std::vector<std::string_view> uids{"1.2.5000.1", "1.2.5001.1", "1.2.5002.9"};
        (void)find_instances(connection, uids);
        (void)is_series_of_other_modality(connection, "1.3.5000");
        (void)find_study(connection, "1.2.5000");
    });
    expect_indexed([](Transaction& transaction) {
        const KosdSituation situation = find_situation(transaction, "1.2.5000.9", "digest5000", "1.2.5000");
        NewVersion version;
        version.kosd_sop_instance_uid = "1.2.5000.9";
        add_received_note(transaction, situation, {"uuid", NoteSource::received, "KOSD", "1.2.5000.9", ""},
                          sample_note(), version, 0);
        name_patient_of_study(transaction, 5'000, {"PID-99999", "", "New", "", ""});
        const KosdSituation again = find_situation(transaction, "1.2.5000.2", "digest5000", "1.2.5000");
        version.kosd_sop_instance_uid = "1.2.5000.2";
        renew_received_note(transaction, again, sample_note(), version, 0);
        KosdVerdict verdict;
        verdict.instance = 15'000;
        verdict.findings = "[]";
        set_verdict(transaction, verdict, 0);
        withhold_instance(transaction, 15'000, "other_patient");
        set_registration_state(transaction, "1.2.5000.2", RegistrationState::given_up);
    });
}

TEST_P(NotePlanTest, changing_a_note) {
    expect_indexed([](Transaction& transaction) {
        set_source_digest(transaction, 5'000, "digest");
        (void)add_note_version(transaction, 5'000, sample_note(), {}, 0);
        join_notes(transaction, 5'000, 5'001, "probable");
        (void)part_notes(transaction, "uuid-5000");
        join_notes(transaction, 5'000, 5'001, "kosd");
        withhold_note(transaction, 5'001, "other_patient");
        withhold_note(transaction, 5'000, "other_patient");
    });
}

TEST_P(NotePlanTest, removing_a_note) {
    expect_indexed([](Transaction& transaction) { remove_note(transaction, 5'000); });
}

TEST_P(NotePlanTest, the_notes_of_a_study_and_one_note) {
    expect_read_indexed([](Connection& connection) {
        EXPECT_EQ(list_notes_of_study(connection, "1.2.5000").size(), 1U);
        EXPECT_TRUE(find_note(connection, "uuid-5000"));
        EXPECT_EQ(list_versions_of_note(connection, "uuid-5000", 100, 100).size(), 1U);
        EXPECT_EQ(find_version_origins(connection, "uuid-5000", 100, 100).size(), 1U);
        EXPECT_TRUE(list_deliveries_of_note(connection, "uuid-5000").empty());
        EXPECT_TRUE(list_notes_outside(connection, "1.2.5000").empty());
        EXPECT_TRUE(find_documented_versions(connection, std::array{std::string_view{"1.2.5000.99"}}).empty());
        EXPECT_TRUE(find_visible_object(connection, "1.2.5000.1"));
    });
}

TEST_P(NotePlanTest, quarantined_kosds_selections_and_exceptions) {
    expect_read_indexed([](Connection& connection) {
        EXPECT_EQ(list_quarantined(connection, 25, 0).size(), 25U);
        EXPECT_EQ(list_selections(connection, 25, 0).size(), 25U);
        EXPECT_EQ(list_exceptions(connection, INT64_MAX, 25).size(), 25U);
    });
}

TEST_P(NotePlanTest, making_a_kosd_of_a_note) {
    expect_indexed([](Transaction& transaction) {
        const auto note = find_creatable_note(transaction.connection(), "uuid-5000", 1);
        EXPECT_TRUE(note.value().has_kosd);
        EXPECT_EQ(note.value().references.front().presentation_state.value().place.series_instance_uid, "series");
        EXPECT_TRUE(find_study_of_kosd(transaction.connection(), "1.2.5000"));
        EXPECT_TRUE(find_notes_without_kosd_of_study(transaction.connection(), "1.2.5000").empty());
        EXPECT_TRUE(find_notes_awaiting_kosd(transaction.connection(), "1.2.5000").empty());
        add_kosd_source(transaction, {5'000, "1.2.5000", "1.2.5000.9", "1.3.9", 1, "{}", "[]", ""}, 0);
        EXPECT_EQ(next_kosd_instance_number(transaction, "1.3.9"), 2);
        EXPECT_EQ(find_kosd_sources(transaction.connection(), 5'000).size(), 1U);
        (void)withhold_superseded_kosds(transaction, 5'000);
        EXPECT_TRUE(withdraw_replaced(transaction, 5'000, 0).empty());
        await_object(transaction, "1.2.5000.9", 5'000);
        const std::vector<std::string_view> awaited{"1.2.5000.9", "1.2.5000.8"};
        (void)retry_creations(transaction, awaited, 0);
        EXPECT_EQ(find_awaited_here(transaction.connection(), "", 100).looked_at, 1);
        (void)give_up_creations(transaction, 5'000, 2, "superseded", 0);
        (void)find_omitting_kosds(transaction.connection(), "1.2.5000");
        await_no_more(transaction, 5'000);
    });
}

TEST_P(NotePlanTest, a_document_that_names_another_as_identical) {
    expect_indexed([](Transaction& transaction) {
        const std::vector<std::string_view> named{"1.2.5000.2"};
        add_identical_documents(transaction, 15'001, named);
        const auto found = find_notes_of_identical_documents(transaction.connection(), "1.2.5001.2", named);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found.front().note_version, 5'000);
        const auto naming = find_notes_of_identical_documents(transaction.connection(), "1.2.5000.2", {});
        ASSERT_EQ(naming.size(), 1U);
        EXPECT_EQ(naming.front().note_version, 5'001);
        add_document(transaction, found.front(), {15'001, 5'001});
        EXPECT_FALSE(hand_on_note(transaction, 5'000, 15'000));
        EXPECT_TRUE(hand_on_note(transaction, 5'000, 15'001));
        merge_notes(transaction, naming.front(), found.front());
    });
}

TEST_P(NotePlanTest, sweeping_for_unregistered_kosds) {
    expect_indexed([](Transaction& transaction) {
        EXPECT_EQ(lock_unregistered(transaction, 10'000, 10).size(), 10U);
        EXPECT_EQ(lock_unregistered(transaction, 15'000, 10).size(), 10U);
        (void)count_unregistered(transaction.connection());
        (void)reopen_quarantined(transaction, 1);
    });
}

INSTANTIATE_TEST_SUITE_P(Engines, NotePlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
