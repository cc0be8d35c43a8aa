#include "database/sqlite_connection.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <string>
#include <unordered_map>
#include <utility>

#include "base/error.hpp"

namespace kinote::database {
namespace {

using base::Error;
using base::ErrorKind;

constexpr int busy_timeout_ms = 15'000;  // for writers in other processes; those of this one stand in the WriterQueue

struct CloseSession {
    void operator()(sqlite3* session) const noexcept { sqlite3_close_v2(session); }
};
struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using SqliteSession = std::unique_ptr<sqlite3, CloseSession>;
using Prepared = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

ErrorKind kind_of(int code) {
    if (code == SQLITE_CONSTRAINT_FOREIGNKEY) return ErrorKind::unavailable;  // what a row refers to has just gone
    switch (code & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_NOMEM: return ErrorKind::unavailable;
        case SQLITE_READONLY:
        case SQLITE_PERM: return ErrorKind::refused;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return ErrorKind::corrupt;
        default: return ErrorKind::internal;
    }
}

[[noreturn]] void throw_sqlite(sqlite3* session, std::string_view action) {
    const int code = sqlite3_extended_errcode(session);
    std::string message = fmt::format("SQLite cannot {}: {}", action, sqlite3_errmsg(session));
    if ((code & 0xFF) == SQLITE_FULL) message += "; free space on the disk of the data folder";
    if ((code & 0xFF) == SQLITE_BUSY) message += "; another process has been writing for too long";
    throw Error{kind_of(code), message};
}

// A statement as its connection keeps it. Only one cursor at a time steps it.
struct KeptStatement {
    Prepared prepared;
    bool is_lent = false;
};

// A statement lent to a cursor: a kept one, or one of its own where the kept one is being read from. Given back, it is
// as before its first step.
class LentStatement {
public:
    explicit LentStatement(KeptStatement& kept) : kept_{&kept}, statement_{kept.prepared.get()} { kept.is_lent = true; }
    explicit LentStatement(Prepared owned) : statement_{owned.get()}, owned_{std::move(owned)} {}
    ~LentStatement() { give_back(); }
    LentStatement(LentStatement&& other) noexcept
        : kept_{std::exchange(other.kept_, nullptr)},
          statement_{std::exchange(other.statement_, nullptr)},
          owned_{std::move(other.owned_)} {}
    LentStatement& operator=(LentStatement&&) = delete;
    LentStatement(const LentStatement&) = delete;
    LentStatement& operator=(const LentStatement&) = delete;

    [[nodiscard]] sqlite3_stmt* get() const { return statement_; }
    void give_back() noexcept {
        if (statement_ == nullptr) return;
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
        statement_ = nullptr;
        if (kept_ != nullptr) kept_->is_lent = false;
    }

private:
    KeptStatement* kept_ = nullptr;
    sqlite3_stmt* statement_;
    Prepared owned_;
};

class SqliteCursor final : public Cursor {
public:
    SqliteCursor(sqlite3* session, LentStatement statement) : session_{session}, statement_{std::move(statement)} {}

    bool next() override {
        if (statement_.get() == nullptr) return false;
        const int code = sqlite3_step(statement_.get());
        if (code == SQLITE_ROW) return true;
        if (code != SQLITE_DONE) throw_sqlite(session_, "read a row");
        statement_.give_back();
        return false;
    }
    [[nodiscard]] bool is_null(int column) const override {
        return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
    }
    [[nodiscard]] std::int64_t integer(int column) const override {
        return sqlite3_column_int64(statement_.get(), column);
    }
    [[nodiscard]] std::string_view text(int column) const override {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
        if (text == nullptr) return {};
        return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
    }
    [[nodiscard]] std::span<const std::byte> bytes(int column) const override {
        const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement_.get(), column));
        return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
    }

private:
    sqlite3* session_;
    LentStatement statement_;
};

class SqliteConnection final : public Connection {
public:
    SqliteConnection(SqliteSession session, WriterQueue& writers) : session_{std::move(session)}, writers_{writers} {}
    ~SqliteConnection() override {
        if (holds_writer_place_) writers_.leave();
    }
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    [[nodiscard]] Engine engine() const override { return Engine::sqlite; }
    [[nodiscard]] bool is_usable() const override { return true; }
    // A log that could not be synced may be found complete at the next start.
    [[nodiscard]] bool is_commit_in_doubt() const override {
        return (sqlite3_errcode(session_.get()) & 0xFF) == SQLITE_IOERR;
    }

    using Connection::change;
    using Connection::execute;
    using Connection::execute_on;
    using Connection::query;

    Rows query(const Statement& statement, Parameters parameters) override {
        LentStatement lent = lend(statement);
        bind(lent.get(), parameters);
        return Rows{std::make_unique<SqliteCursor>(session_.get(), std::move(lent))};
    }
    void execute(const Statement& statement, Parameters parameters) override { change(statement, parameters); }
    void execute_on(std::int64_t rows, const Statement& statement, Parameters parameters) override {
        if (change(statement, parameters) != rows) throw Error{ErrorKind::unavailable, rows_taken};
    }
    std::int64_t change(const Statement& statement, Parameters parameters) override {
        Rows rows = query(statement, parameters);
        while (rows.next()) {
        }
        return sqlite3_changes64(session_.get());
    }
    void run_script(const std::string& sql) override {
        if (sqlite3_exec(session_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
            throw_sqlite(session_.get(), "run a script");
        }
    }

private:
    void begin() override {
        writers_.enter();
        holds_writer_place_ = true;
        if (sqlite3_exec(session_.get(), "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) != SQLITE_OK) {
            leave_writer_place();
            throw_sqlite(session_.get(), "begin a transaction");
        }
    }
    void commit() override {
        if (sqlite3_exec(session_.get(), "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK) {
            throw_sqlite(session_.get(), "commit");
        }
        leave_writer_place();
    }
    void roll_back() noexcept override {
        if (sqlite3_get_autocommit(session_.get()) == 0) {
            sqlite3_exec(session_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
        }
        leave_writer_place();
    }
    void leave_writer_place() noexcept {
        if (std::exchange(holds_writer_place_, false)) writers_.leave();
    }

    // The kept statement of this text, or one of its own where the kept one is being read from.
    LentStatement lend(const Statement& statement) {
        const auto found = statements_.find(statement.text.data());
        if (found == statements_.end()) {
            return LentStatement{statements_[statement.text.data()] = KeptStatement{prepare(statement)}};
        }
        return found->second.is_lent ? LentStatement{prepare(statement)} : LentStatement{found->second};
    }

    Prepared prepare(const Statement& statement) {
        const std::string text = text_for(Engine::sqlite, statement.text);
        sqlite3_stmt* created = nullptr;
        const int code = sqlite3_prepare_v3(session_.get(), text.c_str(), static_cast<int>(text.size() + 1),
                                            SQLITE_PREPARE_PERSISTENT, &created, nullptr);
        Prepared prepared{created};
        if (code != SQLITE_OK) throw_sqlite(session_.get(), fmt::format("prepare \"{}\"", text));
        return prepared;
    }

    void bind(sqlite3_stmt* statement, Parameters parameters) {
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            const std::string name = fmt::format("${}", i + 1);
            const int index = sqlite3_bind_parameter_index(statement, name.c_str());
            if (index == 0) continue;  // PostgreSQL would refuse it; the tests run both
            if (bind_one(statement, index, parameters[i]) != SQLITE_OK) throw_sqlite(session_.get(), "bind a value");
        }
    }
    static int bind_one(sqlite3_stmt* statement, int index, const Value& value) {
        const auto& content = value.content();
        if (const auto* number = std::get_if<std::int64_t>(&content)) {
            return sqlite3_bind_int64(statement, index, *number);
        }
        // The caller's memory outlives query() only until the first step where rows are read later: copy.
        if (const auto* text = std::get_if<std::string_view>(&content)) {
            const char* begin = text->data() == nullptr ? "" : text->data();
            return sqlite3_bind_text64(statement, index, begin, text->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
        }
        if (const auto* bytes = std::get_if<std::span<const std::byte>>(&content)) {
            const void* begin = bytes->data() == nullptr ? "" : static_cast<const void*>(bytes->data());
            return sqlite3_bind_blob64(statement, index, begin, bytes->size(), SQLITE_TRANSIENT);
        }
        return sqlite3_bind_null(statement, index);
    }

    SqliteSession session_;  // outlives the statements below
    WriterQueue& writers_;
    std::unordered_map<const char*, KeptStatement> statements_;
    bool holds_writer_place_ = false;
};

}  // namespace

void WriterQueue::enter() {
    std::unique_lock lock{mutex_};
    const std::uint64_t ticket = next_ticket_++;
    turn_.wait(lock, [&] { return now_serving_ == ticket; });
}

void WriterQueue::leave() noexcept {
    {
        const std::lock_guard lock{mutex_};
        ++now_serving_;
    }
    turn_.notify_all();
}

std::unique_ptr<Connection> open_sqlite(const std::filesystem::path& file, WriterQueue& writers) {
    sqlite3* opened = nullptr;
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
    SqliteSession session{opened};
    if (code != SQLITE_OK) throw_sqlite(opened, fmt::format("open {}", file.string()));
    sqlite3_busy_timeout(opened, busy_timeout_ms);
    // A commit writes each page that it touches: small pages, which a new file gets, halve what it writes. 16 MiB of
    // them between checkpoints: a page that many commits touch is then written to the database file once.
    constexpr const char* pragmas =
        "PRAGMA page_size = 2048; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
        "PRAGMA temp_store = MEMORY;"
        "PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 8000; PRAGMA trusted_schema = OFF;";
    // Where another process makes the file at this moment, its change to WAL is not waited for as other locks are.
    int left_ms = busy_timeout_ms;
    while (sqlite3_exec(opened, pragmas, nullptr, nullptr, nullptr) != SQLITE_OK) {
        constexpr int pause_ms = 10;
        const bool is_busy = (sqlite3_errcode(opened) & 0xFF) == SQLITE_BUSY;
        if (!is_busy || left_ms <= 0) throw_sqlite(opened, fmt::format("set up {}", file.string()));
        left_ms -= sqlite3_sleep(pause_ms);
    }
    return std::make_unique<SqliteConnection>(std::move(session), writers);
}

}  // namespace kinote::database
