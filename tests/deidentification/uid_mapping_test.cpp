// What stands for UIDs, patients and labels.
#include "deidentification/uid_mapping.hpp"

#include <gtest/gtest.h>

#include <set>

#include "deidentification/deidentifying.hpp"
#include "dicom/sop_class.hpp"
#include "dicom/transfer_syntax.hpp"
#include "dicom/uid.hpp"

namespace kinote::deidentification {
namespace {

TEST(UidMapping, gives_the_same_uid_for_the_same_uid_and_key) {
    const std::string mapped = test_mapping().map("1.2.3.4.5");
    EXPECT_EQ(mapped, test_mapping().map("1.2.3.4.5"));
    EXPECT_TRUE(mapped.starts_with("2.25."));
    EXPECT_TRUE(dicom::is_well_formed_uid(mapped)) << mapped;
}

// As Python's hmac and int.from_bytes make them.
TEST(UidMapping, gives_what_a_later_version_must_give_as_well) {
    EXPECT_EQ(test_mapping().map("1.2.3.4.5"), "2.25.235782196271868683790781012607872072717");
    EXPECT_EQ(test_mapping().pseudonym("PID-1", "HOSP"), "ANON-35A54FE9C6DC");
}

TEST(UidMapping, gives_others_for_other_uids_and_other_keys) {
    std::set<std::string> all;
    for (int number = 0; number < 1000; ++number) all.insert(test_mapping().map("1.2.3." + std::to_string(number)));
    EXPECT_EQ(all.size(), 1000U);
    EXPECT_FALSE(all.contains(test_mapping("another secret of 27 bytes").map("1.2.3.1")));
}

TEST(UidMapping, looks_at_no_padding) {
    using std::string_literals::operator""s;
    EXPECT_EQ(test_mapping().map("1.2.3.4\0"s), test_mapping().map("1.2.3.4"));
    EXPECT_EQ(test_mapping().map(" 1.2.3.4 "), test_mapping().map("1.2.3.4"));
}

TEST(UidMapping, leaves_uids_of_the_standard_and_nothing) {
    for (const dicom::StorageSopClass& one : dicom::storage_sop_classes()) {
        EXPECT_TRUE(!one.uid.starts_with("1.2.840.10008.") || is_standard_uid(one.uid)) << one.uid;
    }
    for (const dicom::TransferSyntax& one : dicom::transfer_syntaxes())
        EXPECT_EQ(test_mapping().map(one.uid), one.uid) << one.uid;
    for (const std::string_view one : {"1.2.840.10008.1.20.1.1", "1.2.840.10008.1.4.1.1", "1.2.840.10008.6.1.1500",
                                       "1.2.840.10008.8.1.1", "1.2.840.10008.2.16.4", ""}) {
        EXPECT_EQ(test_mapping().map(one), one);
    }
}

TEST(UidMapping, maps_an_instance_that_somebody_numbered_below_the_root_of_the_standard) {
    const std::string_view misused = "1.2.840.10008.1.20240105.101500";
    EXPECT_NE(test_mapping().map(misused), misused);
}

TEST(UidMapping, maps_what_is_no_uid) { EXPECT_TRUE(dicom::is_well_formed_uid(test_mapping().map("Doe^John"))); }

TEST(UidMapping, refuses_a_key_that_could_be_guessed) {
    EXPECT_EQ(error_of([] { static_cast<void>(test_mapping("short")); }),
              "invalid: the key of a de-identified export has 5 bytes; it needs 16 or more");
}

TEST(UidMapping, gives_a_patient_one_pseudonym_and_others_another) {
    const UidMapping mapping = test_mapping();
    const std::string pseudonym = mapping.pseudonym("PID-1", "HOSP");
    EXPECT_EQ(pseudonym, mapping.pseudonym("PID-1", "HOSP"));
    EXPECT_EQ(pseudonym.size(), 17U);
    EXPECT_TRUE(pseudonym.starts_with("ANON-"));
    const std::set<std::string> all{pseudonym, mapping.pseudonym("PID-1", "OTHER"), mapping.pseudonym("PID-2", "HOSP"),
                                    mapping.pseudonym("PID-1|HOSP", ""), mapping.pseudonym("PID-1")};
    EXPECT_EQ(all.size(), 5U);
}

TEST(UidMapping, labels_fit_into_a_code_string) {
    EXPECT_EQ(test_mapping().label("SMITH LAYER").size(), 9U);
    EXPECT_EQ(test_mapping().label("A "), test_mapping().label("A"));
    EXPECT_NE(test_mapping().label("A"), test_mapping().label("B"));
}

}  // namespace
}  // namespace kinote::deidentification
