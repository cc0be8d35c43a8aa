#include "server/rejection_settings.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "support/temporary_folder.hpp"

namespace kinote::server {
namespace {

using database::QualityRejection;
using ingest::Rejector;
using ingest::ReturnAfterRetention;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RejectionSettingsTest : public ::testing::Test {
protected:
    RejectionSettingsTest() { given_.data = folder_.path(); }

    ingest::RejectionSettings read(const std::string& key = {}, const std::string& value = {}) {
        if (!key.empty()) given_.command_line["rejection." + key] = value;
        return read_settings(given_).intake.rejection;
    }
    std::string refusal(const std::string& key, const std::string& value) {
        try {
            (void)read(key, value);
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
            return error.what();
        }
        return "no refusal";
    }

    test::TemporaryFolder folder_;
    GivenOptions given_;
};

TEST_F(RejectionSettingsTest, without_a_word_nobody_may_reject_and_all_is_hidden) {
    const ingest::RejectionSettings settings = read();
    EXPECT_THAT(settings.rejectors, IsEmpty());
    EXPECT_FALSE(settings.refuses_others);
    EXPECT_EQ(settings.quality, QualityRejection::hide);
    EXPECT_EQ(settings.after_retention, ReturnAfterRetention::hide);
}

TEST_F(RejectionSettingsTest, who_may_reject_is_named_by_title_and_numeric_address) {
    EXPECT_THAT(read("may_reject", "NORTH@192.0.2.7,SOUTH PACS@2001:db8::7").rejectors,
                ElementsAre(Rejector{"NORTH", "192.0.2.7"}, Rejector{"SOUTH PACS", "2001:db8::7"}));
}

TEST_F(RejectionSettingsTest, what_is_no_title_with_an_address_is_refused_by_its_words) {
    for (const char* wrong : {"NORTH", "@192.0.2.7", "NORTH@", "NORTH@north.example.org", "NORTH@192.0.2.777",
                              "A_TITLE_OF_MORE_THAN_16@192.0.2.7"}) {
        const std::string said = refusal("may_reject", wrong);
        EXPECT_THAT(said, HasSubstr("rejection.may_reject"));
        EXPECT_THAT(said, HasSubstr(wrong));
    }
}

TEST_F(RejectionSettingsTest, each_word_has_its_meaning_and_others_are_refused_with_those_there_are) {
    EXPECT_TRUE(read("others", "refuse").refuses_others);
    EXPECT_EQ(read("quality", "show").quality, QualityRejection::show);
    EXPECT_EQ(read("quality", "ignore").quality, QualityRejection::ignore);
    EXPECT_EQ(read("after_retention", "accept").after_retention, ReturnAfterRetention::accept);
    EXPECT_EQ(read("after_retention", "refuse").after_retention, ReturnAfterRetention::refuse);
    EXPECT_THAT(refusal("after_retention", "perhaps"), HasSubstr("hide, accept, refuse"));
}

TEST_F(RejectionSettingsTest, the_reader_of_documents_and_the_doors_agree_on_quality) {
    (void)read("quality", "ignore");
    EXPECT_EQ(read_settings(given_).register_kosd.quality, QualityRejection::ignore);
}

}  // namespace
}  // namespace kinote::server
