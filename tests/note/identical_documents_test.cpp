#include "note/identical_documents.hpp"

#include <gmock/gmock.h>

#include "note/kos_builder.hpp"

namespace kinote::note {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

test::BuiltItem document(const std::string& uid) {
    return test::object_item(dicom::uid::KeyObjectSelectionDocumentStorage, uid);
}

std::vector<IdenticalDocument> named_by(std::vector<test::BuiltItem> studies) {
    const std::string bytes =
        test::part10(test::good_kos().set(test::sequence(test::tag::IdenticalDocumentsSequence, std::move(studies))));
    return read_identical_documents(dicom::Dataset::parse(test::to_bytes(bytes)));
}

TEST(IdenticalDocumentsTest, each_is_read_once_with_its_study) {
    EXPECT_THAT(named_by({}), IsEmpty());
    EXPECT_THAT(named_by({test::study_item("1.2.7", {test::series_item("1.2.7.1", {document("1.2.7.1.1")})}),
                          test::study_item("1.2.8", {test::series_item("1.2.8.1", {document("1.2.8.1.1")}),
                                                     test::series_item("1.2.8.2", {document("1.2.7.1.1")})})}),
                ElementsAre(IdenticalDocument{"1.2.7", "1.2.7.1.1"}, IdenticalDocument{"1.2.8", "1.2.8.1.1"}));
}

TEST(IdenticalDocumentsTest, itself_and_what_is_no_uid_are_left_out_and_there_is_a_limit) {
    EXPECT_THAT(named_by({test::study_item("1.2.7", {test::series_item("1.2.7.1", {document(std::string{test::kos_uid}),
                                                                                   document(""), document("x")})}),
                          test::study_item("", {test::series_item("1.2.8.1", {document("1.2.8.1.1")})})}),
                IsEmpty());
    std::vector<test::BuiltItem> many;
    for (int number = 1; number <= 200; ++number) many.push_back(document("1.2.7.1." + std::to_string(number)));
    EXPECT_THAT(named_by({test::study_item("1.2.7", {test::series_item("1.2.7.1", many)})}), SizeIs(64));
}

}  // namespace
}  // namespace kinote::note
