#include <gmock/gmock.h>

#include "base/error.hpp"
#include "database/database.hpp"
#include "support/test_database.hpp"

namespace kinote::database {
namespace {

constexpr Statement add_thing_sql{"INSERT INTO thing (number) VALUES (1)"};

// What a commit is told to do where nobody knows whether it has happened.
class CommitInDoubtTest : public test::DatabaseTest {
protected:
    CommitInDoubtTest() : DatabaseTest{test::Filled::nothing} {
        connection().run_script("CREATE TABLE thing (number BIGINT UNIQUE)");
    }

    /// What PostgreSQL does at the commit of a row, in its own language.
    void at_commit(const std::string& action) {
        connection().run_script(
            "CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + action +
            " RETURN NULL; END $$;"
            "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION act();");
    }
    /// Commits a row. @return whether the commit was called in doubt.
    bool is_called_in_doubt() {
        bool is_in_doubt = false;
        try {
            const PooledConnection own = database().connection();
            Transaction transaction{*own};
            transaction.when_in_doubt([&] { is_in_doubt = true; });
            transaction.execute(add_thing_sql);
            transaction.commit();
        } catch (const base::Error&) {
            has_failed_ = true;
        }
        return is_in_doubt;
    }
    bool has_failed_ = false;
};

TEST_P(CommitInDoubtTest, one_that_succeeds_is_not_in_doubt) {
    EXPECT_FALSE(is_called_in_doubt());
    EXPECT_FALSE(has_failed_);
}

TEST_P(CommitInDoubtTest, one_that_was_refused_is_not_in_doubt) {
    connection().change(add_thing_sql);
    EXPECT_FALSE(is_called_in_doubt());
    EXPECT_TRUE(has_failed_);
}

INSTANTIATE_TEST_SUITE_P(Engines, CommitInDoubtTest, test::both_engines(), test::engine_name);

class LostCommitTest : public CommitInDoubtTest {};

TEST_P(LostCommitTest, one_whose_session_is_lost_behind_it_is_in_doubt) {
    at_commit("PERFORM pg_terminate_backend(pg_backend_pid());");
    EXPECT_TRUE(is_called_in_doubt());
    EXPECT_TRUE(has_failed_);
}

TEST_P(LostCommitTest, one_that_the_server_has_answered_with_an_error_is_not_in_doubt) {
    at_commit("RAISE EXCEPTION 'no space' USING ERRCODE = 'disk_full';");
    EXPECT_FALSE(is_called_in_doubt());
    EXPECT_TRUE(has_failed_);
}

INSTANTIATE_TEST_SUITE_P(Engines, LostCommitTest, testing::Values(Engine::postgresql), test::engine_name);

}  // namespace
}  // namespace kinote::database
