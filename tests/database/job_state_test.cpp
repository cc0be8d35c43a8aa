#include "database/job_state.hpp"

#include <gmock/gmock.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <regex>
#include <sstream>

#include "base/error.hpp"
#include "database/awaited_object_table.hpp"
#include "database/job_dependency_table.hpp"
#include "database/job_table.hpp"
#include "database/queue_table.hpp"
#include "support/test_database.hpp"

namespace kinote::database {
namespace {

const std::filesystem::path sources{KINOTE_SOURCE_DIR};

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

// As a person reads it: "in_progress" is In Progress.
std::string title_of(std::string_view word, bool with_blanks) {
    std::string title;
    bool is_first = true;
    for (const char letter : word) {
        if (letter == '_') {
            if (with_blanks) title += ' ';
            is_first = true;
            continue;
        }
        title += is_first ? static_cast<char>(letter - 'a' + 'A') : letter;
        is_first = false;
    }
    return title;
}

std::string drawing() {
    std::ostringstream text;
    text << "stateDiagram-v2\n";
    for (const JobTransition& row : job_transitions) {
        text << "    " << (row.from ? title_of(to_string(*row.from), false) : "[*]") << " --> "
             << title_of(to_string(row.to), false) << " : " << to_string(row.event) << "\n";
    }
    text << "    Done --> [*]\n    Abandoned --> [*]\n";
    return text.str();
}

std::string table() {
    std::ostringstream text;
    text << "| from | event | to | who |\n| --- | --- | --- | --- |\n";
    for (const JobTransition& row : job_transitions) {
        text << "| " << (row.from ? title_of(to_string(*row.from), true) : "") << " | `" << to_string(row.event)
             << "` | " << title_of(to_string(row.to), true) << " | " << to_string(row.by) << " |\n";
    }
    return text.str();
}

TEST(JobStateTest, the_page_shows_the_table_and_the_drawing_of_it) {
    const std::string page = content_of(sources / "docs" / "job-states.md");
    EXPECT_THAT(page, testing::HasSubstr(drawing()));
    EXPECT_THAT(page, testing::HasSubstr(table()));
}

TEST(JobStateTest, the_page_says_what_brings_each_event_about_and_who_may) {
    const std::string page = content_of(sources / "docs" / "job-states.md");
    for (const std::string_view event : job_events) {
        EXPECT_THAT(page, testing::HasSubstr("\n| `" + std::string{event} + "` | ")) << "a line of the events";
    }
    for (const std::string_view actor : job_actors) {
        EXPECT_THAT(page, testing::HasSubstr("\n| " + std::string{actor} + " | ")) << "a line of those who act";
    }
}

TEST(JobStateTest, an_event_that_there_is_not_cannot_be_written) {
    EXPECT_EQ(text_for(Engine::sqlite, "SET state = {to:claim} WHERE state {from:claim}"),
              "SET state = 'in_progress' WHERE state IN ('new', 'retry')");
    EXPECT_EQ(text_for(Engine::postgresql, "state {from:finish}"), "state = 'in_progress'");
    EXPECT_THROW((void)text_for(Engine::sqlite, "SET state = {to:forget}"), base::Error);
}

// Every text in the program that writes a state names it by an event, and looks at the state that was.
TEST(JobStateTest, no_statement_writes_a_state_but_by_an_event_of_the_table) {
    static const std::regex writing{R"((UPDATE job\s+SET|INSERT INTO job \()([^;]*?)\)?"\})"};
    static const std::regex state_by_word{
        R"(state = '|THEN '(new|waiting|in_progress|retry|suspended|error|done|abandoned)')"};
    std::map<std::string, int> statements;
    for (const auto& file : std::filesystem::recursive_directory_iterator{sources / "src"}) {
        if (file.path().extension() != ".cpp") continue;
        const std::string text = content_of(file.path());
        for (std::sregex_iterator at{text.begin(), text.end(), writing}; at != std::sregex_iterator{}; ++at) {
            const std::string statement = at->str();
            const std::string set = statement.substr(0, statement.find("WHERE"));
            const bool is_insert = statement.starts_with("INSERT");
            if (!is_insert && set.find("state =") == std::string::npos) continue;
            ++statements[file.path().filename().string()];
            EXPECT_FALSE(std::regex_search(set, state_by_word)) << file.path() << "\n" << statement;
            EXPECT_NE(statement.find("{to:"), std::string::npos) << file.path() << "\n" << statement;
            if (!is_insert) {
                EXPECT_NE(statement.find("{from:"), std::string::npos) << file.path() << "\n" << statement;
            }
        }
    }
    EXPECT_THAT(statements, testing::IsSupersetOf(
                                {testing::Pair("job_table.cpp", 14), testing::Pair("job_dependency_table.cpp", 4),
                                 testing::Pair("marked_work.cpp", 1), testing::Pair("awaited_object_table.cpp", 2)}));
}

constexpr std::string_view transition_queue = "MVF_OBJECT_CREATOR";
constexpr std::string_view transition_worker = "worker 1/";

class JobTransitionTest : public test::DatabaseTest {
protected:
    JobTransitionTest() {
        Transaction transaction{connection()};
        declare_queue(transaction, transition_queue, 0);
        transaction.commit();
    }

    /// A job in that state: the only one.
    std::int64_t place(JobState state) {
        connection().run_script("DELETE FROM job_dependency; DELETE FROM job");
        Transaction transaction{connection()};
        (void)add_job(transaction, {transition_queue, "SEND", "1", "", "{}", 20}, 0);
        transaction.execute({"UPDATE job SET state = $1, worker = $2, lease_until_ms = 1000, attempts = $3"},
                            {to_string(state), transition_worker, state == JobState::fresh ? 0 : 1});
        transaction.commit();
        return 0;
    }
    JobState state_now() {
        Rows row = connection().query({"SELECT state FROM job WHERE kind = 'SEND'"});
        row.next();
        return job_state_from(row.text(0));
    }
    std::int64_t id() {
        Rows row = connection().query({"SELECT id FROM job WHERE kind = 'SEND'"});
        row.next();
        return row.integer(0);
    }
    /// Another job that lives, which the first one waits for.
    void place_predecessor(Transaction& transaction) {
        const std::int64_t before = ensure_job(transaction, {transition_queue, "RETRIEVE", "1", "", "{}", 20}, 0);
        transaction.execute({"INSERT INTO job_dependency (job, waits_for) VALUES ($1, $2)"}, {id(), before});
    }

    /// The same, given up, where a SEND is to fail then.
    void fail_predecessor(Transaction& transaction) {
        place_predecessor(transaction);
        set_dependency_rules(transaction, std::array{DependencyRule{"SEND", "fail"}});
        transaction.execute({"UPDATE job SET state = 'abandoned' WHERE kind = 'RETRIEVE'"});
        Rows row = transaction.query({"SELECT id FROM job WHERE kind = 'RETRIEVE'"});
        row.next();
        (void)release_waiting_jobs(transaction, std::array{row.integer(0)}, 0);
        set_dependency_rules(transaction, {});
    }

    void cause(JobEvent event);
};

// Through the functions by which the program does it.
void JobTransitionTest::cause(JobEvent event) {
    using enum JobEvent;
    const std::int64_t job = id();
    Transaction transaction{connection()};
    const JobFailure again{job, "unavailable", "it failed", 5'000};
    const JobFailure for_good{job, "invalid", "it failed", std::nullopt};
    const bool is_behind = event == retry_behind || event == renew_behind || event == resume_behind;
    if (is_behind) place_predecessor(transaction);
    switch (event) {
        case enqueue: (void)add_job(transaction, {transition_queue, "SEND", "1", "", "{}", 20}, 0); break;
        case wait: {
            const std::int64_t before = ensure_job(transaction, {transition_queue, "RETRIEVE", "1", "", "{}", 20}, 0);
            (void)wait_for(transaction, job, std::array{before});
            break;
        }
        case go_on: {
            place_predecessor(transaction);
            Rows row = transaction.query({"SELECT id FROM job WHERE kind = 'RETRIEVE'"});
            row.next();
            (void)release_waiting_jobs(transaction, std::array{row.integer(0)}, 0);
            break;
        }
        case follow: fail_predecessor(transaction); break;
        case claim: (void)claim_jobs(transaction, transition_queue, transition_worker, 0, 1'000, 1); break;
        case finish: finish_jobs(transaction, std::array{job}, transition_worker, 0); break;
        case try_again: (void)fail_job(transaction, again, transition_worker, 0); break;
        case fail: (void)fail_job(transaction, for_good, transition_worker, 0); break;
        case give_back: transaction.execute({"UPDATE job SET attempts = 1"}); break;
        case give_back_again: transaction.execute({"UPDATE job SET attempts = 2"}); break;
        case take_over: end_lost_job(transaction, again, 0); break;
        case take_over_for_good: end_lost_job(transaction, for_good, 0); break;
        case retry:
        case retry_behind: (void)retry_job(transaction, job); break;
        case renew:
        case renew_behind: (void)renew_job(transaction, job); break;
        case suspend: (void)suspend_job(transaction, job); break;
        case resume: transaction.execute({"UPDATE job SET attempts = 0"}); [[fallthrough]];
        case resume_behind:
        case resume_retry: (void)resume_job(transaction, job); break;
        case abandon: (void)abandon_job(transaction, job, 0); break;
        case abandon_at_work: (void)abandon_jobs_of_queue(transaction, transition_queue, "removed", 0); break;
    }
    transaction.commit();
    if (event == give_back || event == give_back_again) (void)release_jobs(connection(), transition_worker);
}

TEST_P(JobTransitionTest, each_event_changes_the_states_of_the_table_and_no_other) {
    for (std::size_t number = 0; number < job_states.size(); ++number) {
        const auto before = static_cast<JobState>(number);
        for (std::size_t which = 0; which < job_events.size(); ++which) {
            const auto event = static_cast<JobEvent>(which);
            if (event == JobEvent::enqueue) continue;  // of a job that is not there yet
            (void)place(before);
            bool is_refused = false;
            try {
                cause(event);
            } catch (const base::Error& error) {
                EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
                is_refused = true;
            }
            const JobState expected = is_job_transition(before, event) ? state_after(event) : before;
            EXPECT_EQ(to_string(state_now()), to_string(expected)) << job_states[number] << " " << job_events[which];
            if (is_refused) {
                EXPECT_FALSE(is_job_transition(before, event)) << job_states[number] << " " << job_events[which];
            }
        }
    }
}

TEST_P(JobTransitionTest, a_job_is_new_at_first_and_another_may_come_once_it_has_ended) {
    for (std::size_t number = 0; number < job_states.size(); ++number) {
        (void)place(static_cast<JobState>(number));
        Transaction transaction{connection()};
        const bool was_added = add_job(transaction, {transition_queue, "SEND", "1", "", "{}", 20}, 0);
        EXPECT_EQ(was_added, has_ended(static_cast<JobState>(number))) << job_states[number];
        if (!was_added) continue;
        Rows newest = transaction.query({"SELECT state FROM job ORDER BY id DESC LIMIT 1"});
        newest.next();
        EXPECT_EQ(newest.text(0), to_string(state_after(JobEvent::enqueue)));
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, JobTransitionTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
