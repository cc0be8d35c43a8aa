#include "database/lists.hpp"

#include <gmock/gmock.h>

#include "support/test_database.hpp"

namespace kinote::database {
namespace {

constexpr Statement like_sql{"SELECT CASE WHEN CAST($2 AS TEXT) LIKE $1 ESCAPE '!' THEN 1 ELSE 0 END"};
constexpr Statement texts_sql{"SELECT value FROM sample WHERE value {in_texts} ORDER BY value"};
constexpr Statement ids_sql{"SELECT id FROM sample WHERE id {in_ids} ORDER BY id"};

class ListsTest : public test::DatabaseTest {
protected:
    bool matches(const std::string& pattern, const std::string& text) {
        Rows rows = connection().query(like_sql, {pattern, text});
        return rows.next() && rows.integer(0) == 1;
    }
    void add(std::int64_t id, const std::string& value) {
        constexpr Statement add_sample_sql{"INSERT INTO sample (id, value) VALUES ($1, $2)"};
        connection().execute(add_sample_sql, {id, value});
    }
    void create() { connection().run_script("CREATE TABLE sample (id BIGINT, value TEXT)"); }
};

TEST_P(ListsTest, a_star_stands_for_any_signs_and_a_question_mark_for_one) {
    EXPECT_TRUE(matches(like_pattern("1.2*"), "1.2.3"));
    EXPECT_TRUE(matches(like_pattern("1?2"), "1.2"));
    EXPECT_FALSE(matches(like_pattern("1?2"), "1..2"));
    EXPECT_FALSE(matches(like_pattern("1.2"), "1.2.3"));
}

TEST_P(ListsTest, the_signs_of_sql_patterns_stand_for_themselves) {
    for (const char* text : {"50%", "a_b", "wow!", "back\\slash"}) {
        EXPECT_TRUE(matches(like_pattern(text), text)) << text;
        EXPECT_TRUE(matches(begins_with_pattern(text), std::string{text} + "and more")) << text;
    }
    EXPECT_FALSE(matches(like_pattern("a_b"), "axb"));
    EXPECT_FALSE(matches(begins_with_pattern("a_b"), "axb"));
}

TEST_P(ListsTest, a_beginning_holds_no_wildcards) {
    EXPECT_FALSE(matches(begins_with_pattern("a*"), "abc"));
    EXPECT_TRUE(matches(begins_with_pattern("a*"), "a*c"));
    EXPECT_FALSE(matches(begins_with_pattern("a?"), "abc"));
}

TEST_P(ListsTest, a_list_of_texts_finds_each_whatever_its_signs) {
    create();
    const std::vector<std::string_view> texts{"plain", "with \"quotes\"", "back\\slash", "a,b", "{brace}", "NULL", ""};
    std::int64_t id = 0;
    for (const std::string_view text : texts) add(++id, std::string{text});
    add(++id, "another");
    Rows rows = connection().query(texts_sql, {text_list(connection().engine(), texts)});
    std::size_t found = 0;
    while (rows.next()) ++found;
    EXPECT_EQ(found, texts.size());
}

TEST_P(ListsTest, lists_of_ids_and_uids_find_each_and_empty_ones_nothing) {
    create();
    add(1, "1.2.3");
    add(2, "1.2.4");
    const std::vector<std::int64_t> ids{2, 3};
    Rows rows = connection().query(ids_sql, {id_list(connection().engine(), ids)});
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.integer(0), 2);
    EXPECT_FALSE(rows.next());
    const std::vector<std::string_view> uids{"1.2.3", "no uid \"", ""};
    Rows by_uid = connection().query(texts_sql, {uid_list(connection().engine(), uids)});
    ASSERT_TRUE(by_uid.next());
    EXPECT_FALSE(by_uid.next());
    EXPECT_FALSE(connection().query(ids_sql, {id_list(connection().engine(), {})}).next());
    EXPECT_FALSE(connection().query(texts_sql, {uid_list(connection().engine(), {})}).next());
}

INSTANTIATE_TEST_SUITE_P(Engines, ListsTest, test::both_engines(), test::engine_name);

}  // namespace
}  // namespace kinote::database
