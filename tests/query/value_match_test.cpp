#include "query/value_match.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "query/query_identifier.hpp"

namespace kinote::query {
namespace {

using testing::ElementsAre;
namespace tag = dicom::tag;

ValueMatch match_of(dicom::Tag tag, const std::string& value) {
    const dicom::Dataset question = test::Question{"IMAGE"}.with(tag, value).data_set();
    return ValueMatch::read(question.find(tag).value());
}

bool fits(dicom::Tag tag, const std::string& key, const std::string& value) {
    return match_of(tag, key).matches(std::vector<std::string>{value});
}

void expect_refused(dicom::Tag tag, const std::string& value) {
    try {
        (void)match_of(tag, value);
        ADD_FAILURE() << value;
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
    }
}

TEST(ValueMatchTest, an_empty_key_and_a_star_match_whatever_is_there_and_what_is_not) {
    for (const char* universal : {"", "*", " "}) {
        for (const dicom::Tag tag : {tag::StudyDescription, tag::StudyDate, tag::StudyInstanceUID, tag::PatientName}) {
            const ValueMatch match = match_of(tag, universal);
            EXPECT_TRUE(match.is_universal());
            EXPECT_TRUE(match.matches({}));
        }
    }
}

TEST(ValueMatchTest, a_single_value_is_compared_as_it_stands_but_for_padding) {
    EXPECT_TRUE(fits(tag::AccessionNumber, "ACC-1 ", "ACC-1"));
    EXPECT_FALSE(fits(tag::AccessionNumber, "acc-1", "ACC-1"));
    EXPECT_FALSE(fits(tag::AccessionNumber, "ACC-1", ""));
    EXPECT_FALSE(match_of(tag::AccessionNumber, "ACC-1").matches({}));
    EXPECT_TRUE(fits(tag::StudyDescription, "50% [a_b]", "50% [a_b]"));
}

TEST(ValueMatchTest, one_of_several_values_is_enough) {
    const std::vector<std::string> modalities{"CT", "KO"};
    EXPECT_TRUE(match_of(tag::ModalitiesInStudy, "KO").matches(modalities));
    EXPECT_TRUE(match_of(tag::ModalitiesInStudy, "K*").matches(modalities));
    EXPECT_FALSE(match_of(tag::ModalitiesInStudy, "MR").matches(modalities));
}

TEST(ValueMatchTest, uids_come_as_lists_and_are_never_patterns) {
    const ValueMatch list = match_of(tag::StudyInstanceUID, "1.2.3\\1.2.4\\1.2.3");
    EXPECT_TRUE(list.matches(std::vector<std::string>{"1.2.4"}));
    EXPECT_FALSE(list.matches(std::vector<std::string>{"1.2.5"}));
    EXPECT_THAT(list.uids(), ElementsAre("1.2.3", "1.2.4"));
    const ValueMatch pattern = match_of(tag::StudyInstanceUID, "1.2.*");
    EXPECT_FALSE(pattern.is_universal());
    EXPECT_FALSE(pattern.matches(std::vector<std::string>{"1.2.3"}));
}

TEST(ValueMatchTest, several_values_of_anything_else_are_refused) {
    expect_refused(tag::ModalitiesInStudy, "CT\\MR");
    expect_refused(tag::PatientID, "1\\2");
}

TEST(ValueMatchTest, several_values_are_enough_singly_where_that_was_agreed_on) {
    const auto match = [](dicom::Tag tag, const std::string& value) {
        const dicom::Dataset question = test::Question{"IMAGE"}.with(tag, value).data_set();
        return ValueMatch::read(question.find(tag).value(), {.matches_several = true});
    };
    const ValueMatch modalities = match(tag::ModalitiesInStudy, "CT\\\\M*");
    EXPECT_TRUE(modalities.matches(std::vector<std::string>{"KO", "MR"}));
    EXPECT_FALSE(modalities.matches(std::vector<std::string>{"KO", "US"}));
    EXPECT_FALSE(modalities.matches({}));
    EXPECT_EQ(modalities.only_text(), std::nullopt);
    EXPECT_EQ(modalities.beginning(), "");
    EXPECT_TRUE(match(tag::InstanceNumber, "7\\9").matches(std::vector<std::string>{"09"}));
    EXPECT_TRUE(match(tag::PatientName, "doe*\\roe^jane").matches(std::vector<std::string>{"Roe^Jane"}));
    EXPECT_TRUE(match(tag::PatientID, "\\").is_universal());
    EXPECT_THROW((void)match(tag::InstanceNumber, "7\\x"), base::Error);
    EXPECT_THROW((void)match(tag::StudyDate, "20240101\\20240102"), base::Error);
}

TEST(ValueMatchTest, numbers_are_compared_as_numbers) {
    EXPECT_TRUE(fits(tag::InstanceNumber, "7", "007"));
    EXPECT_TRUE(fits(tag::InstanceNumber, "+7 ", "7"));
    EXPECT_FALSE(fits(tag::InstanceNumber, "7", "70"));
    EXPECT_FALSE(fits(tag::InstanceNumber, "7", "7x"));
    expect_refused(tag::InstanceNumber, "7*");
    const dicom::Dataset question = test::Question{"IMAGE"}.with_number(tag::Rows, 512).data_set();
    const ValueMatch rows = ValueMatch::read(question.find(tag::Rows).value());
    EXPECT_TRUE(rows.matches(std::vector<std::string>{"512"}));
    EXPECT_FALSE(rows.matches(std::vector<std::string>{"51"}));
}

TEST(ValueMatchTest, names_are_compared_without_case_and_accents) {
    EXPECT_TRUE(fits(tag::PatientName, "MULLER^JURGEN", "Müller^Jürgen"));
    EXPECT_TRUE(fits(tag::PatientName, "müller^jürgen^^^", "Muller^Jurgen"));
    EXPECT_TRUE(fits(tag::PatientName, "müll*", "MULLER^Jürgen"));
    EXPECT_TRUE(fits(tag::PatientName, "*^J?rgen", "Müller^Jürgen"));
    EXPECT_FALSE(fits(tag::PatientName, "Müller", "Müller^Jürgen")) << "without a wild card it is the whole name";
    EXPECT_TRUE(fits(tag::ReferringPhysicianName, "straße*", "STRASSE^Anna"));
}

TEST(ValueMatchTest, a_name_is_found_by_each_of_its_groups) {
    const std::string name = "Yamada^Tarou=山田^太郎=やまだ^たろう";
    for (const char* key : {"Yamada^Tarou", "山田^太郎", "やまだ*", "山田*", name.c_str(), "YAMADA^*=山田^太郎*"}) {
        EXPECT_TRUE(fits(tag::PatientName, key, name)) << key;
    }
    EXPECT_FALSE(fits(tag::PatientName, "太郎", name));
    for (const char* key : {"Yamada^Tarou=山田^太郎", "yamada^tarou^^=山田^太郎=", "Yamada*=山田^太郎", "Yam*=山田*"}) {
        EXPECT_TRUE(fits(tag::PatientName, key, name)) << key << ": the groups behind those of the key may be any";
        EXPECT_TRUE(fits(tag::PatientName, key, "Yamada^Tarou^^^=山田^太郎")) << key;
    }
    for (const char* key : {"Yamada^Tarou=山田", "山田^太郎=やまだ^たろう", "Yamada=山田^太郎", "Yam*=山田^次*"}) {
        EXPECT_FALSE(fits(tag::PatientName, key, name)) << key;
    }
    EXPECT_FALSE(fits(tag::PatientName, "Yamada^Tarou=山田^太郎", "Yamada^Tarou"));
    EXPECT_EQ(match_of(tag::PatientName, "Yamada^Tarou=山田^太郎").beginning(), "yamada^tarou");
}

TEST(ValueMatchTest, dates_and_times_are_ranges_and_what_is_none_is_refused) {
    EXPECT_TRUE(fits(tag::StudyDate, "20240101-20240131", "20240105"));
    EXPECT_FALSE(fits(tag::StudyDate, "20240101-20240131", ""));
    EXPECT_FALSE(fits(tag::StudyDate, "20240101-20240131", "garbage"));
    EXPECT_TRUE(fits(tag::StudyTime, "10-", "101500"));
    EXPECT_TRUE(fits(tag::ObservationDateTime, "20240131-", "20240131111213+0100"));
    expect_refused(tag::StudyDate, "yesterday");
    expect_refused(tag::StudyDate, "2024013*");
    expect_refused(tag::StudyTime, "25");
    expect_refused(tag::ObservationDateTime, "soon");
}

TEST(ValueMatchTest, what_is_too_much_is_refused) {
    expect_refused(tag::StudyDescription, std::string(longest_value + 2, '*'));
    std::string uids = "1.2";
    for (std::size_t i = 0; i < most_uids; ++i) uids += "\\1." + std::to_string(i);
    expect_refused(tag::StudyInstanceUID, uids);
}

TEST(ValueMatchTest, an_index_can_be_asked_for_what_is_known) {
    EXPECT_EQ(match_of(tag::PatientID, "PID-1").only_text(), "PID-1");
    EXPECT_EQ(match_of(tag::PatientID, "PID*").only_text(), std::nullopt);
    EXPECT_EQ(match_of(tag::PatientID, "PID*1").beginning(), "PID");
    EXPECT_EQ(match_of(tag::PatientName, "MÜLL*").beginning(), "mull");
    EXPECT_EQ(match_of(tag::PatientName, "?").beginning(), "");
    EXPECT_TRUE(match_of(tag::StudyDate, "20240101").interval());
}

}  // namespace
}  // namespace kinote::query
