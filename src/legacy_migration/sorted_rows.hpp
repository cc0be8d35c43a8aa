#pragma once
// The rows of a source that gives them in no order, sorted by their first column: in memory as long as they are few,
// else in pieces in a temporary file. Memory does not grow with their number.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "legacy_migration/row_source.hpp"

namespace kinote::legacy_migration {

/// A file without a name, which goes with its owner.
class TemporaryFile;

class SortedRows final : public RowSource {
public:
    /// Reads all rows. Rows without a value go first, equal ones stay in their order; the bytes of the text decide.
    /// @param most_bytes  of rows kept in memory. @param stop  ends the reading.
    /// @throws Error as the source; unavailable where the disk of the folder for temporary files is full, or stopped.
    SortedRows(RowSource& source, std::size_t most_bytes, const std::stop_token& stop);
    ~SortedRows() override;
    SortedRows(const SortedRows&) = delete;
    SortedRows& operator=(const SortedRows&) = delete;

    [[nodiscard]] const std::vector<std::string>& columns() const override { return names_; }
    [[nodiscard]] const SourceRow* next() override;
    [[nodiscard]] std::int64_t size() const { return size_; }

private:
    class Piece;
    struct Record;

    void read_all(RowSource& source, std::size_t most_bytes, const std::stop_token& stop);
    void add(const SourceRow& row);
    void sort_buffer();
    void spill();
    [[nodiscard]] std::string_view record_at(std::size_t place) const;

    std::vector<std::string> names_;
    std::int64_t size_ = 0;
    std::string buffer_;           // records one behind the other
    std::vector<Record> records_;  // of the buffer
    std::size_t next_record_ = 0;
    std::unique_ptr<TemporaryFile> file_;  // null: all rows are in the buffer
    std::vector<std::unique_ptr<Piece>> pieces_;
    SourceRow row_;
};

}  // namespace kinote::legacy_migration
