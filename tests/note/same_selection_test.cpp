#include "note/same_selection.hpp"

#include <gtest/gtest.h>

namespace kinote::note {
namespace {

NoteReference reference(const std::string& object, std::vector<std::int32_t> frames = {},
                        const std::string& state = {}) {
    NoteReference made;
    made.sop_instance_uid = object;
    made.frames = std::move(frames);
    made.presentation_state_uid = state;
    return made;
}

TEST(SameSelection, is_of_the_same_objects_and_frames_in_any_order) {
    EXPECT_TRUE(select_the_same({}, {}));
    EXPECT_TRUE(select_the_same({reference("1"), reference("2", {3, 1})}, {reference("2", {1, 3}), reference("1")}));
    EXPECT_FALSE(select_the_same({reference("1")}, {reference("1"), reference("2")}));
    EXPECT_FALSE(select_the_same({reference("1", {1})}, {reference("1", {2})}));
    EXPECT_FALSE(select_the_same({reference("1")}, {reference("1", {1})}));
    EXPECT_FALSE(select_the_same({reference("1")}, {}));
}

TEST(SameSelection, differs_by_presentation_states_only_where_both_name_one) {
    EXPECT_TRUE(select_the_same({reference("1", {}, "9")}, {reference("1")}));
    EXPECT_TRUE(select_the_same({reference("1")}, {reference("1", {}, "9")}));
    EXPECT_TRUE(select_the_same({reference("1", {}, "9")}, {reference("1", {}, "9")}));
    EXPECT_FALSE(select_the_same({reference("1", {}, "9")}, {reference("1", {}, "8")}));
}

TEST(SameSelection, and_title_and_text_make_documents_that_say_the_same) {
    KeyImageNote note;
    note.title = {"113000", "DCM", "Of Interest"};
    note.description = "Nodule";
    note.references = {reference("1", {}, "9"), reference("2", {3, 1})};
    KeyImageNote other = note;
    other.title.meaning = "of interest";
    other.references = {reference("2", {1, 3}), reference("1", {}, "9")};
    EXPECT_TRUE(say_the_same(note, other));
    other.references[1].presentation_state_uid.clear();
    EXPECT_FALSE(say_the_same(note, other)) << "a presentation state is part of what a document says";
    other = note;
    other.description = "No nodule";
    EXPECT_FALSE(say_the_same(note, other));
    other = note;
    other.title.value = "113003";
    EXPECT_FALSE(say_the_same(note, other));
}

}  // namespace
}  // namespace kinote::note
