#include "authoring/note_authoring.hpp"

#include <gmock/gmock.h>

#include <future>

#include "base/error.hpp"
#include "database/deletion_table.hpp"
#include "database/note_listing.hpp"
#include "support/test_site.hpp"

namespace kinote::authoring {
namespace {

using base::Error;
using base::ErrorKind;
using testing::HasSubstr;

class NoteAuthoringTest : public test::SiteTest {
protected:
    NoteAuthoringTest() { accept(test::image_of_study(test::ct_1_uid)); }

    NoteAuthoring& authoring() {
        if (!authoring_) authoring_.emplace(database(), clock());
        return *authoring_;
    }
    static note::KeyImageNote draft(std::string_view object = test::ct_1_uid) {
        note::KeyImageNote draft;
        draft.study_instance_uid = test::study_uid;
        draft.title = note::term::OfInterest.code();
        draft.author = "Reader^Anna";
        draft.references.push_back({});
        draft.references.back().sop_instance_uid = object;
        return draft;
    }
    std::string refusal_of(const note::KeyImageNote& draft) {
        try {
            (void)authoring().create(draft, actor_);
            return "taken";
        } catch (const Error& error) {
            return error.what();
        }
    }
    std::int64_t notes_of_study() {
        return number({"SELECT note_count FROM study WHERE study_instance_uid = $1"}, {test::study_uid});
    }

    const database::Actor actor_{"anna", "test"};

private:
    std::optional<NoteAuthoring> authoring_;
};

TEST_P(NoteAuthoringTest, a_note_made_here_is_usable_at_once_and_makes_no_object) {
    const std::string id = authoring().create(draft(), actor_);
    const auto note = database::find_note(connection(), id);
    ASSERT_TRUE(note);
    EXPECT_EQ(note->source, "local");
    EXPECT_EQ(note->version, 1);
    EXPECT_EQ(note->made_at, "20231114221320.000+0000");
    ASSERT_EQ(note->references.size(), 1U);
    EXPECT_TRUE(note->references.front().is_present);
    EXPECT_EQ(note->references.front().series_instance_uid, test::ct_series_uid);
    EXPECT_EQ(notes_of_study(), 1);
    EXPECT_EQ(number({"SELECT count(*) FROM kosd"}), 0);
}

TEST_P(NoteAuthoringTest, a_reference_to_what_is_not_here_resolves_when_it_arrives) {
    const std::string id = authoring().create(draft("1.2.3.100.1.77"), actor_);
    EXPECT_FALSE(database::find_note(connection(), id)->references.front().is_present);
    accept(test::image_of_study("1.2.3.100.1.77"));
    EXPECT_TRUE(database::find_note(connection(), id)->references.front().is_present);
}

TEST_P(NoteAuthoringTest, an_edit_makes_a_version_for_whoever_has_seen_the_latest) {
    const std::string id = authoring().create(draft(), actor_);
    note::KeyImageNote second = draft();
    second.description = "changed";
    EXPECT_EQ(authoring().edit(id, 1, second, actor_), 2);
    second.description = "changed by another";
    EXPECT_EQ(authoring().edit(id, 1, second, actor_), std::nullopt);
    EXPECT_EQ(database::find_note(connection(), id)->description, "changed");
    EXPECT_EQ(number({"SELECT count(*) FROM note_version WHERE state = 'superseded'"}), 1);
    EXPECT_EQ(notes_of_study(), 1);
}

TEST_P(NoteAuthoringTest, what_is_marked_is_out_of_sight_and_comes_back) {
    const std::string id = authoring().create(draft(), actor_);
    EXPECT_FALSE(authoring().mark_for_deletion(id, 7, actor_));
    EXPECT_TRUE(authoring().mark_for_deletion(id, 1, actor_));
    EXPECT_FALSE(database::find_note(connection(), id));
    EXPECT_EQ(notes_of_study(), 0);
    EXPECT_THROW((void)authoring().edit(id, 1, draft(), actor_), Error);
    authoring().undo_deletion(id, actor_);
    EXPECT_TRUE(database::find_note(connection(), id));
    EXPECT_EQ(notes_of_study(), 1);
    EXPECT_THROW(authoring().undo_deletion(id, actor_), Error);
}

TEST_P(NoteAuthoringTest, each_change_says_who_made_it) {
    const std::string id = authoring().create(draft(), actor_);
    (void)authoring().edit(id, 1, draft(), actor_);
    (void)authoring().mark_for_deletion(id, 2, actor_);
    authoring().undo_deletion(id, actor_);
    const auto events = database::list_audit_events(connection(), id, INT64_MAX, 10);
    ASSERT_EQ(events.size(), 4U);
    EXPECT_EQ(events[3].action, "note_created");
    EXPECT_EQ(events[2].action, "note_edited");
    EXPECT_EQ(events[2].details, R"({"version":2})");
    EXPECT_EQ(events[1].action, "note_marked");
    EXPECT_EQ(events[0].action, "note_unmarked");
    EXPECT_EQ(events[0].actor, "anna");
    EXPECT_EQ(events[0].study_instance_uid, test::study_uid);
}

TEST_P(NoteAuthoringTest, what_contradicts_the_index_is_refused) {
    note::KeyImageNote wrong = draft();
    wrong.study_instance_uid = "1.2.3.999";
    EXPECT_THAT(refusal_of(wrong), HasSubstr("no study 1.2.3.999 is known"));
    wrong = draft();
    wrong.references.front().series_instance_uid = "1.2.3.100.55";
    EXPECT_THAT(refusal_of(wrong), HasSubstr("series_instance_uid"));
    wrong = draft();
    wrong.references.front().frames = {99};
    EXPECT_THAT(refusal_of(wrong), HasSubstr("frames"));
    wrong = draft();
    wrong.references.front().presentation_state_uid = test::ct_1_uid;
    EXPECT_THAT(refusal_of(wrong), HasSubstr("no presentation state"));
    EXPECT_EQ(number({"SELECT count(*) FROM note"}), 0);
    EXPECT_EQ(number({"SELECT count(*) FROM audit_event"}), 0);
}

TEST_P(NoteAuthoringTest, a_note_stays_with_one_patient) {
    accept(test::image_of_study("1.2.3.200.1.1", "PID-2", "1.2.3.200.1", "1.2.3.200"));
    note::KeyImageNote wrong = draft();
    wrong.references.push_back({});
    wrong.references.back().sop_instance_uid = "1.2.3.200.1.1";
    EXPECT_THAT(refusal_of(wrong), HasSubstr("another patient"));
    accept(test::image_of_study("1.2.3.300.1.1", "PID-1", "1.2.3.300.1", "1.2.3.300"));
    wrong.references.back().sop_instance_uid = "1.2.3.300.1.1";
    EXPECT_EQ(refusal_of(wrong), "taken");
    EXPECT_EQ(number({"SELECT note_count FROM study WHERE study_instance_uid = '1.2.3.300'"}), 1);
}

TEST_P(NoteAuthoringTest, a_marked_study_or_object_is_as_one_that_is_not_here) {
    accept(test::image_of_study(test::ct_2_uid));
    const auto mark = [this](database::DeletionLevel level, std::string_view subject) {
        database::Transaction transaction{connection()};
        ASSERT_TRUE(database::mark_for_deletion(transaction, {level, subject, test::study_uid}, "anna", 0));
        transaction.commit();
    };
    mark(database::DeletionLevel::object, test::ct_2_uid);
    note::KeyImageNote of_marked = draft(test::ct_2_uid);
    of_marked.references.front().series_instance_uid = "1.2.3.9";
    EXPECT_EQ(refusal_of(of_marked), "taken") << "where the marked object lies is not told";
    mark(database::DeletionLevel::study, test::study_uid);
    EXPECT_THAT(refusal_of(draft()), HasSubstr("no study"));
    EXPECT_EQ(number({"SELECT count(*) FROM visible_study"}), 0);
}

TEST_P(NoteAuthoringTest, a_reference_is_dropped_alone_however_often_others_are_selected) {
    note::KeyImageNote content = draft(test::ct_1_uid);
    for (const std::int32_t frame : {1, 2}) {
        note::NoteReference& reference = content.references.emplace_back();
        reference.study_instance_uid = test::study_uid;
        reference.series_instance_uid = test::ct_series_uid;
        reference.sop_instance_uid = "1.2.3.100.1.99";
        reference.sop_class_uid = "1.2.840.10008.5.1.4.1.1.2.1";
        reference.frames = {frame};
    }
    const std::string id = authoring().create(content, actor_);
    EXPECT_EQ(authoring().drop_reference(id, 1, test::ct_1_uid, actor_), 2);
    EXPECT_EQ(database::find_note(connection(), id)->references.size(), 2U);
}

// Each lies in the other's study: on PostgreSQL their edits would wait for each other in a ring.
TEST_P(NoteAuthoringTest, notes_over_two_studies_are_edited_at_once) {
    accept(test::image_of_study("1.2.3.200.1.1", "PID-1", "1.2.3.200.1", "1.2.3.200"));
    note::KeyImageNote first = draft();
    first.references.push_back({});
    first.references.back().sop_instance_uid = "1.2.3.200.1.1";
    note::KeyImageNote second = first;
    second.study_instance_uid = "1.2.3.200";
    const std::string ids[] = {authoring().create(first, actor_), authoring().create(second, actor_)};
    const auto edit = [&](const std::string& id, const note::KeyImageNote& content) {
        NoteAuthoring own{database(), clock()};
        for (std::int64_t version = 1; version <= 20; ++version)
            EXPECT_EQ(own.edit(id, version, content, actor_), version + 1);
    };
    auto one = std::async(std::launch::async, edit, ids[0], first);
    auto other = std::async(std::launch::async, edit, ids[1], second);
    one.get();
    other.get();
}

INSTANTIATE_TEST_SUITE_P(Engines, NoteAuthoringTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::authoring
