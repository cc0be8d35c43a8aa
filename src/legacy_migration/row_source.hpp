#pragma once
// Rows of a legacy source, read forward once: by ODBC, from a CSV file, or made of another source's rows.

#include <cstdint>
#include <string>
#include <vector>

namespace kinote::legacy_migration {

struct SourceValue {
    bool is_null = true;
    std::string bytes;  ///< text in UTF-8, or what a transform is to make of it; meaningless where null
};

struct SourceRow {
    std::vector<SourceValue> values;  ///< by column
    std::string fault;                ///< why the row cannot be used, for a person; empty where it can
    std::int64_t number = 0;          ///< of the row in its query, or of its line in its file, from 1
};

/// One thread at a time.
class RowSource {
public:
    RowSource() = default;
    RowSource(const RowSource&) = delete;
    RowSource& operator=(const RowSource&) = delete;
    virtual ~RowSource() = default;

    /// Their names, in the order of the values.
    [[nodiscard]] virtual const std::vector<std::string>& columns() const = 0;
    /// The next row, null behind the last. Valid until the next call; a row with a fault may have any values.
    /// @throws Error unavailable, invalid where the source as a whole cannot be read on.
    [[nodiscard]] virtual const SourceRow* next() = 0;
};

}  // namespace kinote::legacy_migration
