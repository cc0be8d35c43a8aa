#include "access/sign_in.hpp"

#include <gmock/gmock.h>

#include "access/accounts.hpp"
#include "base/error.hpp"
#include "database/audit_table.hpp"
#include "support/test_database.hpp"

namespace kinote::access {
namespace {

using base::Error;
using Outcome = SignInResult::Outcome;
constexpr const char* password = "seven green lamps";
constexpr const char* other_password = "eight yellow doors";
constexpr const char* here = "192.0.2.7";
constexpr std::int64_t minute_ms = 60'000;

class SignInTest : public test::DatabaseTest {
protected:
    SignInTest() {
        accounts_.create({"Anna", "Lindner^Petra", Role::author, password}, actor_);
        accounts_.create({"root", "Root", Role::administrator, other_password}, actor_);
    }
    Outcome outcome(std::string_view name, std::string_view typed, std::string_view address = here) {
        return sign_in_.sign_in(name, typed, address).outcome;
    }
    std::int64_t count(std::string_view action) {
        std::int64_t found = 0;
        for (const auto& event : database::list_audit_events(connection(), "", INT64_MAX, 1000)) {
            found += event.action == action ? 1 : 0;
        }
        return found;
    }

    base::SettableClock clock_{1'000'000'000};
    database::Actor actor_{"test", "test"};
    Accounts accounts_{database(), clock_};
    SignIn sign_in_{{}, database(), clock_};
};

TEST_P(SignInTest, the_right_password_opens_a_session_in_any_case_of_the_name) {
    const SignInResult result = sign_in_.sign_in("ANNA", password, here);
    ASSERT_EQ(result.outcome, Outcome::signed_in);
    EXPECT_EQ(result.token.size(), 64U);
    const auto identity = sign_in_.by_session(result.token, false);
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->name, "anna");
    EXPECT_EQ(identity->display_name, "Lindner^Petra");
    EXPECT_TRUE(identity->may(Permission::author));
    EXPECT_FALSE(identity->may(Permission::administer));
    EXPECT_EQ(count("signed_in"), 1);
}

TEST_P(SignInTest, a_wrong_password_and_an_unknown_name_are_answered_alike) {
    EXPECT_EQ(outcome("anna", "wrong words here"), Outcome::wrong);
    EXPECT_EQ(outcome("nobody", password), Outcome::wrong);
    EXPECT_EQ(outcome("no such name!", password), Outcome::wrong);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(outcome("nobody", password), Outcome::wrong);
    EXPECT_EQ(outcome("nobody", password), Outcome::locked);
}

TEST_P(SignInTest, five_failures_lock_the_name_and_the_lock_opens_by_itself) {
    for (int i = 0; i < 4; ++i) EXPECT_EQ(outcome("anna", "wrong words here"), Outcome::wrong);
    EXPECT_EQ(outcome("anna", "wrong words here"), Outcome::locked);
    const SignInResult locked = sign_in_.sign_in("anna", password, "192.0.2.9");
    EXPECT_EQ(locked.outcome, Outcome::locked);
    EXPECT_EQ(locked.until_ms, clock_.now_ms() + lock_ms);
    EXPECT_EQ(count("account_locked"), 1);
    EXPECT_EQ(accounts_.find("anna").locked_until_ms, locked.until_ms);
    clock_.advance(lock_ms - 1);
    EXPECT_EQ(outcome("anna", password), Outcome::locked);
    clock_.advance(1);
    EXPECT_EQ(outcome("anna", password), Outcome::signed_in);
}

TEST_P(SignInTest, a_success_forgets_the_failures_and_so_does_time) {
    for (int i = 0; i < 4; ++i) (void)outcome("anna", "wrong words here");
    EXPECT_EQ(outcome("anna", password), Outcome::signed_in);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(outcome("anna", "wrong words here"), Outcome::wrong);
    clock_.advance(failures_forgotten_ms + 1);
    EXPECT_EQ(outcome("anna", "wrong words here"), Outcome::wrong);
}

TEST_P(SignInTest, an_administrator_opens_a_lock) {
    for (int i = 0; i < 5; ++i) (void)outcome("anna", "wrong words here");
    accounts_.change("anna", {.is_disabled = false}, actor_);
    EXPECT_EQ(outcome("anna", password), Outcome::signed_in);
    for (int i = 0; i < 5; ++i) (void)outcome("anna", "wrong words here");
    accounts_.reset_password("anna", other_password, actor_);
    EXPECT_EQ(outcome("anna", other_password), Outcome::signed_in);
}

TEST_P(SignInTest, an_address_that_fails_often_is_slowed_and_others_are_not) {
    for (int i = 0; i < free_failures_of_address; ++i) {
        EXPECT_EQ(outcome("no name " + std::to_string(i), password), Outcome::wrong);
    }
    const SignInResult slowed = sign_in_.sign_in("anna", password, here);
    EXPECT_EQ(slowed.outcome, Outcome::slowed);
    EXPECT_EQ(slowed.until_ms, clock_.now_ms() + 1'000);
    EXPECT_EQ(outcome("anna", password, "192.0.2.9"), Outcome::signed_in);
    clock_.advance(1'000);
    EXPECT_EQ(outcome("anna", password), Outcome::signed_in);
}

TEST_P(SignInTest, a_session_ends_when_it_is_not_used_and_what_pages_ask_by_themselves_is_no_use) {
    const std::string token = sign_in_.sign_in("anna", password, here).token;
    for (int i = 0; i < 3; ++i) {
        clock_.advance(20 * minute_ms);
        EXPECT_TRUE(sign_in_.by_session(token, false)) << i;
    }
    clock_.advance(20 * minute_ms);
    EXPECT_TRUE(sign_in_.by_session(token, true));
    clock_.advance(10 * minute_ms);
    EXPECT_FALSE(sign_in_.by_session(token, false));
}

TEST_P(SignInTest, a_session_ends_after_its_hours_however_much_it_is_used) {
    const std::string token = sign_in_.sign_in("anna", password, here).token;
    for (int i = 0; i < 35; ++i) {
        clock_.advance(20 * minute_ms);
        EXPECT_TRUE(sign_in_.by_session(token, false)) << i;
    }
    clock_.advance(20 * minute_ms);
    EXPECT_FALSE(sign_in_.by_session(token, false));
}

TEST_P(SignInTest, signing_out_ends_this_session_alone) {
    const std::string one = sign_in_.sign_in("anna", password, here).token;
    const std::string other = sign_in_.sign_in("anna", password, here).token;
    sign_in_.sign_out(*sign_in_.by_session(one, false));
    EXPECT_FALSE(sign_in_.by_session(one, false));
    EXPECT_TRUE(sign_in_.by_session(other, false));
    EXPECT_EQ(count("signed_out"), 1);
}

TEST_P(SignInTest, a_changed_password_ends_all_sessions_and_begins_one) {
    const std::string one = sign_in_.sign_in("anna", password, here).token;
    const std::string other = sign_in_.sign_in("anna", password, here).token;
    const std::string next = sign_in_.change_password(*sign_in_.by_session(one, false), password, other_password);
    EXPECT_FALSE(sign_in_.by_session(one, false));
    EXPECT_FALSE(sign_in_.by_session(other, false));
    EXPECT_TRUE(sign_in_.by_session(next, false));
    EXPECT_EQ(outcome("anna", password), Outcome::wrong);
    EXPECT_EQ(outcome("anna", other_password), Outcome::signed_in);
    EXPECT_EQ(count("password_changed"), 1);
}

TEST_P(SignInTest, a_password_is_changed_by_who_knows_it) {
    const Identity identity = *sign_in_.by_session(sign_in_.sign_in("anna", password, here).token, false);
    EXPECT_THROW((void)sign_in_.change_password(identity, "wrong words here", other_password), Error);
    EXPECT_THROW((void)sign_in_.change_password(identity, password, "short"), Error);
    EXPECT_EQ(outcome("anna", password), Outcome::signed_in);
}

TEST_P(SignInTest, a_disabled_account_is_out_at_once_by_every_way) {
    const std::string session = sign_in_.sign_in("anna", password, here).token;
    const NewToken token = accounts_.create_token("anna", "a viewer", actor_);
    EXPECT_TRUE(sign_in_.by_token(token.text));
    accounts_.change("anna", {.is_disabled = true}, actor_);
    EXPECT_FALSE(sign_in_.by_session(session, false));
    EXPECT_FALSE(sign_in_.by_token(token.text));
    EXPECT_EQ(outcome("anna", password), Outcome::wrong);
    accounts_.change("anna", {.is_disabled = false}, actor_);
    EXPECT_TRUE(sign_in_.by_token(token.text));
}

TEST_P(SignInTest, a_revoked_token_and_those_of_a_removed_account_open_nothing) {
    const NewToken one = accounts_.create_token("anna", "one", actor_);
    const NewToken other = accounts_.create_token("anna", "other", actor_);
    accounts_.revoke_token("anna", one.id, actor_);
    EXPECT_FALSE(sign_in_.by_token(one.text));
    EXPECT_THROW(accounts_.revoke_token("root", other.id, actor_), Error);
    EXPECT_TRUE(sign_in_.by_token(other.text));
    accounts_.remove("anna", actor_);
    EXPECT_FALSE(sign_in_.by_token(other.text));
}

TEST_P(SignInTest, the_last_administrator_stays_one) {
    EXPECT_THROW((accounts_.change("root", {.is_disabled = true}, actor_)), Error);
    EXPECT_THROW((accounts_.change("root", {.role = Role::operator_role}, actor_)), Error);
    EXPECT_THROW(accounts_.remove("root", actor_), Error);
    accounts_.change("anna", {.role = Role::administrator}, actor_);
    accounts_.remove("root", actor_);
    EXPECT_THROW((accounts_.change("anna", {.is_disabled = true}, actor_)), Error);
}

TEST_P(SignInTest, a_name_is_taken_once_whatever_its_case) {
    EXPECT_THROW(accounts_.create({"ANNA", "Other", Role::reader, other_password}, actor_), Error);
    for (const char* name : {"", "a b", "ä", "a/b"}) {
        EXPECT_THROW(accounts_.create({name, "Other", Role::reader, other_password}, actor_), Error) << name;
    }
}

TEST(PermissionTest, each_role_may_what_the_one_before_it_may_and_more) {
    std::size_t before = 0;
    for (const Role role : all_roles()) {
        EXPECT_GT(permissions_of(role).size(), before);
        before = permissions_of(role).size();
        EXPECT_EQ(role_from(to_string(role)), role);
    }
    EXPECT_EQ(permissions_of(Role::reader), std::vector{Permission::read});
    EXPECT_FALSE(may(Role::author, Permission::run_queues));
    EXPECT_FALSE(may(Role::operator_role, Permission::administer));
    EXPECT_EQ(before, 9U);
}

INSTANTIATE_TEST_SUITE_P(Engines, SignInTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::access
