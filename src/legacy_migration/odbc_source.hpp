#pragma once
// The rows of a query over ODBC: text as UTF-16 from any driver, bytes as they are where a transform wants them, blocks
// of rows at once where no column is long, long columns in pieces.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "legacy_migration/odbc_connection.hpp"
#include "legacy_migration/row_source.hpp"

namespace kinote::legacy_migration {

/// How a column is to be read.
struct ColumnWish {
    std::string name;            ///< without regard to case
    std::size_t most_bytes = 0;  ///< of its text; a longer one is a fault of the row
    bool is_raw = false;         ///< bytes, for a transform
};

/// A query as it is to be run.
struct OdbcQuery {
    std::string name;  ///< for messages
    std::string text;
    std::vector<ColumnWish> wishes;  ///< for the columns that have one; others are read as short text
};

class OdbcSource final : public RowSource {
public:
    /// Runs the query. Once a stop is requested, this and next() wait for the database no longer; in a file
    /// of SQLite, which no network can make hang, a row is waited for.
    /// @throws Error invalid, with what the database says, for a query that it refuses; as reading_query, before
    ///         anything is sent; else as OdbcConnection.
    OdbcSource(const std::string& connection, const OdbcQuery& query, std::stop_token stop);
    ~OdbcSource() override;
    OdbcSource(const OdbcSource&) = delete;
    OdbcSource& operator=(const OdbcSource&) = delete;

    [[nodiscard]] const std::vector<std::string>& columns() const override { return names_; }
    [[nodiscard]] const SourceRow* next() override;

private:
    enum class Kind : std::uint8_t { wide_text, narrow_text, binary };
    struct Column {
        Kind kind = Kind::wide_text;
        std::size_t most_bytes = 0;
        std::size_t stride = 0;  // bytes of its buffer for one row
        std::vector<std::byte> buffer;
        std::vector<std::intptr_t> lengths;  // SQLLEN of each row
    };
    struct FreeStatement {
        void operator()(void* statement) const noexcept;
    };

    template <typename Call>
    std::int16_t waited(Call call);
    void execute(const std::string& query);
    void describe(const std::vector<ColumnWish>& wishes);
    void bind();
    bool fetch();
    void read_bound(std::size_t column, std::size_t row);
    void read_in_pieces(std::size_t column);
    void set_value(std::size_t column, const std::byte* bytes, std::size_t size);
    void add_fault(std::size_t column, std::string_view words);
    [[noreturn]] void fail(std::string_view action) const;

    std::string name_;
    std::stop_token stop_;
    bool can_cancel_ = false;
    std::function<void()> cancel_from_outside_;  // empty where SQLCancel is all there is
    OdbcConnection connection_;
    std::unique_ptr<void, FreeStatement> statement_;
    std::vector<std::string> names_;
    std::vector<Column> columns_;
    std::size_t bound_ = 0;  // the first so many columns are bound
    std::size_t rows_at_once_ = 1;
    std::uintptr_t rows_fetched_ = 0;        // SQLULEN, written by the driver
    std::vector<std::uint16_t> row_states_;  // SQLUSMALLINT, written by the driver
    std::size_t next_in_block_ = 0;
    SourceRow row_;
    std::string piece_text_;
};

}  // namespace kinote::legacy_migration
