#include "database/postgresql_connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <deque>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/error.hpp"

namespace kinote::database {
namespace {

using base::Error;
using base::ErrorKind;

constexpr Statement begin_sql{"BEGIN"};
constexpr Statement commit_postgresql_connection_sql{"COMMIT"};
constexpr Statement roll_back_sql{"ROLLBACK"};

// The server's answers to what is pending must fit into the socket's buffers, or both sides would wait to write.
constexpr std::size_t most_pending = 250;

struct Finish {
    void operator()(PGconn* session) const noexcept { PQfinish(session); }
};
struct Clear {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using Session = std::unique_ptr<PGconn, Finish>;
using Result = std::unique_ptr<PGresult, Clear>;

std::string without_line_end(const char* text) {
    std::string message{text == nullptr ? "" : text};
    while (!message.empty() && message.back() == '\n') message.pop_back();
    return message;
}

// PostgreSQL's error classes (Appendix A of its manual), by the first two characters of SQLSTATE.
ErrorKind kind_of(std::string_view sqlstate) {
    const std::string_view error_class = sqlstate.substr(0, 2);
    // 23503: what a row refers to has just gone, as a study does whose last object is purged.
    if (sqlstate.empty() || sqlstate == "23503" || error_class == "08" || error_class == "40" || error_class == "53" ||
        error_class == "55" || error_class == "57" || error_class == "58") {
        return ErrorKind::unavailable;
    }
    if (error_class == "28" || sqlstate == "42501") return ErrorKind::refused;
    if (error_class == "XX") return ErrorKind::corrupt;
    return ErrorKind::internal;
}

template <typename Integer>
std::int64_t big_endian(const char* bytes) {
    Integer value{};
    std::memcpy(&value, bytes, sizeof value);
    if constexpr (sizeof value == 8)
        return static_cast<std::int64_t>(__builtin_bswap64(static_cast<std::uint64_t>(value)));
    return static_cast<std::int32_t>(__builtin_bswap32(static_cast<std::uint32_t>(value)));
}

// Results come in binary: 8- and 4-byte integers, one-byte booleans, text and bytes as they are.
class PostgresqlCursor final : public Cursor {
public:
    explicit PostgresqlCursor(Result result) : result_{std::move(result)}, rows_{PQntuples(result_.get())} {}

    bool next() override { return ++row_ < rows_; }
    [[nodiscard]] bool is_null(int column) const override { return PQgetisnull(result_.get(), row_, column) != 0; }
    [[nodiscard]] std::int64_t integer(int column) const override {
        if (is_null(column)) return 0;
        const char* value = PQgetvalue(result_.get(), row_, column);
        switch (PQgetlength(result_.get(), row_, column)) {
            case 8: return big_endian<std::int64_t>(value);
            case 4: return big_endian<std::int32_t>(value);
            case 1: return *value != 0 ? 1 : 0;
            default: throw Error{ErrorKind::internal, fmt::format("column {} is no integer", column)};
        }
    }
    [[nodiscard]] std::string_view text(int column) const override {
        return {PQgetvalue(result_.get(), row_, column),
                static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
    }
    [[nodiscard]] std::span<const std::byte> bytes(int column) const override {
        return std::as_bytes(std::span{text(column)});
    }

private:
    Result result_;
    int rows_;
    int row_ = -1;
};

// Parameters in libpq's form: integers as text, bytes as they are.
class BoundParameters {
public:
    explicit BoundParameters(Parameters parameters) {
        values_.reserve(parameters.size());
        for (const Value& parameter : parameters) add(parameter);
    }

    [[nodiscard]] int count() const { return static_cast<int>(values_.size()); }
    [[nodiscard]] const char* const* values() const { return values_.data(); }
    [[nodiscard]] const int* lengths() const { return lengths_.data(); }
    [[nodiscard]] const int* formats() const { return formats_.data(); }

private:
    void add(const Value& parameter) {
        const auto& content = parameter.content();
        if (const auto* number = std::get_if<std::int64_t>(&content)) {
            push(kept_.emplace_back(std::to_string(*number)).c_str(), 0, 0);
        } else if (const auto* text = std::get_if<std::string_view>(&content)) {
            if (text->find('\0') != std::string_view::npos) {
                throw Error{ErrorKind::invalid, "a text with a NUL character cannot be kept in the database"};
            }
            push(kept_.emplace_back(*text).c_str(), 0, 0);
        } else if (const auto* bytes = std::get_if<std::span<const std::byte>>(&content)) {
            const char* begin = bytes->empty() ? "" : reinterpret_cast<const char*>(bytes->data());
            push(begin, static_cast<int>(bytes->size()), 1);
        } else {
            push(nullptr, 0, 0);
        }
    }
    void push(const char* value, int length, int format) {
        values_.push_back(value);
        lengths_.push_back(length);
        formats_.push_back(format);
    }

    std::deque<std::string> kept_;  // its elements do not move
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
};

class PostgresqlConnection final : public Connection {
public:
    explicit PostgresqlConnection(Session session) : session_{std::move(session)} {
        if (PQenterPipelineMode(session_.get()) != 1) throw_lost("enter pipeline mode");
    }

    [[nodiscard]] Engine engine() const override { return Engine::postgresql; }
    [[nodiscard]] bool is_usable() const override { return PQstatus(session_.get()) == CONNECTION_OK; }
    // Whoever answers a commit has not lost the session; what was sent before may be what lost it, which is not known.
    [[nodiscard]] bool is_commit_in_doubt() const override { return !is_usable(); }

    using Connection::change;
    using Connection::execute;
    using Connection::execute_on;
    using Connection::query;

    Rows query(const Statement& statement, Parameters parameters) override {
        send(statement, parameters);
        return Rows{std::make_unique<PostgresqlCursor>(finish_pending())};
    }
    void execute(const Statement& statement, Parameters parameters) override {
        send(statement, parameters);
        if (!in_transaction_ || pending_.size() >= most_pending) (void)finish_pending();
    }
    void execute_on(std::int64_t rows, const Statement& statement, Parameters parameters) override {
        send(statement, parameters);
        pending_.back().rows = rows;
        if (!in_transaction_ || pending_.size() >= most_pending) (void)finish_pending();
    }
    std::int64_t change(const Statement& statement, Parameters parameters) override {
        send(statement, parameters);
        return changed_rows(finish_pending().get());
    }
    void run_script(const std::string& sql) override {
        (void)finish_pending();
        if (PQexitPipelineMode(session_.get()) != 1) throw_lost("leave pipeline mode");
        const Result result{PQexec(session_.get(), sql.c_str())};
        const bool done = PQresultStatus(result.get()) == PGRES_COMMAND_OK ||
                          PQresultStatus(result.get()) == PGRES_TUPLES_OK ||
                          PQresultStatus(result.get()) == PGRES_EMPTY_QUERY;
        const std::string message = without_line_end(PQerrorMessage(session_.get()));
        if (PQenterPipelineMode(session_.get()) != 1) throw_lost("enter pipeline mode");
        if (!done) throw Error{ErrorKind::internal, fmt::format("PostgreSQL cannot run a script: {}", message)};
    }

private:
    struct Pending {
        const char* prepares;              // the text that this command prepares, else null
        std::optional<std::int64_t> rows;  // that it must change
    };

    void begin() override {
        send(begin_sql, {});
        in_transaction_ = true;
    }
    void commit() override {
        const bool is_conditional =
            std::ranges::any_of(pending_, [](const Pending& one) { return one.rows.has_value(); });
        if (is_conditional) (void)finish_pending();
        in_transaction_ = false;
        send(commit_postgresql_connection_sql, {});
        const Result result = finish_pending();
        // A transaction that has failed answers COMMIT with ROLLBACK, and calls that a success.
        if (std::string_view{PQcmdStatus(result.get())} != "COMMIT") {
            throw Error{ErrorKind::internal, "PostgreSQL rolled a transaction back where it was to be committed"};
        }
    }
    void roll_back() noexcept override {
        in_transaction_ = false;
        try {
            if (!pending_.empty()) (void)finish_pending();
        } catch (const std::exception&) {  // what failed has been thrown already, or never will be of use
        }
        try {
            if (is_usable() && PQtransactionStatus(session_.get()) != PQTRANS_IDLE) {
                send(roll_back_sql, {});
                (void)finish_pending();
            }
        } catch (const std::exception&) {  // the session is lost: its transaction is gone with it
        }
    }

    void send(const Statement& statement, Parameters parameters) {
        const BoundParameters bound{parameters};
        const char* key = statement.text.data();
        const auto [entry, is_new] = names_.try_emplace(key, "");
        if (is_new) entry->second = fmt::format("kinote_{}", ++last_name_);
        const std::string& name = entry->second;
        if (!prepared_.contains(key)) {
            const std::string text = text_for(Engine::postgresql, statement.text);
            if (PQsendPrepare(session_.get(), name.c_str(), text.c_str(), 0, nullptr) != 1) throw_lost("prepare");
            prepared_.insert(key);
            pending_.push_back({key, std::nullopt});
        }
        if (PQsendQueryPrepared(session_.get(), name.c_str(), bound.count(), bound.values(), bound.lengths(),
                                bound.formats(), 1) != 1) {
            throw_lost("send a statement");
        }
        pending_.push_back({nullptr, std::nullopt});
    }

    // Waits for all that was sent. The result of the last command; throws for the first one that failed.
    Result finish_pending() {
        if (PQpipelineSync(session_.get()) != 1) throw_lost("wait for the server");
        Result last;
        std::unique_ptr<Error> failure;
        for (const Pending& command : std::exchange(pending_, {})) {
            Result result{PQgetResult(session_.get())};
            if (!result) throw_lost("read an answer");
            const ExecStatusType status = PQresultStatus(result.get());
            const bool succeeded = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
            if (!succeeded && command.prepares != nullptr) prepared_.erase(command.prepares);
            if (status == PGRES_FATAL_ERROR && !failure) failure = std::make_unique<Error>(error_of(result.get()));
            if (succeeded && command.rows && changed_rows(result.get()) != *command.rows && !failure) {
                failure = std::make_unique<Error>(ErrorKind::unavailable, rows_taken);
            }
            last = std::move(result);
            const Result separator{PQgetResult(session_.get())};
            if (separator) throw_lost("read an answer");
        }
        const Result sync{PQgetResult(session_.get())};
        if (!is_usable() || (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC && !failure))
            throw_lost("read an answer");
        if (failure) throw Error{*failure};
        return last;
    }

    static std::int64_t changed_rows(PGresult* result) {
        const std::string_view text = PQcmdTuples(result);
        std::int64_t rows = 0;
        std::from_chars(text.data(), text.data() + text.size(), rows);
        return rows;
    }

    static Error error_of(const PGresult* result) {
        const char* sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        const std::string message = without_line_end(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
        const std::string detail = without_line_end(PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME));
        return {kind_of(sqlstate == nullptr ? "" : sqlstate),
                fmt::format("PostgreSQL refuses a statement: {}{}{}", message, detail.empty() ? "" : ", constraint ",
                            detail)};
    }
    [[noreturn]] void throw_lost(std::string_view action) const {
        throw Error{ErrorKind::unavailable,
                    fmt::format("PostgreSQL: cannot {}: {}", action, without_line_end(PQerrorMessage(session_.get())))};
    }

    Session session_;
    std::unordered_map<const char*, std::string> names_;
    std::unordered_set<const char*> prepared_;
    std::vector<Pending> pending_;
    std::uint64_t last_name_ = 0;
    bool in_transaction_ = false;
};

}  // namespace

std::unique_ptr<Connection> open_postgresql(const std::string& url) {
    // The application name shows in pg_stat_activity; a server that does not answer is given up after 10 seconds while
    // connecting, and after 30 later: a machine that vanishes says no farewell.
    // Each statement has an index to go by. Plans are kept for the life of a session: made while a table was small,
    // they must be the right ones when it is large. What must look at all rows seems so dear then that PostgreSQL would
    // compile it first, which takes longer than to run it. What the URL says of options goes before.
    constexpr std::array keywords{"options",
                                  "keepalives_idle",
                                  "keepalives_interval",
                                  "keepalives_count",
                                  "tcp_user_timeout",
                                  "dbname",
                                  "fallback_application_name",
                                  "connect_timeout",
                                  "client_encoding",
                                  static_cast<const char*>(nullptr)};
    constexpr const char* options = "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";
    const std::array values{options,     "10",     "5",  "4",    "30000",
                            url.c_str(), "kinote", "10", "UTF8", static_cast<const char*>(nullptr)};
    Session session{PQconnectdbParams(keywords.data(), values.data(), 1)};
    if (!session) throw Error{ErrorKind::unavailable, "PostgreSQL: out of memory"};
    if (PQstatus(session.get()) != CONNECTION_OK) {
        const std::string message = without_line_end(PQerrorMessage(session.get()));
        const bool refused = message.find("authentication") != std::string::npos;
        throw Error{refused ? ErrorKind::refused : ErrorKind::unavailable,
                    fmt::format("cannot connect to PostgreSQL: {}", message)};
    }
    PQsetNoticeProcessor(
        session.get(), [](void*, const char*) {}, nullptr);
    return std::make_unique<PostgresqlConnection>(std::move(session));
}

}  // namespace kinote::database
