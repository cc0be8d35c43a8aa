// The least that a migration can cost: reads the two queries over ODBC and writes the rows that kinote writes, outcomes
// included, without a look at what is here. PostgreSQL gets them by COPY, SQLite by prepared inserts.
//
//     migration_limit CONNECTION sqlite FILE | postgresql URL
//
// The schema is kinote's own, made by kinote before. Prints the seconds that it took.
#include <fmt/format.h>
#include <libpq-fe.h>
#include <sql.h>
#include <sqlext.h>
#include <sqlite3.h>

#include <array>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t notes_of_commit = 500;  // as kinote commits
constexpr std::size_t rows_at_once = 256;
constexpr std::size_t column_bytes = 256;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error{what}; }

// A query over ODBC, in blocks of rows of narrow text.
class Query {
public:
    Query(const std::string& connection, const std::string& sql, std::size_t columns)
        : columns_{columns}, buffers_(columns), lengths_(columns) {
        SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &environment_);
        // NOLINTNEXTLINE(performance-no-int-to-ptr): ODBC takes integers in pointers
        SQLSetEnvAttr(environment_, SQL_ATTR_ODBC_VERSION, reinterpret_cast<SQLPOINTER>(SQL_OV_ODBC3), 0);
        SQLAllocHandle(SQL_HANDLE_DBC, environment_, &session_);
        std::string text = connection;
        if (!SQL_SUCCEEDED(SQLDriverConnect(session_, nullptr, reinterpret_cast<SQLCHAR*>(text.data()), SQL_NTS,
                                            nullptr, 0, nullptr, SQL_DRIVER_NOPROMPT))) {
            fail("cannot connect");
        }
        SQLAllocHandle(SQL_HANDLE_STMT, session_, &statement_);
        // NOLINTNEXTLINE(performance-no-int-to-ptr)
        SQLSetStmtAttr(statement_, SQL_ATTR_ROW_ARRAY_SIZE, reinterpret_cast<SQLPOINTER>(rows_at_once), 0);
        SQLSetStmtAttr(statement_, SQL_ATTR_ROWS_FETCHED_PTR, &fetched_, 0);
        std::string query = sql;
        if (!SQL_SUCCEEDED(SQLExecDirect(statement_, reinterpret_cast<SQLCHAR*>(query.data()), SQL_NTS))) {
            fail("cannot run " + sql);
        }
        for (std::size_t i = 0; i < columns; ++i) {
            buffers_[i].resize(rows_at_once * column_bytes);
            lengths_[i].resize(rows_at_once);
            SQLBindCol(statement_, static_cast<SQLUSMALLINT>(i + 1), SQL_C_CHAR, buffers_[i].data(), column_bytes,
                       lengths_[i].data());
        }
    }
    ~Query() {
        SQLFreeHandle(SQL_HANDLE_STMT, statement_);
        SQLDisconnect(session_);
        SQLFreeHandle(SQL_HANDLE_DBC, session_);
        SQLFreeHandle(SQL_HANDLE_ENV, environment_);
    }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    bool next() {
        if (++row_ < fetched_) return true;
        fetched_ = 0;
        row_ = 0;
        return SQL_SUCCEEDED(SQLFetch(statement_)) && fetched_ > 0;
    }
    [[nodiscard]] std::string_view text(std::size_t column) const {
        const SQLLEN length = lengths_.at(column)[row_];
        if (length == SQL_NULL_DATA) return {};
        return {buffers_[column].data() + row_ * column_bytes, static_cast<std::size_t>(length)};
    }

private:
    SQLHANDLE environment_ = nullptr;
    SQLHANDLE session_ = nullptr;
    SQLHANDLE statement_ = nullptr;
    std::size_t columns_;
    std::vector<std::string> buffers_;
    std::vector<std::vector<SQLLEN>> lengths_;
    SQLULEN fetched_ = 0;
    SQLULEN row_ = 0;
};

// The tables that a migration writes; a value that is empty and may be null is null.
constexpr std::array tables{
    "patient (id, patient_id, issuer_of_patient_id, patient_name, folded_name, birth_date, sex)",
    "study (id, patient, study_instance_uid, study_date, study_time, accession_number, study_id, description, "
    "referring_physician_name, established_by, note_count, created_ms)",
    "note (id, uuid, source, source_system, source_key, source_digest, created_ms)",
    "note_version (id, note, version, state, title_value, title_scheme, title_meaning, modifiers, description, author, "
    "observers, made_ms, made_at, study_instance_uid, selection_digest, is_taken_over, findings, created_ms)",
    "note_reference (note_version, position, study_instance_uid, series_instance_uid, sop_instance_uid, sop_class_uid, "
    "frames)",
    "note_study (note_version, study)",
    "migration_row (run, number, source_note_id, outcome, reason, study_instance_uid, note_version, "
    "reference_outcomes, "
    "needs_a_look)"};
enum Table : std::size_t { patient, study, note, note_version, note_reference, note_study, migration_row };
constexpr std::array<int, tables.size()> column_counts{7, 12, 7, 18, 7, 2, 9};

class Target {
public:
    virtual ~Target() = default;
    virtual void add(Table table, const std::vector<std::string_view>& row) = 0;
    virtual void commit() = 0;
    virtual void run(const std::string& sql) = 0;
};

class SqliteTarget final : public Target {
public:
    explicit SqliteTarget(const char* file) {
        if (sqlite3_open(file, &session_) != SQLITE_OK) fail("cannot open the database");
        run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; BEGIN IMMEDIATE");
        for (std::size_t i = 0; i < tables.size(); ++i) {
            std::string sql = fmt::format("INSERT INTO {} VALUES (?", tables.at(i));
            for (int column = 1; column < column_counts.at(i); ++column) sql += ", ?";
            sqlite3_prepare_v3(session_, (sql + ")").c_str(), -1, SQLITE_PREPARE_PERSISTENT, &inserts_.at(i), nullptr);
            if (inserts_.at(i) == nullptr) fail(sqlite3_errmsg(session_));
        }
    }
    ~SqliteTarget() override {
        for (sqlite3_stmt* insert : inserts_) sqlite3_finalize(insert);
        sqlite3_close(session_);
    }
    void add(Table table, const std::vector<std::string_view>& row) override {
        sqlite3_stmt* insert = inserts_.at(table);
        for (std::size_t i = 0; i < row.size(); ++i) {
            sqlite3_bind_text(insert, static_cast<int>(i + 1), row[i].data() == nullptr ? "" : row[i].data(),
                              static_cast<int>(row[i].size()), SQLITE_STATIC);
        }
        if (sqlite3_step(insert) != SQLITE_DONE) fail(sqlite3_errmsg(session_));
        sqlite3_reset(insert);
    }
    void commit() override { run("COMMIT; BEGIN IMMEDIATE"); }
    void run(const std::string& sql) override {
        if (sqlite3_exec(session_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
            fail(sqlite3_errmsg(session_));
        }
    }

private:
    sqlite3* session_ = nullptr;
    std::array<sqlite3_stmt*, tables.size()> inserts_{};
};

class PostgresqlTarget final : public Target {
public:
    explicit PostgresqlTarget(const char* url) : session_{PQconnectdb(url)} {
        if (PQstatus(session_) != CONNECTION_OK) fail(PQerrorMessage(session_));
        run("BEGIN");
    }
    ~PostgresqlTarget() override { PQfinish(session_); }
    void add(Table table, const std::vector<std::string_view>& row) override {
        std::string& text = rows_.at(table);
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) text += '\t';
            for (const char character : row[i]) {
                if (character == '\\' || character == '\t' || character == '\n') text += '\\';
                text += character;
            }
        }
        text += '\n';
    }
    void commit() override {
        for (std::size_t i = 0; i < tables.size(); ++i) {
            if (rows_.at(i).empty()) continue;
            PQclear(PQexec(session_, fmt::format("COPY {} FROM STDIN", tables.at(i)).c_str()));
            PQputCopyData(session_, rows_.at(i).data(), static_cast<int>(rows_.at(i).size()));
            PQputCopyEnd(session_, nullptr);
            while (PGresult* result = PQgetResult(session_)) {
                if (PQresultStatus(result) != PGRES_COMMAND_OK) fail(PQerrorMessage(session_));
                PQclear(result);
            }
            rows_.at(i).clear();
        }
        run("COMMIT");
        run("BEGIN");
    }
    void run(const std::string& sql) override {
        PGresult* result = PQexec(session_, sql.c_str());
        const bool is_done = PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;
        PQclear(result);
        if (!is_done) fail(PQerrorMessage(session_));
    }

private:
    PGconn* session_;
    std::array<std::string, tables.size()> rows_;
};

// Columns of the source, in the order of migration_source.py.
enum NoteColumn : std::size_t {
    source_note_id,
    study_uid,
    title_text,
    description,
    author_name,
    author_login,
    created_at,
    patient_id,
    patient_name,
    birth_date,
    sex,
    accession_number,
    study_date,
    study_description,
    note_columns
};
enum ReferenceColumn : std::size_t {
    of_note,
    position,
    of_study,
    of_series,
    sop_instance_uid,
    sop_class_uid,
    frame_numbers,
    reference_columns
};

class Limit {
public:
    Limit(const std::string& connection, Target& target)
        : target_{target},
          notes_{connection, "SELECT * FROM notes ORDER BY source_note_id", note_columns},
          references_{connection, "SELECT * FROM refs ORDER BY source_note_id, position", reference_columns} {}

    void run() {
        target_.run(
            "INSERT INTO migration_run (mapping, mapping_digest, source, dry_run, state, worker, started_ms, last_row, "
            "notes_read, notes_migrated, notes_updated, notes_already_there, notes_deleted_in_source, notes_conflict, "
            "notes_other_patient, notes_rejected, references_read, references_resolved, references_not_here, "
            "references_rejected) VALUES ('limit', '', '', 0, 'running', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "
            "0)");
        bool has_reference = references_.next();
        for (std::size_t count = 0; notes_.next();) {
            write_note();
            std::size_t references = 0;
            while (has_reference && references_.text(of_note) == notes_.text(source_note_id)) {
                target_.add(note_reference, {id_, references_.text(position), references_.text(of_study),
                                             references_.text(of_series), references_.text(sop_instance_uid),
                                             references_.text(sop_class_uid), references_.text(frame_numbers)});
                ++references;
                has_reference = references_.next();
            }
            target_.add(migration_row, {"1", id_, notes_.text(source_note_id), "migrated", "", notes_.text(study_uid),
                                        id_, fmt::format("n{}", references), "0"});
            if (++count % notes_of_commit == 0) target_.commit();
        }
        target_.commit();
    }

private:
    void write_note() {
        id_ = std::to_string(++number_);
        if (notes_.text(study_uid) != study_uid_) {
            study_uid_ = notes_.text(study_uid);
            study_id_ = std::to_string(++studies_);
            target_.add(patient, {study_id_, notes_.text(patient_id), "", notes_.text(patient_name),
                                  notes_.text(patient_name), notes_.text(birth_date), notes_.text(sex)});
            target_.add(study,
                        {study_id_, study_id_, study_uid_, notes_.text(study_date), "", notes_.text(accession_number),
                         "", notes_.text(study_description), "", "note", "2", "0"});
        }
        const std::string digest = fmt::format("{:064x}", number_ * 0x9E3779B97F4A7C15U);
        target_.add(note,
                    {id_, fmt::format("{:08x}-0000-4000-8000-{:012x}", number_ * 2'654'435'761U & 0xFFFFFFFFU, number_),
                     "legacy", "limit", notes_.text(source_note_id), digest, "0"});
        target_.add(note_version, {id_, id_, "1", "current", "113004", "DCM", "For Teaching", "[]",
                                   notes_.text(description), notes_.text(author_name),
                                   fmt::format(R"([{{"type":"person","name":"{}","login_name":"{}"}}])",
                                               notes_.text(author_name), notes_.text(author_login)),
                                   "1398939072000", notes_.text(created_at), study_uid_, digest, "1", "[]", "0"});
        target_.add(note_study, {id_, study_id_});
    }

    Target& target_;
    Query notes_;
    Query references_;
    std::uint64_t number_ = 0;
    std::uint64_t studies_ = 0;
    std::string id_;
    std::string study_uid_;
    std::string study_id_;
};

}  // namespace

int main(int count, char** words) {
    if (count != 4) {
        fmt::print(stderr, "usage: migration_limit CONNECTION sqlite FILE | postgresql URL\n");
        return 2;
    }
    try {
        const auto begin = std::chrono::steady_clock::now();
        std::unique_ptr<Target> target;
        if (std::string_view{words[2]} == "sqlite") {
            target = std::make_unique<SqliteTarget>(words[3]);
        } else {
            target = std::make_unique<PostgresqlTarget>(words[3]);
        }
        Limit{words[1], *target}.run();
        const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
        fmt::print("{:.3f}\n", seconds.count());
    } catch (const std::exception& error) {
        fmt::print(stderr, "migration_limit: {}\n", error.what());
        return 3;
    }
    return 0;
}
