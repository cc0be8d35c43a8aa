#include "exporter/commitment_message.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "dicom/element_writer.hpp"
#include "dicom/tag.hpp"

namespace kinote::exporter {
namespace {

using base::ErrorKind;
using dicom::Dataset;
using dicom::Vr;
using testing::ElementsAre;
using testing::Pair;
namespace tag = dicom::tag;

template <typename Action>
std::optional<ErrorKind> kind_of(Action action) {
    try {
        (void)action();
    } catch (const base::Error& error) {
        return error.kind();
    }
    return std::nullopt;
}

std::vector<database::CommitmentItem> items(std::size_t count) {
    std::vector<database::CommitmentItem> made;
    for (std::size_t i = 0; i < count; ++i) made.push_back({"1.2." + std::to_string(i), "1.9", ""});
    return made;
}

TEST(CommitmentMessageTest, a_request_is_read_as_it_was_written) {
    const Dataset information = Dataset::parse(write_request("1.2.3", items(2)));
    const AskedCommitment asked = read_request(information, 2);
    EXPECT_EQ(asked.transaction_uid, "1.2.3");
    ASSERT_EQ(asked.objects.size(), 2U);
    EXPECT_EQ(asked.objects[1].sop_class_uid, "1.9");
    EXPECT_EQ(asked.objects[1].sop_instance_uid, "1.2.1");
}

TEST(CommitmentMessageTest, requests_that_cannot_be) {
    const auto reading = [](const std::vector<std::byte>& written) {
        return kind_of([&] { return read_request(Dataset::parse(written), 2); });
    };
    EXPECT_EQ(reading(write_request("1.2.3", items(3))), ErrorKind::refused);
    EXPECT_EQ(reading(write_request("1.2.3", items(0))), ErrorKind::invalid);
    EXPECT_EQ(reading(write_request("no UID", items(1))), ErrorKind::invalid);
    EXPECT_EQ(reading(write_request("1.2.3", std::vector<database::CommitmentItem>{{"", "1.9", ""}})),
              ErrorKind::invalid);
    EXPECT_EQ(reading(write_request("1.2.3", items(2))), std::nullopt);
}

TEST(CommitmentMessageTest, a_report_has_a_sequence_for_what_it_holds_alone) {
    const ReportedObject kept{{"1.9", "1.2.1"}, CommitmentFailure::none};
    const ReportedObject lost{{"1.9", "1.2.2"}, CommitmentFailure::no_such_object_instance};
    const Dataset both = Dataset::parse(write_report("1.2.3", "ARCHIVE", std::vector{kept, lost}));
    EXPECT_EQ(both.text(tag::RetrieveAETitle), "ARCHIVE");
    const ReportedCommitment report = read_report(both);
    EXPECT_THAT(report.committed, ElementsAre("1.2.1"));
    EXPECT_THAT(report.failed, ElementsAre(Pair("1.2.2", CommitmentFailure::no_such_object_instance)));
    EXPECT_FALSE(Dataset::parse(write_report("1.2.3", "A", std::vector{kept})).has(tag::FailedSOPSequence));
    EXPECT_FALSE(Dataset::parse(write_report("1.2.3", "A", std::vector{lost})).has(tag::ReferencedSOPSequence));
}

TEST(CommitmentMessageTest, a_failure_without_a_reason_is_a_failure) {
    dicom::ElementWriter writer;
    writer.text(tag::TransactionUID, Vr::UI, "1.2.3");
    writer.begin_sequence(tag::FailedSOPSequence);
    writer.begin_item();
    writer.text(tag::ReferencedSOPInstanceUID, Vr::UI, "1.2.4");
    writer.end_item();
    writer.end_sequence();
    EXPECT_THAT(read_report(Dataset::parse(writer.take())).failed,
                ElementsAre(Pair("1.2.4", CommitmentFailure::processing_failure)));
}

TEST(CommitmentMessageTest, failures_have_words) {
    EXPECT_EQ(text_of(CommitmentFailure::no_such_object_instance), "0112 no such object");
    EXPECT_EQ(text_of(static_cast<CommitmentFailure>(0xC001)), "C001");
}

}  // namespace
}  // namespace kinote::exporter
