#include "note/document_title.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/error.hpp"

namespace kinote::note {
namespace {

NoteRole role(const std::string& value, const std::string& scheme = "DCM") { return role_of({value, scheme, ""}); }

TEST(DocumentTitle, decides_what_a_document_is_for) {
    EXPECT_EQ(role("113000"), NoteRole::note);
    for (const auto* value : {"113001", "113037", "113038", "113039"})
        EXPECT_EQ(role(value), NoteRole::rejection) << value;
    for (const auto* value : {"113030", "113031", "113032", "113033", "113034", "113035", "113036", "131560"}) {
        EXPECT_EQ(role(value), NoteRole::manifest) << value;
    }
    EXPECT_EQ(role("MADOTEMP001", "99IHE"), NoteRole::manifest);
    EXPECT_EQ(role("113001", "99OTHER"), NoteRole::note);
    EXPECT_EQ(role("", ""), NoteRole::note);
}

TEST(DocumentTitle, can_be_given_another_role_by_a_site) {
    const std::vector<SiteTitle> site{{{"KEEP", "99SITE", ""}, NoteRole::manifest},
                                      {{"113030", "DCM", ""}, NoteRole::note}};
    EXPECT_EQ(role_of({"KEEP", "99SITE", "x"}, site), NoteRole::manifest);
    EXPECT_EQ(role_of({"113030", "DCM", "x"}, site), NoteRole::note);
    EXPECT_EQ(role_of({"113031", "DCM", "x"}, site), NoteRole::manifest);
}

TEST(DocumentTitle, has_all_of_cid_7010_7011_and_7012) {
    EXPECT_EQ(document_titles().size(), 79u);
    EXPECT_EQ(quality_reasons().size(), 16u);
    EXPECT_EQ(best_in_set_scopes().size(), 4u);
    std::set<std::string_view> values;
    for (const Term& title : document_titles()) {
        EXPECT_TRUE(values.insert(title.value).second) << title.value;
        EXPECT_FALSE(title.meaning.empty());
        EXPECT_EQ(title.scheme, "DCM");
    }
    EXPECT_EQ(find_document_title({"113020", "DCM", ""})->meaning, "For Report Attachment");
    EXPECT_EQ(find_document_title({"128203", "DCM", ""})->meaning, "For Tumor Board");
    EXPECT_EQ(find_document_title({"113020", "99X", ""}), nullptr);
    EXPECT_EQ(find_document_title({"TCE007", "IHERADTF", ""})->meaning, "For Research Collection Export");
}

TEST(DocumentTitle, needs_modifiers_of_the_right_group) {
    EXPECT_EQ(required_modifiers({"113001", "DCM", ""}).data(), quality_reasons().data());
    EXPECT_EQ(required_modifiers({"113010", "DCM", ""}).data(), quality_reasons().data());
    EXPECT_EQ(required_modifiers({"113013", "DCM", ""}).data(), best_in_set_scopes().data());
    EXPECT_TRUE(required_modifiers({"113000", "DCM", ""}).empty());
}

TEST(NoteRole, is_a_word_and_back) {
    for (const NoteRole role : {NoteRole::note, NoteRole::rejection, NoteRole::manifest}) {
        EXPECT_EQ(note_role_from(to_string(role)), role);
    }
    EXPECT_THROW((void)note_role_from("poem"), base::Error);
}

}  // namespace
}  // namespace kinote::note
