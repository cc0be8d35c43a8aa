#include "base/folded_text.hpp"

#include <gtest/gtest.h>

namespace kinote::base {
namespace {

TEST(FoldedTextTest, letters_of_every_script_become_small) {
    EXPECT_EQ(folded("ABC xyz 123"), "abc xyz 123");
    EXPECT_EQ(folded("MÜLLER^ÉVA"), "müller^éva");
    EXPECT_EQ(folded("ИВАНОВ"), "иванов");
    EXPECT_EQ(folded("ΑΘΗΝΑ"), "αθηνα");
    EXPECT_EQ(folded("Yamada^Tarou=山田^太郎=やまだ^たろう"), "yamada^tarou=山田^太郎=やまだ^たろう");
}

TEST(FoldedTextTest, what_is_no_utf_8_stays_as_it_is) {
    EXPECT_EQ(folded("A\xFF"
                     "B"),
              "a\xFF"
              "b");
    EXPECT_EQ(folded("\xC3"), "\xC3");
    EXPECT_EQ(folded(std::string("A\0Ü", 4)), std::string("a\0ü", 4));
    EXPECT_EQ(folded(""), "");
}

TEST(FoldedTextTest, folding_twice_changes_nothing_more) {
    for (const char* text : {"Straße", "İSTANBUL", "ﬁ", "ΣΊΣΥΦΟΣ"})
        EXPECT_EQ(folded(folded(text)), folded(text)) << text;
}

TEST(FoldedTextTest, searchable_text_has_no_accents) {
    EXPECT_EQ(searchable("MÜLLER^Jürgen"), "muller^jurgen");
    EXPECT_EQ(searchable("Mu\u0308ller"), "muller");
    EXPECT_EQ(searchable("Straße Øre Łódź Nguyễn Ærø"), "strasse ore lodz nguyen aero");
    EXPECT_EQ(searchable("ΣΊΣΥΦΟΣ"), searchable("σισυφοσ"));
    EXPECT_EQ(searchable("Королёв"), "королев");
}

TEST(FoldedTextTest, searchable_text_keeps_letters_that_are_others_without_their_marks) {
    EXPECT_EQ(searchable("がギй"), "がギй");
    EXPECT_EQ(searchable("Yamada=山田"), "yamada=山田");
    EXPECT_EQ(searchable("A\xFFÜ\xC3"), "a\xFFu\xC3");
}

}  // namespace
}  // namespace kinote::base
