#include "task_scheduler/old_history.hpp"

#include <gmock/gmock.h>

#include "support/test_site.hpp"

namespace kinote::task_scheduler {
namespace {

using database::Statement;

constexpr std::int64_t keep_ms = 1'000;

class OldHistoryTest : public test::SiteTest {
protected:
    OldHistoryTest() {
        settings_.keep_ms = keep_ms;
        settings_.page = 3;
        connection().run_script(R"(
INSERT INTO destination (name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment,
                         wants_rejections, associations, retry, retry_interval_ms, most_attempts, allowed_hours, source,
                         changed_ms)
VALUES ('NORTH', 'NORTH', 'host', 104, '', 0, 1, 0, 1, 'automatic', 0, 1, '', 'person', 0))");
    }
    [[nodiscard]] std::int64_t long_ago() { return clock().now_ms() - keep_ms - 1; }
    [[nodiscard]] std::int64_t lately() { return clock().now_ms() - keep_ms; }
    void add_job(const std::string& state, std::int64_t created_ms, const std::string& ended_ms,
                 const std::string& mark = "NULL") {
        connection().run_script(
            "INSERT INTO job (queue, kind, subject, study_instance_uid, arguments, state, priority, attempts, "
            "run_after_ms, created_ms, ended_ms, mark_cause) VALUES ('MVF_OBJECT_CREATOR', 'KIND', '" +
            std::to_string(++subject_) + "', '', '{}', '" + state + "', 1, 1, 0, " + std::to_string(created_ms) + ", " +
            ended_ms + ", " + mark + ")");
    }
    void add_exception(const std::string& state, const std::string& closed_ms, const std::string& closed_as = "'done'",
                       const std::string& object = "1.2.9") {
        connection().run_script(
            "INSERT INTO job_exception (cause, message, remedy, study_instance_uid, sop_instance_uid, state, "
            "raised_ms, "
            "closed_ms, closed_as) VALUES ('corrupt', '', '', '1.2', '" +
            object + "', '" + state + "', 0, " + closed_ms + ", " + closed_as + ")");
    }
    void add_comparison(const std::string& state, const std::string& ended_ms) {
        connection().run_script(
            "INSERT INTO reconciliation (destination, study_instance_uid, since_ms, fixes, state, requested_by, "
            "came_from, requested_ms, ended_ms, last_study, studies, differing, failed, differences, exports) VALUES "
            "(1, '', 0, 0, '" +
            state + "', '', '', 0, " + ended_ms + ", '', 0, 0, 0, 0, 0)");
    }
    void add_audit_event(std::int64_t at_ms) {
        connection().run_script(
            "INSERT INTO audit_event (at_ms, actor, came_from, action, subject, study_instance_uid, details) VALUES (" +
            std::to_string(at_ms) + ", '', '', 'old', '', '', '{}')");
    }
    void forget(const std::stop_token& stop = {}) {
        EXPECT_EQ((OldHistory{settings_, database(), clock()}.run("", stop)), "");
    }
    std::int64_t jobs() { return number(Statement{"SELECT count(*) FROM job"}); }
    std::int64_t exceptions() { return number(Statement{"SELECT count(*) FROM job_exception"}); }

    OldHistorySettings settings_;

private:
    int subject_ = 0;
};

TEST_P(OldHistoryTest, ended_jobs_go_once_their_end_is_old_and_no_others) {
    const std::string old = std::to_string(long_ago());
    for (int i = 0; i < 7; ++i) add_job("done", 0, old);
    add_job("abandoned", 0, old);
    forget();
    EXPECT_EQ(jobs(), 0);
    add_job("done", 0, std::to_string(lately()));
    add_job("abandoned", 0, old, "'deletion 1'");
    for (const char* state : {"new", "waiting", "in_progress", "retry", "suspended", "error"})
        add_job(state, 0, "NULL");
    forget();
    EXPECT_EQ(jobs(), 8) << "what undoing a mark asks for again stays";
}

TEST_P(OldHistoryTest, an_exception_loses_its_job_and_stays_until_it_is_old_itself) {
    add_job("done", 0, std::to_string(long_ago()));
    add_exception("closed", std::to_string(lately()));
    connection().run_script("UPDATE job_exception SET job = (SELECT max(id) FROM job)");
    forget();
    EXPECT_EQ(jobs(), 0);
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM job_exception WHERE job IS NULL"}), 1);
}

TEST_P(OldHistoryTest, closed_exceptions_go_once_they_are_old) {
    const std::string old = std::to_string(long_ago());
    for (int i = 0; i < 4; ++i) add_exception("open", "NULL", "NULL");
    for (int i = 0; i < 7; ++i) add_exception("closed", old);
    add_exception("acknowledged", "NULL", "NULL");
    add_exception("closed", std::to_string(lately()));
    forget();
    EXPECT_EQ(exceptions(), 6);
}

TEST_P(OldHistoryTest, what_taking_a_mark_back_would_open_again_stays_as_long_as_the_mark) {
    accept(test::image_of_study(test::ct_1_uid));
    connection().run_script("UPDATE instance SET marked_ms = 1, mark_cause = 'deletion 1'");
    add_exception("closed", std::to_string(long_ago()), "'deleted'", std::string{test::ct_1_uid});
    forget();
    EXPECT_EQ(exceptions(), 1);
    connection().run_script("UPDATE instance SET marked_ms = NULL");
    forget();
    EXPECT_EQ(exceptions(), 0);
}

TEST_P(OldHistoryTest, comparisons_go_but_for_the_last_and_those_that_run) {
    const std::string old = std::to_string(long_ago());
    for (int i = 0; i < 5; ++i) add_comparison("done", old);
    add_comparison("open", "NULL");
    add_comparison("done", old);
    forget();
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM reconciliation"}), 2);
    EXPECT_EQ(number(Statement{"SELECT max(id) FROM reconciliation"}), 7);
}

TEST_P(OldHistoryTest, messages_that_have_arrived_go_and_those_that_wait_stay) {
    for (const char* delivered : {"1", "NULL"}) {
        connection().run_script(
            "INSERT INTO notification (uuid, channel, cause, kind, raised, standing, studies, remedy, first_ms, "
            "last_ms, created_ms, revision, attempts, next_attempt_ms, delivered_ms) VALUES ('u', 'mail', 'c', "
            "'opened', 1, 1, '[]', '', 0, 0, 0, 1, 0, 0, " +
            std::string{delivered} + ")");
    }
    forget();
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM notification WHERE delivered_ms IS NULL"}), 1);
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM notification"}), 1);
}

TEST_P(OldHistoryTest, audit_events_go_where_the_site_says_so_alone_and_that_they_went_is_one) {
    for (int i = 0; i < 5; ++i) add_audit_event(long_ago());
    add_audit_event(lately());
    forget();
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM audit_event"}), 6) << "for ever, unless set";
    settings_.keep_audit_ms = keep_ms;
    forget();
    EXPECT_EQ(number(Statement{"SELECT count(*) FROM audit_event WHERE action = 'old'"}), 1);
    EXPECT_EQ(text(Statement{"SELECT details FROM audit_event WHERE action = 'audit_forgotten' ORDER BY id LIMIT 1"})
                  .substr(0, 12),
              R"({"events":3,)");
}

TEST_P(OldHistoryTest, nothing_goes_where_it_is_kept_for_ever) {
    settings_.keep_ms = 0;
    add_job("done", 0, "0");
    add_exception("closed", "0");
    forget();
    EXPECT_EQ(jobs() + exceptions(), 2);
}

TEST_P(OldHistoryTest, a_stop_ends_it_between_two_pages) {
    for (int i = 0; i < 5; ++i) add_job("done", 0, "0");
    std::stop_source stop;
    stop.request_stop();
    forget(stop.get_token());
    EXPECT_EQ(jobs(), 5);
}

INSTANTIATE_TEST_SUITE_P(, OldHistoryTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::task_scheduler
