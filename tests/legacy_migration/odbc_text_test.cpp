#include "legacy_migration/odbc_text.hpp"

#include <gtest/gtest.h>

#include "legacy_migration/odbc_connection.hpp"

namespace kinote::legacy_migration {
namespace {

TEST(OdbcText, reads_keywords_with_braces) {
    const auto keywords = connection_keywords("Driver={A;B}}C};UID=reader;;PWD={x;y}");
    ASSERT_EQ(keywords.size(), 3U);
    EXPECT_EQ(keywords[0].value, "{A;B}}C}");
    EXPECT_EQ(keywords[2].value, "{x;y}");
}

TEST(OdbcText, shows_no_password) {
    EXPECT_EQ(shown_connection("DSN=MVF;UID=reader;PWD={se;cret}"), "DSN=MVF;UID=reader;PWD=***");
    EXPECT_EQ(shown_connection("Driver=X;Password=secret"), "Driver=X;Password=***");
}

TEST(OdbcText, asks_drivers_to_read_in_pieces_unless_the_site_says_otherwise) {
    EXPECT_EQ(with_driver_options("DSN=a", "libsqlite3odbc.so"), "DSN=a;StepAPI=1;NoCreat=1");
    EXPECT_EQ(with_driver_options("DSN=a;stepapi=0;NoCreat=1", "SQLite3"), "DSN=a;stepapi=0;NoCreat=1");
    EXPECT_EQ(with_driver_options("DSN=a;UseDeclareFetch=0", "psqlodbcw.so"), "DSN=a;UseDeclareFetch=0;Fetch=2000");
    EXPECT_EQ(with_driver_options("DSN=a", "libtdsodbc.so"), "DSN=a");
}

}  // namespace
}  // namespace kinote::legacy_migration
