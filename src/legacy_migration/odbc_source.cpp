#include "legacy_migration/odbc_source.hpp"

#include <fmt/format.h>
#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "legacy_migration/odbc_cancellation.hpp"
#include "legacy_migration/odbc_text.hpp"
#include "legacy_migration/reading_query.hpp"
#include "legacy_migration/utf_text.hpp"

namespace kinote::legacy_migration {
namespace {

static_assert(sizeof(SQLLEN) == sizeof(std::intptr_t) && sizeof(SQLULEN) == sizeof(std::uintptr_t));
static_assert(sizeof(SQLUSMALLINT) == sizeof(std::uint16_t));

constexpr std::size_t short_column = 512;       // bytes of a column that nothing is known of
constexpr std::size_t longest_bound = 4'096;    // bytes; longer columns are read in pieces
constexpr std::size_t block_bytes = 2U << 20U;  // of a block of rows
constexpr std::size_t most_rows_at_once = 256;
constexpr std::size_t most_odbc_columns = 256;
constexpr std::size_t piece_bytes = 16'384;
constexpr std::size_t longest_wait_s = 3'600;  // for a query: a table of millions may have to be sorted

// ODBC takes integers in pointers.
SQLPOINTER in_pointer(std::size_t number) {
    return reinterpret_cast<SQLPOINTER>(number);  // NOLINT(performance-no-int-to-ptr)
}

bool is_binary_type(SQLSMALLINT type) {
    return type == SQL_BINARY || type == SQL_VARBINARY || type == SQL_LONGVARBINARY;
}

SQLSMALLINT c_type_of(bool is_wide, bool is_binary) {
    if (is_binary) return SQL_C_BINARY;
    return is_wide ? SQL_C_WCHAR : SQL_C_CHAR;
}

// psqlodbc's SQLCancel does nothing while rows are fetched: another session must ask the server for it.
std::function<void()> postgresql_canceller(const std::string& connection, const std::string& backend) {
    return [connection, backend] {
        try {
            (void)OdbcConnection{connection}.ask(fmt::format("SELECT pg_cancel_backend({})", backend));
        } catch (const base::Error& error) {
            base::log::debug("a query of the legacy database cannot be cancelled", {{"error", error.what()}});
        }
    };
}

}  // namespace

void OdbcSource::FreeStatement::operator()(void* statement) const noexcept {
    SQLFreeHandle(SQL_HANDLE_STMT, statement);
}

// A call that may wait for the database, broken off by a stop.
template <typename Call>
std::int16_t OdbcSource::waited(Call call) {
    std::optional<OdbcCancellation> cancellation;
    if (can_cancel_) cancellation.emplace(statement_.get(), stop_, cancel_from_outside_);
    if (stop_.stop_requested()) throw base::Error{base::ErrorKind::unavailable, "stopped"};
    return call();
}

OdbcSource::OdbcSource(const std::string& connection, const OdbcQuery& query, std::stop_token stop)
    : name_{query.name}, stop_{std::move(stop)}, connection_{connection} {
    SQLHSTMT statement = nullptr;
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, connection_.handle(), &statement))) {
        connection_.throw_diagnosis(SQL_HANDLE_DBC, connection_.handle(), "make a statement",
                                    base::ErrorKind::unavailable);
    }
    statement_.reset(statement);
    can_cancel_ = can_cancel(connection_.information(SQL_DRIVER_NAME));
    if (lower_case(connection_.information(SQL_DBMS_NAME)).find("postgresql") != std::string::npos) {
        cancel_from_outside_ = postgresql_canceller(connection, connection_.ask("SELECT pg_backend_pid()"));
    }
    // Not every driver knows it.
    SQLSetStmtAttrW(statement, SQL_ATTR_QUERY_TIMEOUT, in_pointer(longest_wait_s), 0);
    execute(query.text);
    describe(query.wishes);
    bind();
}

OdbcSource::~OdbcSource() = default;

void OdbcSource::fail(std::string_view action) const {
    connection_.throw_diagnosis(SQL_HANDLE_STMT, statement_.get(), fmt::format("{} of the query \"{}\"", action, name_),
                                base::ErrorKind::unavailable);
}

void OdbcSource::execute(const std::string& query) {
    const std::u16string text = to_utf16(reading_query(name_, query));
    std::vector<SQLWCHAR> units{text.begin(), text.end()};
    const SQLRETURN result =
        waited([&] { return SQLExecDirectW(statement_.get(), units.data(), static_cast<SQLINTEGER>(units.size())); });
    if (!SQL_SUCCEEDED(result) && result != SQL_NO_DATA) {
        connection_.throw_diagnosis(SQL_HANDLE_STMT, statement_.get(),
                                    fmt::format("run the query \"{}\" of the mapping", name_),
                                    base::ErrorKind::invalid);
    }
}

void OdbcSource::describe(const std::vector<ColumnWish>& wishes) {
    SQLSMALLINT count = 0;
    if (!SQL_SUCCEEDED(SQLNumResultCols(statement_.get(), &count))) fail("count the columns");
    if (count < 1 || static_cast<std::size_t>(count) > most_odbc_columns) {
        throw base::Error{
            base::ErrorKind::invalid,
            fmt::format("the query \"{}\" of the mapping gives {} columns; it must be a SELECT", name_, count)};
    }
    for (SQLSMALLINT number = 1; number <= count; ++number) {
        std::array<SQLWCHAR, 256> label{};
        SQLSMALLINT length = 0;
        SQLSMALLINT type = 0;
        SQLULEN size = 0;
        SQLSMALLINT digits = 0;
        SQLSMALLINT nullable = 0;
        const SQLRETURN result =
            SQLDescribeColW(statement_.get(), static_cast<SQLUSMALLINT>(number), label.data(),
                            static_cast<SQLSMALLINT>(label.size()), &length, &type, &size, &digits, &nullable);
        if (!SQL_SUCCEEDED(result)) fail("describe the columns");
        std::string name;
        const std::u16string units{label.begin(), std::ranges::find(label, SQLWCHAR{0})};
        (void)append_utf16(name, units);
        const auto wish =
            std::ranges::find_if(wishes, [&](const ColumnWish& each) { return is_same_word(each.name, name); });
        Column column;
        column.most_bytes = wish == wishes.end() ? short_column : wish->most_bytes;
        if (wish != wishes.end() && wish->is_raw) {
            column.kind = is_binary_type(type) ? Kind::binary : Kind::narrow_text;
        }
        // A character of UTF-8 is never shorter than its half in UTF-16; a terminator follows.
        column.stride =
            column.kind == Kind::wide_text ? (column.most_bytes + 1) * sizeof(SQLWCHAR) : column.most_bytes + 1;
        names_.push_back(std::move(name));
        columns_.push_back(std::move(column));
    }
    row_.values.resize(columns_.size());
}

// Some drivers give pieces only of columns that stand behind all bound ones, in their order: what stands behind the
// first long column is read in pieces, too. Blocks of rows want every column bound.
void OdbcSource::bind() {
    const auto first_long =
        std::ranges::find_if(columns_, [](const Column& column) { return column.most_bytes > longest_bound; });
    bound_ = static_cast<std::size_t>(first_long - columns_.begin());
    if (bound_ == columns_.size()) {
        std::size_t row_bytes = 0;
        for (const Column& column : columns_) row_bytes += column.stride;
        rows_at_once_ = std::clamp<std::size_t>(block_bytes / row_bytes, 1, most_rows_at_once);
        const SQLRETURN result =
            SQLSetStmtAttrW(statement_.get(), SQL_ATTR_ROW_ARRAY_SIZE, in_pointer(rows_at_once_), 0);
        if (!SQL_SUCCEEDED(result)) rows_at_once_ = 1;
    }
    row_states_.resize(rows_at_once_);
    SQLSetStmtAttrW(statement_.get(), SQL_ATTR_ROWS_FETCHED_PTR, &rows_fetched_, 0);
    SQLSetStmtAttrW(statement_.get(), SQL_ATTR_ROW_STATUS_PTR, row_states_.data(), 0);
    for (std::size_t i = 0; i < bound_; ++i) {
        Column& column = columns_[i];
        column.buffer.resize(column.stride * rows_at_once_);
        column.lengths.resize(rows_at_once_);
        const SQLRETURN result =
            SQLBindCol(statement_.get(), static_cast<SQLUSMALLINT>(i + 1),
                       c_type_of(column.kind == Kind::wide_text, column.kind == Kind::binary), column.buffer.data(),
                       static_cast<SQLLEN>(column.stride), reinterpret_cast<SQLLEN*>(column.lengths.data()));
        if (!SQL_SUCCEEDED(result)) fail("bind the columns");
    }
}

bool OdbcSource::fetch() {
    rows_fetched_ = 0;
    std::ranges::fill(row_states_, SQL_ROW_SUCCESS);
    const SQLRETURN result = waited([&] { return SQLFetch(statement_.get()); });
    if (result == SQL_NO_DATA) return false;
    if (!SQL_SUCCEEDED(result)) fail(fmt::format("read behind row {}", row_.number));
    if (rows_at_once_ == 1) rows_fetched_ = 1;  // a driver need not say so
    next_in_block_ = 0;
    return rows_fetched_ > 0;
}

const SourceRow* OdbcSource::next() {
    if (next_in_block_ >= rows_fetched_ && !fetch()) {
        rows_fetched_ = 0;
        return nullptr;
    }
    const std::size_t row = next_in_block_++;
    ++row_.number;
    row_.fault.clear();
    if (row_states_[row] == SQL_ROW_ERROR) {
        row_.fault = fmt::format("row {} of the query {}: the driver cannot read it", row_.number, name_);
        return &row_;
    }
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        if (column < bound_) {
            read_bound(column, row);
        } else {
            read_in_pieces(column);
        }
    }
    return &row_;
}

void OdbcSource::read_bound(std::size_t column, std::size_t row) {
    const Column& bound = columns_[column];
    const SQLLEN length = bound.lengths[row];
    row_.values[column].is_null = length == SQL_NULL_DATA;
    if (length == SQL_NULL_DATA) return;
    const std::size_t terminator = bound.kind == Kind::wide_text ? sizeof(SQLWCHAR) : 1;
    const std::size_t room = bound.kind == Kind::binary ? bound.stride : bound.stride - terminator;
    if (length < 0 || static_cast<std::size_t>(length) > room) {
        add_fault(column, fmt::format("is longer than {} bytes", bound.most_bytes));
        return;
    }
    set_value(column, bound.buffer.data() + row * bound.stride, static_cast<std::size_t>(length));
}

void OdbcSource::read_in_pieces(std::size_t column) {
    Column& long_column = columns_[column];
    const bool is_wide = long_column.kind == Kind::wide_text;
    const std::size_t terminator = long_column.kind == Kind::binary ? 0 : (is_wide ? sizeof(SQLWCHAR) : 1);
    long_column.buffer.resize(piece_bytes);
    piece_text_.clear();
    while (true) {
        SQLLEN length = 0;
        const SQLRETURN result = waited([&] {
            return SQLGetData(statement_.get(), static_cast<SQLUSMALLINT>(column + 1),
                              c_type_of(is_wide, long_column.kind == Kind::binary), long_column.buffer.data(),
                              static_cast<SQLLEN>(piece_bytes), &length);
        });
        if (result == SQL_NO_DATA) break;
        if (!SQL_SUCCEEDED(result)) fail(fmt::format("read the column {}", names_[column]));
        if (length == SQL_NULL_DATA) {
            row_.values[column].is_null = true;
            return;
        }
        const std::size_t room = piece_bytes - terminator;
        const bool is_last = length >= 0 && static_cast<std::size_t>(length) <= room;
        piece_text_.append(reinterpret_cast<const char*>(long_column.buffer.data()),
                           is_last ? static_cast<std::size_t>(length) : room);
        if (piece_text_.size() > long_column.most_bytes * (is_wide ? sizeof(SQLWCHAR) : 1)) {
            add_fault(column, fmt::format("is longer than {} bytes", long_column.most_bytes));
            return;
        }
        if (is_last) break;
    }
    row_.values[column].is_null = false;
    set_value(column, reinterpret_cast<const std::byte*>(piece_text_.data()), piece_text_.size());
}

void OdbcSource::set_value(std::size_t column, const std::byte* bytes, std::size_t size) {
    std::string& value = row_.values[column].bytes;
    value.clear();
    if (columns_[column].kind != Kind::wide_text) {
        value.assign(reinterpret_cast<const char*>(bytes), size);
        return;
    }
    // Buffers of bytes hold UTF-16 at even places of an allocation, and allocations are aligned for any type.
    const std::span<const char16_t> units{reinterpret_cast<const char16_t*>(bytes), size / sizeof(char16_t)};
    value.reserve(units.size());
    if (!append_utf16(value, units)) add_fault(column, "is no text");
}

void OdbcSource::add_fault(std::size_t column, std::string_view words) {
    row_.values[column].is_null = true;
    if (!row_.fault.empty()) return;
    row_.fault = fmt::format("row {} of the query {}: {} {}", row_.number, name_, names_[column], words);
}

}  // namespace kinote::legacy_migration
