#include "legacy_migration/odbc_source.hpp"

#include <gmock/gmock.h>

#include <future>
#include <thread>
#include <utility>

#include "base/error.hpp"
#include "legacy_migration/given_rows.hpp"
#include "legacy_migration/legacy_database.hpp"
#include "legacy_migration/odbc_connection.hpp"

namespace kinote::legacy_migration {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Every driver reads alike.
class OdbcSourceTest : public ::testing::TestWithParam<database::Engine> {
protected:
    OdbcSourceTest() {
        if (GetParam() == database::Engine::sqlite) {
            legacy_ = std::make_unique<test::LegacySqlite>();
        } else {
            legacy_ = std::make_unique<test::LegacyPostgresql>();
        }
    }
    std::unique_ptr<OdbcSource> query(const std::string& text, std::vector<ColumnWish> wishes = {}) {
        return std::make_unique<OdbcSource>(legacy_->connection(), OdbcQuery{"notes", text, std::move(wishes)},
                                            std::stop_token{});
    }
    std::string error_of(const std::string& text, base::ErrorKind kind) {
        try {
            (void)query(text);
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), kind) << error.what();
            return error.what();
        }
        return "no error";
    }

    std::unique_ptr<test::LegacyDatabase> legacy_;
};

TEST_P(OdbcSourceTest, reads_texts_numbers_and_nulls_in_blocks) {
    legacy_->run("CREATE TABLE n (id INTEGER, words VARCHAR(100), score VARCHAR(10))");
    for (int i = 0; i < 700; ++i) {
        legacy_->run(fmt::format("INSERT INTO n VALUES ({}, 'Läsion 山田 {}', {})", i, i, i % 2 == 0 ? "NULL" : "'x'"));
    }
    const auto source = query("SELECT id, words, score FROM n ORDER BY id");
    EXPECT_THAT(source->columns(), ElementsAre("id", "words", "score"));
    for (int i = 0; i < 700; ++i) {
        const SourceRow* row = source->next();
        ASSERT_NE(row, nullptr);
        EXPECT_THAT(test::values_of(*row), ElementsAre(std::to_string(i), fmt::format("Läsion 山田 {}", i),
                                                       i % 2 == 0 ? test::GivenValue{} : test::GivenValue{"x"}));
        EXPECT_EQ(row->number, i + 1);
    }
    EXPECT_EQ(source->next(), nullptr);
}

TEST_P(OdbcSourceTest, reads_long_texts_in_pieces) {
    legacy_->run("CREATE TABLE n (id INTEGER, words TEXT, after VARCHAR(10))");
    std::string words;
    for (int i = 0; i < 30'000; ++i) words += i % 3 == 0 ? "ä" : "x";
    legacy_->run("INSERT INTO n VALUES (1, '" + words + "', 'end'), (2, NULL, 'end'), (3, '', 'end')");
    const auto source = query("SELECT id, words, after FROM n ORDER BY id", {{"WORDS", 1U << 20U, false}});
    EXPECT_THAT(test::values_of(*source->next()), ElementsAre("1", words, "end"));
    EXPECT_THAT(test::values_of(*source->next()), ElementsAre("2", std::nullopt, "end"));
    EXPECT_THAT(test::values_of(*source->next()), ElementsAre("3", "", "end"));
    EXPECT_EQ(source->next(), nullptr);
}

TEST_P(OdbcSourceTest, a_text_that_is_too_long_is_a_fault_of_its_row) {
    legacy_->run("CREATE TABLE n (id INTEGER, words TEXT)");
    legacy_->run("INSERT INTO n VALUES (1, '" + std::string(600, 'x') + "'), (2, 'short')");
    for (const std::size_t most_bytes : {100U, 512U}) {
        const auto source = query("SELECT id, words FROM n ORDER BY id", {{"words", most_bytes, false}});
        EXPECT_THAT(source->next()->fault,
                    HasSubstr(fmt::format("row 1 of the query notes: words is longer than {} bytes", most_bytes)));
        EXPECT_THAT(test::values_of(*source->next()), ElementsAre("2", "short"));
    }
}

TEST_P(OdbcSourceTest, reads_raw_bytes_where_a_transform_wants_them) {
    const bool is_sqlite = GetParam() == database::Engine::sqlite;
    legacy_->run(fmt::format("CREATE TABLE n (uid {})", is_sqlite ? "BLOB" : "BYTEA"));
    legacy_->run(is_sqlite ? "INSERT INTO n VALUES (x'2B3B951B21')" : "INSERT INTO n VALUES ('\\x2B3B951B21')");
    const auto source = query("SELECT uid FROM n", {{"uid", 64, true}});
    EXPECT_THAT(test::values_of(*source->next()), ElementsAre("\x2B\x3B\x95\x1B\x21"));
}

TEST_P(OdbcSourceTest, says_what_the_database_says_of_wrong_sql) {
    EXPECT_THAT(error_of("SELECT * FROM absent_table", base::ErrorKind::invalid), HasSubstr("absent_table"));
    EXPECT_THAT(error_of("SELECT FROM WHERE", base::ErrorKind::invalid),
                HasSubstr("run the query \"notes\" of the mapping"));
    EXPECT_THAT(error_of("SELEKT 1", base::ErrorKind::invalid), HasSubstr("must be a SELECT"));
    EXPECT_THAT(error_of("CREATE TABLE made (a INTEGER)", base::ErrorKind::invalid), HasSubstr("must be a SELECT"));
}

TEST(OdbcSource, a_stop_ends_the_wait_for_rows_that_never_come) {
    const test::LegacyPostgresql legacy;
    const std::string endless =
        "SELECT i, CASE WHEN i > 3000 THEN CAST(pg_sleep(3600) AS TEXT) END FROM generate_series(1, 4000) AS n(i)";
    std::stop_source stop;
    OdbcSource source{legacy.connection(), OdbcQuery{"notes", endless, {}}, stop.get_token()};
    std::future<base::ErrorKind> end = std::async(std::launch::async, [&] {
        try {
            while (source.next() != nullptr) {
            }
        } catch (const base::Error& error) {
            return error.kind();
        }
        return base::ErrorKind::internal;
    });
    const auto* const waits =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";
    while (OdbcConnection{legacy.connection()}.ask(waits) == "0") std::this_thread::yield();
    stop.request_stop();
    EXPECT_EQ(end.get(), base::ErrorKind::unavailable);
}

INSTANTIATE_TEST_SUITE_P(, OdbcSourceTest, test::both_engines(), test::engine_name);

TEST(OdbcConnection, tells_unknown_drivers_absent_files_and_absent_servers_apart) {
    const auto kind_of = [](const std::string& connection) {
        try {
            const OdbcConnection opened{connection};
        } catch (const base::Error& error) {
            EXPECT_THAT(error.what(), HasSubstr("connect to the legacy database"));
            EXPECT_THAT(error.what(), testing::Not(HasSubstr("topsecret")));
            return error.kind();
        }
        return base::ErrorKind::internal;
    };
    EXPECT_EQ(kind_of("Driver=NoSuchDriver;PWD=topsecret"), base::ErrorKind::invalid);
    EXPECT_EQ(kind_of("DSN=NoSuchSource;PWD=topsecret"), base::ErrorKind::invalid);
    EXPECT_EQ(kind_of("Driver=SQLite3;Database=/nowhere/legacy.sqlite"), base::ErrorKind::unavailable);
    EXPECT_EQ(kind_of("Driver=PostgreSQL Unicode;Servername=127.0.0.1;Port=1;Database=x;PWD=topsecret"),
              base::ErrorKind::unavailable);
}

}  // namespace
}  // namespace kinote::legacy_migration
