#include "note/kosd_uid.hpp"

#include <gtest/gtest.h>

namespace kinote::note {
namespace {

const base::Uuid oid_name_space = base::parse_uuid("6ba7b812-9dad-11d1-80b4-00c04fd430c8");
constexpr auto* note_uuid = "0f8fad5b-d9cb-469f-a165-70867728950e";
constexpr auto* study = "1.2.840.113619.2.1.1";

TEST(KosdUid, of_a_version_in_a_study_is_always_the_same) {
    EXPECT_EQ(kosd_sop_instance_uid(oid_name_space, note_uuid, 1, study),
              "2.25.241203875841104636167254113981337069378");
    EXPECT_EQ(kosd_sop_instance_uid(oid_name_space, "0F8FAD5B-D9CB-469F-A165-70867728950E", 1, study),
              "2.25.241203875841104636167254113981337069378");
}

TEST(KosdUid, differs_by_version_study_and_installation) {
    const std::string uid = kosd_sop_instance_uid(oid_name_space, note_uuid, 1, study);
    EXPECT_NE(kosd_sop_instance_uid(oid_name_space, note_uuid, 2, study), uid);
    EXPECT_NE(kosd_sop_instance_uid(oid_name_space, note_uuid, 1, "1.2.840.113619.2.1.2"), uid);
    EXPECT_NE(kosd_sop_instance_uid(base::parse_uuid(note_uuid), note_uuid, 1, study), uid);
}

TEST(KosdUid, of_a_series_is_one_per_study_and_equipment) {
    EXPECT_EQ(kosd_series_instance_uid(oid_name_space, study, "KINSRV"),
              "2.25.252536817019527191334496382216104046008");
    EXPECT_NE(kosd_series_instance_uid(oid_name_space, study, "KINSRV 2"),
              kosd_series_instance_uid(oid_name_space, study, "KINSRV"));
}

}  // namespace
}  // namespace kinote::note
