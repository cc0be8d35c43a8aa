#pragma once
// Rows written many at a time: on SQLite by one prepared statement a row, on PostgreSQL by one statement whose
// parameters are a column's values each.

#include <cstddef>
#include <initializer_list>
#include <string>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// An INSERT in its two forms, with the columns in the same order.
struct BulkInsert {
    Statement one_row;    ///< for SQLite: VALUES ($1, $2, ...)
    Statement many_rows;  ///< for PostgreSQL: SELECT * FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS TEXT[]), ...)
};

/// Rows of one table on their way in. One thread; gone before its transaction. Texts and integers only.
class BulkRows {
public:
    /// @param insert  lives as long as the program.
    BulkRows(Transaction& transaction, const BulkInsert& insert, std::size_t columns);

    /// @param row  as many values as there are columns; copied.
    void add(std::initializer_list<Value> row);
    /// Sends what has been added. To be called at the end, and before rows that depend on these.
    void send();

private:
    Transaction& transaction_;
    const BulkInsert& insert_;
    std::vector<std::string> columns_;  // array literals of PostgreSQL, without their end
    std::size_t size_ = 0;              // bytes in columns_
};

}  // namespace kinote::database
