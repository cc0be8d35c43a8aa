#include "authoring/note_draft.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "base/error.hpp"

namespace kinote::authoring {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

json::object good_draft() {
    return json::parse(R"({
        "study_instance_uid": "1.2.3.100",
        "title": {"value": "113000", "scheme": "DCM"},
        "description": "Look at\r\nthis",
        "author": "Reader^Anna",
        "references": [{"sop_instance_uid": "1.2.3.100.1.1", "frames": [3, 1]}, {"sop_instance_uid": "1.2.3.100.1.2"}]
    })")
        .as_object();
}

std::string refusal_of(const json::value& draft) {
    try {
        (void)draft_from_json(draft);
        return "taken";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
        return error.what();
    }
}

std::string refusal_with(std::string_view field, const char* value) {
    json::object draft = good_draft();
    draft[field] = json::parse(value);
    return refusal_of(draft);
}

TEST(NoteDraft, is_read_with_the_standards_words) {
    const note::KeyImageNote draft = draft_from_json(good_draft());
    EXPECT_EQ(draft.title.meaning, "Of Interest");
    EXPECT_EQ(draft.description, "Look at\nthis");
    EXPECT_EQ(draft.author, "Reader^Anna");
    ASSERT_EQ(draft.observers.size(), 1U);
    EXPECT_EQ(draft.observers.front().type, note::ObserverType::person);
    EXPECT_EQ(draft.observers.front().name, "Reader^Anna");
    ASSERT_EQ(draft.references.size(), 2U);
    EXPECT_EQ(draft.references.front().frames, (std::vector<std::int32_t>{1, 3}));
}

TEST(NoteDraft, takes_titles_and_modifiers_that_belong_together) {
    EXPECT_THAT(refusal_with("title", R"({"value": "113013", "scheme": "DCM"})"), HasSubstr("must have one of 11301"));
    json::object draft = good_draft();
    draft["title"] = json::parse(R"({"value": "113013", "scheme": "DCM"})");
    draft["modifiers"] = json::parse(R"([{"value": "113017", "scheme": "DCM"}])");
    EXPECT_EQ(draft_from_json(draft).modifiers.front().value, "113017");
    EXPECT_FALSE(draft_from_json(draft).modifiers.front().meaning.empty());
}

TEST(NoteDraft, takes_a_title_of_the_site_with_its_meaning) {
    EXPECT_THAT(refusal_with("title", R"({"value": "TUMOUR", "scheme": "99SITE"})"), HasSubstr("bring its meaning"));
    json::object draft = good_draft();
    draft["title"] = json::parse(R"({"value": "TUMOUR", "scheme": "99SITE", "meaning": "For the tumour board"})");
    EXPECT_EQ(draft_from_json(draft).title.meaning, "For the tumour board");
}

TEST(NoteDraft, is_no_rejection_and_no_manifest) {
    EXPECT_THAT(refusal_with("title", R"({"value": "113037", "scheme": "DCM"})"), HasSubstr("is a rejection"));
    EXPECT_THAT(refusal_with("title", R"({"value": "113030", "scheme": "DCM"})"), HasSubstr("is a manifest"));
}

TEST(NoteDraft, says_which_field_is_wrong) {
    EXPECT_THAT(refusal_of(json::array{}), HasSubstr("must be an object"));
    EXPECT_THAT(refusal_with("titel", "1"), HasSubstr("titel is no field here"));
    EXPECT_THAT(refusal_with("study_instance_uid", "\"1.2.x\""), HasSubstr("study_instance_uid is no UID"));
    EXPECT_THAT(refusal_with("study_instance_uid", "null"), HasSubstr("study_instance_uid is missing"));
    EXPECT_THAT(refusal_with("title", "null"), HasSubstr("title is missing"));
    EXPECT_THAT(refusal_with("description", "7"), HasSubstr("description must be a text"));
    EXPECT_THAT(refusal_with("description", "\"a\\u0007\""), HasSubstr("control character"));
    EXPECT_THAT(refusal_with("author", "\"a\\nb\""), HasSubstr("author has a control character"));
    EXPECT_THAT(refusal_with("author", "null"), HasSubstr("author is missing"));
    EXPECT_THAT(refusal_with("observers", R"([{"type": "robot"}])"), HasSubstr("observers[0].type"));
    EXPECT_THAT(refusal_with("observers", R"([{"type": "device"}])"), HasSubstr("observers[0].device_uid is missing"));
    EXPECT_THAT(refusal_with("references", "[]"), HasSubstr("references is missing"));
    EXPECT_THAT(refusal_with("references", "[{}]"), HasSubstr("references[0].sop_instance_uid is missing"));
    EXPECT_THAT(refusal_with("references", R"([{"sop_instance_uid": "1.2", "frames": [0]}])"),
                HasSubstr("references[0].frames"));
    EXPECT_THAT(refusal_with("references", R"([{"sop_instance_uid": "1.2"}, {"sop_instance_uid": "1.2"}])"),
                HasSubstr("references[1] selects the same"));
}

TEST(NoteDraft, takes_only_what_its_document_may_have) {
    const auto with = [](std::string_view field, const json::value& value) {
        json::object draft = good_draft();
        draft[field] = value;
        return draft;
    };
    EXPECT_EQ(draft_from_json(with("description", "  \n ")).description, "");
    EXPECT_EQ(draft_from_json(with("description", " a  b\n")).description, "a  b");
    EXPECT_THAT(refusal_of(with("author", "A=B=C=D")), HasSubstr("4 component groups"));
    EXPECT_THAT(refusal_of(with("author", "A^B\\C")), HasSubstr("backslash"));
    EXPECT_THAT(refusal_of(with("author", json::value(std::string(65, 'x')))), HasSubstr("at most 64 characters"));
    EXPECT_THAT(refusal_of(with("author", "1^2^3^4^5^6")), HasSubstr("5 components"));
    std::string umlauts;
    for (int i = 0; i < 64; ++i) umlauts += "\u00fc";
    EXPECT_EQ(draft_from_json(with("author", json::value(umlauts))).author, umlauts) << "64 characters, 128 bytes";
    EXPECT_THAT(refusal_of(with("language", "English")), HasSubstr("no language of RFC 5646"));
    EXPECT_EQ(draft_from_json(with("language", "en-US")).language, "en-US");
    const json::object title{{"value", "X"}, {"scheme", "99A"}, {"meaning", json::value(std::string(65, 'x'))}};
    EXPECT_THAT(refusal_of(with("title", title)), HasSubstr("title.meaning has 65 characters"));
}

TEST(NoteDraft, has_limits) {
    json::object draft = good_draft();
    draft["description"] = std::string(longest_description + 1, 'x');
    EXPECT_THAT(refusal_of(draft), HasSubstr("at most 65536"));
    json::array references;
    for (std::size_t i = 0; i <= most_references; ++i) references.push_back(json::object{});
    draft = good_draft();
    draft["references"] = std::move(references);
    EXPECT_THAT(refusal_of(draft), HasSubstr("at most 10000"));
}

}  // namespace
}  // namespace kinote::authoring
