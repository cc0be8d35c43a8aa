#include "legacy_migration/odbc_connection.hpp"

#include <fmt/format.h>
#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

#include <algorithm>
#include <array>
#include <vector>

#include "legacy_migration/odbc_text.hpp"
#include "legacy_migration/utf_text.hpp"

namespace kinote::legacy_migration {
namespace {

using base::Error;
using base::ErrorKind;

static_assert(sizeof(SQLWCHAR) == sizeof(char16_t), "unixODBC is built with SQLWCHAR of 16 bits");

constexpr SQLUINTEGER login_timeout_s = 15;
constexpr SQLUINTEGER connection_timeout_s = 60;  // of whatever is no query; many drivers do not know it

// What makes every statement of a session fail that would write, by what SQLGetInfo calls the database. SQL Server has
// nothing of the kind.
struct ReadOnlyLock {
    std::string_view database;  // stands in its name
    std::u16string_view statement;
    bool is_of_transaction = false;            // it goes for the transaction that is under way, not for the session
    bool has_row_by_row_only_outside = false;  // in a transaction the driver reads a whole result into memory
};
constexpr std::array read_only_locks{
    ReadOnlyLock{"postgresql", u"SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"},
    ReadOnlyLock{"sqlite", u"PRAGMA query_only = 1", false, true},
    ReadOnlyLock{"oracle", u"SET TRANSACTION READ ONLY", true},
    ReadOnlyLock{"mysql", u"SET SESSION TRANSACTION READ ONLY"},
    ReadOnlyLock{"mariadb", u"SET SESSION TRANSACTION READ ONLY"},
};

constexpr std::array secret_keywords{std::string_view{"pwd"}, std::string_view{"password"}};

bool is_secret(const ConnectionKeyword& keyword) {
    return std::ranges::find(secret_keywords, lower_case(trimmed(keyword.name))) != secret_keywords.end();
}

std::string secret_of(std::string_view connection) {
    for (const ConnectionKeyword& keyword : connection_keywords(connection)) {
        if (!is_secret(keyword)) continue;
        std::string_view value = keyword.value;
        if (value.starts_with('{') && value.ends_with('}')) value = value.substr(1, value.size() - 2);
        return std::string{value};
    }
    return {};
}

std::string driver_of(std::string_view connection) {
    for (const ConnectionKeyword& keyword : connection_keywords(connection)) {
        if (is_same_word(keyword.name, "driver")) return keyword.value;
    }
    return {};
}

std::string to_utf8(const SQLWCHAR* text, std::size_t length) {
    std::string utf8;
    const std::u16string units{text, text + length};
    (void)append_utf16(utf8, units);
    return utf8;
}

OdbcDiagnosis read_diagnosis(std::int16_t handle_type, void* handle) {
    constexpr SQLSMALLINT most_records = 8;
    OdbcDiagnosis diagnosis;
    for (SQLSMALLINT record = 1; record <= most_records; ++record) {
        std::array<SQLWCHAR, 6> state{};
        std::array<SQLWCHAR, 1024> message{};
        SQLINTEGER native = 0;
        SQLSMALLINT length = 0;
        const SQLRETURN result = SQLGetDiagRecW(handle_type, handle, record, state.data(), &native, message.data(),
                                                static_cast<SQLSMALLINT>(message.size()), &length);
        if (!SQL_SUCCEEDED(result)) break;
        const auto kept =
            std::min<std::size_t>(static_cast<std::size_t>(std::max<SQLSMALLINT>(length, 0)), message.size() - 1);
        if (diagnosis.state.empty()) diagnosis.state = to_utf8(state.data(), state.size() - 1);
        if (!diagnosis.message.empty()) diagnosis.message += "; ";
        diagnosis.message += trimmed(to_utf8(message.data(), kept));
    }
    return diagnosis;
}

// SQLSTATE, by its class (ODBC reference, appendix A).
ErrorKind kind_of(std::string_view state, ErrorKind otherwise) {
    // The driver manager's own: no such data source, no such driver; 01000 where the driver's library is not there.
    if (state.starts_with("IM") || state == "01000") return ErrorKind::invalid;
    if (state.starts_with("28")) return ErrorKind::refused;
    if (state.starts_with("08") || state.starts_with("HYT") || state.starts_with("40") || state.starts_with("57")) {
        return ErrorKind::unavailable;
    }
    return otherwise;
}

}  // namespace

std::string shown_connection(std::string_view connection) {
    std::string shown;
    for (const ConnectionKeyword& keyword : connection_keywords(connection)) {
        if (!shown.empty()) shown += ';';
        shown += fmt::format("{}={}", keyword.name, is_secret(keyword) ? "***" : keyword.value);
    }
    return shown;
}

void OdbcConnection::Free::operator()(void* handle) const noexcept { SQLFreeHandle(type, handle); }

OdbcConnection::OdbcConnection(const std::string& connection)
    : shown_{shown_connection(connection)},
      secret_{secret_of(connection)},
      environment_{nullptr, Free{SQL_HANDLE_ENV}},
      session_{nullptr, Free{SQL_HANDLE_DBC}} {
    SQLHENV environment = nullptr;
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &environment))) {
        throw Error{ErrorKind::unavailable, "ODBC: out of memory"};
    }
    environment_.reset(environment);
    // NOLINTNEXTLINE(performance-no-int-to-ptr): ODBC takes integers in pointers
    SQLSetEnvAttr(environment, SQL_ATTR_ODBC_VERSION, reinterpret_cast<SQLPOINTER>(SQL_OV_ODBC3), 0);

    const std::string text = with_driver_options(connection, driver_of(connection));
    connect(text);
    const std::string with_options = with_driver_options(text, information(SQL_DRIVER_NAME));
    if (with_options != text) {  // a data source, whose driver shows only now
        disconnect();
        connect(with_options);
    }
    make_read_only();
}

OdbcConnection::~OdbcConnection() { disconnect(); }

// Whatever was done is undone.
void OdbcConnection::disconnect() {
    if (!is_connected_) return;
    SQLEndTran(SQL_HANDLE_DBC, session_.get(), SQL_ROLLBACK);
    SQLDisconnect(session_.get());
    is_connected_ = false;
}

void OdbcConnection::connect(const std::string& connection) {
    session_.reset();
    SQLHDBC session = nullptr;
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, environment_.get(), &session))) {
        throw Error{ErrorKind::unavailable, "ODBC: out of memory"};
    }
    session_.reset(session);
    // NOLINTNEXTLINE(performance-no-int-to-ptr): ODBC takes integers in pointers
    SQLSetConnectAttrW(session, SQL_ATTR_LOGIN_TIMEOUT, reinterpret_cast<SQLPOINTER>(SQLULEN{login_timeout_s}), 0);
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    auto* const connection_timeout = reinterpret_cast<SQLPOINTER>(SQLULEN{connection_timeout_s});
    SQLSetConnectAttrW(session, SQL_ATTR_CONNECTION_TIMEOUT, connection_timeout, 0);
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    SQLSetConnectAttrW(session, SQL_ATTR_ACCESS_MODE, reinterpret_cast<SQLPOINTER>(SQLULEN{SQL_MODE_READ_ONLY}), 0);
    std::u16string text = to_utf16(connection);
    std::vector<SQLWCHAR> units{text.begin(), text.end()};
    units.push_back(0);
    const SQLRETURN result =
        SQLDriverConnectW(session, nullptr, units.data(), SQL_NTS, nullptr, 0, nullptr, SQL_DRIVER_NOPROMPT);
    if (!SQL_SUCCEEDED(result)) {
        throw_diagnosis(SQL_HANDLE_DBC, session, "connect to the legacy database", ErrorKind::unavailable);
    }
    is_connected_ = true;
}

// The access mode is a hint that many drivers pass over. What holds is the database's own lock, and that nothing is
// ever committed.
void OdbcConnection::make_read_only() {
    const std::string database = lower_case(information(SQL_DBMS_NAME));
    const auto* const lock = std::ranges::find_if(
        read_only_locks, [&](const ReadOnlyLock& each) { return database.find(each.database) != std::string::npos; });
    const bool has_lock = lock != read_only_locks.end();
    const auto set_lock = [&] { (void)execute(lock->statement, "make the session read only", ErrorKind::refused); };
    if (has_lock && !lock->is_of_transaction) set_lock();  // while it commits by itself
    if (has_lock && lock->has_row_by_row_only_outside) return;
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    auto* const off = reinterpret_cast<SQLPOINTER>(SQLULEN{SQL_AUTOCOMMIT_OFF});
    const bool can_roll_back = SQL_SUCCEEDED(SQLSetConnectAttrW(session_.get(), SQL_ATTR_AUTOCOMMIT, off, 0));
    if (!can_roll_back && !has_lock && information(SQL_DATA_SOURCE_READ_ONLY) != "Y") {
        throw_diagnosis(
            SQL_HANDLE_DBC, session_.get(),
            "be sure that nothing is changed: the driver has no transactions that could be rolled back, and "
            "does not say that it only reads",
            ErrorKind::refused);
    }
    if (has_lock && lock->is_of_transaction) set_lock();
}

OdbcConnection::Handle OdbcConnection::execute(std::u16string_view text, std::string_view action,
                                               ErrorKind otherwise) const {
    SQLHSTMT statement = nullptr;
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, session_.get(), &statement))) {
        throw_diagnosis(SQL_HANDLE_DBC, session_.get(), "make a statement", ErrorKind::unavailable);
    }
    Handle owner{statement, Free{SQL_HANDLE_STMT}};
    std::vector<SQLWCHAR> units{text.begin(), text.end()};
    const SQLRETURN result = SQLExecDirectW(statement, units.data(), static_cast<SQLINTEGER>(units.size()));
    if (!SQL_SUCCEEDED(result) && result != SQL_NO_DATA) {
        throw_diagnosis(SQL_HANDLE_STMT, statement, action, otherwise);
    }
    return owner;
}

std::string OdbcConnection::ask(std::string_view query) const {
    const Handle statement = execute(to_utf16(query), "ask the database", ErrorKind::unavailable);
    std::array<char, 256> value{};
    SQLLEN length = 0;
    if (!SQL_SUCCEEDED(SQLFetch(statement.get())) ||
        !SQL_SUCCEEDED(SQLGetData(statement.get(), 1, SQL_C_CHAR, value.data(), value.size(), &length))) {
        return {};
    }
    return value.data();
}

std::string OdbcConnection::information(std::uint16_t what) const {
    std::array<SQLWCHAR, 256> text{};
    SQLSMALLINT bytes = 0;
    const SQLRETURN result = SQLGetInfoW(session_.get(), what, text.data(),
                                         static_cast<SQLSMALLINT>(text.size() * sizeof(SQLWCHAR)), &bytes);
    if (!SQL_SUCCEEDED(result)) return {};
    const auto end = std::ranges::find(text, SQLWCHAR{0});
    return to_utf8(text.data(), static_cast<std::size_t>(end - text.begin()));
}

void OdbcConnection::throw_diagnosis(std::int16_t handle_type, void* handle, std::string_view action,
                                     ErrorKind otherwise) const {
    OdbcDiagnosis diagnosis = read_diagnosis(handle_type, handle);
    if (!secret_.empty()) {
        for (std::size_t at = diagnosis.message.find(secret_); at != std::string::npos;
             at = diagnosis.message.find(secret_, at + 3)) {
            diagnosis.message.replace(at, secret_.size(), "***");
        }
    }
    throw Error{kind_of(diagnosis.state, otherwise),
                fmt::format("cannot {} ({}): {}{}{}", action, shown_,
                            diagnosis.message.empty() ? "the driver gives no reason" : diagnosis.message,
                            diagnosis.state.empty() ? "" : ", SQLSTATE ", diagnosis.state)};
}

}  // namespace kinote::legacy_migration
