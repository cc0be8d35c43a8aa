#pragma once
// Legacy databases for tests, read over ODBC by the drivers that Debian's packages register.

#include <fmt/format.h>

#include <string>

#include "database/database.hpp"
#include "support/test_database.hpp"

namespace kinote::test {

/// An old system's database.
class LegacyDatabase {
public:
    LegacyDatabase() = default;
    LegacyDatabase(const LegacyDatabase&) = delete;
    LegacyDatabase& operator=(const LegacyDatabase&) = delete;
    virtual ~LegacyDatabase() = default;

    void run(const std::string& sql) { database().connection()->run_script(sql); }
    [[nodiscard]] virtual std::string connection() const = 0;

protected:
    virtual database::Database& database() = 0;
};

class LegacySqlite final : public LegacyDatabase {
public:
    LegacySqlite() { database_.connection()->run_script("PRAGMA user_version = 1"); }  // the file is there now
    [[nodiscard]] std::string connection() const override {
        return fmt::format("Driver=SQLite3;Database={}", file_.string());
    }

private:
    database::Database& database() override { return database_; }

    TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "legacy.sqlite";
    database::Database database_{file_.string()};
};

class LegacyPostgresql final : public LegacyDatabase {
public:
    // postgresql://USER@HOST:PORT/NAME
    [[nodiscard]] std::string connection() const override {
        std::string rest = own_.url().substr(std::string_view{"postgresql://"}.size());
        const auto take = [&rest](char end) {
            const std::size_t at = rest.find(end);
            std::string part = rest.substr(0, at);
            rest.erase(0, at == std::string::npos ? at : at + 1);
            return part;
        };
        const std::string user = take('@');
        const std::string host = take(':');
        const std::string port = take('/');
        return fmt::format("Driver=PostgreSQL Unicode;Servername={};Port={};Username={};Database={}", host, port, user,
                           rest);
    }

private:
    database::Database& database() override { return database_; }

    PostgresqlDatabase own_;
    database::Database database_{own_.url()};
};

/// The tables of the shipped mapping `contract`.
inline constexpr const char* contract_tables = R"(
    CREATE TABLE kinote_notes (source_note_id VARCHAR(64), study_instance_uid VARCHAR(64), title_text VARCHAR(200),
        description TEXT, author_name VARCHAR(200), created_at VARCHAR(40), deleted VARCHAR(10), patient_id VARCHAR(64),
        patient_name VARCHAR(200), kosd_sop_instance_uid VARCHAR(64));
    CREATE TABLE kinote_references (source_note_id VARCHAR(64), position INTEGER, series_instance_uid VARCHAR(64),
        sop_instance_uid VARCHAR(64), frame_numbers VARCHAR(200));)";

}  // namespace kinote::test
