#include "legacy_migration/reading_query.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace kinote::legacy_migration {
namespace {

using testing::HasSubstr;

std::string refusal(std::string_view query) {
    try {
        (void)reading_query("notes", query);
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
        EXPECT_THAT(error.what(), HasSubstr("the query \"notes\" of the mapping"));
        return error.what();
    }
    return "no refusal";
}

TEST(ReadingQuery, sends_what_reads_without_comments_and_the_last_semicolon) {
    EXPECT_EQ(reading_query("notes", "select a FROM t"), "select a FROM t");
    EXPECT_EQ(reading_query("notes", "-- what it is\nSELECT a /* of; it */ FROM t; -- end; DELETE\n "),
              " SELECT a   FROM t");
    EXPECT_EQ(reading_query("notes", "WITH x AS (SELECT 1) SELECT * FROM x;\n"),
              "WITH x AS (SELECT 1) SELECT * FROM x");
    EXPECT_EQ(reading_query("notes", "(SELECT 1) UNION (SELECT 2)"), "(SELECT 1) UNION (SELECT 2)");
}

TEST(ReadingQuery, leaves_what_stands_in_quotation_marks) {
    for (const char* query : {"SELECT 'it''s -- no comment' FROM t", "SELECT \"update\", `delete` FROM t",
                              "SELECT '/*' FROM t", "SELECT deleted, updated_at, into_x, x_delete FROM t"}) {
        EXPECT_EQ(reading_query("notes", query), query);
    }
}

TEST(ReadingQuery, refuses_what_does_not_begin_as_a_query) {
    for (const char* query :
         {"DELETE FROM t", "update t SET a = 1", "/* SELECT */ DROP TABLE t", "--SELECT\nTRUNCATE t",
          "PRAGMA query_only = 0", "EXEC p", "CALL p()", "{call p}", "SET x = 1", "", "  ;", "-- a"}) {
        EXPECT_THAT(refusal(query), HasSubstr("must be a SELECT")) << query;
    }
}

TEST(ReadingQuery, refuses_words_of_statements_that_write) {
    for (const char* query :
         {"WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x", "WITH x AS (SELECT 1) UPDATE t SET a = 1",
          "SELECT * INTO copy FROM t", "SELECT 1 DELETE FROM t", "SELECT 1DELETE FROM t", "SELECT 1.DELETE FROM t",
          "SELECT a FROM t FOR UPDATE", "SELECT 1/**/COMMIT DROP TABLE t",
          "WITH x AS (SELECT 1) INSERT INTO t SELECT 1"}) {
        EXPECT_THAT(refusal(query), HasSubstr("of a statement that writes")) << query;
    }
}

TEST(ReadingQuery, refuses_a_second_statement_wherever_its_semicolon_stands) {
    for (const char* query : {"SELECT 1; SELECT 2", "SELECT 1;;", "SELECT $$'$$; SELECT 2 --'",
                              "SELECT 1 AS [']; SELECT 2 --']", "SELECT 'a;b'"}) {
        EXPECT_THAT(refusal(query), HasSubstr("one statement")) << query;
    }
}

TEST(ReadingQuery, refuses_what_databases_take_apart_otherwise) {
    EXPECT_THAT(refusal("/* /* */ SELECT 1 */ SELECT 2"), HasSubstr("comment"));
    EXPECT_THAT(refusal("SELECT 1 /* "), HasSubstr("comment"));
    EXPECT_THAT(refusal("SELECT 'a"), HasSubstr("never closed"));
}

}  // namespace
}  // namespace kinote::legacy_migration
