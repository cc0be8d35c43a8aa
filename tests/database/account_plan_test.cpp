// Accounts, sessions, tokens and failed sign-ins are found by index: the engines' own plans, over thousands of rows.

#include <gmock/gmock.h>

#include "database/account_table.hpp"
#include "database/session_table.hpp"
#include "database/sign_in_failure_table.hpp"
#include "support/plan_test.hpp"

namespace kinote::database {
namespace {

constexpr std::string_view account_fill_sql = R"(
INSERT INTO account (name, display_name, role, password_hash, is_disabled, created_ms, password_set_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 'name' || i, 'Doe', CASE WHEN i % 1000 = 0 THEN 'administrator' ELSE 'reader' END, 'x', 0, i, i
  FROM n ORDER BY n.i;
INSERT INTO session (token_sha256, account, came_from, created_ms, seen_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 'session' || i, i, '', i, i FROM n ORDER BY n.i;
INSERT INTO account_token (token_sha256, account, purpose, created_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 'token' || i, i, '', i FROM n ORDER BY n.i;
INSERT INTO sign_in_failure (kind, subject, failures, last_ms, closed_until_ms)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
SELECT 'account', 'name' || i, 1, i, 0 FROM n ORDER BY n.i;
ANALYZE;
)";

class AccountPlanTest : public test::FilledPlanTest {
protected:
    AccountPlanTest()
        : FilledPlanTest{account_fill_sql,
                         {"account", "a", "session", "s", "account_token", "t", "sign_in_failure", "f"}} {}
};

TEST_P(AccountPlanTest, who_asks_is_found_by_index) {
    EXPECT_TRUE(find_session(watched(), "session7"));
    EXPECT_TRUE(find_account_token(watched(), "token7"));
    EXPECT_TRUE(find_account(watched(), "name7"));
    EXPECT_EQ(find_sign_in_failures(watched(), FailureKind::account, "name7").failures, 1);
    EXPECT_EQ(list_accounts(watched(), "name7", 10).size(), 10U);
    EXPECT_EQ(list_account_tokens(watched(), 7).size(), 1U);
    expect_indexes();
}

TEST_P(AccountPlanTest, what_is_changed_and_what_has_ended_is_found_by_index) {
    Transaction transaction{watched()};
    EXPECT_TRUE(hold_account(transaction, "name7"));
    EXPECT_EQ(hold_administrators(transaction).size(), 3U);
    EXPECT_EQ(add_sign_in_failure(transaction, FailureKind::account, "name7", 0, 5), 2);
    close_sign_in(transaction, FailureKind::account, "name7", 9);
    forget_sign_in_failures(transaction, FailureKind::account, "name7");
    forget_old_sign_in_failures(transaction, 3);
    remove_ended_sessions(transaction, 3, 5);
    remove_sessions_of(transaction, 7);
    EXPECT_TRUE(remove_account_token(transaction, 8, 8));
    remove_account(transaction, 9);
    transaction.commit();
    EXPECT_FALSE(find_session(watched(), "session4"));
    EXPECT_TRUE(find_session(watched(), "session5"));
    expect_indexes();
}

INSTANTIATE_TEST_SUITE_P(Engines, AccountPlanTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
