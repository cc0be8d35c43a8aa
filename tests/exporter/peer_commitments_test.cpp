#include "exporter/peer_commitments.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "base/error.hpp"
#include "database/job_exception_table.hpp"
#include "dicom/uid.hpp"
#include "support/test_site.hpp"

namespace kinote::exporter {
namespace {

using database::Statement;
using dimse::Status;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class PeerCommitmentsTest : public test::SiteTest {
protected:
    PeerCommitmentsTest() {
        database::Transaction transaction{connection()};
        database::declare_queue(transaction, jobs::queue::storage_commitment, 0);
        transaction.commit();
    }

    void store(const std::string& instance) { ASSERT_EQ(accept(image(instance)), ingest::Outcome::stored); }
    /// One that lies in a file. @return where.
    std::filesystem::path store_file(const std::string& instance) {
        EXPECT_EQ(accept_staged(test::part10(test::with_pixels(image(instance), 100'000))), ingest::Outcome::stored);
        return folder() / "cache" /
               text(Statement{"SELECT path FROM instance WHERE sop_instance_uid = $1"}, {instance});
    }
    static test::BuiltItem image(const std::string& instance) { return test::image_of_study(instance); }
    std::string class_of(const std::string& instance) {
        return text(Statement{"SELECT sop_class_uid FROM instance WHERE sop_instance_uid = $1"}, {instance});
    }

    PeerCommitments commitments(PeerCommitmentSettings settings = {}) {
        return {std::move(settings), database(), cache(), queue(), clock()};
    }
    static dimse::NormalizedRequest request(const std::string& transaction_uid,
                                            const std::vector<database::CommitmentItem>& items) {
        return {{1, dicom::AeTitle{"CALLER"}, "KINOTE", "127.0.0.1"},
                1,
                std::string{dicom::uid::StorageCommitmentPushModel},
                std::string{dicom::uid::StorageCommitmentPushModelInstance},
                1,
                dicom::Dataset::parse(write_request(transaction_uid, items))};
    }
    std::int64_t jobs_until(std::int64_t run_after_ms) {
        return number(Statement{"SELECT count(*) FROM job WHERE kind = 'COMMIT_FOR_PEER' AND run_after_ms = $1"},
                      {run_after_ms});
    }
    static ReportedCommitment read(const dimse::EventReport& event) {
        return read_report(dicom::Dataset::parse(event.information));
    }
    std::vector<std::string> causes() {
        std::vector<std::string> found;
        for (const auto& one : database::list_exceptions(connection(), INT64_MAX, 10)) found.push_back(one.cause);
        return found;
    }
};

TEST_P(PeerCommitmentsTest, what_is_here_and_whole_is_committed) {
    store("1.2.1");
    (void)store_file("1.2.2");
    const PeerCommitments under_test = commitments();
    const auto answer =
        under_test.answer(request("1.2.3", {{"1.2.1", class_of("1.2.1"), ""}, {"1.2.2", class_of("1.2.2"), ""}}));
    EXPECT_EQ(answer.answer.status, Status::success);
    ASSERT_TRUE(answer.report);
    const auto event = answer.report();
    ASSERT_TRUE(event);
    EXPECT_EQ(event->event_type_id, all_committed);
    EXPECT_THAT(read(*event).committed, UnorderedElementsAre("1.2.1", "1.2.2"));
    answer.reported(dimse::Answer{});
    EXPECT_EQ(number(Statement{"SELECT report_status FROM peer_commitment"}), 0);
    EXPECT_THAT(causes(), IsEmpty());
}

TEST_P(PeerCommitmentsTest, what_is_not_is_named_with_the_reason) {
    for (const char* instance : {"1.2.1", "1.2.2", "1.2.3"}) store(instance);
    const auto path = store_file("1.2.4");
    connection().run_script("UPDATE instance SET marked_ms = 1 WHERE sop_instance_uid = '1.2.1'");
    connection().run_script("UPDATE instance SET withheld = 'other_patient' WHERE sop_instance_uid = '1.2.2'");
    {
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(-100, std::ios::end);
        file << 'x';
    }
    std::vector<database::CommitmentItem> items;
    for (const char* instance : {"1.2.1", "1.2.2", "1.2.4", "1.2.9"}) {
        items.push_back({instance, class_of("1.2.3"), ""});
    }
    items.push_back({"1.2.3", "1.2.840.10008.5.1.4.1.1.88.59", ""});
    const PeerCommitments under_test = commitments();
    const auto event = under_test.answer(request("1.2.5", items)).report();
    ASSERT_TRUE(event);
    EXPECT_EQ(event->event_type_id, failures_exist);
    EXPECT_THAT(read(*event).committed, IsEmpty());
    EXPECT_THAT(read(*event).failed, UnorderedElementsAre(Pair("1.2.1", CommitmentFailure::no_such_object_instance),
                                                          Pair("1.2.2", CommitmentFailure::no_such_object_instance),
                                                          Pair("1.2.3", CommitmentFailure::class_instance_conflict),
                                                          Pair("1.2.4", CommitmentFailure::processing_failure),
                                                          Pair("1.2.9", CommitmentFailure::no_such_object_instance)));
    EXPECT_THAT(causes(), ElementsAre("damaged_here"));
}

TEST_P(PeerCommitmentsTest, a_file_that_is_gone_or_too_short_is_a_failure) {
    const auto gone = store_file("1.2.1");
    const auto cut = store_file("1.2.2");
    std::filesystem::remove(gone);
    std::filesystem::resize_file(cut, 10);
    const PeerCommitments under_test = commitments();
    const auto event =
        under_test.answer(request("1.2.5", {{"1.2.1", class_of("1.2.1"), ""}, {"1.2.2", class_of("1.2.2"), ""}}))
            .report();
    EXPECT_THAT(read(*event).failed, UnorderedElementsAre(Pair("1.2.1", CommitmentFailure::processing_failure),
                                                          Pair("1.2.2", CommitmentFailure::processing_failure)));
    EXPECT_THAT(causes(), SizeIs(2));
}

TEST_P(PeerCommitmentsTest, what_is_hidden_between_the_look_and_the_report_is_not_committed) {
    store("1.2.1");
    const PeerCommitments under_test = commitments();
    const auto answer = under_test.answer(request("1.2.5", {{"1.2.1", class_of("1.2.1"), ""}}));
    EXPECT_THAT(read(*answer.report()).committed, ElementsAre("1.2.1"));
    connection().run_script("UPDATE instance SET marked_ms = 1 WHERE sop_instance_uid = '1.2.1'");
    EXPECT_THAT(read(*answer.report()).failed, ElementsAre(Pair("1.2.1", CommitmentFailure::no_such_object_instance)));
}

TEST_P(PeerCommitmentsTest, the_job_waits_for_the_report_over_the_same_association_and_no_longer) {
    store("1.2.1");
    PeerCommitmentSettings settings;
    const PeerCommitments under_test = commitments(settings);
    const std::vector<database::CommitmentItem> items{{"1.2.1", class_of("1.2.1"), ""}};
    const auto answer = under_test.answer(request("1.2.5", items));
    EXPECT_EQ(jobs_until(clock().now_ms() + settings.patience_ms), 1);
    answer.reported(std::nullopt);
    EXPECT_EQ(jobs_until(0), 1);
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM peer_commitment WHERE reported_ms IS NULL"}), 1);

    settings.most_quick_bytes = 1;
    const PeerCommitments slow = commitments(settings);
    EXPECT_FALSE(slow.answer(request("1.2.6", items)).report) << "there is too much to read";
    EXPECT_EQ(jobs_until(0), 2);
}

TEST_P(PeerCommitmentsTest, a_transaction_uid_is_used_once_by_each) {
    const PeerCommitments under_test = commitments();
    dimse::NormalizedRequest asked = request("1.2.5", {{"1.2.1", "1.9", ""}});
    EXPECT_EQ(under_test.answer(asked).answer.status, Status::success);
    EXPECT_EQ(under_test.answer(asked).answer.status, Status::duplicate_transaction_uid);
    asked.peer.calling_ae_title = dicom::AeTitle{"OTHER"};
    EXPECT_EQ(under_test.answer(asked).answer.status, Status::success);
}

TEST_P(PeerCommitmentsTest, who_is_no_destination_gets_no_report_and_a_person_is_told) {
    PeerCommitmentSettings settings;
    settings.reports_at_once = false;
    const PeerCommitments under_test = commitments(settings);
    EXPECT_FALSE(under_test.answer(request("1.2.5", {{"1.2.1", "1.9", ""}})).report);
    const std::string subject = text(Statement{"SELECT subject FROM job WHERE kind = 'COMMIT_FOR_PEER'"});
    try {
        (void)under_test.report({1, "COMMIT_FOR_PEER", subject, "", "{}", 1}, {});
        ADD_FAILURE();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::refused);
        EXPECT_THAT(error.what(), testing::HasSubstr("CALLER at 127.0.0.1"));
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, PeerCommitmentsTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::exporter
