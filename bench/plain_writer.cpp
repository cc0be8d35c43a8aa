#include "plain_writer.hpp"

#include <libpq-fe.h>
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>

namespace kinote::bench {
namespace {

[[noreturn]] void give_up(const char* message) {
    std::fprintf(stderr, "plain writer: %s\n", message);
    std::exit(1);
}

class PlainSqlite final : public PlainWriter {
public:
    explicit PlainSqlite(const std::string& file) {
        if (sqlite3_open(file.c_str(), &session_) != SQLITE_OK) give_up("cannot open");
        run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
    }
    ~PlainSqlite() override {
        for (sqlite3_stmt* statement : statements_) sqlite3_finalize(statement);
        sqlite3_close(session_);
    }
    PlainSqlite(const PlainSqlite&) = delete;
    PlainSqlite& operator=(const PlainSqlite&) = delete;

    std::vector<std::vector<std::string>> read(const std::string& sql) override {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(session_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) fail();
        std::vector<std::vector<std::string>> rows;
        while (sqlite3_step(statement) == SQLITE_ROW) {
            std::vector<std::string>& row = rows.emplace_back();
            for (int column = 0; column < sqlite3_column_count(statement); ++column) {
                row.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, column)));
            }
        }
        sqlite3_finalize(statement);
        return rows;
    }
    std::size_t prepare(const std::string& sql) override {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v3(session_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) !=
            SQLITE_OK) {
            fail();
        }
        statements_.push_back(statement);
        return statements_.size() - 1;
    }
    void begin() override { run("BEGIN IMMEDIATE"); }
    void write(std::size_t number, const std::vector<std::string>& values) override {
        sqlite3_stmt* statement = statements_.at(number);
        int index = 0;
        for (const std::string& value : values) {
            sqlite3_bind_text(statement, ++index, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
        }
        if (sqlite3_step(statement) != SQLITE_DONE) fail();
        sqlite3_reset(statement);
    }
    void commit() override { run("COMMIT"); }

private:
    void run(const char* sql) {
        if (sqlite3_exec(session_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
    }
    [[noreturn]] void fail() { give_up(sqlite3_errmsg(session_)); }

    sqlite3* session_ = nullptr;
    std::vector<sqlite3_stmt*> statements_;
};

class PlainPostgresql final : public PlainWriter {
public:
    explicit PlainPostgresql(const std::string& url) : session_{PQconnectdb(url.c_str())} {
        if (PQstatus(session_) != CONNECTION_OK) give_up(PQerrorMessage(session_));
    }
    ~PlainPostgresql() override { PQfinish(session_); }
    PlainPostgresql(const PlainPostgresql&) = delete;
    PlainPostgresql& operator=(const PlainPostgresql&) = delete;

    std::vector<std::vector<std::string>> read(const std::string& sql) override {
        PGresult* result = PQexec(session_, sql.c_str());
        if (PQresultStatus(result) != PGRES_TUPLES_OK) give_up(PQerrorMessage(session_));
        std::vector<std::vector<std::string>> rows;
        for (int row = 0; row < PQntuples(result); ++row) {
            std::vector<std::string>& values = rows.emplace_back();
            for (int column = 0; column < PQnfields(result); ++column) {
                values.emplace_back(PQgetvalue(result, row, column));
            }
        }
        PQclear(result);
        return rows;
    }
    std::size_t prepare(const std::string& sql) override {
        const std::string name = "s" + std::to_string(count_);
        PGresult* result = PQprepare(session_, name.c_str(), sql.c_str(), 0, nullptr);
        if (PQresultStatus(result) != PGRES_COMMAND_OK) give_up(PQerrorMessage(session_));
        PQclear(result);
        return count_++;
    }
    void begin() override {
        PQenterPipelineMode(session_);
        send("BEGIN", {});
    }
    void write(std::size_t statement, const std::vector<std::string>& values) override {
        std::vector<const char*> pointers;
        for (const std::string& value : values) pointers.push_back(value.c_str());
        const std::string name = "s" + std::to_string(statement);
        if (PQsendQueryPrepared(session_, name.c_str(), static_cast<int>(values.size()), pointers.data(), nullptr,
                                nullptr, 0) != 1) {
            give_up(PQerrorMessage(session_));
        }
        if (++sent_ == most_sent) wait();
    }
    void commit() override {
        send("COMMIT", {});
        wait();
        PQexitPipelineMode(session_);
    }

private:
    static constexpr int most_sent = 250;  // their answers fit into the socket's buffers

    void send(const char* sql, const std::vector<const char*>& values) {
        if (PQsendQueryParams(session_, sql, static_cast<int>(values.size()), nullptr, values.data(), nullptr, nullptr,
                              0) != 1) {
            give_up(PQerrorMessage(session_));
        }
        ++sent_;
    }
    void wait() {
        PQpipelineSync(session_);
        for (; sent_ > 0; --sent_) {
            PGresult* result = PQgetResult(session_);
            if (PQresultStatus(result) != PGRES_COMMAND_OK) give_up(PQerrorMessage(session_));
            PQclear(result);
            PQclear(PQgetResult(session_));
        }
        PQclear(PQgetResult(session_));
    }

    PGconn* session_;
    std::size_t count_ = 0;
    int sent_ = 0;
};

}  // namespace

std::unique_ptr<PlainWriter> open_plain_writer(const std::string& url) {
    if (url.starts_with("postgresql://")) return std::make_unique<PlainPostgresql>(url);
    return std::make_unique<PlainSqlite>(url);
}

}  // namespace kinote::bench
