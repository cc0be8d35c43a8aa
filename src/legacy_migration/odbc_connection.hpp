#pragma once
// A session with a legacy database by ODBC, and what its driver says of it.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace kinote::legacy_migration {

/// The text of a connection without what is secret in it: for messages, rows and reports.
[[nodiscard]] std::string shown_connection(std::string_view connection);

/// What a driver says of the last call that failed.
struct OdbcDiagnosis {
    std::string state;    ///< SQLSTATE of the first record
    std::string message;  ///< all records
};

/// One thread at a time. Nothing that is run in it lasts: the session is read only by the database's own lock where
/// there is one, runs in transactions, and rolls back at its end.
class OdbcConnection {
public:
    /// Connects, and asks drivers that would else read a whole result into memory, or make a file that is absent, not
    /// to. @param connection  as SQLDriverConnect takes it: "DSN=...;UID=...;PWD=..." or "Driver=...;...".
    /// @throws Error unavailable where the database is away, refused where it does not let us in or cannot be kept
    ///         from writing, invalid where the driver or the data source is unknown.
    explicit OdbcConnection(const std::string& connection);
    ~OdbcConnection();
    OdbcConnection(const OdbcConnection&) = delete;
    OdbcConnection& operator=(const OdbcConnection&) = delete;

    /// SQLHDBC
    [[nodiscard]] void* handle() const { return session_.get(); }
    [[nodiscard]] const std::string& shown() const { return shown_; }
    /// What the driver answers to SQLGetInfo with a text.
    [[nodiscard]] std::string information(std::uint16_t what) const;
    /// The first value of the first row that a query gives, as text of ASCII; empty where there is none.
    [[nodiscard]] std::string ask(std::string_view query) const;

    /// Throws what the driver says of a failed call. @param handle_type  SQL_HANDLE_DBC or SQL_HANDLE_STMT.
    /// @param action  "run the query notes". @param otherwise  the kind where the SQLSTATE says nothing else.
    [[noreturn]] void throw_diagnosis(std::int16_t handle_type, void* handle, std::string_view action,
                                      base::ErrorKind otherwise) const;

private:
    struct Free {
        std::int16_t type;
        void operator()(void* handle) const noexcept;
    };
    using Handle = std::unique_ptr<void, Free>;

    void connect(const std::string& connection);
    void disconnect();
    void make_read_only();
    [[nodiscard]] Handle execute(std::u16string_view text, std::string_view action, base::ErrorKind otherwise) const;

    std::string shown_;
    std::string secret_;  // never to be shown, should a driver repeat it
    Handle environment_;
    Handle session_;
    bool is_connected_ = false;
};

}  // namespace kinote::legacy_migration
