#include "dicomweb/note_page.hpp"

#include <gmock/gmock.h>

namespace kinote::dicomweb {
namespace {

using testing::HasSubstr;
using testing::Not;

note::KeyImageNote example() {
    note::KeyImageNote note;
    note.title = {"113000", "DCM", "Of <Interest>"};
    note.modifiers = {{"1", "X", "one"}, {"2", "X", "two"}};
    note.description = "first\nsecond \"line\"";
    note.author = "Reader^Anna=x";
    note.language = "en";
    note.times.made_at = "20240131111213.5+0100";
    return note;
}

TEST(NotePageTest, a_page_escapes_what_the_document_says) {
    const std::string html = note_as_html(example(), {{"1", "http://h/a?b=1&c=2"}, {"2, frame 3", ""}});
    EXPECT_THAT(html, HasSubstr(" lang=\"en\" xml:lang=\"en\">"));
    EXPECT_THAT(html, HasSubstr("<h1>Of &lt;Interest&gt; (one, two)</h1>"));
    EXPECT_THAT(html, HasSubstr("<p>first</p>\n<p>second &quot;line&quot;</p>"));
    EXPECT_THAT(html, HasSubstr("<dt>Author</dt><dd>Reader Anna</dd>"));
    EXPECT_THAT(html, HasSubstr("2024-01-31 11:12:13 +0100"));
    EXPECT_THAT(html, HasSubstr("<img src=\"http://h/a?b=1&amp;c=2\" alt=\"Image 1\"/>"));
    EXPECT_THAT(html, HasSubstr("<li>2, frame 3 is not here</li>"));
    EXPECT_THAT(html, Not(HasSubstr("script")));
}

TEST(NotePageTest, a_text_says_the_same) {
    const std::string text = note_as_text(example(), {{"1", "http://h/a"}});
    EXPECT_THAT(text, HasSubstr("Of <Interest> (one, two)\r\n"));
    EXPECT_THAT(text, HasSubstr("first\r\nsecond \"line\"\r\n"));
    EXPECT_THAT(text, HasSubstr("Image 1: http://h/a\r\n"));
}

TEST(NotePageTest, a_note_that_says_nothing_has_a_page) {
    EXPECT_THAT(note_as_html({}, {}), HasSubstr("<h1>Key image note</h1>"));
    note::KeyImageNote odd;
    odd.times.made_at = "last year";
    EXPECT_THAT(note_as_text(odd, {}), HasSubstr("Time: last year"));
}

}  // namespace
}  // namespace kinote::dicomweb
