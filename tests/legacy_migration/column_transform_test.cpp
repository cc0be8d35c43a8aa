#include "legacy_migration/column_transform.hpp"

#include <gtest/gtest.h>

namespace kinote::legacy_migration {
namespace {

using Kind = Transform::Kind;

std::optional<std::string> apply(Kind kind, std::string_view bytes) { return apply_transform({kind, ""}, bytes); }

TEST(ColumnTransform, knows_the_words_of_a_mapping) {
    EXPECT_EQ(transform_from("packed_uid")->kind, Kind::packed_uid);
    EXPECT_EQ(transform_from("epoch_2001")->kind, Kind::epoch_2001);
    EXPECT_EQ(transform_from("unix")->kind, Kind::unix_time);
    EXPECT_EQ(transform_from("julian")->kind, Kind::julian);
    EXPECT_EQ(transform_from("encoding=windows-1252")->encoding, "windows-1252");
    EXPECT_FALSE(transform_from("encoding=no-such-set"));
    EXPECT_FALSE(transform_from("rot13"));
}

// 1.2.840.10: 0 ends, 1 to 10 are the digits, 11 is the dot; two characters a byte.
TEST(ColumnTransform, unpacks_uids_of_osirix) {
    EXPECT_EQ(apply(Kind::packed_uid, "\x2B\x3B\x95\x1B\x21"), "1.2.840.10");
    EXPECT_EQ(apply(Kind::packed_uid, "\x2B\x3B\x90"), "1.2.8");
    EXPECT_EQ(apply(Kind::packed_uid, "2B3B951B21"), "1.2.840.10");
    EXPECT_EQ(apply(Kind::packed_uid, "X'2B3B951B21'"), "1.2.840.10");
    EXPECT_FALSE(apply(Kind::packed_uid, "\x2B\xCC"));
    EXPECT_FALSE(apply(Kind::packed_uid, "1.2.840.10"));
}

TEST(ColumnTransform, reads_seconds_since_2001) {
    EXPECT_EQ(apply(Kind::epoch_2001, "0"), "20010101000000Z");
    EXPECT_EQ(apply(Kind::epoch_2001, "358030455.5"), "20120506205415.500Z");
    EXPECT_EQ(apply(Kind::epoch_2001, "-978307200"), "19700101000000Z");
    EXPECT_FALSE(apply(Kind::epoch_2001, "yesterday"));
    EXPECT_FALSE(apply(Kind::epoch_2001, "1e300"));
    EXPECT_FALSE(apply(Kind::epoch_2001, "nan"));
}

TEST(ColumnTransform, reads_unix_times_and_julian_days) {
    EXPECT_EQ(apply(Kind::unix_time, "1336340855"), "20120506214735Z");
    EXPECT_EQ(apply(Kind::julian, "2451545"), "20000101120000Z");
    EXPECT_EQ(apply(Kind::julian, "2440587.5"), "19700101000000Z");
}

TEST(ColumnTransform, decodes_character_sets) {
    EXPECT_EQ(apply_transform({Kind::encoding, "ISO-8859-1"}, "L\xE4sion"), "Läsion");
    EXPECT_EQ(apply_transform({Kind::encoding, "CP932"}, "\x8E\x52\x93\x63"), "山田");
    EXPECT_FALSE(apply_transform({Kind::encoding, "UTF-8"}, "L\xE4sion"));
}

}  // namespace
}  // namespace kinote::legacy_migration
