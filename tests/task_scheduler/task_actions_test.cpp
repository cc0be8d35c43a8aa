#include "task_scheduler/task_actions.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "base/error.hpp"
#include "database/task_table.hpp"
#include "support/test_site.hpp"

namespace kinote::task_scheduler {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class TaskActionsTest : public test::SiteTest {
protected:
    TaskActionsTest() {
        database::Transaction transaction{connection()};
        database::declare_task(transaction, "sample", 60'000, clock().now_ms());
        transaction.commit();
    }
    database::TaskRow row() { return database::find_task(connection(), "sample").value(); }
    std::vector<std::string> audited() {
        std::vector<std::string> events;
        for (const database::AuditRow& event : database::list_audit_events(connection(), "sample", INT64_MAX, 10)) {
            events.push_back(event.actor + " " + event.action + " " + event.details);
        }
        return events;
    }
    std::string complaint_of(const std::function<void()>& act) {
        try {
            act();
        } catch (const base::Error& error) {
            return error.what();
        }
        return "";
    }
    std::string complaint_about(const TaskPlan& plan) {
        return complaint_of([&] { set_plan(database(), clock(), "sample", plan, person_); });
    }

    const database::Actor person_{"anna", "command line"};
};

TEST_P(TaskActionsTest, what_a_person_does_is_written_down_with_it) {
    run_now(database(), clock(), "sample", person_);
    EXPECT_EQ(row().asked_ms, clock().now_ms());
    pause(database(), clock(), "sample", person_);
    EXPECT_EQ(row().paused_by, "anna");
    resume(database(), clock(), "sample", person_);
    EXPECT_FALSE(row().paused_ms);
    set_plan(database(), clock(), "sample", {"0 3 * * *", "20:00-06:00"}, person_);
    EXPECT_EQ(row().schedule, "0 3 * * *");
    EXPECT_EQ(row().set_by, "anna");
    EXPECT_THAT(audited(), ElementsAre(R"(anna task_set {"schedule":"0 3 * * *","allowed_hours":"20:00-06:00"})",
                                       R"(anna task_resumed {"paused_by":"anna"})", "anna task_paused {}",
                                       "anna task_run_asked {}"));
}

TEST_P(TaskActionsTest, what_cannot_be_done_is_refused_and_not_written_down) {
    EXPECT_THAT(complaint_of([&] { resume(database(), clock(), "sample", person_); }), HasSubstr("not paused"));
    EXPECT_THAT(complaint_of([&] { run_now(database(), clock(), "nothing", person_); }), HasSubstr("nothing"));
    EXPECT_THAT(complaint_about({"every day", ""}), HasSubstr("schedule: "));
    EXPECT_THAT(complaint_about({"", "20-06"}), HasSubstr("allowed_hours: "));
    EXPECT_THAT(complaint_about({"0 12 * * *", "20:00-06:00"}), HasSubstr("schedule: "));
    EXPECT_THAT(audited(), ElementsAre());
    pause(database(), clock(), "sample", person_);
    EXPECT_THAT(complaint_of([&] { pause(database(), clock(), "sample", person_); }), HasSubstr("by anna"));
}

TEST_P(TaskActionsTest, a_plan_replaces_no_other_than_the_one_that_was_seen) {
    const std::string seen = tag_of_plan(row());
    EXPECT_TRUE(set_plan(database(), clock(), "sample", {"every 2m", "", seen}, person_));
    EXPECT_FALSE(set_plan(database(), clock(), "sample", {"every 3m", "", seen}, person_));
    EXPECT_EQ(row().schedule, "every 2m");
    EXPECT_THAT(audited(), testing::SizeIs(1));
    EXPECT_TRUE(set_plan(database(), clock(), "sample", {"every 3m", "", tag_of_plan(row())}, person_));
    EXPECT_TRUE(set_plan(database(), clock(), "sample", {"every 4m", ""}, person_));
    EXPECT_EQ(row().schedule, "every 4m");
}

INSTANTIATE_TEST_SUITE_P(Engines, TaskActionsTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::task_scheduler
