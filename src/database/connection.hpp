#pragma once
// What the tables know of a database: statements, parameters, rows, connections, transactions. The two engines stand
// behind `Connection`; nothing above this room sees libpq or SQLite.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kinote::database {

enum class Engine { sqlite, postgresql };

/// One SQL text for both engines, a named constant that lives as long as the program. Parameters are $1..$n. These
/// words in braces differ by engine: {skip_locked}, {for_update}, and {in_ids}, which tests a column against the
/// id_list given as $1. {from:EVENT} and {to:EVENT} are states of a job, see job_state.hpp: what changes a state says
/// so by them.
struct Statement {
    std::string_view text;
};

/// A parameter: a view of what the caller owns, valid for the call.
class Value {
public:
    Value(std::nullptr_t) {}                                           // NOLINT(google-explicit-constructor)
    Value(std::int64_t number) : content_{number} {}                   // NOLINT(google-explicit-constructor)
    Value(int number) : content_{std::int64_t{number}} {}              // NOLINT(google-explicit-constructor)
    Value(bool flag) = delete;                                         // the schema has no booleans
    Value(std::string_view text) : content_{text} {}                   // NOLINT(google-explicit-constructor)
    Value(const std::string& text) : Value{std::string_view{text}} {}  // NOLINT(google-explicit-constructor)
    Value(const char* text) : Value{std::string_view{text}} {}         // NOLINT(google-explicit-constructor)
    Value(std::span<const std::byte> bytes) : content_{bytes} {}       // NOLINT(google-explicit-constructor)
    template <typename T>
    Value(const std::optional<T>& value) {  // NOLINT(google-explicit-constructor)
        if (value) *this = Value{*value};
    }

    using Content = std::variant<std::monostate, std::int64_t, std::string_view, std::span<const std::byte>>;
    [[nodiscard]] const Content& content() const { return content_; }

private:
    Content content_;
};

/// NULL for an empty text. Borrows the text.
[[nodiscard]] inline Value if_any(const std::string& text) { return text.empty() ? Value{nullptr} : Value{text}; }

using Parameters = std::span<const Value>;

/// The engine's side of `Rows`.
class Cursor {
public:
    virtual ~Cursor() = default;
    virtual bool next() = 0;
    [[nodiscard]] virtual bool is_null(int column) const = 0;
    [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
    [[nodiscard]] virtual std::string_view text(int column) const = 0;
    [[nodiscard]] virtual std::span<const std::byte> bytes(int column) const = 0;
};

/// The rows that a query gives, read forward once. Stands on its connection, and is gone before its transaction ends.
/// Columns count from 0.
class Rows {
public:
    explicit Rows(std::unique_ptr<Cursor> cursor) : cursor_{std::move(cursor)} {}

    /// Moves to the next row. False behind the last one.
    bool next() { return cursor_->next(); }
    [[nodiscard]] bool is_null(int column) const { return cursor_->is_null(column); }
    [[nodiscard]] std::int64_t integer(int column) const { return cursor_->integer(column); }
    /// Empty for null. Valid until the next row.
    [[nodiscard]] std::string_view text(int column) const { return cursor_->text(column); }
    [[nodiscard]] std::string string(int column) const { return std::string{text(column)}; }
    /// Valid until the next row.
    [[nodiscard]] std::span<const std::byte> bytes(int column) const { return cursor_->bytes(column); }
    [[nodiscard]] std::optional<std::int64_t> optional_integer(int column) const {
        return is_null(column) ? std::nullopt : std::optional{integer(column)};
    }
    [[nodiscard]] std::optional<std::string> optional_string(int column) const {
        return is_null(column) ? std::nullopt : std::optional{string(column)};
    }

private:
    std::unique_ptr<Cursor> cursor_;
};

/// A session with the database. One thread at a time. Every call throws Error: unavailable where the database is away,
/// busy, full or has undone the transaction for another's sake; corrupt where its file is; internal for wrong SQL.
class Connection {
public:
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() = default;

    [[nodiscard]] virtual Engine engine() const = 0;
    /// False once the session is lost: it is of no use any more.
    [[nodiscard]] virtual bool is_usable() const = 0;
    /// After a commit that threw: whether it may have happened all the same, as where the session was lost behind it.
    [[nodiscard]] virtual bool is_commit_in_doubt() const = 0;

    [[nodiscard]] virtual Rows query(const Statement& statement, Parameters parameters) = 0;
    [[nodiscard]] Rows query(const Statement& statement, std::initializer_list<Value> parameters = {}) {
        return query(statement, Parameters{parameters.begin(), parameters.size()});
    }
    /// Runs a statement for its effect alone. In a transaction PostgreSQL is not waited for: an error shows at the
    /// next query, change or commit.
    virtual void execute(const Statement& statement, Parameters parameters) = 0;
    void execute(const Statement& statement, std::initializer_list<Value> parameters = {}) {
        execute(statement, Parameters{parameters.begin(), parameters.size()});
    }
    /// The same for a statement that must insert, update or delete that many rows. Where it does not, the error is
    /// `unavailable`, and shows before a commit at the latest: another has taken the rows.
    virtual void execute_on(std::int64_t rows, const Statement& statement, Parameters parameters) = 0;
    void execute_on(std::int64_t rows, const Statement& statement, std::initializer_list<Value> parameters) {
        execute_on(rows, statement, Parameters{parameters.begin(), parameters.size()});
    }
    /// Runs a statement and gives the number of rows that it inserted, updated or deleted.
    virtual std::int64_t change(const Statement& statement, Parameters parameters) = 0;
    std::int64_t change(const Statement& statement, std::initializer_list<Value> parameters = {}) {
        return change(statement, Parameters{parameters.begin(), parameters.size()});
    }
    /// Runs a text of several statements, unprepared: for schema steps.
    virtual void run_script(const std::string& sql) = 0;

protected:
    friend class Transaction;
    virtual void begin() = 0;
    virtual void commit() = 0;
    virtual void roll_back() noexcept = 0;
};

/// A transaction on one connection, from construction until commit() or destruction, which undoes it. It writes: on
/// SQLite it holds the one place of a writer. Keep files and networks out of it.
class Transaction {
public:
    explicit Transaction(Connection& connection);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    [[nodiscard]] Rows query(const Statement& statement, std::initializer_list<Value> parameters = {}) {
        return connection_.query(statement, parameters);
    }
    void execute(const Statement& statement, std::initializer_list<Value> parameters = {}) {
        connection_.execute(statement, parameters);
    }
    void execute_on(std::int64_t rows, const Statement& statement, std::initializer_list<Value> parameters) {
        connection_.execute_on(rows, statement, parameters);
    }
    std::int64_t change(const Statement& statement, std::initializer_list<Value> parameters = {}) {
        return connection_.change(statement, parameters);
    }
    [[nodiscard]] Connection& connection() { return connection_; }

    /// To be called once the transaction has been committed; not called where it is undone.
    void after_commit(std::function<void()> action) { after_commit_.push_back(std::move(action)); }

    /// To be called where commit() throws and nobody knows whether it has happened; not called where it has surely not.
    void when_in_doubt(std::function<void()> action) { when_in_doubt_.push_back(std::move(action)); }

    /// Returns once everything is durable.
    void commit();

private:
    Connection& connection_;
    std::vector<std::function<void()>> after_commit_;
    std::vector<std::function<void()>> when_in_doubt_;
    bool is_open_ = true;
};

/// What execute_on() says of another number of rows.
inline constexpr const char* rows_taken = "a statement did not find the rows that it was to change: another took them";

/// The statement's text as the engine wants it.
[[nodiscard]] std::string text_for(Engine engine, std::string_view text);

}  // namespace kinote::database
